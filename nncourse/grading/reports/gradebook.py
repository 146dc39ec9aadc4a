"""The gradebook: a CSV with a row for each student, written row by row."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from nncourse.course_file.model import Assignment

Line = Mapping[str, Any]
Lines = Sequence[Line]


class Gradebook:
    """`student`, `name`, the points of each exercise, `total`, `out_of`, when it came, what part of the points was kept, and remarks."""

    def __init__(self, file: TextIO, assignment: Assignment) -> None:
        self.assignment = assignment
        self._rows = csv.writer(file, lineterminator="\n")
        ends = ("total", "out_of", "handed_in", "late_factor", "remarks")
        self._rows.writerow(["student", "name", *assignment.exercises, *ends])

    def add(self, lines: Lines) -> None:
        """A student's lines. Where an exercise has no verdict its cell and the total are empty: 0 would be a mark."""
        by_exercise = {line["exercise"]: line for line in lines}
        points = [by_exercise[e]["points"] if e in by_exercise else None for e in self.assignment.exercises]
        known = [point for point in points if point is not None]
        first = lines[0]
        self._rows.writerow(
            [
                cell(first["student"]),
                cell(first.get("name", "")),
                *("" if point is None else number(point) for point in points),
                number(sum(known)) if len(known) == len(points) else "",
                number(sum(self.assignment.exercises.values())),
                first["time"],
                number(first["late_factor"]),
                cell("; ".join(remarks(lines))),
            ]
        )


def remarks(lines: Lines) -> list[str]:
    """What somebody should look at: answers that were not judged, and answers that are right for another student's variant."""
    told = [f"{line['exercise']}: {line['code']}" for line in lines if line["cause"] != "checked"]
    for line in lines:
        if line.get("owners"):
            told.append(f"{line['exercise']}: the answer to the variant of {', '.join(line['owners'][:5])}")
    return told


def number(value: float) -> str:
    """Without noise: 3.6, 4.

    >>> number(3.5999999999999996), number(4.0)
    ('3.6', '4')
    """
    return f"{round(value, 4):g}"


def cell(text: str) -> str:
    """Text that a spreadsheet does not take for a formula: names of files come from students.

    >>> cell("=1+1")
    "'=1+1"
    """
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
