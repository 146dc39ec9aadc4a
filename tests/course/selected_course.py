"""Courses of some chapters of the real book, built quickly: with the outputs that the book's own build has stored.

A course's notebooks lack the solutions, so their runs are not the book's; for tests of links and numbers the outputs of the
cells that are the same will do. Everything else is the real build, without Python in the pages.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pytest
from book_root import ROOT
from pyodide_files import FOLDER

from nncourse.course_file.model import Book, Chapter, Course, Page, Part, Person
from nncourse.editions.book_tools import tool
from nncourse.site import building, executed, references
from nncourse.site.selection import Selection, select

DAY = date(2026, 10, 8)
URL = "https://uni.example/nn/"
HTML = ROOT / "_build" / "html"


def table() -> references.Table:
    """The places of the real book; the first test that asks waits for a reading of the book."""
    return references.table(ROOT)


def chapters() -> list[str]:
    """The keys of all chapters, in the book's order."""
    found = table()
    return [page.split("/")[-1] for page in found.order if page in found.needs]


def course(folder: Path, keys: Sequence[str], pages: Sequence[str] = (), **fields: Any) -> Course:
    """A course of these chapters, in two parts; own pages come first, the first of them as the front page."""
    half = (len(keys) + 1) // 2
    own = tuple(Page(Path(name)) for name in pages)
    parts = (
        *([Part("", own)] if own else []),
        Part("First part", tuple(map(Chapter, keys[:half]))),
        *([Part("Second part", tuple(map(Chapter, keys[half:])))] if keys[half:] else []),
    )
    usual: dict[str, Any] = {
        "book": Book(path=ROOT),
        "url": URL,
        "staff": (Person("Ada Example", "lecturer", "ada@uni.example"),),
        "term": "Autumn 2026",
    }
    return Course(folder=folder, title="A course", contents=parts, **{**usual, **fields})


def selection(of: Course) -> Selection:
    return select(of, table(), ())


def plant(tree: Path, book: Path, pages: Iterable[str]) -> None:
    """For each notebook a record that says it has run, with the outputs that the same cells have in the book."""
    execution = tool("execution")
    for page in pages:
        source, stored = tree / f"{page}.ipynb", book / executed.EXECUTED / f"{page}.ipynb"
        if source.exists() and stored.exists():
            notebook = nbformat.read(source, as_version=4)
            record = {"code": execution.code_key(notebook), "files": {}, "seconds": 0}
            tool("notebook_source").merge_outputs(notebook, nbformat.read(stored, as_version=4))
            target = tree / executed.EXECUTED / f"{page}.ipynb"
            target.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, target)
            target.with_suffix(".json").write_text(json.dumps(record))
    ledger = book / "_build" / "equations.json"
    if ledger.exists() and not (tree / "_build" / "equations.json").exists():
        shutil.copyfile(ledger, tree / "_build" / "equations.json")


def build(of: Course, today: date = DAY) -> Path:
    """The built site of a course; the book's folder keeps nothing of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, "no folder at all")
        patch.setenv("NN_LITE", "no")
        patch.setattr(executed, "take", plant)
        patch.setattr(executed, "keep", lambda *_: None)
        return building.build(of, today, ROOT)
