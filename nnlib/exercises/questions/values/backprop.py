"""Numbers and programs for the questions of the chapter on backpropagation."""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import nnlib as nn


def _delta(slope_of_loss: float) -> float:
    return slope_of_loss * float(nn.sigmoid_prime(8.0))


def squared_error_delta() -> float:
    """The error of a logistic unit with z = 8 and target 0 behind half the squared error."""
    return _delta(float(nn.sigmoid(8.0)))


def cross_entropy_delta() -> float:
    """The same behind the cross-entropy."""
    loss = nn.SigmoidBCE()
    loss.forward(np.array([[8.0]]), np.array([[0.0]]))
    return float(np.asarray(loss.backward()).item())


def update_arguments() -> list[tuple[Any, ...]]:
    """Weights of three hidden units, a sample of two inputs, a target and a rate."""
    rng = np.random.default_rng(4)
    return [(rng.normal(size=(3, 2)), rng.normal(size=3), rng.normal(size=2), 0.7, 0.1) for _ in range(3)]


def update_right(W: Any, v: Any, x: Any, t: float, eta: float) -> tuple[Any, Any]:
    """One step against the gradient of half the squared error, taken by complex steps."""

    def loss(W: Any, v: Any) -> Any:
        return 0.5 * (v @ np.tanh(W @ x) - t) ** 2

    def slopes(value: Any, f: Callable[[Any], Any]) -> Any:
        found = np.zeros_like(value)
        for place in np.ndindex(value.shape):
            moved = value.astype(complex)
            moved[place] += 1e-30j
            found[place] = np.imag(f(moved)) / 1e-30
        return found

    return W - eta * slopes(W, lambda moved: loss(moved, v)), v - eta * slopes(v, lambda moved: loss(W, moved))
