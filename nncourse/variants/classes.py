"""The class list: a table of students, as a gradebook or a learning platform gives it."""

from __future__ import annotations

import csv
from pathlib import Path

from nncourse.cli import CourseError

COLUMNS = ("student", "id", "student id", "username", "user")  # the first of these that is there


def class_list(path: Path) -> dict[str, str]:
    """Student ids with their names ("" if the table has none), in the order of the table.

    The column is called student or id, and name if there are names; capitals do not count. Raises CourseError with the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)  # as the platform or the spreadsheet's language has it
        rows = list(csv.reader(text.splitlines(), delimiter=delimiter))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise CourseError(f"the class list cannot be read: {path}: {problem}") from None
    heads = [head.strip().lower() for head in rows[0]] if rows else []
    column = next((heads.index(name) for name in COLUMNS if name in heads), None)
    if column is None:
        raise CourseError(
            f"{path}: expected a column 'student' or 'id' in the first line, got {', '.join(heads) or 'nothing'}"
        )
    name_column = heads.index("name") if "name" in heads else None
    found: dict[str, str] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(map(str.strip, row)):
            continue
        student = row[column].strip() if column < len(row) else ""
        if not student:
            raise CourseError(f"{path}, line {number}: the student's id is missing")
        if student in found:
            raise CourseError(f"{path}, line {number}: the student {student!r} stands in it twice")
        found[student] = row[name_column].strip() if name_column is not None and name_column < len(row) else ""
    if not found:
        raise CourseError(f"{path}: there is no student in it")
    return found
