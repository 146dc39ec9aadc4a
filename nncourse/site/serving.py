"""`nncourse serve`: the built site on this machine, under the path that its address has."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from nncourse.cli import CourseError, course_argument, opened


def add(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "serve", help="show the built site on http://localhost:8000"
    )
    course_argument(parser)
    parser.add_argument("--port", type=int, default=8000, help="8000 if not given")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from nncourse.editions.book_tools import tool

    course, _book, _today = opened(arguments)
    site: Path = course.folder / "_build" / "html"
    if not (site / "index.html").exists():
        raise CourseError(f"there is no built site in {site} yet; run `nncourse build` first")
    try:
        server = tool("serve").make_server(site, arguments.port, "/", quiet=False)
    except OSError as problem:
        raise CourseError(
            f"port {arguments.port} cannot be used ({problem.strerror}); choose another with --port"
        ) from None
    print(f"The course is on http://localhost:{arguments.port}/ (Ctrl-C ends it)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    return 0
