"""Entries of arrays by the indices of a formula, which count from 1 unless the scene says otherwise.

A pixel of an image or the weight of the constant term counts from 0; `Scene.first` says so for each symbol.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnlib.formula.semantics import values as v
from nnlib.formula.semantics.scene import Scene, identifier
from nnlib.formula.semantics.values import ScopeError, ShapeError, Value


def firsts(scene: Scene, name: str, axes: int) -> tuple[int, ...]:
    """The first index of every axis of a symbol."""
    told = scene.first.get(identifier(name), 1)
    return told if isinstance(told, tuple) else (told,) * axes


def places(name: str, stored: Value, indices: Sequence[int], scene: Scene) -> tuple[int, ...]:
    """Indices of a formula as those of Python; 12 is 1, 2 where two are needed."""
    if len(indices) == 1 and stored.ndim > 1 and indices[0] > 9:
        indices = [int(digit) for digit in str(indices[0])]
    if len(indices) != stored.ndim:
        raise ShapeError(f"{name!r} has {stored.ndim} indices here, got {len(indices)}")
    start = firsts(scene, name, stored.ndim)
    for index, size, first in zip(indices, stored.shape, start, strict=True):
        if not first <= index < first + size:
            raise ScopeError(f"{name!r} has indices from {first} to {first + size - 1}, got {index}")
    return tuple(index - first for index, first in zip(indices, start, strict=True))


def entry(name: str, stored: Any, indices: Sequence[int], scene: Scene) -> Value:
    """The entry of an array, or of a table of arrays that the first index chooses from."""
    if isinstance(stored, Mapping):
        if not indices:
            raise ScopeError(f"{name!r} needs an index here: there is one for each number")
        if indices[0] not in stored:
            raise ScopeError(f"{name!r} has no entry {indices[0]}")
        return entry(name, np.asarray(stored[indices[0]]), indices[1:], scene)
    if not indices:
        return v.value(stored)
    return np.asarray(stored[places(name, stored, indices, scene)])
