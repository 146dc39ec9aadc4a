"""Programs for the questions of the chapter on feed-forward networks: a batch through two layers, one example at a time."""
# modelsolution83c1d7

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np


def batch_arguments() -> list[tuple[np.ndarray, ...]]:
    """Batches and parameters of sizes that differ, a batch of one among them."""
    rng = np.random.default_rng(3)
    sizes = [(5, 3, 4, 2), (1, 2, 5, 3), (7, 4, 2, 1)]
    return [
        (
            rng.normal(size=(n, d)),
            rng.normal(size=(h, d)),
            rng.normal(size=h),
            rng.normal(size=(k, h)),
            rng.normal(size=k),
        )
        for n, d, h, k in sizes
    ]


def batch_right(X: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray) -> np.ndarray:
    """Example by example and unit by unit: a hidden layer of tanh units and a linear output."""
    rows = []
    for x in X:
        hidden = [math.tanh(float(np.dot(w, x)) + float(b)) for w, b in zip(W1, b1, strict=True)]
        rows.append([float(np.dot(w, hidden)) + float(b) for w, b in zip(W2, b2, strict=True)])
    return np.array(rows)


def parameter_count(*sizes: int, biases: bool = True) -> int:
    """Weights and biases of linear layers with these numbers of inputs and units, from the inputs to the outputs."""
    return sum(n * (m + biases) for m, n in pairwise(sizes))
