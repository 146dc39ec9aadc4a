"""`build(course, today, book)`: from the course file to `_build/html` beside it, on the book's own machinery.

The assembled tree stays in `_build/.sources/site`, so that the next build is short; node_modules, the files of Pyodide and
of JupyterLite and the runs of notebooks are shared with the book. Any warning, any broken link, any solution whose day has
not come stops the build, and the site that was built before stays as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import yaml

from nncourse.cli import CourseError
from nncourse.course_file.model import Course
from nncourse.editions import leaks, notation_note, shown_today, sources
from nncourse.editions.book_tools import tool
from nncourse.pinned import changes
from nncourse.site import executed, links, references
from nncourse.site.assemble import files_of
from nncourse.site.prerequisites import notes
from nncourse.site.selection import Selection
from nncourse.site.settings import book_address

TREE = Path("_build") / ".sources" / "site"
HTML = Path("_build") / "html"
SHARED = ("node_modules", "_build/.pyodide", "_build/.lite/wheels")
KEPT = {"_build", "node_modules"}
STAMP = Path("_build") / ".pages"
WHEELS = "NN_PYODIDE_WHEELS"
# what tools/build.py says that does not fit a course
NOISE = ("The book is in", "Open it with", "make:", "Building your book")
SERVED = ("_static/live/pyodide", "lite/pyodide")  # below the book's site
# parts of a site that hold no word of the book: Pyodide, JupyterLite, the theme, KaTeX
FROM_ELSEWHERE = (
    "_static/live/pyodide",
    "lite/pyodide",
    "lite/build",
    "lite/extensions",
    "_static/vendor",
    "_static/scripts",
    "_static/katex",
)
SHOWN = 20  # broken links that are told


def build(course: Course, today: date, book: Path) -> Path:
    """Build the course's site; returns the folder of the built html."""
    start = time.monotonic()
    for line in changes.told(course, book):
        print(line, flush=True)
    table = references.table(book, course.folder / "_build" / ".sources")
    files, selection = files_of(course, today, sources(course, today, book), table)
    for note in notes(selection, table):
        print(f"note: {note}", flush=True)
    if said := notation_note(files, course.chapters):
        print(f"note: {said}", flush=True)
    if not course.url:
        print(
            "note: course.yml names no url; addresses in the pages are those of `nncourse serve` until it does",
            flush=True,
        )
    tree = course.folder / TREE
    write(tree, files, book)
    _forget_other_pages(tree, files, selection)
    executed.take(tree, book, selection.pages)
    run(tree, book, course)
    executed.keep(tree, book, selection.pages)
    built = tree / HTML
    config = yaml.safe_load(files["_config.yml"])
    address = book_address(course, yaml.safe_load((book / "_config.yml").read_text(encoding="utf-8")))
    check(built, address, str(config["html"]["baseurl"]), table)
    refuse_leaks(built, course, today, book)
    html = publish(built, course.folder / HTML)
    changes.record(course, book)
    print(f"The course is in {html} ({time.monotonic() - start:.0f} s); `nncourse serve` shows it.", flush=True)
    return html


def write(tree: Path, files: Mapping[str, bytes], book: Path) -> None:
    """Make the tree hold these files, and link what is fetched once for all."""
    tree.mkdir(parents=True, exist_ok=True)
    tool("edition").write(tree, dict(files), keep=lambda inside: inside.parts[0] in KEPT)
    for name in SHARED:
        if (book / name).exists() and not (tree / name).exists():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).unlink(missing_ok=True)  # a link that leads nowhere
            (tree / name).symlink_to((book / name).resolve(), target_is_directory=True)


def _forget_other_pages(tree: Path, files: Mapping[str, bytes], selection: Selection) -> None:
    """Remove the pages of the build before if they were others, or stood in another order."""
    pages = json.dumps([selection.root, selection.parts]) + hashlib.sha256(files["_toc.yml"]).hexdigest()
    stamp = tree / STAMP
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != pages:
        for folder in (".doctrees", "html"):
            shutil.rmtree(tree / "_build" / folder, ignore_errors=True)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(pages, encoding="utf-8")


def variables(tree: Path, book: Path, course: Course) -> dict[str, str]:
    """The environment of the book's build in the tree: its own nnlib, its own address, Pyodide where the book has it."""
    found = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}
    found.pop("REPOSITORY_URL", None)  # where errors of the text are reported is the book's repository
    if course.url:
        found["SITE_URL"] = course.url
    if not found.get(WHEELS) and not (book / "_build" / ".pyodide").exists() and (folder := served_files(tree, book)):
        found[WHEELS] = str(folder)
    return found


def served_files(tree: Path, book: Path) -> Path | None:
    """A folder with the files of Pyodide that the book's own site serves, as links; None if it was built without them."""
    places = [book / HTML / part for part in SERVED]
    if not places[0].exists():
        return None
    folder = tree / "_build" / ".served"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in (path for place in places if place.exists() for path in place.iterdir()):
        if not (folder / path.name).exists():
            (folder / path.name).symlink_to(path.resolve())
    return folder


def run(tree: Path, book: Path, course: Course) -> None:
    """Run the book's build in the tree; raises CourseError if it fails, after all that it said."""
    command = [sys.executable, str(tree / "tools" / "build.py")]
    process = subprocess.Popen(
        command,
        cwd=tree,
        env=variables(tree, book, course),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    for line in process.stdout:
        if line.strip() and not line.startswith(NOISE):
            print(line.replace(f"{tree}/", ""), end="", flush=True)
    if process.wait():
        raise CourseError("the course was not built; what to mend is named above")


def check(site: Path, address: str, own: str, table: references.Table) -> None:
    """Raise CourseError if a link of the site leads nowhere."""
    wrong = links.broken(site, address, links.known_places(table), own)
    if wrong:
        more = f"\n  and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise CourseError("links that lead nowhere:\n  " + "\n  ".join(wrong[:SHOWN]) + more)


def refuse_leaks(site: Path, course: Course, today: date, book: Path) -> None:
    """Raise CourseError, and remove the site, if it holds a solution whose day has not come."""
    found = leaks(site, shown_today(course, today, book).hidden, FROM_ELSEWHERE)
    if found:
        shutil.rmtree(site)
        raise CourseError(
            "solutions that should be hidden were found in the site, which was removed:\n  " + "\n  ".join(found)
        )


def publish(built: Path, html: Path) -> Path:
    """Put a copy of the built site in its place, whole or not at all."""
    new, old = html.with_name(".html-new"), html.with_name(".html-old")
    for folder in (new, old):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(built, new)
    if html.exists():
        html.rename(old)
    new.rename(html)
    shutil.rmtree(old, ignore_errors=True)
    return html
