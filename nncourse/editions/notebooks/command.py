"""`nncourse notebooks`: the course's notebooks for students and for instructors in `_build/notebooks`."""

from __future__ import annotations

import argparse
from typing import Any

from nncourse.cli import CourseError, course_argument, opened
from nncourse.variants.arguments import assignment_arguments


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "notebooks", help="notebooks for students and for instructors into _build/notebooks"
    )
    course_argument(parser)
    parser.add_argument("--only", choices=("student", "instructor"), help="one of the two sets")
    assignment_arguments(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write them and say where they are."""
    from nncourse.editions.notebooks.writing import INSTRUCTOR, STUDENT, write

    course, book, today = opened(arguments)
    if arguments.assignment:
        from nncourse.variants.command import write_assignment

        return write_assignment(arguments, course, book, today)
    if arguments.student or arguments.class_list:
        raise CourseError("--student and --class are for an assignment's notebook: say which one with --assignment ID")
    wanted = (arguments.only,) if arguments.only else (STUDENT, INSTRUCTOR)
    folder = write(course, today, book, wanted)
    for edition in wanted:
        count = len(list((folder / edition).glob("*.ipynb")))
        print(f"{folder / edition}: {count} notebooks")
    return 0
