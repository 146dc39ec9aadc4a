"""The results of all edited recipes of an exercise on its first probe, to be looked up by number.

A result is reduced to one number by a fixed sum with irregular weights; equal results have equal numbers, and what has
the right number is compared in full afterwards.
"""

from __future__ import annotations

import bisect
import functools
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.compare import as_numbers
from nnlib.exercises.diagnosis.kitchen import Codes, Edit, Kitchen
from nnlib.exercises.model import Args, Array, Exercise

MOST_STEPS = 30_000  # of edited recipes that pairs of edits may take: a tenth of a second or three, once
# the whole result (None) or the number of one component, and the shapes
Place = tuple[int | None, tuple[tuple[int, ...], ...]]


@dataclass(frozen=True)
class Candidate:
    """One or two edits of one recipe."""

    kitchen: Kitchen
    edits: tuple[Edit, ...]
    codes: Codes

    def run(self, args: Args) -> Any:
        """The result of the edited recipe."""
        return self.kitchen.run(args, self.codes)


def flat(value: Any) -> list[Array] | None:
    """All arrays of a result, through lists and tuples that are not themselves arrays of numbers."""
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], (list, tuple, np.ndarray)):
        parts = [flat(entry) for entry in value]
        return None if any(part is None for part in parts) else [a for part in parts if part is not None for a in part]
    array = as_numbers(value)
    return None if array is None else [array]


@functools.lru_cache(maxsize=64)
def _weights(count: int) -> Array:
    return np.asarray(np.modf((np.arange(count) + 1.7) * 0.61803398)[0] + 0.1)


def number(arrays: Sequence[Array]) -> tuple[float, float]:
    """The weighted sum of all entries and its scale; nan and infinities count as numbers of their own."""
    total = scale = 0.0
    for k, array in enumerate(arrays):
        x = np.asarray(array, dtype=np.float64).ravel()
        weights = _weights(x.size)
        own, size = float(weights @ x), float(weights @ np.abs(x))
        if not math.isfinite(own):
            x = np.where(np.isfinite(x), x, np.where(np.isnan(x), 0.271828, np.sign(x) * 31.4159))
            own, size = float(weights @ x), float(weights @ np.abs(x))
        total += (1 + 0.3719 * k) * own
        scale += (1 + 0.3719 * k) * size
    return total, scale


class Table:
    """Candidates by shape and number, of single edits at first and of pairs once they are asked for."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        given = [probe.args for probe in exercise.probes() if exercise.faults or not probe.edge]
        # of a random function the smallest arguments, since an edit may square their sizes
        self.index = min(range(len(given)), key=lambda i: _bulk(given[i])) if exercise.faults else 0
        self.args: Args = given[self.index]
        self.kitchens = [Kitchen(exercise, recipe) for recipe in exercise.recipes]
        self._single: dict[Place, list[tuple[float, int]]] = {}
        self._double: dict[Place, list[tuple[float, int]]] | None = None
        self._candidates: list[Candidate] = []
        self._telling: list[list[tuple[Edit, Any]]] = []
        with np.errstate(all="ignore"):
            self._single = self._sorted(self._make_singles())

    def find(self, arrays: Sequence[Array], rtol: float, component: int | None, pairs: bool) -> Iterator[Candidate]:
        """The candidates whose number is that of these arrays, in the order in which they are believed."""
        if pairs and self._double is None:
            with np.errstate(all="ignore"):
                self._double = self._sorted(self._make_doubles())
        table = self._double if pairs else self._single
        rows = (table or {}).get((component, tuple(a.shape for a in arrays)), [])
        total, scale = number(arrays)
        margin = 3 * rtol * scale + 1e-8
        low = bisect.bisect_left(rows, (total - margin, -1))
        high = bisect.bisect_right(rows, (total + margin, 1 << 60))
        for i in sorted(i for _, i in rows[low:high]):
            yield self._candidates[i]

    # -- making -----------------------------------------------------------------------------------------------------

    def _make_singles(self) -> Iterator[tuple[Candidate, Any]]:
        for kitchen in self.kitchens:
            names = kitchen.start(self.args)
            seen = {_print(kitchen.proceed(names, 0, {}))}
            telling: list[tuple[Edit, Any]] = []
            for edit in kitchen.singles(names):
                codes = {edit.step: edit.code}
                try:
                    value = kitchen.run(self.args, codes)
                except Exception:  # an edit may make nonsense; the learner's answer would have raised as well
                    continue
                yield Candidate(kitchen, (edit,), codes), value
                mark = _print(value)
                if mark is not None and mark not in seen:
                    seen.add(mark)
                    telling.append((edit, value))
            telling.sort(key=lambda pair: pair[0].rank)
            self._telling.append(telling)

    def _make_doubles(self) -> Iterator[tuple[Candidate, Any]]:
        for kitchen, telling in zip(self.kitchens, self._telling, strict=True):
            pairs = MOST_STEPS / len(self.kitchens) / (1 + len(kitchen.variables) / 2)
            most = int((2 * pairs) ** 0.5)
            edits = sorted((edit for edit, _ in telling[:most]), key=lambda e: e.step)
            for i, one in enumerate(edits):
                yield from self._with(kitchen, one, edits[i + 1 :])

    def _with(self, kitchen: Kitchen, one: Edit, others: Sequence[Edit]) -> Iterator[tuple[Candidate, Any]]:
        """One edit together with each of those in the same step or later ones."""
        names: dict[str, Any] | None = None
        reached = 0
        for other in others:
            codes = kitchen.both(one, other)
            if codes is None:
                continue
            try:
                if names is None or self.exercise.faults or other.step == one.step:
                    value = kitchen.run(self.args, codes)
                    if other.step == one.step:
                        yield Candidate(kitchen, (one, other), codes), value
                        continue
                    names, reached = self._until(kitchen, one, other.step)
                else:
                    for i in range(reached, other.step):
                        kitchen.step(names, i)
                    reached = other.step
                    value = kitchen.proceed(dict(names), other.step, codes)
            except Exception:  # nonsense again
                continue
            yield Candidate(kitchen, (one, other), codes), value

    def _until(self, kitchen: Kitchen, one: Edit, step: int) -> tuple[dict[str, Any], int]:
        """The names before this step, with the edit in place."""
        names = kitchen.start(self.args)
        for i in range(min(step, len(kitchen.variables))):
            kitchen.step(names, i, one.code if i == one.step else None)
        return names, step

    def _sorted(self, made: Iterator[tuple[Candidate, Any]]) -> dict[Place, list[tuple[float, int]]]:
        table: dict[Place, list[tuple[float, int]]] = defaultdict(list)
        for candidate, value in made:
            arrays = flat(value)
            if arrays is None:
                continue
            self._candidates.append(candidate)
            mine = len(self._candidates) - 1
            table[None, tuple(a.shape for a in arrays)].append((number(arrays)[0], mine))
            if len(arrays) == len(self.exercise.components):
                for k, array in enumerate(arrays):
                    table[k, (array.shape,)].append((number([array])[0], mine))
        for rows in table.values():
            rows.sort()
        return dict(table)


def _bulk(args: Args) -> int:
    return int(sum(a if isinstance(a, int) else np.size(a) for a in args))


def _print(value: Any) -> tuple[Any, ...] | None:
    """The number of a result, rounded, to tell edits apart that make a difference."""
    arrays = flat(value)
    if arrays is None:
        return None
    total, scale = number(arrays)
    return (tuple(a.shape for a in arrays), f"{total:.9g}" if abs(total) > 1e-9 * scale else "0")


_TABLES: dict[int, Table] = {}


def table_of(exercise: Exercise) -> Table | None:
    """The exercise's table, made at first use; None without recipes."""
    if not exercise.recipes:
        return None
    key = id(exercise.recipes)
    if key not in _TABLES:
        _TABLES[key] = Table(exercise)
    return _TABLES[key]
