"""Several results: which of them are wrong, and what is wrong with those.

Each component is judged by the searches for a single result; their messages then speak of "your dW".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nnlib.exercises.diagnosis import arguments, edited, searches, shapes
from nnlib.exercises.diagnosis.answer import CONFIRM, LONGEST, Answer
from nnlib.exercises.diagnosis.cases import answer_case, first_finding, no_number, not_finite
from nnlib.exercises.diagnosis.components import listing, those_are_wrong, wrong_ones
from nnlib.exercises.diagnosis.findings import Case, Finding
from nnlib.exercises.model import Exercise


def view(exercise: Exercise, k: int) -> Exercise:
    """The exercise that asks for the k-th component alone."""
    component = exercise.components[k]

    def reference(*args: Any) -> Any:
        return exercise.reference(*args)[k]

    return replace(
        exercise,
        reference=reference,
        components=(),
        misconceptions=(),
        questions=(),
        recipes=(),
        accepts=None,
        result=component.result,
        quantities=component.quantities or exercise.quantities,
        regions=component.regions,
        terms=component.terms,
        coefficients=component.coefficients,
        properties=component.properties,
    )


def of_components(exercise: Exercise, findings: Mapping[int, Finding], cases: Sequence[Case]) -> Finding:
    """One sentence that is said of each of these components, as a finding about the whole answer.

    Each component brings the claim of its own: that of another speaks of another right result.
    """
    which = list(findings)
    found = findings[which[0]]
    names = [exercise.components[k].name for k in which]
    own = f"your {names[0]}" if len(which) == 1 else "each of them"
    text = found.message
    for old, new in (
        ("our result", own[1:] if own.startswith("y") else own),
        ("our function returns", f"{own[1:] if own.startswith('y') else own} is"),
    ):
        text = text.replace("Y" + old, ("Y" + new) if own.startswith("y") else new.capitalize())
        text = text.replace("y" + old, ("y" + new) if own.startswith("y") else new)
    text = text.replace("exactly your numbers", f"exactly {own}")
    message = f"{listing(exercise, cases)} {text}"
    if len(message) > LONGEST:
        message = text
    bad = wrong_ones(cases)
    listed = those_are_wrong(bad)

    def holds(seen: Sequence[Case]) -> bool:
        return listed(seen) and all(one.holds(_parts(seen, k)) for k, one in findings.items())

    def there(seen: Sequence[Case]) -> bool:
        if not all(case.parts for case in seen) or not set(wrong_ones(seen)) <= set(bad):
            return False
        return all((one.there or one.holds)(_parts(seen, k)) for k, one in findings.items())

    return Finding(found.code, message, holds, there)


def search(answer: Answer, study: Sequence[Case], plain: Sequence[Case]) -> Finding | None:
    """One finding for all wrong components, an edit of the whole, or a finding about one component."""
    exercise = answer.exercise
    if not all(case.parts for case in plain):
        return None
    bad = wrong_ones(plain)
    telling = {k: _about(exercise, k, study, plain) for k in bad}
    known = {k: found for k, found in telling.items() if found is not None}
    if len(known) == len(bad) and len({(found.code, found.message) for found in known.values()}) == 1:
        return of_components(exercise, known, plain)
    whole = first_finding(exercise, (edited.once,), study, plain)
    if whole is not None:
        return whole
    for k, found in known.items():
        return of_components(exercise, {k: found}, plain)
    for k in bad:
        part = _edited(exercise, k, edited.once, study, plain)
        if part is not None:
            return part
    return (
        arguments.ignored(answer, plain)
        or first_finding(exercise, (edited.twice,), study, plain)
        or next((f for f in (_edited(exercise, k, edited.twice, study, plain) for k in bad) if f is not None), None)
        or next((f for f in (_vague(exercise, k, study, plain) for k in bad) if f is not None), None)
    )


def _parts(cases: Sequence[Case], k: int) -> list[Case]:
    return [case.parts[k] for case in cases]


def _about(exercise: Exercise, k: int, study: Sequence[Case], plain: Sequence[Case]) -> Finding | None:
    """What the searches for a single result find about one component."""
    alone, some, every = view(exercise, k), _parts(study, k), _parts(plain, k)
    if all(case.right for case in some):
        some = every
    if any(not case.comparable for case in every):
        found = first_finding(alone, (shapes.wrong_shape,), every, every)
        return None if found is None or found.code == "shape" else found
    if any(not_finite(case) for case in every):
        return None
    return first_finding(alone, searches.RELATIONS, some, every)


def _vague(exercise: Exercise, k: int, study: Sequence[Case], plain: Sequence[Case]) -> Finding | None:
    alone, every = view(exercise, k), _parts(plain, k)
    if any(not case.comparable for case in every):
        found = first_finding(alone, (shapes.wrong_shape,), every, every)
    elif any(not_finite(case) for case in every):
        found = first_finding(alone, (no_number,), every, every)
    else:
        found = first_finding(alone, searches.VAGUE, _parts(study, k), every)
    return None if found is None else of_components(exercise, {k: found}, plain)


def _edited(exercise: Exercise, k: int, table: Any, study: Sequence[Case], plain: Sequence[Case]) -> Finding | None:
    """An edit that explains one wrong component, whatever is wrong with the others."""
    for found in table(exercise, _parts(study, k), component=k):
        if found.holds(_parts(study, k)) and found.holds(_parts(plain, k)):
            return of_components(exercise, {k: found}, plain)
    return None


def which_one(answer: Answer) -> str:
    """One array where several are asked: is it one of them?"""
    exercise = answer.exercise
    for k, component in enumerate(exercise.components):
        alone = view(exercise, k)
        ordinary = [(p, o) for p, o in answer.pairs if not p.edge]
        if len(ordinary) > CONFIRM and all(answer_case(alone, p, o).right for p, o in ordinary):
            return f" What you return is the right {component.name}."
    return ""
