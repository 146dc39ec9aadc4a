"""The program for a question of the chapter on the neuron: the perceptron's rule, with the bias as one weight of several."""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np


def training_arguments() -> list[tuple[np.ndarray, np.ndarray, int]]:
    """The two samples of the chapter, the corners with AND, and random samples of other sizes."""
    rng = np.random.default_rng(7)
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return [
        (np.array([[1.0], [2.0]]), np.array([0.0, 1.0]), 8),
        (corners, np.array([0.0, 0.0, 0.0, 1.0]), 6),
        (rng.normal(size=(7, 3)), np.array([0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0]), 2),
        (rng.normal(size=(1, 2)), np.array([0.0]), 1),
    ]


def training_right(X: np.ndarray, t: np.ndarray, epochs: int) -> np.ndarray:
    """The longer inputs, whose first entry is 1; the bias comes first here and last in what is returned."""
    weights = [0.0] * (X.shape[1] + 1)
    for _ in range(epochs):
        for row, target in zip(X.tolist(), t.tolist(), strict=True):
            longer = [1.0, *row]
            on = sum(a * b for a, b in zip(weights, longer, strict=True)) >= 0
            if on != (target == 1):
                weights = [a + b if target == 1 else a - b for a, b in zip(weights, longer, strict=True)]
    return np.array([*weights[1:], weights[0]])
