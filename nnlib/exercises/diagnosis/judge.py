"""The order of questions: what a teacher would ask first about an answer.

Attempted? Callable with these arguments? Raised? Changed its arguments? Returned numbers, of the right shape, without
nan? Right? If not: a known misconception, a true relation to the right answer, one edit away from it, or else a
counter-example. The first question with an answer gives the one diagnosis.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis import (
    arguments,
    attempt,
    components,
    edited,
    random_answers,
    relations,
    searches,
    several,
    shapes,
    unfitting,
)
from nnlib.exercises.diagnosis.answer import CONFIRM, Answer, Verdict
from nnlib.exercises.diagnosis.boundaries import infinite_note, not_on_edges, only_there
from nnlib.exercises.diagnosis.cases import answer_case, first_finding, no_number, not_finite, smallest_wrong
from nnlib.exercises.diagnosis.elsewhere import box_of
from nnlib.exercises.diagnosis.evidence import Evidence
from nnlib.exercises.diagnosis.findings import Case, Finding, Search, every
from nnlib.exercises.diagnosis.raised import writes_infinity
from nnlib.exercises.model import Exercise

__all__ = ["SECONDS", "Verdict", "judge"]

SECONDS = 5.0
OWN_INFINITY = " Or does your own inf come in under the wrong condition?"


def judge(exercise: Exercise, fn: Any, seconds: float = SECONDS) -> Verdict:
    """Ask the questions in their order and return the first answer."""
    early = attempt.before_calling(exercise, fn)
    if early is not None:
        return Verdict(False, early[0], early[1], Evidence())
    with box_of(fn, seconds) as box:
        answer = Answer(exercise, fn, box)
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the comparison itself warns of, the answer has not printed
            return random_answers.verdict(answer) if exercise.faults else _verdict(answer)


def _verdict(answer: Answer) -> Verdict:
    answer.call()
    early = (
        answer.stopped()
        or unfitting.verdict(answer)
        or answer.raised()
        or answer.changed(lambda: _all_right(answer))
        or _kind(answer)
    )
    if early is not None:
        return early
    cases = [answer_case(answer.exercise, probe, outcome) for probe, outcome in answer.pairs]
    plain = [case for case in cases if not case.edge]
    if all(case.right for case in cases):
        return Verdict(True, "right", praise(cases), Evidence(notes=(*infinite_note(cases), *answer.notes())))
    if all(case.right for case in plain):
        return only_there(answer, cases)
    study = plain[: len(plain) - CONFIRM]
    if all(case.right for case in study):
        study = plain
    finding = _search(answer, study, plain)
    if finding is None:
        return _unexplained(answer, plain)
    if finding.code == "not-finite":
        example = smallest_wrong([case for case in plain if not_finite(case)])
        message = finding.message + (OWN_INFINITY if writes_infinity(answer.fn) else "")
        return Verdict(False, finding.code, message, answer.evidence(example), finding)
    message = finding.message + not_on_edges(finding, cases)
    misshapen = [case for case in study if case.got is not None and not case.comparable]
    example = smallest_wrong(misshapen if finding.code.startswith("shape") and misshapen else study)
    return Verdict(False, finding.code, message, answer.evidence(example), finding)


def _all_right(answer: Answer) -> bool:
    return all(answer_case(answer.exercise, p, o).right for p, o in answer.pairs)


def _kind(answer: Answer) -> Verdict | None:
    """It returned something that is not made of numbers, or not as many results as asked."""
    for probe, outcome in answer.pairs:
        if outcome.error is not None or probe.edge:
            continue
        found = attempt.kind_of_result(answer.exercise, outcome.value)
        if found is not None:
            code, message = found[0], found[1] + several.which_one(answer)
            return Verdict(False, code, message, answer.evidence(answer_case(answer.exercise, probe, outcome)))
    return None


def _search(answer: Answer, study: Sequence[Case], plain: Sequence[Case]) -> Finding | None:
    """The first finding that holds on the cases it was found on and on all others."""
    exercise = answer.exercise
    named: tuple[Search, ...] = (components.other_order, relations.misconceptions, searches.questions(answer))
    known = first_finding(exercise, named, study, plain)
    if known is not None:
        return known
    if exercise.components:
        return several.search(answer, study, plain)
    if any(not case.comparable for case in study):
        shaped = first_finding(exercise, (shapes.wrong_shape,), study, plain)
        if shaped is not None and shaped.code != "shape":
            return shaped
        return first_finding(exercise, (edited.once,), study, plain) or shaped
    if any(not_finite(case) for case in plain):
        return first_finding(exercise, searches.WITH_GAPS, study, plain) or first_finding(
            exercise, (no_number,), plain, plain
        )
    return (
        first_finding(exercise, (*searches.RELATIONS, edited.once), study, plain)
        or arguments.ignored(answer, plain)
        or first_finding(exercise, (*searches.VAGUE, edited.twice), study, plain)
    )


def _unexplained(answer: Answer, plain: Sequence[Case]) -> Verdict:
    case = smallest_wrong(plain)
    notes = []
    for item in answer.exercise.properties:
        has_it = every(lambda c, got, item=item: c.comparable and item.holds(c.args, got))  # type: ignore[misc]
        notes.append(f"{item.name}: {'yes' if has_it([c for c in plain if c.comparable]) else 'no'}")
    listing = components.listing(answer.exercise, plain)
    start = f"{listing} No" if listing else "Not yet right, and no"
    message = f"{start} single cause stands out. Follow your formula by hand on the example below."
    return Verdict(False, "counter-example", message, answer.evidence(case, notes))


def praise(cases: Sequence[Case]) -> str:
    """The message of a right answer."""
    edges = list(dict.fromkeys(case.edge for case in cases if case.edge))
    among = f", among them {'; '.join(edges)}" if edges else ""
    return f"Right on all {len(cases)} probes{among}."
