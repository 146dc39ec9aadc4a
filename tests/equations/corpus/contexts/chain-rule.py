"""What the equations of the chapter on gradients and the chain rule are checked on.

Functions of several variables are written with loops; where the letter e is a unit vector it is not Euler's number.
"""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene

chapter = Chapter("chain-rule", symbols=["F", "u", "e"], functions=["f", "h", r"\psi"])


@chapter.scene("eq-partial-derivative", "eq-first-order", "eq-small-change")
def function_of_a_vector(draw: Draw) -> Scene:
    d = draw.size()
    weights = draw.vector(d)

    def f(x):
        total = np.prod(np.cos(x / 3))
        for j in range(d):
            total = total + weights[j] * x[j] ** 2 + np.exp(x[j] / 4)
        return total

    return Scene(
        given={
            "x": draw.vector(d), "u": draw.vector(d), "d": d, "epsilon": 1e-2,
            "e": {i + 1: row for i, row in enumerate(np.eye(d))},
        },
        functions={"f": f},
        small=("epsilon", 2),
    )  # fmt: skip


@chapter.scene("eq-chain-one")
def three_functions(draw: Draw) -> Scene:
    a, b, c = draw.vector(3)
    return Scene(
        given={"x": draw.number_near(0.0, 1.0)},
        functions={
            "f": lambda z: np.exp(z / 3) + a * z,
            "h": lambda z: np.sin(b * z) + z**3,
            "psi": lambda z: np.tanh(z) + c * z**2,
        },
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
    d, k = draw.size(), draw.size()
    inside, outside = draw.matrix(k, d), draw.vector(k)

    def jacobian(g):
        return np.array([[inside[j, i] * np.cos(np.dot(inside[j], g.x)) for i in range(d)] for j in range(k)])

    return Scene(
        given={"x": draw.vector(d) / 2, "k": k, "d": d},
        rules={
            "u": lambda g: np.array([np.sin(sum(inside[j, i] * g.x[i] for i in range(d))) for j in range(k)]),
            "F": lambda g: np.prod(np.exp(outside * g.u / 3)) + np.sum(g.u**3),
            "J": jacobian,
        },
    )


chapter.unchecked(
    "eq-chain-index-free",
    "what the sum runs over is said in words: the variables of a computation that use x; eq-chain-many is its checked form",
)
