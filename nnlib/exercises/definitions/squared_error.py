"""The mean of squared errors.

A loss is one number, so a wrong one always looks like "a factor off": factors are claimed only where they agree on
many probes of different sizes and have a name.
"""
# modelsolution83c1d7

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from nnlib.exercises.definitions.common import MATRIX_3X5, NOT_NEGATIVE, OTHER_3X5
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array, Exercise, Misconception, Probe, recipe, register

VECTORS = "vectors y_hat and t"


def _sizes(a: Array, *_others: Any) -> dict[str, float]:
    n = float(len(a))
    return {"N": n, "K": a.size / n, "N K": float(a.size)} if a.ndim == 2 else {"N": n, "N K": n}


def _pair_probes() -> list[Probe]:
    return [
        Probe((MATRIX_3X5.copy(), OTHER_3X5.copy())),
        Probe((OTHER_3X5.T[:, :3] - 1.0, MATRIX_3X5.T[:, :3] + 0.25)),
        Probe((np.array([[0.3, 1.5, 2.2]]).repeat(7, 0) + np.arange(7)[:, None] / 4, np.full((7, 3), -0.5))),
        Probe((np.array([0.9, -0.3, 1.6]), np.array([0.2, 0.5, 1.0])), VECTORS),
    ]


def _fresh_pair(rng: np.random.Generator) -> Probe:
    shape = pr.two_sizes(rng)
    return Probe((pr.numbers(rng, *shape), pr.numbers(rng, *shape, scale=1.3) + 0.4))


def _fresh_vectors(rng: np.random.Generator) -> Probe:
    n = pr.size(rng)
    return Probe((pr.numbers(rng, n), pr.numbers(rng, n) - 0.6), VECTORS)


PairExercise = partial(
    Exercise,
    chapter="losses",
    probes=_pair_probes,
    fresh=_fresh_pair,
    fresh_edge=_fresh_vectors,
    sizes="N rows, K columns",
    quantities=_sizes,
)


def mse(y_hat: Array, t: Array) -> Any:
    """The mean over all entries, whatever the shape."""
    return np.mean((y_hat - t) ** 2)


def _mse_terms(y_hat: Array, t: Array) -> dict[str, Any]:
    return {
        "mean(y_hat^2)": np.mean(y_hat**2), "mean(y_hat t)": np.mean(y_hat * t), "mean(t^2)": np.mean(t**2),
        "mean|y_hat - t|": np.mean(np.abs(y_hat - t)), "mean(y_hat)": np.mean(y_hat), "mean(t)": np.mean(t), "1": 1.0,
    }  # fmt: skip


register(
    PairExercise(
        id="mse",
        signature="mse(y_hat, t)",
        reference=mse,
        independent=lambda y_hat, t: float(np.linalg.norm(np.subtract(y_hat, t))) ** 2 / np.size(t),
        result="a single number",
        hints=(
            "Three steps, in the order of the name read backwards: error, square, mean.",
            "The mean runs over all entries of the array, whatever its shape; the result is one number.",
            "np.mean of the squared difference y_hat - t.",
        ),
        recipes=(
            recipe(
                ("take the error", "d = y_hat - t"),
                ("square it", "q = d ** 2"),
                ("average", "r = mean(q)"),
                names={"d": "the error", "q": "the squares"},
            ),
            recipe(
                ("take the error", "d = y_hat - t"),
                ("sum the squares", "s = sum(d * d)"),
                ("count the entries", "n = size(d)"),
                ("divide", "r = s / n"),
                names={"d": "the error", "s": "the sum", "n": "the number of entries"},
            ),
        ),
        misconceptions=(
            Misconception(
                "sum-for-mean",
                "Your result is too large by the factor n, the number of entries: the sum of the squares was taken where the mean "
                "is asked.",
                lambda y_hat, t: np.sum((y_hat - t) ** 2),
            ),
            Misconception(
                "extra-half",
                "Your result is exactly half of the right one: the book's MSE is the plain mean of the squares, "
                "without a factor 1/2.",
                lambda y_hat, t: mse(y_hat, t) / 2,
            ),
            Misconception(
                "mean-over-rows",
                "Your result is K times the right one (K columns): you divide by the number of rows. The mean is over "
                "all entries.",
                lambda y_hat, t: np.sum((y_hat - t) ** 2) / len(t),
            ),
            Misconception(
                "half-sum",
                "Your result is half of the sum of squares. The book's MSE is their mean: no 1/2, and divided by the "
                "number of entries.",
                lambda y_hat, t: np.sum((y_hat - t) ** 2) / 2,
            ),
            Misconception(
                "half-squared-error",
                "Your result is the mean over the rows of 1/2 ||y_hat - t||^2, the book's squared error. The MSE is "
                "the mean of the squares over all entries.",
                lambda y_hat, t: np.sum((y_hat - t) ** 2) / (2 * len(t)),
            ),
            Misconception(
                "absolute",
                "Your result is the mean of |y_hat - t|: the errors have to be squared.",
                lambda y_hat, t: np.mean(np.abs(y_hat - t)),
            ),
            Misconception(
                "root",
                "Your result is the square root of the MSE (the RMSE): leave the root away.",
                lambda y_hat, t: np.sqrt(mse(y_hat, t)),
            ),
            Misconception(
                "not-squared",
                "Your result is the mean of y_hat - t, where errors of different sign cancel: square them first.",
                lambda y_hat, t: np.mean(y_hat - t),
            ),
            Misconception(
                "square-of-mean",
                "Your result is the square of the mean error; the order is first square, then mean.",
                lambda y_hat, t: np.mean(y_hat - t) ** 2,
            ),
            Misconception(
                "sum-of-arguments",
                "Your result is the mean of (y_hat + t)^2: the error is the difference of the two.",
                lambda y_hat, t: np.mean((y_hat + t) ** 2),
            ),
        ),
        terms=_mse_terms,
        coefficients={"mean(y_hat^2)": 1.0, "mean(y_hat t)": -2.0, "mean(t^2)": 1.0},
        properties=(NOT_NEGATIVE,),
    )
)
