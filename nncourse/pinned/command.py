"""`nncourse changes`: what the pinned version changes in this course, before it is built."""

from __future__ import annotations

import argparse
from typing import Any

from nncourse.cli import course_argument, opened
from nncourse.pinned import changes


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "changes", help="list what the pinned book changes in the chosen chapters, compared with the last build"
    )
    course_argument(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the changes."""
    course, book, _ = opened(arguments)
    lines = changes.told(course, book)
    if not lines:
        built = changes.last(course.folder)
        what = (
            f"Nothing has changed since the last build ({built.version})."
            if built
            else "Nothing was built yet to compare with."
        )
        lines = [what]
    print("\n".join(lines))
    return 0
