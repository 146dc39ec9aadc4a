"""What the equations of the chapter on momentum are checked on: runs that are recorded step by step.

The gradients of the runs are written by hand; the radius of a recurrence comes from the roots of its polynomial.
"""

from itertools import pairwise

import numpy as np

from nnlib.formula import Chapter, Draw, Scene

chapter = Chapter("momentum", symbols=["u", r"\tilde v", "R"], applied=[r"\mathcal L"])
STEPS = 5

for _latex in (
    r"M_k=\beta M_{k-1}+\alpha\frac{\partial\mathcal L}{\partial W}",
    r"\Delta W=-\eta M_k",
    r"W-\beta N_{k-1}",
    r"\Delta W=-\eta N_k",
    r"W-\eta\beta N_{k-1}",
):
    chapter.quoted(_latex, "Sybrandt's velocity, in his letters")


def landscape(draw: Draw):
    d = draw.size()
    a, b = draw.vector(d), draw.vector(d)
    return (
        d,
        lambda w: np.sum(np.sin(a * w)) + np.sum(b * b * w * w) / 4,
        lambda w: a * np.cos(a * w) + b * b * w / 2,
    )


@chapter.scene("eq-momentum", "eq-momentum-sum", "eq-momentum-classic")
def momentum(draw: Draw) -> Scene:
    """The run of the heavy ball: each step is the last one, shrunk, and a step of descent."""
    d, loss, gradient = landscape(draw)
    eta, beta = draw.pick(0.1, 0.3), draw.pick(0.9, 0.5, 0.7)
    start = draw.vector(d)
    points = [start, start - eta * gradient(start)]
    while len(points) <= STEPS:
        points.append(points[-1] - eta * gradient(points[-1]) + beta * (points[-1] - points[-2]))
    steps = [np.zeros(d), *(after - before for before, after in pairwise(points))]
    return Scene(
        given={
            "w": dict(enumerate(points)), "v": {k: -step / eta for k, step in enumerate(steps)},
            "tilde_v": dict(enumerate(steps)), "eta": eta, "beta": beta,
        },
        functions={"mathcal_L": loss},
        ranges={"k": range(1, STEPS + 1)},
    )  # fmt: skip


@chapter.scene("eq-momentum-updates")
def one_step(draw: Draw) -> Scene:
    d, loss, gradient = landscape(draw)
    eta, beta, v, w = draw.pick(0.1, 0.3), draw.pick(0.9, 0.5, 0.7), draw.vector(d), draw.vector(d)
    new = gradient(w) + beta * v
    return Scene(
        given={"v": v, "w": w, "eta": eta, "beta": beta},
        functions={"mathcal_L": loss},
        after={"v": lambda g: new, "w": lambda g: w - eta * new},
        in_turn=True,
    )


@chapter.scene("eq-momentum-constant")
def constant_gradient(draw: Draw) -> Scene:
    beta, u, v, path = draw.pick(0.5, 0.8, 0.3), draw.vector(draw.size()), 0.0, {}
    for k in range(1, STEPS + 1):
        v = u + beta * v
        path[k] = v
    return Scene(given={"beta": beta, "u": u, "v": path}, ranges={"k": range(1, STEPS + 1)})


@chapter.scene("eq-nesterov", "eq-nesterov-shifted")
def nesterov(draw: Draw) -> Scene:
    """In the form with two sequences: a step of descent from the look-ahead point, then a look ahead along the step."""
    d, loss, gradient = landscape(draw)
    eta, beta = draw.pick(0.1, 0.3), draw.pick(0.9, 0.5, 0.7)
    points, ahead = [draw.vector(d)], {}
    for k in range(1, STEPS + 2):
        ahead[k] = points[-1] + (beta * (points[-1] - points[-2]) if k > 1 else 0.0)
        points.append(ahead[k] - eta * gradient(ahead[k]))
    velocity = {k: (points[k - 1] - points[k]) / eta for k in range(1, STEPS + 1)} | {0: np.zeros(d)}
    return Scene(
        given={"w": dict(enumerate(points)), "u": ahead, "v": velocity, "eta": eta, "beta": beta},
        functions={"mathcal_L": loss},
        ranges={"k": range(1, STEPS + 1)},
    )


@chapter.scene("eq-heavy-ball")
def ball(draw: Draw) -> Scene:
    eta, beta, curvature = draw.pick(0.1, 0.3), draw.pick(0.9, 0.5, 0.7), draw.pick(1.0, 2.5)
    w, v, path = draw.rng.normal(), draw.rng.normal(), []
    for _ in range(STEPS + 2):
        path.append(w)
        v = beta * v + curvature * w
        w = w - eta * v
    return Scene(
        given={"w": dict(enumerate(path)), "eta": eta, "beta": beta, "kappa": curvature}, ranges={"k": range(1, STEPS)}
    )


@chapter.scene("eq-momentum-stability")
def stability(draw: Draw) -> Scene:
    """Rates on both sides of the edge, and on it, where a root is -1."""
    beta, curvature = draw.pick(0.5, 0.25, 0.75), draw.pick(2.0, 4.0)
    eta = draw.pick(1.0, 0.9, 1.1, 0.0, -0.5, 0.1, 1.5) * 2 * (1 + beta) / curvature
    radius = np.max(np.abs(np.roots([1.0, -(1 + beta - eta * curvature), beta])))
    radius = 1.0 if abs(radius - 1) < 1e-9 else radius
    return Scene(given={"R": radius, "eta": eta, "kappa": curvature, "beta": beta})
