"""What the equations of the chapter on gradients and the chain rule are checked on.

Functions of several variables are written with loops; where the letter e is a unit vector it is not Euler's number.
"""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import cross_entropy, network, softmax

chapter = Chapter(
    "chain-rule",
    symbols=["F", "u", "v", "e", "r", "m", "y", "R", "s"],
    functions=["f", "h", r"\psi"],
    applied=["F", "g", "R"],
)

chapter.quoted(r"f=f\circ g\circ h", "Bunescu's composition, in his letters")
chapter.quoted(r"y=f_n(w_n;x_{n-1})", "Taura's last stage, in his letters")
chapter.quoted(
    r"\frac{\partial\ell}{\partial x}=\sum_{u\text{ uses }x}\frac{\partial\ell}{\partial u}\frac{\partial u}{\partial x}",
    "eq-chain-index-free once more, on the card; what the sum runs over is said in words",
)


def units(d: int) -> dict[int, np.ndarray]:
    return {i + 1: row for i, row in enumerate(np.eye(d))}


@chapter.scene("eq-partial-derivative", "eq-first-order", "eq-small-change", "eq-step-against")
def function_of_a_vector(draw: Draw) -> Scene:
    d = draw.size()
    weights = draw.vector(d)

    def f(x):
        total = np.prod(np.cos(x / 3))
        for j in range(d):
            total = total + weights[j] * x[j] ** 2 + np.exp(x[j] / 4)
        return total

    return Scene(
        given={"x": draw.vector(d), "s": draw.vector(d), "d": d, "epsilon": 1e-2, "e": units(d)},
        functions={"f": f},
        small=("epsilon", 2),
    )


@chapter.scene("eq-chain-one", "eq-chain-one-change")
def three_functions(draw: Draw) -> Scene:
    a, b, c = draw.vector(3)
    return Scene(
        given={"x": draw.number_near(0.0, 1.0), "epsilon": 1e-3},
        functions={
            "f": lambda z: np.exp(z / 3) + a * z,
            "h": lambda z: np.sin(b * z) + z**3,
            "psi": lambda z: np.tanh(z) + c * z**2,
        },
        small=("epsilon", 2),
    )


@chapter.scene("eq-chain-one-example")
def one_path(draw: Draw) -> Scene:
    return Scene(
        given={"x": draw.number_near(0.0, 1.0, -1.0)},
        rules={"u": lambda g: g.x * (g.x * g.x + 2), "F": lambda g: (2 * g.u - 1) * (g.u - 1)},
    )


@chapter.scene("eq-chain-two-paths")
def two_paths(draw: Draw) -> Scene:
    return Scene(
        given={"x": draw.number_near(0.0, 1.0, -1.0)},
        rules={
            "u": lambda g: np.array([3 * g.x, g.x * (g.x + 2)]),
            "F": lambda g: g.u[0] * (2 * g.u[0] - 3 * g.u[1]) + 1,
        },
    )


@chapter.scene("eq-chain-sine")
def sine(draw: Draw) -> Scene:
    return Scene(
        given={"x": draw.number_near(0.0, 1.0, -1.0)},
        rules={"u": lambda g: np.array([2 * g.x, np.sin(g.x)]), "F": lambda g: g.u[0] * g.u[0] * g.u[1]},
    )


@chapter.scene("eq-chain-many", "eq-chain-jacobian", "eq-chain-rows")
def inner_and_outer(draw: Draw) -> Scene:
    d, m = draw.size(), draw.size()
    inside, outside = draw.matrix(m, d), draw.vector(m)

    def jacobian(g):
        return np.array([[inside[j, i] * np.cos(np.dot(inside[j], g.x)) for i in range(d)] for j in range(m)])

    return Scene(
        given={"x": draw.vector(d) / 2, "m": m, "d": d},
        rules={
            "u": lambda g: np.array([np.sin(sum(inside[j, i] * g.x[i] for i in range(d))) for j in range(m)]),
            "F": lambda g: np.prod(np.exp(outside * g.u / 3)) + np.sum(g.u**3),
            "J": jacobian,
        },
    )


@chapter.scene("eq-chain-many-change")
def moved_inside(draw: Draw) -> Scene:
    d, m = draw.size(), draw.size()
    inside, outside = draw.matrix(m, d), draw.vector(m)

    def g(x):
        return np.array([np.sin(sum(inside[j, i] * x[i] for i in range(d))) + x[j % d] ** 2 for j in range(m)])

    return Scene(
        given={"x": draw.vector(d) / 2, "m": m, "epsilon": 1e-3, "e": units(d)},
        rules={"u": lambda graph: g(graph.x)},
        functions={"g": g, "F": lambda u: np.prod(np.exp(outside * u / 4)) + np.sum(u**2)},
        small=("epsilon", 2),
    )


@chapter.scene("eq-path-sum")
def two_stages(draw: Draw) -> Scene:
    m, r = draw.size(), draw.size()
    first, second, third = draw.vector(m), draw.matrix(r, m), draw.vector(r)
    return Scene(
        given={"x": draw.number_near(0.0, 1.0) / 2, "m": m, "r": r},
        rules={
            "u": lambda g: np.sin(first * g.x) + g.x**2,
            "v": lambda g: np.array([np.tanh(sum(second[k, j] * g.u[j] for j in range(m))) for k in range(r)]),
            "F": lambda g: np.prod(np.exp(third * g.v / 3)) + np.sum(g.v**3),
        },
    )


@chapter.scene("eq-chain-stage", "eq-chain-stage-weight")
def stages(draw: Draw) -> Scene:
    """The last stage is a softmax, in which a weight reaches every output and not one alone."""
    return network(draw, output=softmax)


@chapter.scene("eq-ten-paths")
def classifier(draw: Draw) -> Scene:
    target = draw.pick(Draw.one_hot, Draw.distribution)
    return network(draw, depth=2, output=softmax, loss=cross_entropy, target=target)


chapter.unchecked(
    "eq-chain-index-free",
    "what the sum runs over is said in words: the variables of a computation that use x; eq-chain-many is its checked form",
)
