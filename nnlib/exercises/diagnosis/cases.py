"""Cases, and looking for a finding among them.

A case is made from a probe and the outcome of calling the learner's function on it. A finding counts if it holds on
the cases it was found on and on the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nnlib.exercises.diagnosis.compare import as_numbers, same
from nnlib.exercises.diagnosis.findings import Case, Finding, Search
from nnlib.exercises.diagnosis.isolation import Outcome
from nnlib.exercises.registry import Args, Array, Exercise, Probe


def answer_case(exercise: Exercise, probe: Probe, outcome: Outcome) -> Case:
    """The case: expected value, returned value if it is made of numbers, and whether it is right."""
    with np.errstate(all="ignore"):
        expected = np.asarray(exercise.reference(*probe.args))
    if outcome.error is not None:
        return Case(
            probe.args, probe.edge, None, expected, False, f"nothing: {type(outcome.error).__name__} was raised"
        )
    got = as_numbers(outcome.value)
    if got is None:
        return Case(probe.args, probe.edge, None, expected, False, f"a {type(outcome.value).__name__}")
    if exercise.accepts is not None and got.shape == expected.shape:
        right = exercise.accepts(probe, got, expected)
    else:
        right = same(got, expected)
    return Case(probe.args, probe.edge, got, expected, right)


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
    return min(wrong, key=lambda case: sum(np.size(a) for a in case.args))


def not_finite(case: Case) -> Array:
    """Entries that are nan or infinite although the right ones are not."""
    if case.got is None or not case.comparable:
        return np.zeros(1, dtype=bool)
    return np.asarray(~np.isfinite(case.got) & np.isfinite(case.expected))


def no_number(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """nan or infinity among the values, and whether the others are right."""
    bad = [case for case in cases if not_finite(case).any()]
    kind = "nan" if any(np.isnan(np.asarray(case.got, dtype=float)).any() for case in bad) else "inf"

    def holds(seen: Sequence[Case]) -> bool:
        return any(not_finite(case).any() for case in seen)

    yield Finding(
        "not-finite",
        f"Your result contains {kind} where a finite number is expected. Look for a logarithm of 0 or of a negative "
        "number, a division by 0 or a difference of infinities.",
        holds,
    )


def with_other_value(exercise: Exercise, args: Args, i: int, rng: np.random.Generator) -> Args | None:
    """The same arguments, the i-th one replaced by that of another random probe of the same shapes, if one is found."""
    shapes = [np.shape(a) for a in args]
    for _ in range(200):
        other = exercise.fresh(rng).args
        if [np.shape(a) for a in other] == shapes and not np.array_equal(other[i], args[i]):
            return (*args[:i], other[i], *args[i + 1 :])
    return None
