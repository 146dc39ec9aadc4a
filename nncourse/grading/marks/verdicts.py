"""How a verdict is made: from what the check said, or from why there was nothing to check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nncourse.grading.marks.reading import Missing
from nncourse.grading.marks.room import Died, SandboxFailure
from nncourse.grading.marks.task import Asked, Verdict
from nncourse.variants import of_others
from nnlib._clock import TimeLimit, clock
from nnlib.exercises.checking import Result, judged
from nnlib.exercises.registry import Entry, entry

Others = Sequence[tuple[tuple[str, ...], Mapping[str, Any]]]
Owners = tuple[str, ...] | None
SECONDS = 10.0  # for an answer that is no function; the slowest of them takes less than 1
WHY = {
    "memory": "needed more memory than a submission may have",
    "exit": "ended its process",
    "output": "sent out more than a result may hold",
    "time": "ran out of time",
    "killed": "was killed by the system for going over a limit",
    "protocol": "disturbed the channel by which results come out",
}


def variant(asked: Asked) -> Entry:
    """The exercise with this student's parameters, or as it stands in the book."""
    return entry(asked.exercise, dict(asked.parameters or {}))


def judged_by(asked: Asked, exercise: Entry, answer: Any, others: Others) -> tuple[Result, Owners]:
    """What the check says, and for whose variants the answer is right where it is not for this student's (None if not asked)."""
    result = judged(exercise, answer)
    if result.passed or not others or not of_others(result):
        return result, None
    for students, parameters in others:  # at most one of them fits
        if parameters != asked.parameters and judged(entry(asked.exercise, dict(parameters)), answer).passed:
            return result, students
    return result, ()


def judged_in_time(asked: Asked, exercise: Entry, answer: Any, others: Others) -> tuple[Result, Owners] | None:
    """The same for an answer that is no function: it is computed here, so a sum of a million million terms is stopped (None)."""
    limit = clock(SECONDS)
    with np.errstate():  # the alarm may come while NumPy's own are being set, and would leave them changed
        limit.start()
        try:
            limit.enter()
            try:
                return judged_by(asked, exercise, answer, others)
            finally:
                limit.leave()
        except TimeLimit:
            return None
        finally:
            limit.stop()


def checked(
    exercise: Entry, result: Result, place: str, notes: Sequence[str], attempt: str, owners: Owners = None
) -> Verdict:
    """The check has judged. Where time ran out it is not sure that it would again."""
    return Verdict(
        exercise.id,
        exercise.kind,
        result.passed,
        result.code,
        result.message,
        evidence=str(result.evidence),
        place=place,
        notes=tuple(notes),
        attempt=attempt,
        sure=result.code != "timeout",
        owners=owners or (),
        by_class=owners is not None,
    )


def missing(exercise: Entry, why: Missing) -> Verdict:
    """There is no answer to check."""
    return Verdict(exercise.id, exercise.kind, False, why.code, why.message, why.cause)


def not_judged(exercise: Entry, place: str, notes: Sequence[str], problem: SandboxFailure | Died) -> Verdict:
    """The answer, or the machine, ended before there was a verdict."""
    if isinstance(problem, Died):
        text = f"Your code {WHY.get(problem.cause, 'was stopped')}, so it has no result."
        code, cause, sure = f"stopped-{problem.cause}", "stopped", problem.cause not in ("time", "killed")
    else:
        text = (
            "The sandbox failed; this says nothing about the answer. It is tried again when the command is run again."
        )
        code, cause, sure = "sandbox-failed", "failed", False
    return Verdict(
        exercise.id, exercise.kind, False, code, text, cause, str(problem)[:280], place, tuple(notes), sure=sure
    )


def surprise(exercise: Entry, place: str, problem: Exception) -> Verdict:
    """The check itself has a fault: that is told, and is no verdict on the answer."""
    text = f"The check itself stopped with {type(problem).__name__}; please tell whoever keeps the book. There are no points yet."
    return Verdict(
        exercise.id, exercise.kind, False, "check-failed", text, "failed", repr(problem)[:280], place, sure=False
    )
