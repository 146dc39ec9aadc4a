"""`nncourse build`: the course's site in `_build/html`."""

from __future__ import annotations

import argparse
from typing import Any

from nncourse.cli import course_argument, opened


def add(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser("build", help="build the course's site into _build/html")
    course_argument(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from nncourse.site.building import build

    course, book, today = opened(arguments)
    build(course, today, book)
    return 0
