"""`nncourse notebooks --assignment hw1`: writes the notebook of an assignment, for one student or for each of a class.

The arguments stand in `arguments`, for the command `notebooks` shows them where little is installed.
"""

from __future__ import annotations

import argparse
import json
import shutil
from datetime import date
from pathlib import Path

from nncourse import editions
from nncourse.cli import CourseError
from nncourse.course_file.model import Assignment, Course
from nncourse.editions.attribution import labels
from nncourse.variants.classes import class_list
from nncourse.variants.drawing import secret
from nncourse.variants.notebooks import notebooks

SAME = "all"  # the name of the notebook that all students get


def write_assignment(arguments: argparse.Namespace, course: Course, book: Path, today: date) -> int:
    """Write the notebooks to `_build/notebooks/ID` beside course.yml and say how many; returns the exit code."""
    try:
        assignment = course.assignment(arguments.assignment)
    except ValueError as problem:
        raise CourseError(str(problem)) from None
    students = _students(arguments, assignment)
    key = secret(arguments.secret, course) if assignment.variants else b""
    folder = course.folder / "_build" / "notebooks" / assignment.id
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    taken: dict[str, str] = {}
    for student, (name, content) in zip(
        students, notebooks(course, assignment, book, today, key, students), strict=True
    ):
        if taken.setdefault(name.casefold(), student) != student:
            raise CourseError(f"the students {taken[name.casefold()]!r} and {student!r} would have one file, {name}")
        (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    # whatever their dates: an assignment that students get holds no solution at all
    if found := editions.leaks(folder, list(labels().values())):
        shutil.rmtree(folder)
        raise CourseError("a solution was found in the notebooks, which were removed:\n  " + "\n  ".join(found))
    count = len(students)
    print(
        f"{folder}: {count} notebook{'s' * (count != 1)}"
        + (", each with its own numbers" if assignment.variants else "")
    )
    return 0


def _students(arguments: argparse.Namespace, assignment: Assignment) -> list[str]:
    if arguments.student and arguments.class_list:
        raise CourseError("expected --student or --class, got both")
    if arguments.student:
        return [arguments.student]
    if arguments.class_list:
        return list(class_list(arguments.class_list))
    if assignment.variants:
        raise CourseError(
            f"the assignment {assignment.id!r} has variants: say for whom, with --student ID or --class students.csv"
        )
    return [SAME]
