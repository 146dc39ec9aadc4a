"""`nncourse COMMAND`: the commands by name, and how a mistake is told.

Each command is a module with `add(subparsers)`, which sets `run(arguments) -> int` as its default.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nncourse.course_file.model import Course

COMMANDS: tuple[str, ...] = (  # modules below nncourse, in the order of the help
    "template.command",
    "pinned.command",
    "site.command",
    "site.serving",
    "editions.notebooks.command",
    "exports.command",
    "exports.handout",
    "exports.slides",
    "grading.command",
)
BOOK = "NNCOURSE_BOOK"  # the folder of the pinned book, set for the process that runs in its environment


class CourseError(Exception):
    """A mistake of whoever runs the command; the text says what was expected and what came, and is all that is shown."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, by the pinned book where a course pins another one; returns the process's exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        try:
            from nncourse.pinned.handover import handed_over
        except ModuleNotFoundError as problem:
            raise CourseError(
                f"{problem.name} is not installed; nncourse comes with: pip install 'nnlib[course]'"
            ) from None
        code = handed_over(words)
        return _run(words) if code is None else code
    except CourseError as problem:
        print(f"nncourse: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("nncourse: interrupted", file=sys.stderr)
        return 130


def _run(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="nncourse", description="A course out of the book, and a class graded by the same check."
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    missing = False
    for name in COMMANDS:
        try:
            importlib.import_module(f"nncourse.{name}").add(subparsers)
        except ModuleNotFoundError as problem:  # a launcher has less installed than the book's environment
            if str(problem.name).startswith("nncourse"):
                raise
            missing = True
    if missing:
        parser.epilog = "Where course.yml stands, the book that it pins adds its own commands."
    if words and not words[0].startswith("-") and words[0] not in subparsers.choices and missing:
        raise CourseError(
            f"'{words[0]}' is run by the book that a course pins, and there is no course.yml here; go to its folder, or name it with --course"
        )
    chosen = parser.parse_args(words)
    return int(chosen.run(chosen))


def course_argument(parser: argparse.ArgumentParser) -> None:
    """The arguments of every command that works on a course."""
    parser.add_argument(
        "--course", type=Path, default=Path("course.yml"), metavar="PATH", help="the course's file (course.yml)"
    )
    parser.add_argument("--today", type=_day, metavar="DATE", help="as if it were this day (2026-10-05)")


def _day(text: str) -> date:
    from nncourse.course_file.values import day

    try:
        return day(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def opened(arguments: argparse.Namespace) -> tuple[Course, Path, date]:
    """The course, checked against its book, the folder of the book, and the day for which to work."""
    from nncourse.course_file.reading import read
    from nncourse.pinned.checkout import locate

    path: Path = arguments.course
    book = locate(path)
    course = read(path, book)
    return course, book, arguments.today or datetime.now(course.timezone).date()
