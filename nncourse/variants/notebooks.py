"""The notebook of an assignment, for each student: with numbers of their own where the assignment has variants."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from nncourse.course_file.model import Assignment, Course
from nncourse.editions import in_notation
from nncourse.exports.assignment import Task, code_cell, heading, markdown_cell, notebook, tasks
from nncourse.variants.drawing import parameters
from nncourse.variants.own import has, statement, stub

IMPORTS = "import numpy as np\n\nimport nnlib as nn\nfrom nnlib.exercises import ask, check, exercise, hint"


def notebooks(
    course: Course, assignment: Assignment, book: Path, today: date, secret: bytes, students: Iterable[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """File names and notebooks, one for each student, in the order given; the file's name is the student's id, made safe.

    Without variants every student gets the same. The notebook names its student, so that a copy of it can be told.
    """
    common = tasks(course, assignment, book, today)
    letters = {task.id: in_notation(course, book, task.id) for task in common if assignment.variants and has(task.id)}
    for student in students:
        own = [_own(task, secret, student, letters) for task in common] if assignment.variants else common
        yield f"{file_name(student)}.ipynb", _notebook(course, assignment, own, student)


def file_name(student: str) -> str:
    """An id as the name of a file: letters, digits, - and _ stay, other characters become their number.

    >>> file_name("s-1042"), file_name("a/../b"), file_name("Müller")
    ('s-1042', 'a~2f~2e~2e~2fb', 'M~fcller')
    """
    return re.sub(r"[^A-Za-z0-9_-]", lambda match: f"~{ord(match[0]):x}", student)


def _own(task: Task, secret: bytes, student: str, letters: Mapping[str, Callable[[str], str]]) -> Task:
    """The task with this student's numbers, in the letters of the course; one without variants stays as it is."""
    if task.id not in letters:
        return task
    drawn = parameters(secret, student, task.id)
    return replace(task, statement=letters[task.id](statement(task.id, drawn)), stub=stub(task.id, drawn))


def _notebook(course: Course, assignment: Assignment, own: list[Task], student: str) -> dict[str, Any]:
    first = heading(course, assignment)
    if assignment.variants:
        first += f"\n\nThis notebook was made for **{_plain(student)}**; the numbers in its exercises are yours alone."
    cells = [markdown_cell("assignment", first), code_cell("imports", IMPORTS)]
    for number, task in enumerate(own, start=1):
        name = task.id.replace("_", "-")
        text = f"## {number}. `{task.id}` ({task.points_said})\n\n{task.statement}"
        cells += [
            markdown_cell(f"{name}-statement", text),
            code_cell(f"{name}-answer", task.stub, exercise=task.id, tags=["exercise"]),
        ]
    made = notebook(cells)
    made["metadata"] = {**made["metadata"], "nncourse": {"assignment": assignment.id, "student": student}}
    return made


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>()#+.!|$~-])", r"\\\1", text)
