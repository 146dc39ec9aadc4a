"""An assignment as the master notebook of otter-grader: `otter assign` makes the students' version and the autograder of it.

Raw cells enclose question, answer and test, and a question's name is the exercise's id. A test is a function that is given the
answer by its name, None if the notebook has none; it raises unless `check` calls the answer right, so points are all or none.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from nncourse.course_file.model import Assignment, Course
from nncourse.exports.assignment import (
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

SETTINGS: dict[str, Any] = {
    "init_cell": False,  # `@exercise` and `check` answer the students, who need otter-grader no more than they need nbgrader
    "export_cell": False,
    "run_tests": False,  # there are no solutions to run them on
    "generate": True,
    "tests": {"ok_format": False},
}


def raw_cell(name: str, kind: str, settings: dict[str, Any] | None = None) -> Cell:
    """A boundary: what begins or ends here, and its settings as YAML."""
    text = f"# {kind}" + (f"\n{yaml.safe_dump(settings, sort_keys=False)}".rstrip() if settings else "")
    return {"cell_type": "raw", "id": name, "metadata": {}, "source": text}


def test(task: Task) -> str:
    """The test's cell: a function whose argument is the answer, found by its name."""
    return (
        f"def test_{task.id}({task.name}):\n"
        "    from nnlib.exercises import check\n\n"
        f'    result = check("{task.id}", {task.name})\n'
        "    assert result.passed, result"
    )


def cells(task: Task) -> list[Cell]:
    """A question of otter-grader: statement, answer, test."""
    slug = task.id.replace("_", "-")
    settings = {"name": task.id, "points": task.points, "all_or_nothing": True, "check_cell": False}
    return [
        raw_cell(f"{slug}-begin", "BEGIN QUESTION", settings),
        markdown_cell(f"{slug}-statement", f"{task.statement}\n\n*{task.points_said}*"),
        raw_cell(f"{slug}-answer-begin", "BEGIN SOLUTION"),
        code_cell(f"{slug}-answer", task.stub),
        raw_cell(f"{slug}-answer-end", "END SOLUTION"),
        raw_cell(f"{slug}-test-begin", "BEGIN TESTS"),
        code_cell(f"{slug}-test", test(task)),
        raw_cell(f"{slug}-test-end", "END TESTS"),
        raw_cell(f"{slug}-end", "END QUESTION"),
    ]


def master(course: Course, assignment: Assignment, made: list[Task]) -> Cell:
    """The master notebook."""
    settings = dict(SETTINGS)
    if course.book.git:  # what the autograder's image installs beside otter-grader
        settings["requirements"] = [f"nnlib[exercises] @ git+{course.book.git}@{course.book.ref}"]
    return notebook(
        [
            raw_cell("assignment", "ASSIGNMENT CONFIG", settings),
            markdown_cell("heading", heading(course, assignment)),
            code_cell("imports", IMPORTS),
            *(cell for task in made for cell in cells(task)),
        ]
    )


def export(course: Course, name: str, book: Path, today: date) -> Path:
    """Write `_build/otter/NAME/NAME.ipynb`."""
    assignment = chosen(course, name, "otter-grader")
    made = master(course, assignment, tasks(course, assignment, book, today))
    folder = course.folder / "_build" / "otter" / name
    write(folder, {f"{name}.ipynb": json.dumps(made, indent=1, ensure_ascii=False) + "\n"})
    return folder


def next_steps(folder: Path, name: str) -> str:
    """What to run now."""
    return (
        f"The master notebook of {name} is in {folder}. With otter-grader installed, in {folder}:\n"
        f"  otter assign {name}.ipynb dist                           makes dist/student for the students, and the autograder\n"
        f"  otter run -a dist/autograder/{name}-autograder_*.zip SUBMISSION.ipynb   marks one notebook, into results.json"
    )
