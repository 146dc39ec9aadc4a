"""The arguments of `nncourse notebooks` that ask for the notebook of an assignment."""

from __future__ import annotations

import argparse
from pathlib import Path


def assignment_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of an assignment's notebooks."""
    group = parser.add_argument_group("an assignment's notebook instead")
    group.add_argument("--assignment", metavar="ID", help="the notebook of this assignment of course.yml")
    group.add_argument("--student", metavar="ID", help="for this student")
    group.add_argument(
        "--class",
        dest="class_list",
        type=Path,
        metavar="CSV",
        help="for each student of this table, which has a column 'student' or 'id'",
    )
    group.add_argument(
        "--secret",
        type=Path,
        metavar="FILE",
        help="from which variants are drawn (else NNCOURSE_SECRET, else secret.txt)",
    )
