"""One edit away: the answer equals a recipe of the exercise with one part, or two, changed.

An answer is looked up among the results of all edited recipes on the first probe; what matches is run again on all
others. The tables are the same in every run, so the same answer gets the same sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.compare import same, tolerance
from nnlib.exercises.diagnosis.edit_table import Candidate, flat, table_of
from nnlib.exercises.diagnosis.findings import Case, Claim, Finding, call, some_number
from nnlib.exercises.model import Args, Array, Exercise

MOST_TRIED = 40  # candidates with the right number on the first probe
LONGEST = 280


def once(exercise: Exercise, cases: Sequence[Case], component: int | None = None) -> Iterator[Finding]:
    """The right computation with one edit; of one component alone if its number is given."""
    yield from _found(exercise, cases, component, pairs=False)


def twice(exercise: Exercise, cases: Sequence[Case], component: int | None = None) -> Iterator[Finding]:
    """The right computation with two edits."""
    yield from _found(exercise, cases, component, pairs=True)


def _found(exercise: Exercise, cases: Sequence[Case], component: int | None, pairs: bool) -> Iterator[Finding]:
    table = table_of(exercise)
    arrays = None if table is None else _returned(cases[table.index])
    if table is None or arrays is None:
        return
    rtol = max(tolerance(array)[0] for array in arrays)
    code = "two-edits" if pairs else "edit"
    for candidate in islice(table.find(arrays, rtol, component, pairs), MOST_TRIED):
        message = _say(candidate)
        if len(message) <= LONGEST:
            yield Finding(code, message, _equals(candidate, component, exercise.accepts is not None))


def _returned(case: Case) -> list[Array] | None:
    if case.trial is not None:
        return flat(case.trial.value)
    if case.parts:
        return [part.got for part in case.parts if part.got is not None]
    return None if case.got is None else [case.got]


def _equals(candidate: Candidate, component: int | None, rounded: bool) -> Claim:
    """The claim "what was returned is what the edited recipe gives"; at least one finite number has to agree.

    Where several values count as right, rounding may be magnified (a difference quotient): then 4 digits have to agree.
    """

    def value(args: Args) -> list[Array] | None:
        try:
            return flat(call(lambda *given: candidate.run(given), args))
        except Exception:  # an edit may have no meaning for some sizes; then the claim is not true
            return None

    def one(case: Case) -> bool:
        got, edited = _returned(case), value(case.args)
        if edited is not None and component is not None:
            edited = edited[component : component + 1]
        if got is None or edited is None or len(got) != len(edited):
            return False
        return all(same(a, b) or (rounded and _nearly(a, b)) for a, b in zip(got, edited, strict=True))

    def holds(cases: Sequence[Case]) -> bool:
        return all(one(case) for case in cases) and (cases[0].trial is not None or some_number(cases))

    return holds


def _nearly(a: Array, b: Array) -> bool:
    if a.shape != b.shape:
        return False
    with np.errstate(all="ignore"):
        # the reciprocal of a slope near 0 magnifies its rounding: there the slopes are compared
        slopes = (np.abs(a) > 1e3) & np.isclose(1 / a, 1 / b, rtol=1e-4, atol=1e-7)
        return bool(np.all(slopes | np.isclose(a, b, rtol=1e-4, atol=1e-7, equal_nan=True)))


def _say(candidate: Candidate) -> str:
    phrases = [_phrase(candidate, edit) for edit in candidate.edits]
    if len(phrases) == 1:
        return f"Your result equals the right computation {phrases[0]}."
    # two changes can often be chosen in several ways
    return f"One reading that gives exactly your numbers: the right computation {phrases[0]}; and {phrases[1]}."


def _phrase(candidate: Candidate, edit: Any) -> str:
    where = candidate.kitchen.where(edit)
    return f"{edit.words}, in the step '{where}'" if where else str(edit.words)
