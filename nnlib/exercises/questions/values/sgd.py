"""Numbers for the questions of the chapter on gradient descent."""
# modelsolution83c1d7

from __future__ import annotations


def batches(samples: int, batch: int) -> int:
    """Batches in one pass; the last one may be smaller."""
    return -(-samples // batch)


def on_a_parabola(curvature: float, rate: float, steps: int) -> float:
    """Where descent on the curvature times w^2/2 is after some steps from 1."""
    w = 1.0
    for _ in range(steps):
        w -= rate * curvature * w
    return w
