"""Hands answers in through nbgrader and otter-grader, and reads the points that they give, by submission and exercise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import tool_environments
from listed_answers import STUB, Listed, answers

from nncourse.course_file.model import Assignment, Course
from nncourse.course_file.reading import read
from nncourse.exports import nbgrader, otter

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 10, 7)
Marks = dict[tuple[str, str], float]  # (submission, exercise) -> points

COURSE = """\
book: {{path: {root}}}
title: Neural Networks
term: Autumn 2026
timezone: Europe/Berlin
contents: [{chapters}]
assignments:
  - {{id: hw1, title: The first sheet, exercises: {{{exercises}}}, due: "2026-10-20 23:59"}}
"""

# runs in nbgrader's environment
READ = """\
import json
from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as gradebook:
    found = [
        (submission.student.id, grade.name, grade.score, grade.needs_manual_grade)
        for submission in gradebook.assignment_submissions("hw1")
        for notebook in submission.notebooks
        for grade in notebook.grades
    ]
print(json.dumps(found))
"""


def course(folder: Path, points: Mapping[str, float]) -> Course:
    """A course with one assignment, of these exercises."""
    from nnlib.exercises.registry import entry

    chapters = dict.fromkeys(entry(name).chapter for name in points)
    exercises = ", ".join(f"{name}: {value}" for name, value in points.items())
    text = COURSE.format(root=ROOT, chapters=", ".join(chapters), exercises=exercises)
    (folder / "course.yml").write_text(text, encoding="utf-8")
    return read(folder / "course.yml", ROOT)


def rounds(names: Sequence[str], most: int | None = None) -> Iterator[dict[str, Listed]]:
    """Submissions that together hand in every listed answer of these exercises, or the first `most` of each."""
    listed = {name: answers(name)[:most] for name in names}
    for number in range(max(map(len, listed.values()))):
        yield {name: given[number] for name, given in listed.items() if number < len(given)}


def filled(notebook: dict[str, Any], given: Mapping[str, str]) -> str:
    """The students' notebook with answers written into its cells, by the ids of their exercises."""
    cells = []
    for cell in notebook["cells"]:
        name = answered(cell)
        text = given.get(name, STUB)
        cells.append(cell if not name or text == STUB else {**cell, "source": text})
    return json.dumps({**notebook, "cells": cells})


def answered(cell: Mapping[str, Any]) -> str:
    """The exercise whose answer belongs into this cell; "" for any other cell."""
    text = "".join(cell["source"])
    if cell["cell_type"] != "code" or "assert" in text:
        return ""
    marks = '@exercise("', 'check("'
    return next((text.partition(mark)[2].partition('"')[0] for mark in marks if mark in text), "")


def by_nbgrader(made: Course, assignment: Assignment, submissions: Mapping[str, Mapping[str, str]]) -> Marks:
    """Export, generate, hand in, autograde, read the gradebook."""
    folder = nbgrader.export(made, assignment.id, ROOT, TODAY)
    tool_environments.run("nbgrader", "nbgrader", "generate_assignment", assignment.id, cwd=folder)
    release = json.loads((folder / f"release/{assignment.id}/{assignment.id}.ipynb").read_text(encoding="utf-8"))
    for student, given in submissions.items():
        target = folder / "submitted" / student / assignment.id / f"{assignment.id}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(filled(release, given), encoding="utf-8")
    tool_environments.run("nbgrader", "nbgrader", "autograde", assignment.id, cwd=folder, timeout=7200)
    (folder / "read.py").write_text(READ)
    told = json.loads(tool_environments.run("nbgrader", "python", "read.py", cwd=folder).strip().splitlines()[-1])
    assert not any(manual for *_, manual in told), "a cell waits for marking by hand"
    return {(student, name.removesuffix("-test")): points for student, name, points, _ in told}


def assigned(made: Course, assignment: Assignment) -> Path:
    """The folder that `otter assign` makes of the export."""
    folder = otter.export(made, assignment.id, ROOT, TODAY)
    tool_environments.run("otter", "otter", "assign", f"{assignment.id}.ipynb", "dist", cwd=folder)
    return folder / "dist"


def by_otter(made: Course, assignment: Assignment, submissions: Mapping[str, Mapping[str, str]]) -> Marks:
    """Export, assign, run each submission, read its results."""
    dist = assigned(made, assignment)
    (autograder,) = (dist / "autograder").glob("*.zip")
    student = json.loads((dist / "student" / f"{assignment.id}.ipynb").read_text(encoding="utf-8"))

    def run(name: str) -> Marks:
        folder = dist / "submitted" / name
        folder.mkdir(parents=True)
        (folder / f"{assignment.id}.ipynb").write_text(filled(student, submissions[name]), encoding="utf-8")
        command = ("otter", "run", "-a", str(autograder), f"{assignment.id}.ipynb", "--no-logo")
        tool_environments.run("otter", *command, cwd=folder, timeout=3600)
        results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
        scored = (test for test in results["tests"] if "score" in test)
        return {(name, test["name"]): float(test["score"]) for test in scored}

    with ThreadPoolExecutor(2) as pool:
        return {key: points for marks in pool.map(run, submissions) for key, points in marks.items()}
