"""Cases, and looking for a finding among them.

A case is made from a probe and the outcome of calling the learner's function on it. A finding counts if it holds on
the cases it was found on and on the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.compare import as_numbers, as_several, same
from nnlib.exercises.diagnosis.findings import Case, Finding, Search
from nnlib.exercises.diagnosis.isolation import Outcome
from nnlib.exercises.model import Args, Array, Exercise, Probe

_NO_NUMBERS = np.zeros(0)


def answer_case(exercise: Exercise, probe: Probe, outcome: Outcome) -> Case:
    """The case: expected value, returned value if it is made of numbers, and whether it is right."""
    with np.errstate(all="ignore"):
        reference = exercise.reference(*probe.args)
    if exercise.components:
        return _several(exercise, probe, outcome, reference)
    expected = np.asarray(reference)
    if outcome.error is not None:
        return Case(
            probe.args, probe.edge, None, expected, False, f"nothing: {type(outcome.error).__name__} was raised"
        )
    got = as_numbers(outcome.value)
    if got is None:
        return Case(probe.args, probe.edge, None, expected, False, f"a {type(outcome.value).__name__}")
    return _one(exercise, probe, got, expected)


def _one(exercise: Exercise, probe: Probe, got: Array, expected: Array) -> Case:
    if exercise.accepts is not None and got.shape == expected.shape:
        right = exercise.accepts(probe, got, expected)
    else:
        right = same(got, expected)
    return Case(probe.args, probe.edge, got, expected, right)


def _several(exercise: Exercise, probe: Probe, outcome: Outcome, reference: Any) -> Case:
    """A case with one part for each component, or without parts if there are not as many arrays of numbers."""
    values = None if outcome.error is not None else as_several(outcome.value, len(exercise.components))
    if values is None:
        kind = type(outcome.value).__name__ if outcome.error is None else f"{type(outcome.error).__name__} was raised"
        return Case(probe.args, probe.edge, None, _NO_NUMBERS, False, f"nothing of that kind: {kind}")
    parts = tuple(
        Case(probe.args, probe.edge, got, expected, same(got, expected))
        for got, expected in zip(values, map(np.asarray, reference), strict=True)
    )
    return Case(probe.args, probe.edge, None, _NO_NUMBERS, all(part.right for part in parts), parts=parts)


def first_finding(
    exercise: Exercise, searches: Sequence[Search], study: Sequence[Case], confirm: Sequence[Case]
) -> Finding | None:
    """The first finding of the searches that holds on the studied cases and on those that confirm."""
    for search in searches:
        for finding in search(exercise, study):
            if finding.holds(study) and finding.holds(confirm):
                return finding
    return None


def smallest_wrong(cases: Sequence[Case]) -> Case:
    """The wrong case with the fewest numbers in its arguments."""
    wrong = [case for case in cases if not case.right]
    return min(wrong, key=lambda case: _count(case.args))


def not_finite(case: Case) -> bool:
    """True if there are entries that are nan or infinite although the right ones are not; or no numbers at all."""
    if case.parts:
        return any(not_finite(part) for part in case.parts)
    if case.got is None or not case.comparable:
        return True
    return bool(np.any(~np.isfinite(case.got) & np.isfinite(case.expected)))


def kind_of_missing(case: Case) -> str:
    """Which it is, "nan", "inf" or "-inf"."""
    for part in case.parts or (case,):
        if part.got is None or not not_finite(part):
            continue
        bad = ~np.isfinite(part.got) & (np.isfinite(part.expected) if part.comparable else True)
        values = part.got[bad].astype(np.float64)
        return "nan" if np.isnan(values).any() else "-inf" if (values < 0).all() else "inf"
    return "nan"


def no_number(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """nan or infinity among the values of some case, which is to be the evidence."""
    found = [case for case in cases if not_finite(case) and not case.right]
    if not found:
        return

    def holds(_seen: Sequence[Case]) -> bool:
        return True  # a statement about one example, not about all arguments

    yield Finding(
        "not-finite",
        f"In the example below your result contains {kind_of_missing(smallest_wrong(found))} where a finite number is expected. "
        "Look for a root or logarithm of a negative number, a logarithm of 0, a division by 0 or a difference of infinities.",
        holds,
    )


def with_other_value(exercise: Exercise, args: Args, i: int, rng: np.random.Generator) -> Args | None:
    """The same arguments, the i-th one replaced by that of another random probe of the same shapes, if one is found."""
    shapes = _shapes(args)
    for _ in range(200):
        other = exercise.fresh(rng).args
        if _shapes(other) == shapes and not _equal(other[i], args[i]):
            return (*args[:i], other[i], *args[i + 1 :])
    return None


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, list):
        return all(_equal(x, y) for x, y in zip(a, b, strict=True))
    return bool(a == b) if callable(a) else np.array_equal(a, b)


def _count(value: Any) -> int:
    """How many numbers there are, in lists of arrays too."""
    return sum(map(_count, value)) if isinstance(value, (list, tuple)) else int(np.size(value))


def _shapes(value: Any) -> Any:
    """The shape of each argument, that of each entry of a list."""
    return [_shapes(entry) for entry in value] if isinstance(value, (list, tuple)) else np.shape(value)
