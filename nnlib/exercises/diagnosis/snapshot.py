"""What a learner's function returned, as plain numbers that nothing can change afterwards.

Objects with a will of their own (subclasses of arrays, `__array__`, views of arguments, huge or endless things) are
asked once, while the time limit is on, and replaced by what they said.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.compare import as_numbers

MOST_NUMBERS = 2_000_000
DEEPEST = 20


@dataclass(frozen=True)
class Thing:
    """Something that is not made of numbers, by the name of its kind; `size` tells of one that is too large to look at."""

    kind: str
    size: int = 0


def snapshot(value: Any, depth: int = 0) -> Any:
    """A copy made of plain arrays, numbers, lists and tuples; None, text and functions stay, other objects become a Thing."""
    if value is None or value is Ellipsis or type(value) in (bool, int, float, complex, str):
        return value
    if isinstance(value, np.generic):
        return value.item() if type(value).__module__ != "numpy" else value
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, (list, tuple)):
        length = list.__len__(value) if isinstance(value, list) else tuple.__len__(value)
        if depth >= DEEPEST or length > MOST_NUMBERS:
            return Thing("list", length)
        entries = list.__iter__(value) if isinstance(value, list) else tuple.__iter__(value)
        copies = [snapshot(entry, depth + 1) for entry in entries]
        return copies if isinstance(value, list) else tuple(copies)
    if callable(value) or inspect.isgenerator(value) or inspect.iscoroutine(value):
        return value
    length = _length(value)
    numbers = None if length > MOST_NUMBERS else as_numbers(value)
    return Thing(type(value).__name__, length if length > MOST_NUMBERS else 0) if numbers is None else numbers


def _length(value: Any) -> int:
    try:
        return len(value)
    except Exception:  # it has none, or one too large for Python
        return 0


def _array(value: Any) -> Any:
    size = int(np.ndarray.size.__get__(value))
    if size > MOST_NUMBERS:
        return Thing("array", size)
    if isinstance(value, np.ma.MaskedArray) or value.dtype.kind == "O":
        numbers = as_numbers(value)
        return Thing(type(value).__name__) if numbers is None else numbers
    return np.array(value, subok=False)


def unchanged(before: Any, after: Any) -> bool:
    """True if an argument is what it was. A generator is there to be used."""
    if isinstance(before, np.random.Generator):
        return True
    if isinstance(before, np.ndarray):
        return (
            before.dtype == after.dtype
            and before.shape == after.shape
            and bool(np.array_equal(before, after, equal_nan=before.dtype.kind == "f"))
        )
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(unchanged(a, b) for a, b in zip(before, after, strict=True))
    return bool(before is after or before == after)
