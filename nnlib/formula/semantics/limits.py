"""Limits by extrapolation: the values on the way, and the polynomial through them at the end of the way."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnlib.formula.semantics.values import EvaluationError, Value

STEPS = 9
CLOSE = 1e-9  # between the last two extrapolations, relative to their size


def limit(function: Callable[[float], Value], end: float) -> Value:
    """The limit of a function at a number, from both sides, or at plus or minus infinity."""
    if np.isinf(end):
        return _far(lambda size: function(size * np.sign(end)))
    above, below = (_near(function, end, side) for side in (1, -1))
    if not _agree(above, below, 1e-6):
        raise EvaluationError("the limits from the two sides differ")
    return (above + below) / 2


def _near(function: Callable[[float], Value], end: float, side: int) -> Value:
    steps = [0.25 * 0.5**k for k in range(STEPS)]
    return _extrapolated([(h, function(end + side * h)) for h in steps])


def _far(function: Callable[[float], Value]) -> Value:
    found: list[tuple[float, Value]] = []
    for k in range(2, 11):
        with np.errstate(all="ignore"):
            found.append((2.0**-k, function(2.0**k)))
        if len(found) > 1 and _agree(found[-1][1], found[-2][1], 1e-13):
            return found[-1][1]  # as fast as a power of a number below 1
    return _extrapolated(found)


def _extrapolated(points: list[tuple[float, Value]]) -> Value:
    """Neville's scheme at 0; EvaluationError if the values do not settle."""
    steps, table = [h for h, _ in points], [np.asarray(x) for _, x in points]
    if not all(np.all(np.isfinite(x)) for x in table):
        raise EvaluationError("no limit: the values grow without bound")
    best, error = table[-1], np.inf
    for width in range(1, len(points)):
        table = [
            table[i + 1] + (table[i + 1] - table[i]) * steps[i + width] / (steps[i] - steps[i + width])
            for i in range(len(table) - 1)
        ]
        if len(table) > 1:
            change = float(np.max(np.abs(table[-1] - table[-2]))) if table[-1].size else 0.0
            if change < error:
                best, error = table[-1], change
    if error > CLOSE * max(1.0, float(np.max(np.abs(best)))):
        raise EvaluationError("no limit: the values do not settle")
    return best


def _agree(one: Value, two: Value, tolerance: float) -> bool:
    if not np.all(np.isfinite(one) & np.isfinite(two)):
        return False
    return bool(np.all(np.abs(one - two) <= tolerance * np.maximum(1.0, np.abs(one))))
