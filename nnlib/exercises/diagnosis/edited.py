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
from nnlib.exercises.diagnosis.findings import Case, Claim, Finding, call
from nnlib.exercises.diagnosis.kitchen import Codes
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
        if message and len(message) <= LONGEST:
            yield Finding(code, message, *_claims(candidate, component, exercise.accepts is not None))


def _returned(case: Case) -> list[Array] | None:
    if case.trial is not None:
        return flat(case.trial.value)
    if case.parts:
        return [part.got for part in case.parts if part.got is not None]
    return None if case.got is None else [case.got]


def _claims(candidate: Candidate, component: int | None, rounded: bool) -> tuple[Claim, Claim]:
    """The claim "what was returned is what the edited recipe gives", for ordinary arguments and for boundaries.

    Numbers have to agree, not only nan with nan. Where several values count as right, rounding may be magnified (a
    difference quotient): then 4 digits are enough. On a boundary that the recipe does not mind nothing can be said.
    """

    def value(args: Args, codes: Codes) -> list[Array] | None:
        try:
            arrays = flat(call(lambda *given: candidate.kitchen.run(given, codes), args))
        except Exception:  # an edit may have no meaning for some sizes; then the claim is not true
            return None
        return arrays if arrays is None or component is None else arrays[component : component + 1]

    def agree(got: list[Array] | None, made: list[Array] | None) -> bool:
        if got is None or made is None or len(got) != len(made):
            return False
        return all(
            same(a, b) or (rounded and _nearly(a, b)) or a.size == b.size == 0 for a, b in zip(got, made, strict=True)
        )

    def one(case: Case) -> bool:
        return agree(_returned(case), value(case.args, candidate.codes))

    def nothing(case: Case) -> bool:
        """No window fits, or fewer than none: NumPy raises, a recipe has an empty result."""
        made = value(case.args, candidate.codes)
        return case.got is None and not case.parts and made is not None and all(array.size == 0 for array in made)

    def holds(cases: Sequence[Case]) -> bool:
        return all(one(case) for case in cases) and (cases[0].trial is not None or _mostly_numbers(cases))

    def there(cases: Sequence[Case]) -> bool:
        return all(one(case) or nothing(case) or not agree(_expected(case), value(case.args, {})) for case in cases)

    return holds, there


def _expected(case: Case) -> list[Array]:
    return [part.expected for part in case.parts or (case,)]


def _mostly_numbers(cases: Sequence[Case]) -> bool:
    """True unless more than three quarters of what was returned is nan or infinite: that agrees by accident."""
    arrays = [array for case in cases for array in _returned(case) or ()]
    return 4 * sum(int(np.isfinite(a).sum()) for a in arrays) >= max(1, sum(a.size for a in arrays))


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
    if phrases[0] == phrases[1]:
        return ""  # twice the same words say nothing
    # two changes can often be chosen in several ways
    return f"One reading that gives exactly your numbers: the right computation {phrases[0]}; and {phrases[1]}."


def _phrase(candidate: Candidate, edit: Any) -> str:
    where = candidate.kitchen.where(edit)
    return f"{edit.words}, in the step '{where}'" if where else str(edit.words)
