"""`nncourse export nbgrader|otter --assignment ID`: an assignment in another tool's format, in `_build` beside course.yml."""

from __future__ import annotations

import argparse
from typing import Any

from nncourse.cli import course_argument, opened


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("export", help="an assignment for nbgrader or otter-grader")
    parser.add_argument("tool", choices=("nbgrader", "otter"), help="whose format")
    parser.add_argument("--assignment", required=True, metavar="ID", help="which assignment of course.yml")
    course_argument(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the export and say what to run now."""
    from nncourse.exports import nbgrader, otter

    course, book, today = opened(arguments)
    tool = nbgrader if arguments.tool == "nbgrader" else otter
    folder = tool.export(course, arguments.assignment, book, today)
    print(tool.next_steps(folder, arguments.assignment))
    return 0
