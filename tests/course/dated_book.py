"""A small book for the tests of a course's editions: a solution of every form, and what a course's notation has to reach."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.append(str(Path(__file__).resolve().parents[1] / "book"))  # its small books

import edition
from pyodide_files import FOLDER
from small_book import NO_WHEELS, ROOT, SmallBook

from nncourse.course_file.model import Book, Course, Notation, Solutions
from nncourse.editions import sources

BEFORE, AFTER = date(2026, 10, 31), date(2026, 11, 1)


def course_of(folder: Path, solutions: Solutions | None = None, notation: Notation | None = None) -> Course:
    """A course of the whole book in `folder`, with nothing but what is given."""
    solutions, notation = solutions or Solutions(), notation or Notation()
    return Course(
        folder, Book(path=folder), "A course", (), timezone=ZoneInfo("UTC"), solutions=solutions, notation=notation
    )


def with_nnlib(book: SmallBook) -> Path:
    """The small book's folder, with the package beside it as in a real one."""
    (book.folder / "nnlib").symlink_to(ROOT / "nnlib", target_is_directory=True)
    for name in ("pyproject.toml", "LICENSE"):
        (book.folder / name).write_bytes((ROOT / name).read_bytes())
    return book.folder


def build(course: Course, today: date, book: Path, folder: Path) -> str:
    """Build a course's sources in `folder`; returns what the build says."""
    edition.write(
        folder, sources(course, today, book), keep=lambda inside: inside.parts[0] in {"_build", "node_modules"}
    )
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
    environment = {
        **os.environ,
        FOLDER: NO_WHEELS,
        "NN_LITE": "no",
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, str(folder / "tools" / "build.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
