"""An assignment as the source notebook of an nbgrader course: `nbgrader generate_assignment` makes the students' version of it.

Statement, answer and test of an exercise are told apart by cells' metadata (nbgrader's schema 3), whose ids hold the exercise's id.
A test calls `check` with that id; it raises unless the answer is right, so the cell is worth all points or none.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

from nncourse.course_file.model import Assignment, Course
from nncourse.exports.assignment import (
    BODY,
    IMPORTS,
    Cell,
    Task,
    chosen,
    code_cell,
    heading,
    markdown_cell,
    notebook,
    tasks,
    write,
)

SCHEMA = 3
SECONDS = 60  # for a cell: a check stops an answer after 5 seconds, and asks it again to find out what is wrong

CONFIG = '''\
"""Written by `nncourse export nbgrader`, which writes it again each time; settings of your own go into another file."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = {course!r}
# what stands in a function that is not written yet, the same as in the book
c.ClearSolutions.code_stub = {{"python": {body!r}}}
c.Execute.timeout = {seconds}
'''


def metadata(grade_id: str, *, points: float | None = None, solution: bool = False) -> dict[str, Any]:
    """What nbgrader reads of a cell: a test if it has points, an answer if `solution`, else a text that stays as it is."""
    told: dict[str, Any] = {
        "schema_version": SCHEMA,
        "grade_id": grade_id,
        "grade": points is not None,
        "solution": solution,
        "locked": not solution,
        "task": False,
    }
    return {"nbgrader": told if points is None else {**told, "points": points}}


def answer_region(stub: str) -> str:
    """A stub of the book with nbgrader's marks around its body, so that the students' version keeps the line above it."""
    return stub.replace(BODY, f"    ### BEGIN SOLUTION\n{BODY}\n    ### END SOLUTION")


def test(task: Task) -> str:
    """The test's cell: it imports `check` anew, whatever the notebook has done with that name."""
    return (
        f"# {task.points_said}: this cell raises an error unless the answer is right\n"
        "from nnlib.exercises import check\n\n"
        f'assert (result := check("{task.id}", {task.name})).passed, result'
    )


def cells(task: Task) -> list[Cell]:
    """Statement, answer, test."""
    slug = task.id.replace("_", "-")
    made = [
        markdown_cell(
            f"{slug}-statement", f"{task.statement}\n\n*{task.points_said}*", **metadata(f"{task.id}-statement")
        )
    ]
    if task.is_function:
        made.append(
            code_cell(f"{slug}-answer", answer_region(task.stub), **metadata(f"{task.id}-answer", solution=True))
        )
    else:  # nbgrader empties an answer's cell, and this one's name has to stay
        made.append(code_cell(f"{slug}-answer", task.stub))
    made.append(code_cell(f"{slug}-test", test(task), **metadata(f"{task.id}-test", points=task.points)))
    return made


def source(course: Course, assignment: Assignment, made: list[Task]) -> Cell:
    """The source notebook."""
    return notebook(
        [
            markdown_cell("heading", heading(course, assignment), **metadata("heading")),
            code_cell("imports", IMPORTS, **metadata("imports")),
            *(cell for task in made for cell in cells(task)),
        ]
    )


def export(course: Course, name: str, book: Path, today: date) -> Path:
    """Write `_build/nbgrader`, an nbgrader course with this assignment's source; other assignments, releases and marks stay."""
    assignment = chosen(course, name, "nbgrader")
    made = source(course, assignment, tasks(course, assignment, book, today))
    folder = course.folder / "_build" / "nbgrader"
    write(folder / "source" / name, {f"{name}.ipynb": json.dumps(made, indent=1, ensure_ascii=False) + "\n"})
    slug = re.sub(r"[^a-z0-9]+", "-", f"{course.title} {course.term}".lower()).strip("-")
    (folder / "nbgrader_config.py").write_text(
        CONFIG.format(course=slug, body=dedent(BODY), seconds=SECONDS), encoding="utf-8"
    )
    return folder


def next_steps(folder: Path, name: str) -> str:
    """What to run now."""
    return (
        f"The source of {name} is in {folder / 'source' / name}. With nbgrader installed, in {folder}:\n"
        f"  nbgrader generate_assignment {name}     makes release/{name} for the students\n"
        f"  nbgrader autograde {name}               marks submitted/STUDENT/{name}/{name}.ipynb\n"
        "  nbgrader export                         writes grades.csv"
    )
