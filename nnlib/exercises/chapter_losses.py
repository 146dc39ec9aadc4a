"""The exercises of the chapter on losses, first part: the mean of squared errors and its gradient.

A loss is one number, so a wrong one always looks like "a factor off": factors are claimed only where they agree on
many probes of different sizes and have a name.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises import probes as pr
from nnlib.exercises.registry import Array, Exercise, Misconception, Probe, Property, register

CHAPTER = "losses"
M1 = np.array([[1.3, -0.6, 0.2, 2.4, 0.9], [0.5, 1.7, -1.1, 0.4, -2.0], [0.8, 0.1, 1.9, -0.3, 1.0]])
M2 = np.array([[0.4, 0.3, -0.5, 1.6, 0.0], [1.2, -0.9, 0.7, 0.2, -0.8], [-1.4, 0.6, 2.1, 1.1, 0.3]])
ROWS = "vectors y_hat and t"


def _sizes(a: Array, *_others: Any) -> dict[str, float]:
    n = float(len(a))
    return {"N": n, "K": a.size / n, "N K": float(a.size)} if a.ndim == 2 else {"N": n}


def _pair_probes() -> list[Probe]:
    return [
        Probe((M1.copy(), M2.copy())),
        Probe((M2.T[:, :3] - 1.0, M1.T[:, :3] + 0.25)),
        Probe((np.array([[0.3, 1.5, 2.2]]).repeat(7, 0) + np.arange(7)[:, None] / 4, np.full((7, 3), -0.5))),
        Probe((np.array([0.9, -0.3, 1.6]), np.array([0.2, 0.5, 1.0])), ROWS),
    ]


def _fresh_pair(rng: np.random.Generator) -> Probe:
    shape = pr.two_sizes(rng)
    return Probe((pr.numbers(rng, *shape), pr.numbers(rng, *shape, scale=1.3) + 0.4))


def _fresh_vectors(rng: np.random.Generator) -> Probe:
    n = pr.size(rng)
    return Probe((pr.numbers(rng, n), pr.numbers(rng, n) - 0.6), ROWS)


def _mse(y_hat: Array, t: Array) -> Any:
    return np.mean((y_hat - t) ** 2)


def _mse_terms(y_hat: Array, t: Array) -> dict[str, Any]:
    return {
        "mean(y_hat^2)": np.mean(y_hat**2), "mean(y_hat t)": np.mean(y_hat * t), "mean(t^2)": np.mean(t**2),
        "mean|y_hat - t|": np.mean(np.abs(y_hat - t)), "mean(y_hat)": np.mean(y_hat), "mean(t)": np.mean(t), "1": 1.0,
    }  # fmt: skip


NOT_NEGATIVE = Property("never negative", lambda _a, got: bool(np.all(got >= 0)))

register(
    Exercise(
        id="mse",
        signature="mse(y_hat, t)",
        chapter=CHAPTER,
        reference=_mse,
        independent=lambda y_hat, t: float(np.linalg.norm(np.subtract(y_hat, t))) ** 2 / np.size(t),
        probes=_pair_probes,
        fresh=_fresh_pair,
        fresh_edge=_fresh_vectors,
        result="a single number",
        sizes="N rows, K columns",
        hints=(
            "Three steps, in the order of the name read backwards: error, square, mean.",
            "The mean runs over all entries of the array, whatever its shape; the result is one number.",
            "np.mean of the squared difference y_hat - t.",
        ),
        misconceptions=(
            Misconception(
                "sum-for-mean",
                "Your result is too large by the number of entries: the sum of the squares was taken where the mean "
                "is asked.",
                lambda y_hat, t: np.sum((y_hat - t) ** 2),
            ),
            Misconception(
                "extra-half",
                "Your result is exactly half of the right one: the book's MSE is the plain mean of the squares, "
                "without a factor 1/2.",
                lambda y_hat, t: _mse(y_hat, t) / 2,
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
                lambda y_hat, t: np.sqrt(_mse(y_hat, t)),
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
        quantities=_sizes,
        terms=_mse_terms,
        coefficients={"mean(y_hat^2)": 1.0, "mean(y_hat t)": -2.0, "mean(t^2)": 1.0},
        properties=(NOT_NEGATIVE,),
    )
)


def _mse_grad(y_hat: Array, t: Array) -> Any:
    return 2 * (y_hat - t) / y_hat.size


register(
    Exercise(
        id="mse_grad",
        signature="mse_grad(y_hat, t)",
        chapter=CHAPTER,
        reference=_mse_grad,
        independent=lambda y_hat, t: (np.multiply(y_hat, 2) - np.add(t, t)) * (1 / np.size(t)),
        probes=_pair_probes,
        fresh=_fresh_pair,
        fresh_edge=_fresh_vectors,
        result="an array of the shape of y_hat",
        sizes="N rows, K columns",
        hints=(
            "Each entry of y_hat enters the loss through one square only. Differentiate that square.",
            "The loss is a mean: what becomes of the factor in front of the sum when you differentiate?",
            r"Entry by entry it is $2(\hat y-t)$ divided by the number of all entries, y_hat.size.",
        ),
        misconceptions=(
            Misconception(
                "missing-mean",
                "Your result is 2(y_hat - t), too large by the number of entries: the loss is a mean, and its "
                "gradient keeps that 1/(number of entries).",
                lambda y_hat, t: 2 * (y_hat - t),
            ),
            Misconception(
                "sign",
                "Your result is the negative of the gradient: d/dy_hat of (y_hat - t)^2 is 2(y_hat - t), not "
                "2(t - y_hat).",
                lambda y_hat, t: 2 * (t - y_hat) / t.size,
            ),
            Misconception(
                "missing-two",
                "Your result is half of the right one: the square brings down a factor 2, and the book's MSE has no "
                "1/2 that would cancel it.",
                lambda y_hat, t: (y_hat - t) / t.size,
            ),
            Misconception(
                "rows-only",
                "Your result is K times the right one (K columns): you divide by the number of rows. The mean is over "
                "all entries.",
                lambda y_hat, t: 2 * (y_hat - t) / len(t),
            ),
            Misconception(
                "bare-difference",
                "Your result is y_hat - t: the factor 2 of the square and the division by the number of entries are "
                "missing.",
                lambda y_hat, t: y_hat - t,
            ),
            Misconception(
                "difference-over-rows",
                "Your result is (y_hat - t)/N (N rows), the gradient of the squared error with its 1/2. For the MSE "
                "it is 2(y_hat - t) over the number of entries.",
                lambda y_hat, t: (y_hat - t) / len(t),
            ),
            Misconception(
                "summed",
                "Your result is one number, the mean of 2(y_hat - t). The gradient has one entry for each entry of "
                "y_hat.",
                lambda y_hat, t: np.mean(2 * (y_hat - t)),
            ),
            Misconception(
                "loss-not-gradient", "This is the loss itself, a single number, not its gradient.", _mse
            ),
            Misconception(
                "sign-of-error",
                "Your result is sign(y_hat - t) over the number of entries: that is the gradient of the mean "
                "absolute error.",
                lambda y_hat, t: np.sign(y_hat - t) / t.size,
            ),
        ),
        quantities=_sizes,
        terms=lambda y_hat, t: {
            "y_hat / (N K)": y_hat / t.size, "t / (N K)": t / t.size, "1 / (N K)": np.ones_like(t) / t.size,
        },
        coefficients={"y_hat / (N K)": 2.0, "t / (N K)": -2.0},
        properties=(
            Property("positive exactly where y_hat > t", lambda a, got: bool(np.all((got > 0) == (a[0] > a[1])))),
        ),
    )
)
