"""Numbers as readable text: the probe, what was returned, what was expected.

The same on every NumPy version, short enough to read aloud, and with enough digits for the difference to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.compare import as_numbers
from nnlib.exercises.diagnosis.findings import Case, wrong_entries
from nnlib.exercises.model import Array, Exercise, Function

MOST_ENTRIES = 35


@dataclass(frozen=True)
class Evidence:
    """A counter-example as text, and further facts; empty for a right answer without notes."""

    probe: str = ""
    got: str = ""
    expected: str = ""
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = []
        if self.probe:
            lines.append(f"for           {self.probe}")
        if self.got:
            lines.append(f"you returned  {self.got}")
        if self.expected:
            lines.append(f"expected      {self.expected}")
        indented = [line.replace("\n", "\n" + " " * 14) for line in lines]
        return "\n".join([*indented, *(f"- {note}" for note in self.notes)])


def show(value: Any, digits: int = 4) -> str:
    """A number or array as text, e.g. "[0, 0.5, -1000]"; one row a line for a matrix.

    >>> show(np.array([[0.25, -0.0], [1e-9, np.nan]]))
    '[[0.25, 0],\\n [1e-09, nan]]'
    """
    if isinstance(value, (list, tuple)):
        numbers = as_numbers(value)
        if numbers is None:
            return "[" + ",\n ".join(show(entry, digits).replace("\n", "\n ") for entry in value) + "]"
        value = numbers
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        if value.size > MOST_ENTRIES:
            return f"an array of shape {value.shape}"
        if value.ndim == 0:
            return _number(value.item(), digits)
        if value.ndim == 1:
            return "[" + ", ".join(_number(v, digits) for v in value.tolist()) + "]"
        rows = [show(row, digits) for row in value]
        return "[" + ",\n ".join(row.replace("\n", "\n ") for row in rows) + "]"
    if isinstance(value, (bool, int, float, np.generic)):
        return _number(value, digits)
    if isinstance(value, np.random.Generator):
        seed = getattr(value.bit_generator.seed_seq, "entropy", None)
        return f"np.random.default_rng({seed})"
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _number(value: Any, digits: int) -> str:
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    number = float(value)
    return f"{number + 0.0:.{digits}g}" if number else "0"


def counter_example(exercise: Exercise, case: Case, notes: Sequence[str] = ()) -> Evidence:
    """The case as text; of an element-wise function only a few entries, the wrong ones first."""
    args = dict(zip(exercise.parameters, case.args, strict=False))
    if case.parts:
        return _first_wrong_part(exercise, case, notes)
    if case.got is None and not case.expected.size and exercise.components:
        return Evidence(_arguments(args), case.trouble, exercise.result, tuple(notes))
    if case.got is None:
        return Evidence(_arguments(args), case.trouble, show(case.expected), tuple(notes))
    got, expected = case.got, case.expected
    if exercise.elementwise and case.comparable:
        pick = _entries(case)
        got, expected = got[pick], expected[pick]
        args = {k: a[pick] if isinstance(a, np.ndarray) else a for k, a in args.items()}
    for digits in (4, 7, 10, 17):
        texts = show(got, digits), show(expected, digits)
        if texts[0] != texts[1]:
            break
    extra: list[str] = []
    if case.comparable and got.size > MOST_ENTRIES:
        texts, extra = _worst(case)
    return Evidence(_arguments(args), *texts, (*extra, *notes))


def _first_wrong_part(exercise: Exercise, case: Case, notes: Sequence[str]) -> Evidence:
    """Of several results the first one that is wrong."""
    k = next((k for k, part in enumerate(case.parts) if not part.right), 0)
    name = exercise.components[k].name
    shown = counter_example(replace(exercise, components=(), elementwise=False), case.parts[k], notes)
    indent = "\n" + " " * (len(name) + 3)
    got, expected = (f"{name} = " + text.replace("\n", indent) for text in (shown.got, shown.expected))
    return Evidence(shown.probe, got, expected, shown.notes)


def show_random(exercise: Exercise, case: Case, notes: Sequence[str] = ()) -> Evidence:
    """The arguments of a random function and what it returned; there is no one expected value."""
    args = dict(zip(exercise.parameters, case.args, strict=False))
    value = None if case.trial is None else case.trial.value
    got = "" if value is None else _pairs(value) if isinstance(value, list) else show(value)
    return Evidence(_arguments(args), got, f"{exercise.result}, random", tuple(notes))


def _pairs(value: list[Any]) -> str:
    """The first pairs of a list of pairs."""
    texts = [", ".join(show(entry).replace("\n", "") for entry in pair) for pair in value[:2]]
    return "[" + ", ".join(f"({text})" for text in texts) + (f", ... {len(value)} in all]" if len(value) > 2 else "]")


def _entries(case: Case) -> tuple[Array, ...]:
    """Up to three wrong entries and one right one, in the order of the array."""
    wrong = wrong_entries(case)
    chosen = np.concatenate([np.flatnonzero(wrong)[:3], np.flatnonzero(~wrong)[:1]])
    return np.unravel_index(np.sort(chosen), wrong.shape)


def _worst(case: Case) -> tuple[tuple[str, str], list[str]]:
    """One entry of an array that is too large to show."""
    assert case.got is not None
    place = tuple(int(i) for i in np.argwhere(wrong_entries(case))[0])
    where = f"the entry at {list(place)} is shown"
    return (show(case.got[place], 7), show(case.expected[place], 7)), [where]


def _arguments(args: dict[str, Any]) -> str:
    parts = []
    for name, value in args.items():
        if isinstance(value, Function):
            parts.append(repr(value))
            continue
        start = f"{name} = "
        parts.append(start + show(value).replace("\n", "\n" + " " * len(start)))
    separator = ",\n" if any("\n" in p for p in parts) else ", "
    return separator.join(parts)
