"""Who handed in what, and when: from the names of files and folders, as nbgrader, Moodle, Canvas or an instructor leave them.

    STUDENT/hw1.ipynb                                        a folder for each student
    STUDENT/hw1/homework.ipynb, .../timestamp.txt            nbgrader's `submitted`: the folder with the assignment's id alone counts
    STUDENT+hw1+2026-10-20 21:59:00.123456 UTC/homework.ipynb   nbgrader's exchange: the latest folder counts
    Ada Lovelace_123456_assignsubmission_file_/hw1.ipynb     Moodle: the participant's number is the id, the rest the name
    Ada Lovelace_123456_assignsubmission_file_hw1.ipynb      the same without folders
    lovelaceada_LATE_987_654321_hw1-1.ipynb                  Canvas: 987, the user's number, is the id
    STUDENT.ipynb                                            one file each

Anything else by a regular expression with the groups `student` and, if wanted, `name`, matched with the path below the folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nncourse.cli import CourseError
from nncourse.grading.submissions.times import from_timestamp, parsed

READ = (
    ".ipynb",
    ".py",
    ".json",
    ".txt",
    ".zip",
    ".pdf",
    ".html",
    ".md",
    "",
)  # others are pictures and data of a notebook
SKIPPED = {"__MACOSX", "__pycache__", "feedback", "node_modules"}
MOODLE = re.compile(r"^(?P<name>.+)_(?P<student>\d+)_assignsubmission_(?:file|onlinetext)(?:_|$)")
CANVAS = re.compile(r"^(?P<name>[^_]+)_(?:LATE_)?(?P<student>\d+)_(?P<submission>\d+)_(?P<file>.+)$")
EXCHANGE = re.compile(r"^(?P<student>[^+]+)\+(?P<assignment>[^+]+)\+(?P<time>[^+]+)(?:\+.*)?$")


@dataclass(frozen=True)
class HandedIn:
    """One student's submission: its files in the order of their names, and when it came (`source` says how that is known)."""

    student: str
    name: str
    files: tuple[Path, ...]
    time: datetime | None
    source: str


def submissions(folder: Path, assignment: str, pattern: str = "") -> Iterator[HandedIn]:
    """Every student's submission, by the student's id. The contents are not read. Raises CourseError."""
    if not folder.is_dir():
        raise CourseError(f"expected a folder of submissions, and {folder} is none.")
    whose = _compiled(pattern)
    grouped: dict[str, list[tuple[str, Path, datetime | None]]] = {}
    for entry in sorted(folder.iterdir(), key=lambda path: _natural(path.name)):
        if entry.name.startswith(".") or entry.name in SKIPPED or entry.is_symlink():
            continue
        if entry.is_dir() and whose is None:
            student, name, time, below = _of_folder(entry, assignment)
            if below is not None:
                grouped.setdefault(student, []).append((name, below, time))
            continue
        for path in files_below(entry) if entry.is_dir() else [entry]:
            student, name = _of_file(path, folder, whose)
            if student and path.suffix.lower() in READ:
                grouped.setdefault(student, []).append((name, path, None))
    for student in sorted(grouped, key=_natural):
        yield _joined(student, grouped[student])


def _of_folder(entry: Path, assignment: str) -> tuple[str, str, datetime | None, Path | None]:
    """The student's id and name, the time in the folder's name, and where the files are (None: another assignment's)."""
    exchange = EXCHANGE.match(entry.name)
    if exchange:
        below = entry if exchange["assignment"] == assignment else None
        return exchange["student"], "", parsed(exchange["time"]), below
    moodle = MOODLE.match(entry.name)
    if moodle:
        return moodle["student"], moodle["name"], None, entry
    inner = entry / assignment
    return entry.name, "", None, inner if inner.is_dir() and not inner.is_symlink() else entry


def _of_file(path: Path, folder: Path, whose: re.Pattern[str] | None) -> tuple[str, str]:
    inside = path.relative_to(folder).as_posix()
    if whose is not None:
        found = whose.search(inside)
        groups = found.groupdict() if found else {}
        return groups.get("student") or "", groups.get("name") or ""
    for known in (MOODLE, CANVAS):
        found = known.match(path.name)
        if found:
            return found["student"], found["name"]
    return (path.stem, "") if path.suffix.lower() in (".ipynb", ".py") else ("", "")


def _joined(student: str, entries: list[tuple[str, Path, datetime | None]]) -> HandedIn:
    """One submission of all that belongs to a student; of several folders with a time the latest alone."""
    dated = [(time, name, path) for name, path, time in entries if time is not None]
    if dated:
        time, name, path = max(dated, key=lambda entry: (entry[0], entry[2].name))
        return HandedIn(student, name, tuple(files_below(path)), time, "the name of its folder")
    files = [file for _, path, _ in entries for file in (files_below(path) if path.is_dir() else [path])]
    name = next((name for name, _, _ in entries if name), "")
    for _, path, _ in entries:
        told = from_timestamp(path / "timestamp.txt") if path.is_dir() else None
        if told is not None:
            return HandedIn(student, name, tuple(files), told, "timestamp.txt")
    return HandedIn(student, name, tuple(files), None, "")


def files_below(folder: Path) -> Iterator[Path]:
    """The files that may hold an answer, notebooks before the rest, each in the order of its name; hidden ones are left out."""
    found = []
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part in SKIPPED for part in parts)
        if path.is_file() and not path.is_symlink() and not hidden and path.name != "timestamp.txt":
            if path.suffix.lower() in READ:
                found.append(path)
    notebooks = [path for path in found if path.suffix.lower() in (".ipynb", ".py")]
    yield from sorted(notebooks or found, key=lambda path: _natural(path.relative_to(folder).as_posix()))


def _natural(text: str) -> list[tuple[int, int, str]]:
    """hw2 before hw10."""
    return [
        (0, int(part), "") if part.isdigit() else (1, 0, part.lower()) for part in re.split(r"([0-9]+)", text) if part
    ]


def _compiled(pattern: str) -> re.Pattern[str] | None:
    if not pattern:
        return None
    try:
        made = re.compile(pattern)
    except re.error as problem:
        raise CourseError(f"--whose is no regular expression: {problem}.") from None
    if "student" not in made.groupindex:
        raise CourseError("--whose needs a group with the name student, e.g. '(?P<student>[^/]+)/'.")
    return made
