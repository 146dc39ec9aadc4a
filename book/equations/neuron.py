"""What the equations of the chapter on the neuron and the perceptron are checked on.

The perceptron is run sample by sample on data that a known direction separates; ties lie on its hyperplane.
"""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import ACTIVATIONS, sigma

chapter = Chapter("neuron", symbols=["u", "R", "v", "s", "c", "p", r"\tilde w", r"\tilde x"], applied=["z"])


def step(z):
    return 1.0 - np.signbit(np.real(z))


def unit(draw: Draw) -> dict:
    """A unit and an input; in the first scene the input lies on the hyperplane, with the exact sum 0."""
    d = draw.size()
    w, x, b = draw.vector(d), draw.vector(d), float(draw.rng.normal())
    if draw.number == 0:
        w, x, b = np.ones(d), np.arange(1.0, d + 1), -d * (d + 1) / 2
    return {"w": w, "x": x, "b": b, "d": d, "eta": draw.pick(1.0, 0.1, 0.5)}


@chapter.scene("eq-neuron", "eq-bias-as-weight")
def neuron(draw: Draw) -> Scene:
    given = unit(draw)
    w, x = np.append(given["b"], given["w"]), np.append(1.0, given["x"])
    phi = draw.pick(*ACTIVATIONS)
    z = np.dot(w, x)
    return Scene(
        given={**given, "tilde_w": w, "tilde_x": x, "z": z, "hat_y": phi(z)},
        functions={"varphi": phi},
        first={"tilde_w": 0, "tilde_x": 0},
    )


@chapter.scene("eq-perceptron", "eq-logistic-decision")
def decision(draw: Draw) -> Scene:
    """Inputs close to the hyperplane, on both sides and on it, far from where it would be without the bias."""
    given = unit(draw)
    if draw.number:
        given["b"] = draw.pick(0.3, -0.3, 1.0, -1.0) - np.dot(given["w"], given["x"])
    z = np.dot(np.append(given["w"], given["b"]), np.append(given["x"], 1.0))
    return Scene(given={**given, "hat_y": 1.0 - (z < 0)}, functions={"step": step, "sigma": sigma})


@chapter.scene("eq-perceptron-rule", "eq-perceptron-cases")
def correction(draw: Draw) -> Scene:
    given = unit(draw)
    t, y = draw.pick((1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0))
    change = {(1.0, 0.0): given["eta"], (0.0, 1.0): -given["eta"]}.get((t, y), 0.0)
    return Scene(
        given={**given, "t": t, "hat_y": y},
        after={"w": lambda g: g.w + change * given["x"], "b": lambda g: g.b + change},
    )


@chapter.scene("eq-margin", "eq-novikoff-chain", "eq-novikoff")
def separable(draw: Draw) -> Scene:
    """The run of a perceptron without bias from zero. Samples along the axes meet every bound: the first scene."""
    d = draw.size()
    u = np.ones(d) if draw.number == 0 else draw.vector(d)
    u /= np.sqrt(u @ u)
    x = list(2.0 * np.eye(d)) if draw.number == 0 else [draw.vector(d) for _ in range(4 * d)]
    t = [float(row @ u > 0) for row in x]
    w, mistakes, clean = np.zeros(d), [np.zeros(d)], False
    while not clean:
        clean = True
        for row, target in zip(x, t, strict=True):
            if (row @ w) * (2 * target - 1) <= 0:
                w = w + (2 * target - 1) * row
                mistakes.append(w)
                clean = False
    return Scene(
        given={
            "u": u, "x": dict(enumerate(x, start=1)), "t": np.array(t), "w": dict(enumerate(mistakes)),
            "gamma": min(abs(row @ u) for row in x), "R": max(np.sqrt(row @ row) for row in x),
        },
        ranges={"k": range(min(2, len(mistakes) - 1), len(mistakes))},  # at k = 1 a lost k would not be seen
    )  # fmt: skip


@chapter.scene("eq-xor-diagonals")
def corners(draw: Draw) -> Scene:
    w, b = draw.vector(2), draw.rng.normal()
    return Scene(given={"w": w, "b": b}, functions={"z": lambda p, q: np.dot([1.0, p, q], [b, *w])})


@chapter.scene("eq-xor-absolute")
def bits(draw: Draw) -> Scene:
    return Scene(given={"x": np.array(draw.pick((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)))})


@chapter.scene("eq-neuron-layer")
def layer(draw: Draw) -> Scene:
    d, nodes = draw.size(), draw.size()
    W, x, b = draw.matrix(nodes, d), draw.vector(d), draw.vector(nodes)
    return Scene(given={"w": W, "x": x, "b": b, "d": d, "z": np.einsum("ij,j->i", W, x) + b})


@chapter.scene("eq-foot-point", "eq-foot-on-line", "eq-distance")
def foot(draw: Draw) -> Scene:
    """The nearest point of the hyperplane, found by solving for the number of steps along w by projection."""
    d = draw.size()
    w, x, b = draw.vector(d), draw.vector(d), float(draw.rng.normal())
    on_line = -b * w / np.dot(w, w)
    along = np.outer(w, w) / np.dot(w, w)
    return Scene(
        given={"w": w, "x": x, "b": b, "z": np.dot(w, x) + b, "p": on_line + (np.eye(d) - along) @ (x - on_line)}
    )


@chapter.scene("eq-push")
def push(draw: Draw) -> Scene:
    return Scene(given={**unit(draw), "c": draw.pick(1.0, -1.0, 0.5, -0.1)})


@chapter.scene("eq-mistake-along", "eq-mistake-length")
def mistake(draw: Draw) -> Scene:
    """One mistake of v about x; in the first scene x has the margin, is the longest sample and lies on the hyperplane."""
    d = draw.size(2)
    s = draw.pick(1.0, -1.0)
    u, x, v = draw.vector(d), draw.vector(d), draw.vector(d)
    u = u / np.sqrt(u @ u)
    x = x if s * (u @ x) > 0 else -x
    if draw.number < 2:
        v = v - (v @ x) / (x @ x) * x
    elif s * (v @ x) > 0:
        v = -v
    slack = 0.0 if draw.number < 2 else draw.rng.uniform(0, 0.5)
    return Scene(
        given={
            "u": u, "v": v, "x": x, "s": s, "w": v + s * x,
            "gamma": abs(u @ x) * (1 - slack), "R": np.sqrt(x @ x) * (1 + slack),
        }
    )  # fmt: skip


@chapter.scene("eq-xor-two-neurons")
def two_neurons(draw: Draw) -> Scene:
    corner = draw.pick((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
    return Scene(given={"x": np.array(corner)}, functions={"step": step})


chapter.quoted(r"\mathbf w^\top\mathbf x>0", "Bunescu's decision rule in his bold letters")
chapter.quoted(r"\Delta w=\eta x(t-o)", "Sybrandt's rule; his o is the output")
chapter.quoted(r"S_2=\sum_{i=1}^n w_{i2}x_i", "the sum of Malik and Wan's node 2, the source first")
for other in (
    r"[x_1 \ne x_2] = \mathrm{step}\left(x_1 + x_2 - 3 \mathrm{step}\left(x_1 + x_2 - \frac{3}{2}\right) - \frac{1}{2}\right)",
    r"[x_1 \ne x_2] = \mathrm{step}\left(x_1 + x_2 - 2 \mathrm{step}\left(x_1 + x_2 - \frac{4}{2}\right) - \frac{1}{2}\right)",
    r"[x_1 \ne x_2] = \mathrm{step}\left(x_1 + x_2 - 2 \mathrm{step}\left(x_1 + x_2 - \frac{3}{2}\right) - \frac{2}{2}\right)",
    r"[x_1 \ne x_2] = \mathrm{step}\left(x_1 + x_2 - 2 \mathrm{step}\left(x_1 + x_2 - \frac{3}{2}\right) - \frac{1}{3}\right)",
):
    chapter.same(
        "eq-xor-two-neurons",
        other,
        "the sums at the corners are whole numbers, so a threshold between two of them may move",
    )
