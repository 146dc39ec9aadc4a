"""Statements about random functions that chance does not make false.

A pooled statistic of many thousand numbers lies within 5 of its standard deviations but for one time in 1.7 million;
with the fixed probes of an exercise and the generators' own seeds, a right answer either always passes or never.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.compare import as_numbers
from nnlib.exercises.model import Array, Trial

SIGMAS = 5.0
EACH = 6.0  # for one layer of many
ABOUT = 0.02  # what "about" means, where a spread is recognised


def pooled(trials: Sequence[Trial], scale: Callable[..., float] | None = None) -> Array:
    """All entries of all results of all trials in one vector, each divided by ``scale`` of its arguments but the last."""
    entries = []
    for trial in trials:
        unit = 1.0 if scale is None else scale(*trial.args[:-1])
        entries += [np.asarray(value, dtype=float).ravel() / unit for value in (trial.value, trial.second)]
    return np.concatenate(entries) if entries else np.zeros(0)


def deviation_is(trials: Sequence[Trial], expected: Callable[..., float]) -> bool:
    """The claim "the standard deviation is ``expected`` of the arguments but the last", within 5 sigma of an estimate.

    For normal numbers the estimate from n of them has the relative standard deviation 1/sqrt(2 n).
    """
    return _agrees(trials, expected, 0.0)


def deviation_is_about(trials: Sequence[Trial], expected: Callable[..., float]) -> bool:
    """The claim "the standard deviation is about ``expected``": up to 2 % more than what 5 sigma allow.

    It has to hold for every layer by itself too (6 sigma): errors of small and of large layers may cancel in the whole.
    """
    return _agrees(trials, expected, ABOUT) and all(_agrees([t], expected, ABOUT, EACH) for t in trials)


def _agrees(trials: Sequence[Trial], expected: Callable[..., float], more: float, sigmas: float = SIGMAS) -> bool:
    x = pooled(trials, expected)
    if not x.size or not np.isfinite(x).all():
        return False
    return bool(abs(np.sqrt(np.mean(x**2)) - 1) < more + sigmas / np.sqrt(2 * x.size))


def mean_is(trials: Sequence[Trial], expected: float, deviation: Callable[..., float]) -> bool:
    """The claim "the mean is ``expected``" for numbers of that standard deviation, within 5 sigma."""
    x = pooled(trials) - expected
    units = np.concatenate([np.full(2 * np.size(t.value), deviation(*t.args[:-1])) for t in trials])
    return bool(np.isfinite(x).all() and abs(np.mean(x / units)) < SIGMAS / np.sqrt(x.size))


def pairs(value: Any) -> list[tuple[Array, Array]] | None:
    """The value as a list of pairs of arrays, or None if it is not one."""
    if not isinstance(value, (list, tuple)) or not value:
        return None
    found = []
    for entry in value:
        if not isinstance(entry, (list, tuple)) or len(entry) != 2:
            return None
        first, second = map(as_numbers, entry)
        if first is None or second is None:
            return None
        found.append((first, second))
    return found
