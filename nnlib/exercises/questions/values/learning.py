"""What the questions of the chapter on learning as optimisation compute: a walk in loops, and a distance with its matrix."""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.formula import Draw, Scene


def walk_arguments() -> list[tuple[np.ndarray, np.ndarray, float, int]]:
    """Inputs, targets, rates and steps; as many samples as parameters never occur, a single sample does."""
    rng = np.random.default_rng(5)
    sizes = [(6, 3, 0.1, 4), (1, 2, 0.2, 3), (5, 2, 0.3, 1), (3, 4, 0.05, 0)]
    return [(rng.normal(size=(n, d)), rng.normal(size=n), rate, steps) for n, d, rate, steps in sizes]


def walk_right(X: np.ndarray, t: np.ndarray, rate: float, steps: int) -> np.ndarray:
    """Sample by sample and parameter by parameter, all slopes taken before any parameter moves."""
    w = [0.0] * X.shape[1]
    for _ in range(steps):
        errors = [sum(a * b for a, b in zip(row, w, strict=True)) - target for row, target in zip(X, t, strict=True)]
        slopes = [sum(e * row[j] for e, row in zip(errors, X, strict=True)) / len(errors) for j in range(len(w))]
        w = [each - rate * slope for each, slope in zip(w, slopes, strict=True)]
    return np.array(w, dtype=float)


def distance_to_the_minimum(draw: Draw) -> Scene:
    """A distance before the step, with the identity of its size."""
    n, d = draw.size(), draw.size(2)
    return Scene(given={"X": draw.matrix(n, d), "d": draw.vector(d), "I": np.eye(d), "eta": draw.number_near(0.1, 0.5)})
