"""An assignment as tasks: statement, stub, check and points of each exercise, as the tools' notebooks are made of them.

An exercise is found by its id and never by a cell's place. No solution is taken along, and the export is searched for them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from nncourse import editions
from nncourse.cli import CourseError
from nncourse.course_file.against_book import chapters
from nncourse.course_file.model import Assignment, Course
from nncourse.editions.attribution import labels
from nncourse.exports import question_text
from nncourse.exports.plain_markdown import of_full_book, plain
from nnlib.exercises.model import Exercise
from nnlib.exercises.questions.model import Question
from nnlib.exercises.registry import Entry, entry

STUB = re.compile(r"(?P<head>.*\):)\s*(?:#[^\n]*\s*)?\.\.\.\s*", re.DOTALL)  # the book has it on one line or on three
BODY = "    # your code here\n    ..."
IMPORTS = "import numpy as np\n\nimport nnlib as nn\nfrom nnlib.exercises import check, exercise, hint"
BUILD = Path("_build") / ".sources"
PLACEHOLDER = "https://example."  # the first lines of _config.yml, until somebody publishes a copy
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
Cell = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """One exercise of an assignment. `name` is what the student's answer is bound to: the function, or the question's id."""

    id: str
    name: str
    points: float
    statement: str
    stub: str

    @property
    def is_function(self) -> bool:
        """Whether the answer is a function; of a question it is a literal."""
        return self.stub.startswith("@exercise")

    @property
    def points_said(self) -> str:
        """The points in words.

        >>> Task("relu", "relu", 1.0, "", "").points_said, Task("relu", "relu", 2.5, "", "").points_said
        ('1 point', '2.5 points')
        """
        return f"{self.points:g} point{'' if self.points == 1 else 's'}"


def chosen(course: Course, name: str, tool: str) -> Assignment:
    """The assignment with this id, if it can be given to students through another tool."""
    try:
        assignment = course.assignment(name)
    except ValueError as problem:
        raise CourseError(str(problem)) from None
    if assignment.variants:
        raise CourseError(
            f"the assignment {name!r} has variants, a statement for each student; {tool} gives all students the same notebook. "
            "Set 'variants: false' to export it, or mark it by 'nncourse grade'"
        )
    return assignment


def tasks(course: Course, assignment: Assignment, book: Path, today: date) -> list[Task]:
    """The exercises of an assignment in its order, in the course's notation."""
    pages, find, files = chapters(book), _targets(course, book), editions.sources(course, today, book)
    made: list[Task] = []
    stated: set[str] = set()
    for name, points in assignment.exercises.items():
        registered = entry(name)
        statements, stub, _solutions = editions.exercise_cells(book, name, files)
        text = "\n\n".join(cell["source"] for cell in statements) if registered.label not in stated else ""
        stated.add(registered.label)
        page = pages.get(registered.chapter, "")
        letters = editions.in_notation(course, book, name)
        made.append(_task(registered, points, plain(text, find(page)), str(stub["source"]), letters))
    return made


def _targets(course: Course, book: Path) -> Callable[[str], Any]:
    from nncourse.site import references

    targets, address = references.table(book, course.folder / BUILD).targets, full_book(course, book)
    return lambda page: of_full_book(targets, address, page)


def full_book(course: Course, book: Path) -> str:
    """Where the full book is published; "" if its settings have the placeholder still, which leads nowhere."""
    address = course.book.url or yaml.safe_load((book / "_config.yml").read_text(encoding="utf-8"))["html"].get(
        "baseurl"
    )
    return "" if not address or address.startswith(PLACEHOLDER) else str(address)


def _task(registered: Entry, points: float, statement: str, stub: str, letters: Callable[[str], str]) -> Task:
    if isinstance(registered, Exercise):
        name = registered.signature.partition("(")[0]
        empty = STUB.fullmatch(stub)
        if empty is None:
            raise CourseError(f"the stub of {registered.id!r} should be a function whose body is '...', got:\n{stub}")
        return Task(registered.id, name, points, statement, f"{empty['head']}\n{BODY}")
    assert isinstance(registered, Question)
    name = registered.id
    asked = letters(question_text.markdown(registered))
    stub = f'# {question_text.how(registered)}\n{name} = ...\n\ncheck("{name}", {name})'
    return Task(name, name, points, "\n\n".join(part for part in (statement, asked) if part), stub)


def heading(course: Course, assignment: Assignment) -> str:
    """The first cell: title, course, date due, points."""
    due = assignment.due.astimezone(course.timezone)
    total = sum(assignment.exercises.values())
    when = f"Due {due:%A} {due.day} {due:%B %Y, %H:%M} ({course.timezone.key}). {total:g} points in all."
    of = ", ".join(part for part in (course.title, course.term) if part)
    return (
        f"# {assignment.title}\n\n{of}. {when}\n\nWrite each answer into the cell below its question, and run the cell: it says what "
        f"is right and what is not. A right answer has all points of its question, any other one none."
    )


def markdown_cell(name: str, text: str, **metadata: Any) -> Cell:
    return {"cell_type": "markdown", "id": name, "metadata": metadata, "source": text}


def code_cell(name: str, text: str, **metadata: Any) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": metadata,
        "outputs": [],
        "source": text,
    }


def notebook(cells: list[Cell]) -> Cell:
    """A notebook of format 4.5 with these cells."""
    ids = [cell["id"] for cell in cells]
    assert len(set(ids)) == len(ids), ids
    return {"cells": cells, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Make a folder hold these files and no others; a solution in one of them removes it again and is a CourseError."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    # whatever their dates: an assignment that students get holds no solution at all
    if found := editions.leaks(folder, list(labels().values())):
        shutil.rmtree(folder)
        raise CourseError("a solution was found in the export, which was removed:\n  " + "\n  ".join(found))
