"""What the equations of the chapter on universal approximation are checked on.

Staircases and decisions are found by looking up the interval of a point.
"""

import bisect

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import ACTIVATIONS, relu, sigma

chapter = Chapter("universal", symbols=["u", "M"], functions=["F", "f"])


def step(z):
    return 1.0 - np.signbit(np.real(z))


@chapter.scene("eq-approximator")
def one_hidden_layer(draw: Draw) -> Scene:
    d, hidden = draw.size(), draw.size()
    w, b, c, phi = draw.matrix(hidden, d), draw.vector(hidden), draw.vector(hidden), draw.pick(*ACTIVATIONS)
    return Scene(
        given={"w": dict(enumerate(w, start=1)), "b": b, "c": c, "x": draw.vector(d), "d": {0: d, 1: hidden}},
        functions={"varphi": phi, "F": lambda x: np.dot(phi(np.einsum("ij,j->i", w, x) + b), c)},
    )


@chapter.scene("eq-steep-sigmoid")
def beside_the_step(draw: Draw) -> Scene:
    u = draw.pick(0.0, 1.0, -0.5)
    x = u + draw.pick(0.5, -0.5, 2.0, -2.0)
    return Scene(given={"x": x, "u": u}, functions={"sigma": sigma, "step": step})


@chapter.scene("eq-bump")
def interval(draw: Draw) -> Scene:
    u = np.array([-0.5, 1.0])
    return Scene(given={"x": draw.number_near(-0.5, 1.0, 0.0, -2.0, 3.0), "u": u}, functions={"step": step})


@chapter.scene("eq-staircase", "eq-staircase-error")
def staircase(draw: Draw) -> Scene:
    """On [0, 1]. A falling line attains the bound at the left end of an interval, where the difference is negative."""
    n = draw.size()
    middles = (np.arange(n) + 0.5) / n
    slope = draw.pick(3.0, 2.0)
    lift = 1e-12  # the middle between two middles is rounded: a step at the very place must have been taken
    falling = draw.number < 2
    f = (lambda x: 1 - slope * x) if falling else (lambda x: slope * np.sin(x))
    x = (draw.number % 2 + 0.0) / n if falling else draw.rng.uniform()
    return Scene(
        given={"x": x, "u": middles, "M": slope, "d": {1: n}},
        functions={"f": f, "F": lambda x: f(middles[min(int(x * n + 1e-9), n - 1)]), "step": lambda z: step(z + lift)},
    )


@chapter.scene("eq-tent")
def tent(draw: Draw) -> Scene:
    return Scene(given={"x": draw.number_near(0.0, 1.0, -1.0, 0.5, -0.25, 2.0, -3.0)}, functions={"relu": relu})


@chapter.scene("eq-decision-function")
def parts(draw: Draw) -> Scene:
    classes = draw.size(3)
    u = np.arange(classes + 1) ** 1.5
    x = float(u[1]) if draw.number == 0 else draw.rng.uniform(0, u[-1])
    return Scene(
        given={"x": x, "u": u, "K": classes}, functions={"f": lambda x: float(bisect.bisect_right(list(u), x))}
    )
