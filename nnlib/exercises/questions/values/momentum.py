"""Programs for the questions of the chapter on momentum."""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def nesterov_arguments() -> list[tuple[Any, ...]]:
    """Bowls with curvatures drawn, a start, a rate, a memory and a number of steps."""
    rng = np.random.default_rng(7)

    def bowl() -> Callable[[Any], Any]:
        curvatures = rng.uniform(0.5, 3.0, size=3)
        return lambda u: curvatures * u

    return [(bowl(), rng.normal(size=3), 0.1, beta, steps) for beta, steps in ((0.9, 5), (0.5, 3), (0.8, 1))]


def nesterov_right(grad: Callable[[Any], Any], u: Any, eta: float, beta: float, steps: int) -> Any:
    """The look-ahead points by the points behind them: a step of descent, then a look ahead along the way made."""
    old = u
    for _ in range(steps):
        new = u - eta * grad(u)
        u, old = new + beta * (new - old), new
    return u
