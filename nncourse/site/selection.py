"""Which pages of the book a course has, and in which order: chapters and own pages as it says, then the book's other pages.

The book's front and back pages (notation, gallery, lecture map ...) become appendices of the course. Each is restricted to
what the course has by the extensions of `ext`; one that would be empty is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nncourse.cli import CourseError
from nncourse.course_file.model import Chapter, Course, Page
from nncourse.site.references import Table

OWN = "course"  # the folder of the instructor's pages, and of those that are made from course.yml
ROOT = f"{OWN}/index"
DATES = ("calendar", "due")
# what a course may have of the book besides its chapters, in groups: the caption in the contents, and the pages
APPENDICES = {
    "For reference": ("notation", "mathematics", "gallery", "terms", "progress"),
    "About the lectures": ("lecture-map", "errata"),
    "About this text": ("equations", "bibliography"),
}
NEVER = ("index", "about")  # they speak of the book as a whole: references to them lead there
BIBLIOGRAPHY = "bibliography"  # works that a chapter cites have to stand somewhere


@dataclass(frozen=True)
class Selection:
    """The pages of a course by part, each with the name of its source below the tree, without suffix."""

    root: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def pages(self) -> list[str]:
        """All of them, the front page first."""
        return [self.root, *(page for _, pages in self.parts for page in pages)]

    @property
    def chapters(self) -> list[str]:
        """Those that come from the book."""
        return [page for page in self.pages if page.startswith("book/")]

    def contents(self) -> dict[str, Any]:
        """What stands in _toc.yml."""
        parts = []
        for caption, pages in self.parts:
            part: dict[str, Any] = {"caption": caption} if caption else {}
            parts.append(part | {"chapters": [{"file": page} for page in pages]})
        return {"format": "jb-book", "root": self.root, "parts": parts}


def own_name(page: Page) -> str:
    """Where a page of the instructor's stands, without its suffix."""
    return f"{OWN}/{page.path.with_suffix('').as_posix()}"


def front_page(course: Course) -> Page | None:
    """The instructor's front page: a Markdown page that comes first and in no part."""
    first = course.contents[0] if course.contents else None
    entry = first.entries[0] if first and not first.caption and first.entries else None
    return entry if isinstance(entry, Page) and entry.path.suffix == ".md" else None


def _page(entry: Chapter | Page, known: Mapping[str, str]) -> str:
    if isinstance(entry, Page):
        return own_name(entry)
    if entry.key not in known or entry.key in NEVER:
        raise CourseError(f"unknown chapter {entry.key!r}; the book has {', '.join(known)}")
    return known[entry.key]


def select(course: Course, table: Table, dates: tuple[str, ...] = DATES) -> Selection:
    """The course's pages; `dates` are those made from its schedule."""
    known = table.by_key()
    front = front_page(course)
    root = own_name(front) if front else ROOT
    parts = [("", tuple(f"{OWN}/{name}" for name in dates))]
    for part in course.contents:
        entries = [entry for entry in part.entries if entry is not front]
        parts.append((part.caption, tuple(_page(entry, known) for entry in entries)))
    chosen = [page for _, pages in parts for page in pages]
    if len(set(chosen)) < len(chosen):
        twice = next(page for page in chosen if chosen.count(page) > 1)
        raise CourseError(f"contents: {twice.split('/')[-1]!r} stands there twice; expected each page once")
    wanted = _wanted(course, table, chosen)
    for caption, keys in APPENDICES.items():
        parts.append((caption, tuple(known[key] for key in keys if key in wanted and known[key] not in chosen)))
    return Selection(root, tuple((caption, pages) for caption, pages in parts if pages))


def _wanted(course: Course, table: Table, chosen: list[str]) -> set[str]:
    """The appendices: those the course names, or all; without those that would be empty."""
    known = table.by_key()
    every = {key for keys in APPENDICES.values() for key in keys if key in known}
    named = course.appendices
    if named is not None and (unknown := set(named) - every):
        raise CourseError(f"appendices: unknown {', '.join(sorted(unknown))}; there are {', '.join(sorted(every))}")
    wanted = every if named is None else set(named)
    chapters = [page for page in chosen if page.startswith("book/")]
    if not any(table.widgets.get(page) for page in chapters):
        wanted -= {"gallery"}
    if not chapters:
        wanted -= {"terms", "progress", "lecture-map", "errata", "equations"}
    pages = {*chapters, *(known[key] for key in wanted)}
    own = bool(course.pages)
    return (wanted | {BIBLIOGRAPHY}) & every if own or pages & table.cites else wanted - {BIBLIOGRAPHY}
