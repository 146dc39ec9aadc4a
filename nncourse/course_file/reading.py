"""`course.yml` as a `Course`, or all of its mistakes at once, each with its line and the nearest match.

Its shape is checked by the schema, its values here, and against the book by `against_book` where the book is given.
Names that the book has changed since are read as the new ones.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from nncourse.cli import CourseError
from nncourse.course_file import against_book, located, renamed, shape, values
from nncourse.course_file.contents import contents_of, logo
from nncourse.course_file.located import Table, line_of
from nncourse.course_file.model import (
    Announcement,
    Assignment,
    Book,
    Chapter,
    Course,
    Late,
    Meeting,
    Notation,
    Person,
    Solutions,
)
from nncourse.course_file.problems import Problems

NO_DAY = date(1, 1, 1)  # stands for a date that was refused


def text_of(path: Path) -> str:
    """The file's text; CourseError where there is none to read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise CourseError(
            f"there is no file {path}; 'nncourse new FOLDER' makes a course, and --course names its file"
        ) from None
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise CourseError(f"{path.name}, line {line}: not UTF-8; save the file in the encoding UTF-8") from None
    except OSError as problem:
        raise CourseError(f"{path} cannot be read: {problem.strerror or problem}") from None


def read(path: Path, book: Path | None = None) -> Course:
    """Read `course.yml`; with the folder `book`, its chapters, exercises and symbols are those of that book.

    Raises
    ------
    CourseError
        With every mistake of the file.
    """
    path = Path(path)
    problems = Problems(path.name)
    data = located.load(text_of(path), shape.schema(), problems.report)
    if not data and problems.found:
        problems.stop()
    shape.fit(data, problems.report)
    if book is not None:
        renamed.rename(data, renamed.renamed(Path(book)))
    course = _course(data, path.resolve().parent, problems)
    if book is not None:
        against_book.compare(data, course, Path(book), problems.at)
    problems.stop()
    return course if book is None else replace(course, solutions=against_book.by_id(course.solutions, Path(book)))


def pinned(path: Path) -> tuple[Path, Book]:
    """The course's folder and its entry `book` alone: all that is needed to find the version that reads the rest."""
    problems = Problems(Path(path).name)
    data = located.load(text_of(Path(path)), shape.schema(), problems.report)
    if not data:
        problems.stop()
    problems = Problems(Path(path).name)  # other mistakes are for the version that reads the rest
    only = Table(data.line)
    only.update({"title": "?", "contents": ["?"], **({"book": data["book"]} if "book" in data else {})})
    only.lines = data.lines
    shape.fit(only, problems.report)
    problems.stop()
    folder = Path(path).resolve().parent
    return folder, _book(only["book"], folder)


def _book(table: Any, folder: Path) -> Book:
    place = (folder / Path(table["path"]).expanduser()).resolve() if "path" in table else None
    return Book(place, table.get("git", ""), table.get("ref", ""), table.get("url", ""))


def _course(data: Table, folder: Path, problems: Problems) -> Course:
    zone = problems.value(values.zone, data, "timezone", otherwise=ZoneInfo("UTC"))
    contents = contents_of(data, folder, problems)
    chosen = {entry.key for part in contents for entry in part.entries if isinstance(entry, Chapter)}
    return Course(
        folder=folder,
        book=_book(data["book"], folder),
        title=data["title"],
        contents=contents,
        term=data.get("term", ""),
        url=data.get("url", ""),
        logo=logo(data, folder, problems),
        licence=data.get("licence", ""),
        staff=tuple(Person(**person) for person in data.get("staff", [])),
        timezone=zone,
        notation=_notation(data.get("notation", "book")),
        schedule=tuple(_meeting(table, zone, chosen, problems) for table in data.get("schedule", [])),
        announcements=tuple(_announcement(table, problems) for table in data.get("announcements", [])),
        solutions=_solutions(data.get("solutions") or Table(1), problems),
        assignments=_assignments(data.get("assignments", []), zone, problems),
        appendices=tuple(data["appendices"]) if "appendices" in data else None,
    )


def _notation(table: Any) -> Notation:
    if isinstance(table, str):
        return Notation(like=table)
    return Notation(like=table.get("like", "book"), symbols=dict(table.get("symbols", {})))


def _meeting(table: Table, zone: ZoneInfo, chosen: set[str], problems: Problems) -> Meeting:
    day = problems.value(values.day, table, "date", otherwise=NO_DAY)
    begin, end = problems.value(values.span, table, "time", otherwise=(None, None))
    chapters = table.get("chapters", [])
    for index, key in enumerate(chapters):
        if key not in chosen:
            problems.at(
                chapters,
                index,
                f"chapter '{key}' is not in 'contents'; {shape.nearest(key, sorted(chosen), 'chosen chapters')}",
            )
    return Meeting(
        title=table["title"],
        day=day,
        start=datetime.combine(day, begin, zone) if begin else None,
        end=datetime.combine(day, end, zone) if end else None,
        place=table.get("place", ""),
        chapters=tuple(chapters),
        note=table.get("note", ""),
    )


def _announcement(table: Table, problems: Problems) -> Announcement:
    first = problems.value(values.day, table, "from", otherwise=NO_DAY)
    last = problems.value(values.day, table, "to", otherwise=NO_DAY)
    if NO_DAY not in (first, last) and last < first:
        problems.at(table, "to", f"'to' ({last}) is before 'from' ({first})")
    return Announcement(text=table["text"], first=first, last=last)


def _solutions(table: Table, problems: Problems) -> Solutions:
    def rule(text: str) -> str | date:
        return text if text in ("hidden", "shown") else values.day(text)

    exercises = table.get("exercises") or Table(1)
    return Solutions(
        default=problems.value(rule, table, "default", otherwise="hidden"),
        exercises={key: problems.value(rule, exercises, key, otherwise="hidden") for key in exercises},
    )


def _assignments(items: Any, zone: ZoneInfo, problems: Problems) -> tuple[Assignment, ...]:
    names: dict[str, int] = {}
    given: dict[str, str] = {}
    found = []
    for table in items:
        name = table["id"]
        if name in names:
            problems.at(table, "id", f"a second assignment '{name}'; the first is in line {names[name]}")
        names.setdefault(name, line_of(table, "id"))
        for exercise in table["exercises"]:
            if exercise in given:
                problems.at(
                    table["exercises"], exercise, f"exercise '{exercise}' is in assignment '{given[exercise]}' already"
                )
            given.setdefault(exercise, name)
        opens = problems.value(values.day, table, "opens", otherwise=None)
        due = problems.value(values.moment, table, "due", zone, otherwise=None)
        if opens and due and due.date() < opens:
            problems.at(table, "due", f"'due' ({due:%Y-%m-%d}) is before 'opens' ({opens})")
        late = table.get("late")
        found.append(
            Assignment(
                id=name,
                title=table["title"],
                exercises=dict(table["exercises"]),
                due=due or datetime.combine(NO_DAY, datetime.min.time(), zone),
                opens=opens,
                late=Late(values.share(late["per_day"]), late["days"]) if late else Late(),
                variants=table.get("variants", False),
            )
        )
    return tuple(found)
