"""`nncourse handout --sections LABEL ...`: chapters or sections of the course's site as one PDF to print.

The built pages' own HTML is put together, without navigation and without scripts, and the browser prints it on A4 with page
numbers. Solutions are there if the site shows them.
"""

from __future__ import annotations

import argparse
import html
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from nncourse import editions
from nncourse.cli import CourseError, course_argument, opened
from nncourse.course_file.model import Course
from nncourse.exports import browser
from nncourse.exports.pages import Piece, cleaned, pieces, relinked, stylesheets

NAME = "handout.html"
STYLE = Path(__file__).with_name("handout.css")
FOOT = (
    '<div style="width: 100%; font: 8pt sans-serif; color: #444; padding: 0 18mm; display: flex; justify-content: space-between">'
    '<span>{course}</span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>'
)


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("handout", help="chosen chapters or sections as a PDF to print")
    arguments(parser, "the PDF to write (_build/handout.pdf)")
    parser.set_defaults(run=run)


def arguments(parser: argparse.ArgumentParser, output: str) -> None:
    """What handout and slides are told alike."""
    parser.add_argument(
        "--sections",
        nargs="+",
        required=True,
        metavar="LABEL",
        help="chapters (losses), sections (sec-kl) or exercises (ex-softmax), in this order",
    )
    parser.add_argument("--output", type=Path, metavar="PATH", help=output)
    parser.add_argument("--built", action="store_true", help="take the site as it was built last")
    course_argument(parser)


def site_of(course: Course, book: Path, today: date, built: bool) -> Path:
    """The folder of the course's site, built now unless it is to be taken as it is."""
    html_folder = course.folder / "_build" / "html"
    if built:
        if not (html_folder / "index.html").exists():
            raise CourseError(f"{html_folder}: expected the built site; run 'nncourse build', or leave out --built")
        return html_folder
    from nncourse.site import build

    return build(course, today, book)


def run(chosen: argparse.Namespace) -> int:
    """Write the PDF and say where it is."""
    course, book, today = opened(chosen)
    site = site_of(course, book, today, chosen.built)
    target = (chosen.output or course.folder / "_build" / "handout.pdf").resolve()
    pages = make(course, site, chosen.sections, target)
    try:
        refuse_leaks(course.folder / "_build" / ".handout", course, today, book)
    except CourseError:
        target.unlink()
        raise
    print(f"The handout is in {target} ({pages} pages).")
    return 0


def refuse_leaks(folder: Path, course: Course, today: date, book: Path) -> None:
    """CourseError, and the folder is gone, if it holds a solution whose day has not come."""
    if found := editions.leaks(folder, editions.shown_today(course, today, book).hidden):
        shutil.rmtree(folder)
        raise CourseError("hidden solutions were found in what was made, which was removed:\n  " + "\n  ".join(found))


def document(course: Course, site: Path, chosen: Sequence[Piece]) -> str:
    """The page to be printed; its addresses begin at the site's root."""
    for piece in chosen:
        cleaned(piece)
    relinked(chosen, course.url)
    styles = "\n".join(f'<link rel="stylesheet" href="{name}">' for name in stylesheets(site, chosen))
    parts = "\n".join(
        f'<div class="{"nn-chapter" if piece.tag.find("h1") else "nn-section"}">{piece.tag}</div>' for piece in chosen
    )
    staff = ", ".join(person.name for person in course.staff)
    line = ", ".join(html.escape(part) for part in (course.term, staff, course.licence) if part)
    return (
        f'<!DOCTYPE html>\n<html lang="en" data-theme="light" data-mode="light">\n<head><meta charset="utf-8">\n'
        f"<title>{html.escape(course.title)}</title>\n{styles}\n<style>\n{STYLE.read_text(encoding='utf-8')}</style></head>\n"
        f'<body><div class="bd-content nn-handout"><article class="bd-article">\n<header class="nn-handout-head">'
        f"<h1>{html.escape(course.title)}</h1><p>{line}</p></header>\n{parts}\n</article></div></body></html>\n"
    )


def make(course: Course, site: Path, sections: Sequence[str], target: Path) -> int:
    """Write the PDF; returns the number of its pages."""
    chosen = pieces(site, sections)
    folder = course.folder / "_build" / ".handout"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / NAME).write_text(document(course, site, chosen), encoding="utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    with browser.page_of([folder, site], NAME) as page:
        if broken := page.evaluate(
            "() => [...document.images].filter(i => !i.naturalWidth).map(i => i.getAttribute('src'))"
        ):
            raise CourseError(f"pictures that the handout needs are not in the site: {', '.join(broken)}")
        page.pdf(
            path=str(target),
            prefer_css_page_size=True,
            print_background=True,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=FOOT.format(course=html.escape(f"{course.title}, {course.term}".strip(", "))),
        )
    return target.read_bytes().count(b"/Type /Page\n")
