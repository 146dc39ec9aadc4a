"""`nncourse slides --sections LABEL ...`: chosen sections of the course's site as slides of reveal.js, a column for each section.

`dealing` says what stands on which slide. What a slide needs is copied beside it, so it opens from a file and asks no server for anything.
"""

from __future__ import annotations

import argparse
import html
import posixpath
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nncourse.cli import CourseError, opened
from nncourse.course_file.model import Course
from nncourse.exports.dealing import dealt
from nncourse.exports.handout import arguments, refuse_leaks, site_of
from nncourse.exports.pages import cleaned, pieces, relinked, stylesheets

HERE = Path(__file__).parent
VERSION = "6.0.2"
PACKAGE = Path("node_modules") / "reveal.js"
KEPT_STYLES = (
    "katex",
    "pygments",
    "theme",
    "sphinx-book-theme",
    "mystnb",
    "exercise",
    "sphinx-design",
    "widget",
    "book.css",
)
NOTES = ".nn-lectures"  # which slide of which lecture a paragraph treats
URL = re.compile(r"url\(\s*['\"]?(?P<path>[^'\")]+)['\"]?\s*\)")
IMPORT = re.compile(r"@import\s+(?:url\()?['\"]?(?P<path>[^'\");]+)")


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("slides", help="chosen chapters or sections as slides of reveal.js")
    arguments(parser, "the folder to write (_build/slides)")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Write the slides and say where they are."""
    course, book, today = opened(chosen)
    reveal = find_reveal(course, book)
    site = site_of(course, book, today, chosen.built)
    target = (chosen.output or course.folder / "_build" / "slides").resolve()
    count = make(course, site, chosen.sections, target, reveal)
    refuse_leaks(target, course, today, book)
    print(f"{count} slides are in {target / 'index.html'}; the arrow keys move, Esc shows all, M turns light to dark.")
    return 0


def find_reveal(course: Course, book: Path) -> Path:
    """The folder of reveal.js: beside the course, in its cache, or in the book. CourseError says how to get it."""
    places = (course.folder, course.folder / ".nncourse", book)
    for place in places:
        if (place / PACKAGE / "dist" / "reveal.js").exists():
            return place / PACKAGE
    raise CourseError(
        f"slides need reveal.js, which is not installed; run 'npm install --prefix {course.folder / '.nncourse'} reveal.js@{VERSION}'"
    )


def make(course: Course, site: Path, sections: Sequence[str], target: Path, reveal: Path) -> int:
    """Write the slides into a folder of their own; returns how many there are."""
    if target.exists() and not (target / "slides.js").exists() and any(target.iterdir()):
        raise CourseError(f"{target}: expected an empty folder, or one with slides written before")
    chosen = pieces(site, sections)
    for piece in chosen:
        cleaned(piece)
        for inner in piece.tag.select(".admonition section"):
            inner.name = "div"  # a section within a slide would be one more slide
        for note in piece.tag.select(NOTES):
            note.decompose()
    relinked(chosen, course.url)
    columns = [list(dealt(piece)) for piece in chosen]
    styles = [name for name in stylesheets(site, chosen) if any(kept in name for kept in KEPT_STYLES)]
    text = document(course, columns, styles)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in ("reveal.css", "reveal.js"):
        shutil.copyfile(reveal / "dist" / name, target / name)
    shutil.copyfile(reveal / "LICENSE", target / "LICENSE-reveal.js")
    for name in ("slides.css", "slides.js"):
        shutil.copyfile(HERE / name, target / name)
    pictures = re.findall(r'<(?:img|source)[^>]* src="([^"]+)"', text)
    for name in dict.fromkeys([*styles, *(found for style in styles for found in _named(site, style)), *pictures]):
        if not (site / name).is_file():
            raise CourseError(f"the site has no file {name}, which the slides need; build it again")
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(site / name, target / name)
    (target / "index.html").write_text(text, encoding="utf-8")
    return sum(map(len, columns)) + 1


def _named(site: Path, style: str) -> Iterator[str]:
    """The files that a style sheet of the site needs: sheets that it imports, fonts of formulas and signs."""
    text = (site / style).read_text(encoding="utf-8")
    for path in (found["path"].partition("?")[0] for pattern in (IMPORT, URL) for found in pattern.finditer(text)):
        if path.endswith((".woff2", ".css")):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(style), path))


def document(course: Course, columns: Sequence[Sequence[str]], styles: Sequence[str]) -> str:
    """The page with all slides."""
    links = "\n".join(f'<link rel="stylesheet" href="{name}">' for name in ["reveal.css", *styles, "slides.css"])
    staff = ", ".join(person.name for person in course.staff)
    line = ", ".join(html.escape(part) for part in (course.term, staff) if part)
    first = f'<section><div class="nn-slide nn-first bd-content"><h1>{html.escape(course.title)}</h1><p>{line}</p></div></section>'
    parts = "\n".join(
        "<section>\n"
        + "\n".join(f'<section><div class="nn-slide bd-content">{slide}</div></section>' for slide in column)
        + "\n</section>"
        for column in columns
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en" data-theme="light" data-mode="light">\n<head><meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{html.escape(course.title)}</title>\n{links}\n</head>\n'
        f'<body><div class="reveal"><div class="slides">\n{first}\n{parts}\n</div></div>\n'
        f'<button type="button" class="nn-mode" aria-label="Light or dark">Light or dark</button>\n'
        f'<script src="reveal.js"></script>\n<script src="slides.js"></script></body></html>\n'
    )
