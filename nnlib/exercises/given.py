"""The functions that exercises hand to an answer, by the text that evidence shows of them.

They stand apart from the definitions, without their gradients, because a grader takes them to where students' code runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnlib.exercises.model import Array, Function


def weights(x: Array) -> Array:
    """1, 2, 3 ... in the shape of x, so that no two entries play the same part."""
    return np.arange(1.0, x.size + 1).reshape(x.shape)


VALUES: Mapping[str, Callable[[Array], Any]] = {
    "f(x) = sum of i x_i^3": lambda x: np.sum(weights(x) * x**3),
    "f(x) = sum of sin(2 x_i) + x_i^2": lambda x: np.sum(np.sin(2 * x) + x**2),
    "f(x) = sum of exp(x_i / i)": lambda x: np.sum(np.exp(x / weights(x))),
    "f(x) = (sum of i x_i)^2": lambda x: np.sum(weights(x) * x) ** 2,
    "f(x) = sum of 10000 (x_i - i/10)^2": lambda x: np.sum(1e4 * (x - weights(x) / 10) ** 2),
    "grad(w) = w^3 - w": lambda w: w**3 - w,
    "grad(w) = w^2/2 + 3 w - 1": lambda w: w**2 / 2 + 3 * w - 1,
    "grad(w) = w + sin(3 w)": lambda w: w + np.sin(3 * w),
    "grad(w) = w (sum of w^2)": lambda w: w * np.sum(w**2),
}


def given(text: str, gradient: Callable[..., Any] | None = None) -> Function:
    """The function with this text; its derivative is known to those who judge, not to those who answer.

    >>> given("grad(w) = w^3 - w")(np.array([2.0]))
    array([6.])
    """
    return Function(text, VALUES[text], gradient)
