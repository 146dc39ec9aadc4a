"""The result lines: one of JSON for each submission and exercise, with the points after the late rule.

Lines are appended as submissions are marked, a submission at once; the final file is the same whatever the order was and however often
a piece was repeated.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nncourse.cli import CourseError
from nncourse.course_file.model import Assignment
from nncourse.grading.marks.task import Task, Verdict
from nncourse.grading.submissions.layouts import HandedIn

Line = dict[str, Any]


def lines_of(assignment: Assignment, handed: HandedIn, task: Task, verdicts: Iterable[Verdict]) -> list[Line]:
    """The lines of one submission. `points` are null where there is no verdict."""
    moment = datetime.fromisoformat(task.time) if task.time else None
    factor = 1.0 if moment is None else assignment.late.factor(assignment.due, moment)
    versions = {asked.exercise: asked.version for asked in task.asked}
    made = []
    for verdict in verdicts:
        whole = float(assignment.exercises[verdict.exercise])
        points = None if verdict.cause == "failed" else round(whole * factor, 4) if verdict.passed else 0.0
        made.append(
            {
                "student": handed.student,
                "name": handed.name,
                "assignment": assignment.id,
                "exercise": verdict.exercise,
                "kind": verdict.kind,
                "points": points,
                "out_of": whole,
                "passed": verdict.passed,
                "code": verdict.code,
                "message": verdict.message,
                "cause": verdict.cause,
                "place": verdict.place,
                "notes": list(verdict.notes),
                "owners": list(verdict.owners),
                "evidence": verdict.evidence,
                "time": task.time,
                "time_from": handed.source,
                "late_factor": round(factor, 4),
                "submission": task.content[:20],
                "version": versions[verdict.exercise],
                "attempt": verdict.attempt,
                "final": verdict.sure,
            }
        )
    return made


def appended(path: Path, lines: Iterable[Line]) -> None:
    """Add the lines of one submission at once."""
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=False) + "\n" for line in lines)
    with path.open("ab") as file:
        file.write(text.encode("utf-8", "backslashreplace"))


@dataclass(frozen=True)
class Piece:
    """Where a line stands: what is kept in memory of it."""

    path: Path
    offset: int
    size: int
    what: tuple[str, str, str]  # submission, version, points: two pieces that agree in these are the same
    final: bool


class Gathered:
    """Lines of several files by student and exercise; a repeated one counts once, a damaged one is named."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.pieces: dict[str, dict[str, Piece]] = {}
        self.damaged: list[str] = []

    def add(self, path: Path) -> None:
        """Look through a file of lines. CourseError for two final lines that contradict each other."""
        with path.open("rb") as file:
            offset = 0
            for number, raw in enumerate(file, start=1):
                line = _read(raw, self.assignment)
                if line is None:
                    self.damaged.append(f"{path.name}:{number}")
                else:
                    what = (line["submission"], line["version"], json.dumps([line["points"], line["code"]]))
                    self._put(line, Piece(path, offset, len(raw), what, line["final"]))
                offset += len(raw)

    def _put(self, line: Line, piece: Piece) -> None:
        of_student = self.pieces.setdefault(line["student"], {})
        known = of_student.get(line["exercise"])
        if known is None or (piece.final and not known.final):
            of_student[line["exercise"]] = piece
        elif known.final and piece.final and known.what != piece.what:
            raise CourseError(
                f"two marks contradict each other: {line['student']}, {line['exercise']} in {known.path.name} and {piece.path.name}; "
                "they are of different submissions or versions of the book. Mark one of them again."
            )

    def missing(self, students: Iterable[str]) -> list[str]:
        """The students of whom not every exercise is there."""
        asked = set(self.assignment.exercises)
        return [student for student in students if asked - set(self.pieces.get(student, {}))]

    def by_student(self) -> Iterator[list[Line]]:
        """The lines of each student, in the order of the assignment; read again from the files."""
        for student in sorted(self.pieces):
            found = self.pieces[student]
            lines = [_at(found[e]) for e in self.assignment.exercises if e in found]
            if lines:
                yield lines


def _at(piece: Piece) -> Line:
    with piece.path.open("rb") as file:
        file.seek(piece.offset)
        line: Line = json.loads(file.read(piece.size))
    return line


NEEDED: Mapping[str, type | tuple[type, ...]] = {
    "student": str, "exercise": str, "points": (float, int, type(None)), "passed": bool, "code": str, "message": str,
    "submission": str, "version": str, "final": bool, "assignment": str, "time": str, "cause": str, "notes": list,
}  # fmt: skip


def _read(raw: bytes, assignment: Assignment) -> Line | None:
    """A line of this assignment, or None."""
    try:
        line = json.loads(raw.decode("utf-8"))
        good = raw.endswith(b"\n") and all(isinstance(line[key], kind) for key, kind in NEEDED.items())
    except (ValueError, KeyError, TypeError):
        return None
    return line if good and line["assignment"] == assignment.id and line["exercise"] in assignment.exercises else None
