"""What the formulas of the page on the mathematics assumed are checked on: every rule on random functions and numbers."""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene

chapter = Chapter(
    "mathematics", symbols=["A", "B", "u", "v", "c", "X", "Y", "k", "m", "r"], functions=["f", "h"], applied=[]
)


@chapter.scene("eq-math-derivative", "eq-math-linear", "eq-math-product-rule", "eq-math-chain-rule")
def smooth_functions(draw: Draw) -> Scene:
    a, b = draw.number_near(1.0, -0.5), draw.rng.normal()
    return Scene(
        given={"x": draw.number_near(0.0, 1.0, -2.0), "epsilon": 1e-3 * (1 + draw.rng.random())},
        functions={"f": lambda x: np.sin(a * x) + x * x, "h": lambda x: np.exp(x / 3) - b * x},
        small=("epsilon", 2),
    )


@chapter.scene("eq-math-powers")
def positive(draw: Draw) -> Scene:
    return Scene(given={"x": draw.pick(1.0, 2.5, 0.3) * (1 + draw.rng.random()), "n": draw.pick(1, 2, 3, 5)})


@chapter.scene("eq-math-gradient-step")
def several_variables(draw: Draw) -> Scene:
    d = draw.size()
    pull = draw.vector(d)
    return Scene(
        given={"x": draw.vector(d), "u": draw.vector(d), "epsilon": 1e-3 * (1 + draw.rng.random())},
        functions={"f": lambda x: np.sin(pull @ x) + x @ x},
        small=("epsilon", 2),
    )


@chapter.scene("eq-math-exponentials")
def exponents(draw: Draw) -> Scene:
    return Scene(given={"u": draw.rng.normal(), "v": draw.number_near(0.0, -1.0)})


@chapter.scene("eq-math-logarithms")
def logarithms(draw: Draw) -> Scene:
    positive = np.exp(draw.vector(2))
    return Scene(given={"u": positive[0], "v": positive[1], "c": draw.number_near(2.0, -1.0)})


@chapter.scene("eq-math-matrix-vector", "eq-math-transpose", "eq-math-outer", "eq-math-product-of-matrices")
def matrices(draw: Draw) -> Scene:
    m, d, k = draw.size(), draw.size(), draw.size()
    return Scene(
        given={
            "A": draw.matrix(m, d), "B": draw.matrix(d, k), "u": draw.vector(m), "v": draw.vector(d),
            "d": d, "k": k, "m": m,
        }
    )  # fmt: skip


@chapter.scene("eq-math-norm")
def lengths(draw: Draw) -> Scene:
    d = draw.size()
    return Scene(given={"u": draw.vector(d), "v": draw.vector(d), "d": d})


@chapter.scene("eq-math-cauchy-schwarz")
def two_vectors(draw: Draw) -> Scene:
    """The bound is attained where one vector is a multiple of the other."""
    d = draw.size()
    u = draw.vector(d)
    return Scene(given={"u": u, "v": 2 * u if draw.number < 2 else draw.vector(d)})


@chapter.scene("eq-math-expectation", "eq-math-variance")
def random_number(draw: Draw) -> Scene:
    k = draw.size()
    values, chances = draw.vector(k), draw.distribution(k)
    return Scene(given={"x": values, "p": chances, "K": k}, outcomes={"X": list(zip(values, chances, strict=True))})


@chapter.scene("eq-math-mean-variance")
def two_draws(draw: Draw) -> Scene:
    """Two independent draws from one distribution."""
    k = draw.size()
    values, chances = draw.vector(k), draw.distribution(k)
    mean = float(values @ chances)
    outcomes = list(zip(values, chances, strict=True))
    return Scene(
        given={"m": mean, "v": float(((values - mean) ** 2) @ chances)}, outcomes={"X": outcomes, "Y": outcomes}
    )
