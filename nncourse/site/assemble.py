"""The tree that a course is built from: the pinned book's files with only the chosen chapters, the course's own beside them.

Everything is made in memory, by path below the tree; `building` writes it and runs the book's own build there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from nncourse import schedule
from nncourse.cli import CourseError
from nncourse.course_file.model import Course
from nncourse.site import front, own_pages, settings
from nncourse.site.references import Table, page_address
from nncourse.site.selection import DATES, OWN, ROOT, Selection, front_page, own_name, select

EXT = Path(__file__).with_name("ext")
EXTENSIONS = ("full_book_links", "restricted_lectures", "restricted_gallery", "course_pages")
STYLE = "full-book.css"
DATA = f"{settings.EXTENSIONS}/course.json"
# pages that list what the chapters hold: here those of this course
LISTS = ("lecture-map", "errata", "gallery", "terms", "progress", "equations")
# what these pages say of the book as a whole, as it is true of a course
OF_A_COURSE = {
    "Every widget of this book on one page.": "The widgets of this course on one page.",
    "It lists everything each lecture teaches, in": "It lists what this course treats of each lecture, in",
    "These are the exercises of the book.": "These are the exercises of this course.",
}
TITLE = re.compile(r"^# (.+)$", re.M)


def files_of(
    course: Course, today: date, sources: Mapping[str, bytes], table: Table
) -> tuple[dict[str, bytes], Selection]:
    """All files of the tree, and the pages they make."""
    mine = own_pages.files(course)
    shown = dated_pages(course)
    calendar = feed(course, today, table) if "calendar" in shown else b""
    dates = schedule.pages(course, today, ics="../calendar.ics" if calendar else "")
    selection = select(course, table, shown)
    _no_clash(course, mine, shown)
    config = yaml.safe_load(sources["_config.yml"])
    address = settings.book_address(course, config)
    files = {name: content for name, content in sources.items() if not _left_out(name, selection)}
    files |= mine
    files |= {f"{OWN}/{name}.md": dates[f"{name}.md"].encode("utf-8") for name in shown}
    works = f"{table.by_key().get('bibliography', '')}.md"
    if works in files:  # the works that the course cites, not all of the book
        files[works] = files[works].replace(b":all:\n", b"")
    for page in selection.chapters:
        if page.split("/")[-1] in LISTS:
            files[f"{page}.md"] = _restricted(files[f"{page}.md"], page_address(address, page))
    files[f"{selection.root}.md"] = _front(course, today, files, selection, str(config["title"]), address)
    logo, looks = _logo(course), {STYLE: EXT.with_name(STYLE).read_bytes(), **schedule.assets()}
    files |= {f"{settings.STATIC}/{name}": content for name, content in {**looks, **logo}.items()}
    files |= {f"{settings.EXTENSIONS}/{name}.py": (EXT / f"{name}.py").read_bytes() for name in EXTENSIONS}
    files |= {f"{settings.EXTENSIONS}/course_data.py": (EXT / "course_data.py").read_bytes()}
    if calendar:
        files[f"{settings.EXTRA}/calendar.ics"] = calendar
    files["_toc.yml"] = yaml.safe_dump(selection.contents(), sort_keys=False, allow_unicode=True).encode("utf-8")
    where = f"{settings.STATIC}/{next(iter(logo))}" if logo else ""
    banner = _banner(schedule.banner(course, today))
    extra = (settings.EXTRA,) if calendar else ()
    files["_config.yml"] = settings.settings(
        course, sources["_config.yml"], banner, EXTENSIONS, tuple(looks), where, extra
    )
    files[DATA] = _data(course, table, address)
    return files, selection


def dated_pages(course: Course) -> tuple[str, ...]:
    """The pages made from dates that have something to say."""
    wanted = {"calendar": bool(course.schedule or course.assignments), "due": bool(course.assignments)}
    return tuple(name for name in DATES if wanted[name])


def feed(course: Course, today: date, table: Table) -> bytes:
    """The calendar file; nothing, and a line that says why, where it cannot be made."""
    titles = {key: table.pages[page] for key, page in table.by_key().items()}
    try:
        return schedule.ics(course, today, titles)
    except CourseError as missing:
        print(f"note: the calendar is built without its .ics file: {missing}", flush=True)
        return b""


def _left_out(name: str, selection: Selection) -> bool:
    """Whether a file of the book is the source of a page that the course does not have."""
    path = Path(name)
    if path.suffix not in {".ipynb", ".md"} or path.parts[0] != "book" or any(p.startswith("_") for p in path.parts):
        return False
    return path.with_suffix("").as_posix() not in selection.pages


def _no_clash(course: Course, mine: Mapping[str, bytes], shown: tuple[str, ...]) -> None:
    made = {f"{OWN}/{name}" for name in shown} | (set() if front_page(course) else {ROOT})
    for name in mine:
        if Path(name).suffix in {".md", ".ipynb"} and Path(name).with_suffix("").as_posix() in made:
            own = name.removeprefix(f"{OWN}/")
            raise CourseError(f"{own}: a page of this name is made from course.yml; expected another name")


def _restricted(page: bytes, full: str) -> bytes:
    """A page of lists with a line that says where the list of the full book is."""
    text = page.decode("utf-8")
    line = f"This page lists what the chapters of this course have. [The same page of the full book]({full}){{.nn-full-book}} lists everything."
    for words, here in OF_A_COURSE.items():
        text = text.replace(words, here)
    return TITLE.sub(lambda found: f"{found[0]}\n\n{line}", text, count=1).encode("utf-8")


def _title_of(page: str, files: Mapping[str, bytes]) -> str:
    if f"{page}.md" in files:
        text = files[f"{page}.md"].decode("utf-8")
    else:
        cells = json.loads(files[f"{page}.ipynb"])["cells"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    found = TITLE.search(text)
    return found[1].strip() if found else page


def _front(
    course: Course, today: date, files: Mapping[str, bytes], selection: Selection, book: str, address: str
) -> bytes:
    own = front_page(course)
    text = files[f"{own_name(own)}.md"].decode("utf-8") if own else ""
    titles = {page: _title_of(page, files) for page in selection.pages if page != selection.root}
    people = schedule.staff(course)
    parts = [schedule.due_box(course, today), f"## Staff\n\n{people}" if people.strip() else ""]
    return front.front(course, text, selection, titles, book, address, parts).encode("utf-8")


def _logo(course: Course) -> dict[str, bytes]:
    if course.logo is None:
        return {}
    path = course.folder / course.logo
    if not path.is_file():
        raise CourseError(f"logo: expected a picture at {course.logo}, got no file")
    return {f"course-logo{path.suffix}": path.read_bytes()}


def _banner(text: str) -> str:
    """One line: the theme puts it into a header."""
    return " ".join(text.split("\n")).strip()


def _data(course: Course, table: Table, address: str) -> bytes:
    """What the extensions in the tree have to know."""
    person = next((person for person in course.staff if person.email), None)
    data: dict[str, Any] = {
        "address": address,
        "email": person.email if person else "",
        "pages": table.pages,
        "targets": table.raw["targets"],
        "places": table.raw["places"],
        "rows": table.raw["rows"],
        "formats": table.raw["formats"],
        "widgets": table.widgets,
    }
    return json.dumps(data, ensure_ascii=False, indent=0, sort_keys=True).encode("utf-8")
