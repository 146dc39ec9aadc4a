"""The gradient of the mean of squared errors: twice the error over the number of all entries.

What goes wrong is one of its three factors: the 2 of the square, the mean's divisor, and the sign of the error.
"""
# modelsolution83c1d7

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises.definitions.squared_error import PairExercise, mse
from nnlib.exercises.registry import Array, Misconception, Property, recipe, register


def _mse_grad(y_hat: Array, t: Array) -> Any:
    return 2 * (y_hat - t) / y_hat.size


register(
    PairExercise(
        id="mse_grad",
        signature="mse_grad(y_hat, t)",
        reference=_mse_grad,
        independent=lambda y_hat, t: (np.multiply(y_hat, 2) - np.add(t, t)) * (1 / np.size(t)),
        result="an array of the shape of y_hat",
        hints=(
            "Each entry of y_hat enters the loss through one square only. Differentiate that square.",
            "The loss is a mean: what becomes of the factor in front of the sum when you differentiate?",
            r"Entry by entry it is $2(\hat y-t)$ divided by the number of all entries, y_hat.size.",
        ),
        recipes=(
            recipe(
                ("take the error", "d = y_hat - t"),
                ("count the entries", "n = size(d)"),
                ("double the error", "e = 2 * d"),
                ("divide", "r = e / n"),
                names={"d": "the error", "n": "the number of entries", "e": "twice the error"},
            ),
            recipe(
                ("find the factor in front", "c = 2 / len(t)"),
                ("spread it over the columns", "k = c * len(t) / size(t)"),
                ("multiply the error by it", "r = k * (y_hat - t)"),
                names={"c": "the factor", "k": "the factor"},
            ),
        ),
        misconceptions=(
            Misconception(
                "missing-mean",
                "Your result is 2(y_hat - t), too large by the factor n, the number of entries: the loss is a mean, and its "
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
            Misconception("loss-not-gradient", "This is the loss itself, a single number, not its gradient.", mse),
            Misconception(
                "sign-of-error",
                "Your result is sign(y_hat - t) over the number of entries: that is the gradient of the mean "
                "absolute error.",
                lambda y_hat, t: np.sign(y_hat - t) / t.size,
            ),
        ),
        terms=lambda y_hat, t: {
            "y_hat / (N K)": y_hat / t.size,
            "t / (N K)": t / t.size,
            "1 / (N K)": np.ones_like(t) / t.size,
        },
        coefficients={"y_hat / (N K)": 2.0, "t / (N K)": -2.0},
        properties=(
            Property("positive exactly where y_hat > t", lambda a, got: bool(np.all((got > 0) == (a[0] > a[1])))),
        ),
    )
)
