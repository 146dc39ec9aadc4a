"""A course as data: what stands in `course.yml`, checked, with dates as dates.

Nothing here reads a file or knows the book; `reading` makes these objects, everything else takes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

LECTURES = ("cui", "wan", "taura", "bunescu", "sybrandt")  # whose notation a course can take; "book" is the book's own


@dataclass(frozen=True)
class Book:
    """The pinned book: a folder, or a git address with a tag, branch or commit. `url` is where the full book is published."""

    path: Path | None = None
    git: str = ""
    ref: str = ""
    url: str = ""


@dataclass(frozen=True)
class Chapter:
    """A chapter of the book in the course's contents, by its key (`losses`)."""

    key: str


@dataclass(frozen=True)
class Page:
    """A page of the instructor's own: Markdown or a notebook, by its path below the course's folder."""

    path: Path


@dataclass(frozen=True)
class Part:
    """A part of the contents; without a caption the entries stand at the top."""

    caption: str
    entries: tuple[Chapter | Page, ...]


@dataclass(frozen=True)
class Person:
    name: str
    role: str = ""
    email: str = ""
    url: str = ""


@dataclass(frozen=True)
class Notation:
    """`like` is "book" or one of LECTURES; `symbols` replaces symbols of the book's notation table (book LaTeX -> course LaTeX)."""

    like: str = "book"
    symbols: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Meeting:
    """A line of the schedule: a lecture, an exercise class, an exam. Without `start` it takes the whole day."""

    title: str
    day: date
    start: datetime | None = None
    end: datetime | None = None
    place: str = ""
    chapters: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Announcement:
    """Shown on every page from the first to the last day, both included. `text` is Markdown of one paragraph."""

    text: str
    first: date
    last: date


@dataclass(frozen=True)
class Solutions:
    """When solutions appear. A value is "hidden", "shown" or the first day on which a solution is shown."""

    default: str | date = "hidden"
    exercises: Mapping[str, str | date] = field(default_factory=dict)

    def visible(self, exercise_id: str, today: date) -> bool:
        """Whether the site built today shows this exercise's solution."""
        rule = self.exercises.get(exercise_id, self.default)
        return rule <= today if isinstance(rule, date) else rule == "shown"


@dataclass(frozen=True)
class Late:
    """Marks lost by a late submission: `per_day` of the points (0.1 = ten per cent) for each day begun, none after `days` days."""

    per_day: float = 0.0
    days: int = 0

    def factor(self, due: datetime, handed_in: datetime) -> float:
        """What part of the points remains, from 0 to 1.

        >>> from datetime import timedelta
        >>> due = datetime(2026, 11, 1)
        >>> [round(Late(0.1, 3).factor(due, due + timedelta(hours=h)), 2) for h in (0, 1, 24, 25, 72, 73)]
        [1.0, 0.9, 0.9, 0.8, 0.7, 0.0]
        """
        over = (handed_in - due).total_seconds()
        if over <= 0:
            return 1.0
        days = -int(-over // 86400)
        return max(0.0, 1.0 - self.per_day * days) if days <= self.days else 0.0


@dataclass(frozen=True)
class Assignment:
    """Exercises with their points. `due` has a time zone."""

    id: str
    title: str
    exercises: Mapping[str, float]
    due: datetime
    opens: date | None = None
    late: Late = Late()
    variants: bool = False


@dataclass(frozen=True)
class Course:
    """The whole file. `folder` is where `course.yml` stands; relative paths start there."""

    folder: Path
    book: Book
    title: str
    contents: tuple[Part, ...]
    term: str = ""
    url: str = ""
    logo: Path | None = None
    licence: str = ""
    staff: tuple[Person, ...] = ()
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    notation: Notation = Notation()
    schedule: tuple[Meeting, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    solutions: Solutions = Solutions()
    assignments: tuple[Assignment, ...] = ()
    appendices: tuple[str, ...] | None = (
        None  # the book's other pages (notation, gallery ...) that the course has; None: all
    )

    @property
    def chapters(self) -> tuple[str, ...]:
        """The keys of the chosen chapters, in the course's order."""
        return tuple(entry.key for part in self.contents for entry in part.entries if isinstance(entry, Chapter))

    @property
    def pages(self) -> tuple[Path, ...]:
        """The instructor's own pages, in the course's order."""
        return tuple(entry.path for part in self.contents for entry in part.entries if isinstance(entry, Page))

    def assignment(self, name: str) -> Assignment:
        """The assignment with this id; ValueError names those there are."""
        for assignment in self.assignments:
            if assignment.id == name:
                return assignment
        known = ", ".join(a.id for a in self.assignments) or "none"
        raise ValueError(f"unknown assignment {name!r}; the course has {known}")
