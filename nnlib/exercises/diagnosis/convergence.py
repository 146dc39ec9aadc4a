"""How fast the error of a difference quotient falls with its step h: like h for one-sided differences, like h^2 for central ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnlib.exercises.model import Args, Ask

STEPS = (1e-2, 5e-3, 2.5e-3)
SMALLEST = (
    1e-8  # below this an error is rounding, or the function is a polynomial that the quotient differentiates exactly
)


def error_falls_like(order: int) -> Callable[[Ask, Args], bool]:
    """The claim "halving h divides the error by 2^order" for an answer called as ``ask(f, x, h)``; f has a gradient."""

    def holds(ask: Ask, args: Args) -> bool:
        f, x = args[:2]
        errors = []
        for h in STEPS:
            got = ask(f, x, h)
            exact = np.asarray(f.gradient(x))
            if got is None or got.shape != exact.shape:
                return False
            errors.append(float(np.max(np.abs(got - exact))))
        if not errors[-1] > SMALLEST:
            return False
        ratios = errors[0] / errors[1], errors[1] / errors[2]
        return all(abs(np.log2(ratio) - order) < 0.1 for ratio in ratios)

    return holds
