"""`write(course, today, book)`: every chapter and own page of the course as a notebook, in the course's order.

`student` has the solutions that are shown today, `instructor` has all of them, open. Numbers are those of the course's site: the
same tree is read by Sphinx, without running anything.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from nncourse.cli import CourseError
from nncourse.course_file.model import Course, Page
from nncourse.editions.book_tools import tool
from nncourse.editions.canary import leaks
from nncourse.editions.course_sources import all_shown, shown_today, sources
from nncourse.editions.notebooks.readable import readable
from nncourse.editions.notebooks.words import Places, works
from nncourse.site import own_pages, references
from nncourse.site.assemble import files_of
from nncourse.site.selection import Selection, own_name
from nncourse.site.settings import book_address

FOLDER = Path("_build") / "notebooks"
TREE = Path("_build") / ".sources" / "notebooks"
BIBLIOGRAPHY = "book/references.bib"
MODULES = "node_modules"  # KaTeX is there
STUDENT, INSTRUCTOR = "student", "instructor"
LICENCE = "Text CC BY 4.0, code BSD 3-Clause."
Notebook = dict[str, Any]


def write(course: Course, today: date, book: Path, which: tuple[str, ...] = (STUDENT, INSTRUCTOR)) -> Path:
    """Write the notebooks into `_build/notebooks` beside course.yml; returns that folder."""
    full = references.table(book, course.folder / "_build" / ".sources")
    open_ones = all_shown(course, today, book)
    everything = files_of(course, today, sources(course, today, book, open_ones), full)
    address = book_address(course, yaml.safe_load((book / "_config.yml").read_text(encoding="utf-8")))
    cited = works((book / BIBLIOGRAPHY).read_text(encoding="utf-8"))
    places = Places(numbers(course, everything[0], book), full.targets, course.url, address, cited)
    for edition in which:
        shown = shown_today(course, today, book) if edition == STUDENT else open_ones
        files, selection = everything
        if edition == STUDENT:
            files, selection = files_of(course, today, sources(course, today, book, shown), full)
        target = course.folder / FOLDER / edition
        made = notebooks(course, files, selection, places, edition == INSTRUCTOR)
        tool("edition").write(target, made)
        if edition == STUDENT and (found := leaks(target, shown.hidden)):
            tool("edition").write(target, {})
            raise CourseError(
                "hidden solutions were found in the notebooks, which were removed:\n  " + "\n  ".join(found)
            )
    return course.folder / FOLDER


def numbers(course: Course, files: Mapping[str, bytes], book: Path) -> Mapping[str, references.Target]:
    """The labels of the course's own pages, from one reading of the tree, kept until a page changes."""
    pages = {n: c for n, c in files.items() if Path(n).suffix in (".md", ".ipynb", ".yml") or n.endswith("course.json")}
    digest = hashlib.sha256()
    for name, content in sorted(pages.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    result = (course.folder / TREE).with_name(f"numbers-{digest.hexdigest()[:20]}.json")
    if not result.exists():
        tree = course.folder / TREE
        tool("edition").write(tree, dict(files), keep=lambda inside: inside.parts[0] == MODULES)
        if (book / MODULES).exists() and not (tree / MODULES).exists():
            (tree / MODULES).symlink_to((book / MODULES).resolve(), target_is_directory=True)
        references.read(tree, result)
    return references.Table(json.loads(result.read_text(encoding="utf-8"))).targets


def notebooks(
    course: Course, files: Mapping[str, bytes], selection: Selection, places: Places, instructor: bool
) -> dict[str, bytes]:
    """The notebooks by name: `01-welcome.ipynb`, `02-learning.ipynb`, and the files that own pages name."""
    found: dict[str, bytes] = {}
    own = {own_name(e): e for part in course.contents for e in part.entries if isinstance(e, Page)}
    keys = set(course.chapters)
    pages = [p for p in selection.pages if p in own or (p.startswith("book/") and p.split("/")[-1] in keys)]
    for number, page in enumerate(pages, start=1):
        name = f"{number:02}-{page.split('/')[-1]}.ipynb"
        content = source(files, page)
        found[name] = _json(plain(content, page, course, places, instructor))
    for name, data in own_pages.files(course).items():
        inside = PurePosixPath(name.split("/", 1)[1])
        if inside.with_suffix("").as_posix() not in {n.split("/", 1)[1] for n in own}:
            found |= {
                (inside.relative_to(f) if inside.is_relative_to(f) else inside).as_posix(): data for f in _folders(own)
            }
    return found


def _folders(own: Mapping[str, Page]) -> list[PurePosixPath]:
    """The folders of own pages, from which they name their files."""
    return list(dict.fromkeys(PurePosixPath(page.path.as_posix()).parent for page in own.values()))


def source(files: Mapping[str, bytes], page: str) -> Notebook:
    """A page of the tree as a notebook; one in Markdown becomes one cell."""
    if f"{page}.ipynb" in files:
        found: Notebook = json.loads(files[f"{page}.ipynb"])
        return found
    cell = {"cell_type": "markdown", "id": "page", "metadata": {}, "source": files[f"{page}.md"].decode("utf-8")}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def plain(notebook: Notebook, page: str, course: Course, places: Places, instructor: bool) -> Notebook:
    """The notebook in Markdown that every program shows, with its place in the course below its title."""
    solutions, install = tool("solutions"), tool("install_cell")
    cells, used = list[dict[str, Any]](), {cell.get("id") for cell in notebook["cells"]}
    for cell in install.folded(notebook)["cells"]:
        text = solutions.text_of(cell)
        if cell["cell_type"] == "markdown":
            text = readable(text, page, places, open_solutions=instructor)
            if not text:
                continue
        elif instructor and solutions.is_solution(cell):
            metadata = {key: value for key, value in cell["metadata"].items() if key != "jupyter"}
            tags = [tag for tag in metadata.get("tags", []) if tag != install.FOLDED]
            cell = {**cell, "metadata": {**metadata, **({"tags": tags} if "tags" in metadata else {})}}
        cells.append({**cell, "source": text})
        if caption := _caption(cell, page, places):
            name = f"{cell['id'][:56]}-caption"
            if name not in used:
                cells.append({"cell_type": "markdown", "id": name, "metadata": {}, "source": caption})
    where = {"cell_type": "markdown", "id": "nncourse-where", "metadata": {}, "source": _where(course, page)}
    return {**notebook, "cells": [*cells[:1], where, *cells[1:]]}


def _caption(cell: Mapping[str, Any], page: str, places: Places) -> str:
    """What a page says below a figure."""
    figure = cell["metadata"].get("mystnb", {}).get("figure", {}) if cell["cell_type"] == "code" else {}
    if not figure.get("caption"):
        return ""
    number = places.number(figure.get("name", ""))
    return f"**Figure{f' {number}' if number else ''}.** {readable(figure['caption'], page, places)}"


def _where(course: Course, page: str) -> str:
    title = f"{course.title}, {course.term}" if course.term else course.title
    address = references.page_address(course.url, page) if course.url else ""
    site = f" This page [on the course's site]({address})." if address else ""
    return f"*{title}.*{site} {course.licence or LICENCE}"


def _json(notebook: Notebook) -> bytes:
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode("utf-8")
