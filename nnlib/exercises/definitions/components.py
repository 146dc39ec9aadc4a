"""Mistakes in one of several results, and sizes that all differ.

A mistake in one result leaves the others as they should be, so that each result has its own list of mistakes and two of
them in one answer are still told apart.
"""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.probes import SIZES
from nnlib.exercises.registry import Misconception

Several = tuple[Any, ...]
Mistake = Callable[..., Misconception]


def different_sizes(rng: np.random.Generator, count: int) -> list[int]:
    """Different odd primes, at most four."""
    return [int(n) for n in rng.choice(SIZES, size=count, replace=False)]


def mistakes_in(reference: Callable[..., Several], *places: int) -> Mistake:
    """Makes misconceptions about the results at these places from functions that return those alone."""

    def mistake(code: str, message: str, wrong: Callable[..., Any]) -> Misconception:
        def whole(*args: Any) -> Several:
            results = list(reference(*args))
            values = wrong(*args) if len(places) > 1 else (wrong(*args),)
            for place, value in zip(places, values, strict=True):
                results[place] = value
            return tuple(results)

        return Misconception(code, message, whole)

    return mistake
