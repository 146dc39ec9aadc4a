"""One submission, marked: what `check` says of each answer. Functions are called in the sandbox, everything else is judged as data.

Nothing of a submission is run or unpickled in this process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from nncourse.grading.marks.calling import Answer, judged_functions
from nncourse.grading.marks.reading import Missing, read
from nncourse.grading.marks.room import Open
from nncourse.grading.marks.task import Task, Verdict
from nncourse.grading.marks.verdicts import checked, judged_in_time, missing, surprise, variant
from nncourse.grading.marks.version import version
from nnlib.exercises.model import Exercise


class OtherVersion(Exception):
    """A worker would judge by another book than the one that asks."""


def mark(task: Task, open_room: Open) -> list[Verdict]:
    """The verdict on every exercise asked for, in their order. Never raises for what the submission is or does."""
    handed = read(task)
    made: dict[str, Verdict] = {}
    together: dict[str, list[Answer]] = {}  # by file: its functions share a sandbox
    for asked in task.asked:
        exercise = variant(asked)
        others = task.others.get(asked.exercise, ())
        if isinstance(exercise, Exercise):
            function = handed.function(asked.exercise)
            if isinstance(function, Missing):
                made[asked.exercise] = missing(exercise, function)
            else:
                answer = Answer(asked, exercise, *function, others)
                together.setdefault(answer.notebook.name, []).append(answer)
            continue
        literal = handed.literal(asked.exercise)
        if isinstance(literal, Missing):
            made[asked.exercise] = missing(exercise, literal)
            continue
        notebook, found, notes = literal
        place = f"{notebook.name}, cell {found.cell}"
        if found.trouble:
            text = f"The answer in cell {found.cell} could not be read: {found.trouble}."
            made[asked.exercise] = Verdict(
                exercise.id, exercise.kind, False, "no-literal", text, "unreadable", "", place, tuple(notes)
            )
            continue
        try:
            judgement = judged_in_time(asked, exercise, found.value, others)
        except Exception as problem:
            made[asked.exercise] = surprise(exercise, place, problem)
            continue
        if judgement is None:
            text = f"The answer in cell {found.cell} takes too long to compute: write it without a sum or product of so many terms."
            made[asked.exercise] = Verdict(
                exercise.id, exercise.kind, False, "timeout", text, "checked", "", place, tuple(notes), sure=False
            )
        else:
            result, owners = judgement
            made[asked.exercise] = checked(exercise, result, place, notes, _digest(repr(found.value)), owners)
    for answers in together.values():
        for verdict in judged_functions(answers, open_room):
            made[verdict.exercise] = verdict
    return [made[asked.exercise] for asked in task.asked]


def open_sandbox(kind: str) -> Open:
    """What opens a sandbox of this kind for a submission."""
    from nncourse.sandbox import Sandbox

    return lambda: Sandbox(kind=kind)


def mark_task(task: Task) -> list[Mapping[str, object]]:
    """What an executor runs, on this machine or another: verdicts as plain data. Raises OtherVersion."""
    for asked in task.asked:
        if version(asked.exercise, asked.parameters is not None) != asked.version:
            raise OtherVersion(
                f"a worker has another version of {asked.exercise}, of Python or of NumPy than this machine; install the same there."
            )
    return [verdict.as_dict() for verdict in mark(task, open_sandbox(task.sandbox))]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:12]
