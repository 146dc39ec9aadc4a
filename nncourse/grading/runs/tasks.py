"""Submissions as tasks, read one by one as they are needed, so that a class of any size takes the memory of a few notebooks."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from nncourse.course_file.model import Assignment, Course
from nncourse.grading.marks.task import Asked, File, Task
from nncourse.grading.marks.version import version
from nncourse.grading.submissions import times
from nncourse.grading.submissions.cells import LARGEST
from nncourse.grading.submissions.layouts import HandedIn
from nncourse.variants import has, parameters, secret

MOST_FILES = 20  # of one submission; whoever hands in more has handed in a folder of something else


class Tasks:
    """The tasks of an assignment. The secret is read once, parameters are drawn here; neither is shown or sent."""

    def __init__(
        self, course: Course, assignment: Assignment, handed: Sequence[HandedIn], arguments: argparse.Namespace
    ) -> None:
        self.assignment, self.sandbox = assignment, str(arguments.sandbox)
        table = times.table(arguments.times, course.timezone) if arguments.times else {}
        self._handed = {one.student: _dated(one, table.get(one.student)) for one in handed}
        self._secret = secret(arguments.secret, course) if assignment.variants else None
        drawn = {exercise for exercise in assignment.exercises if assignment.variants and has(exercise)}
        self._versions = {exercise: version(exercise, exercise in drawn) for exercise in assignment.exercises}

    def handed(self, student: str) -> HandedIn:
        """The submission of a student, with its time."""
        return self._handed[student]

    def of(self, some: Sequence[HandedIn]) -> Iterator[Task]:
        """The task of each submission; its files are read when it is asked for."""
        for one in some:
            asked = tuple(Asked(e, v, self._parameters(one.student, e)) for e, v in self._versions.items())
            time = self._handed[one.student].time
            yield Task(one.student, _files(one), asked, time.isoformat() if time else "", self.sandbox, self._others())

    def _parameters(self, student: str, exercise: str) -> Mapping[str, Any] | None:
        if self._secret is None:
            return None
        return dict(parameters(self._secret, student, exercise)) or None

    @cache  # noqa: B019 - one object for one command
    def _others(self) -> dict[str, tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...]]:
        """The different parameters of the class by exercise, with the students who have them."""
        found: dict[str, tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...]] = {}
        for exercise in self._versions if self._secret is not None else ():
            whose: dict[str, tuple[list[str], Mapping[str, Any]]] = {}
            for student in sorted(self._handed):
                drawn = self._parameters(student, exercise)
                if drawn:
                    whose.setdefault(repr(sorted(drawn.items())), ([], drawn))[0].append(student)
            found[exercise] = tuple((tuple(students), drawn) for students, drawn in whose.values())
        return {exercise: several for exercise, several in found.items() if several}


def _dated(one: HandedIn, told: Any) -> HandedIn:
    if told is not None:
        return replace(one, time=told, source="the table of times")
    if one.time is not None:
        return one
    return replace(one, time=times.newest(one.files), source="the file's time" if one.files else "")


def _files(one: HandedIn) -> tuple[File, ...]:
    made = []
    for path in one.files[:MOST_FILES]:
        try:
            with path.open("rb") as file:
                made.append(File(_name(path, one), file.read(LARGEST + 1)))
        except OSError as problem:
            made.append(File(f"{_name(path, one)} ({problem.strerror})", b""))
    return tuple(made)


def _name(path: Path, one: HandedIn) -> str:
    """The file's name; with its folder where two have the same one."""
    same = [other for other in one.files if other.name == path.name]
    return path.name if len(same) == 1 else f"{path.parent.name}/{path.name}"
