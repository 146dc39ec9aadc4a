"""Numbers and programs for the questions of the chapter on a network in code."""
# modelsolution83c1d7

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

SIZES = (460, 1024, 1024, 1024, 3000)


def _weights(sizes: tuple[int, ...]) -> int:
    return sum(m * n for m, n in pairwise(sizes))


def weights() -> int:
    """The weights alone."""
    return _weights(SIZES)


def parameters() -> int:
    """Weights and biases of all four layers."""
    return _weights(SIZES) + sum(SIZES[1:])


def one_hidden_less() -> int:
    """The same network with one hidden layer less."""
    return _weights(SIZES[1:]) - SIZES[1] * SIZES[1] + SIZES[0] * SIZES[1] + sum(SIZES[2:])


MULTIPLICATIONS = weights()  # of one forward pass
RATE_PER_HOUR = 1e11 * 3600
SAMPLES = 1000 * 3600 * 100


def epoch_hours() -> float:
    """Forward and backward for every sample; the first layer's inputs need no slope."""
    return SAMPLES * (3 * MULTIPLICATIONS - SIZES[0] * SIZES[1]) / RATE_PER_HOUR


def forward_hours() -> float:
    """The forward passes alone."""
    return SAMPLES * MULTIPLICATIONS / RATE_PER_HOUR


def three_m_hours() -> float:
    """With slopes for the first layer's inputs as well."""
    return SAMPLES * 3 * MULTIPLICATIONS / RATE_PER_HOUR


def one_sample_a_second() -> float:
    """The 100 samples of a second forgotten."""
    return epoch_hours() / 100


def difference_minutes() -> float:
    """Symmetric quotients: two passes a weight."""
    return 2 * MULTIPLICATIONS**2 / 1e11 / 60


def one_sided_minutes() -> float:
    """One pass a weight."""
    return difference_minutes() / 2


def criterion_arguments() -> list[tuple[Any, ...]]:
    """Logits and classes of a few samples."""
    rng = np.random.default_rng(2)
    return [(3 * rng.normal(size=(n, k)), rng.integers(0, k, size=n)) for n, k in ((3, 5), (7, 4))]


def criterion_right(Z: Any, c: Any) -> float:
    """The mean of minus the log-probabilities of the true classes, sample by sample."""
    losses = []
    for row, true_class in zip(Z, c, strict=True):
        odds = np.exp(row - row[true_class])  # against the true class
        losses.append(np.log(odds.sum()))
    return float(np.mean(losses))
