"""When a submission came: from a table, from what nbgrader wrote, or from the time of its newest file, in this order."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from nncourse.cli import CourseError

FORMS = (
    "%Y-%m-%d %H:%M:%S.%f %Z",
    "%Y-%m-%d %H:%M:%S %Z",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
)


def parsed(text: str, zone: tzinfo = UTC) -> datetime | None:
    """A moment in one of the usual forms, or None; without a zone of its own it is in `zone`.

    >>> parsed("2026-10-20 21:59:00.123456 UTC").isoformat(timespec="seconds")
    '2026-10-20T21:59:00+00:00'
    """
    text = text.strip()
    try:
        made = datetime.fromisoformat(text)
    except ValueError:
        made = next((found for form in FORMS if (found := _by(form, text)) is not None), None)  # type: ignore[assignment]
        if made is None:
            return None
        if text.endswith(("UTC", "GMT")):
            return made.replace(tzinfo=UTC)
    return made if made.tzinfo is not None else made.replace(tzinfo=zone)


def _by(form: str, text: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)
    except ValueError:
        return None


def from_timestamp(path: Path) -> datetime | None:
    """What nbgrader wrote when it collected the submission."""
    try:
        return parsed(path.read_text(encoding="utf-8", errors="replace")[:100])
    except OSError:
        return None


def newest(files: Sequence[Path]) -> datetime | None:
    """The time of the newest file. Archives of learning platforms keep it when they are unpacked; a copy or git does not."""
    times = [os.stat(path).st_mtime for path in files]
    return datetime.fromtimestamp(int(max(times)), UTC) if times else None


def table(path: Path, zone: tzinfo) -> Mapping[str, datetime]:
    """A CSV with the columns `student` and `time`, by student; CourseError with every bad line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise CourseError(f"{path} cannot be read as a table of times: {problem}.") from None
    if not rows or not {"student", "time"} <= set(rows[0]):
        raise CourseError(f"{path}: expected a first line with the columns student and time.")
    times: dict[str, datetime] = {}
    problems = []
    for number, row in enumerate(rows, start=2):
        student, moment = (row["student"] or "").strip(), parsed(row["time"] or "", zone)
        if not student or moment is None:
            problems.append(
                f"{path}, line {number}: expected a student and a time such as 2026-10-20 21:59, got {row['time']!r}."
            )
        else:
            times[student] = max(moment, times.get(student, moment))
    if problems:
        raise CourseError("\n".join(problems))
    return times
