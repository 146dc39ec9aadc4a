"""Numbers for the questions of the chapter on loss functions: rates that make the same step with another scaling.

A step is the rate times the gradient, so the rate is divided by what the gradient is multiplied by; the gradients come
from nnlib, on outputs of the sizes that the exercise names.
"""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

import nnlib as nn

RATE, N, K = 0.1, 64, 10


def _outputs() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.normal(size=(N, K)), rng.normal(size=(N, K))


def _rate_for(gradient: np.ndarray, own: np.ndarray) -> float:
    return float(RATE * np.median(own / gradient))


def _own() -> np.ndarray:
    outputs, targets = _outputs()
    loss = nn.SquaredError()
    loss.forward(outputs, targets)
    return np.asarray(loss.backward())


def rate_with_half_sum() -> float:
    """The rate for one half of the sum of squares over samples and outputs (Cui)."""
    outputs, targets = _outputs()
    return _rate_for(outputs - targets, _own())


def rate_with_sum() -> float:
    """The rate for the sum of squares without the half (Taura)."""
    outputs, targets = _outputs()
    return _rate_for(2 * (outputs - targets), _own())


def rate_with_mean() -> float:
    """The rate for the mean of squares over all entries (a library)."""
    loss = nn.MSE()
    loss.forward(*_outputs())
    return _rate_for(np.asarray(loss.backward()), _own())


def scaled_rate(loss: str, rate: float, samples: int, outputs: int) -> float:
    """The rate that makes the same steps with another scaling as this book's loss does with `rate`.

    `loss` is "half-sum" (Cui), "sum" (Taura) or "mean" (a library), on a batch of these sizes.
    """
    rng = np.random.default_rng(0)
    given, targets = rng.normal(size=(samples, outputs)), rng.normal(size=(samples, outputs))
    own, mean = nn.SquaredError(), nn.MSE()
    own.forward(given, targets)
    mean.forward(given, targets)
    gradients = {"half-sum": given - targets, "sum": 2 * (given - targets), "mean": np.asarray(mean.backward())}
    return float(rate * np.median(np.asarray(own.backward()) / gradients[loss]))
