"""Python in the pages of a book: there with all its files, or left out with a reason; never half, and never a solution."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import edition
import lite
import live_assets
import pytest
import search_mark
import solutions
from edition_book import WORDS, everything, write_chapters
from pyodide_files import FOLDER
from small_book import ROOT, TITLE, SmallBook

WHEELS = os.environ.get(FOLDER, "")
needs_wheels = pytest.mark.skipif(not WHEELS, reason=f"{FOLDER} is not set")
INDEX = """# A small book

:::{live-note} offered
Cells run here.
:::
:::{live-note} left out
Cells do *not* run here.
:::
"""
PAGE = "book/part/chapter.html"


@pytest.fixture(autouse=True)
def without_notebooks_in_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(lite.VARIABLE, "no")


@pytest.fixture
def chapter(book: SmallBook) -> SmallBook:
    (book.folder / "book/index.md").write_text(INDEX)
    book.write(
        TITLE,
        ("code", "numbers", "import nnlib\nprint(nnlib.relu(2.0))"),
        ("code", "unseen", "x = 1"),
        ("code", "folded", "x + 1"),
        unseen={"tags": ["remove-cell"]},
        folded={"tags": ["hide-input"]},
    )
    return book


def tree(folder: Path) -> dict[str, str]:
    """The hash of every file below a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_without_wheels_no_cell_runs_and_the_last_lines_say_why(chapter: SmallBook) -> None:
    code, said = chapter.build("no such folder")
    assert code == 0, said
    html = chapter.folder / "_build/html"
    last = said.strip().splitlines()[-4:]
    assert f"{live_assets.LEFT_OUT} {FOLDER} should name a folder with Pyodide's wheels, got 'no such folder'." in last
    page, index = (html / PAGE).read_text(), (html / "book/index.html").read_text()
    assert "data-nn-cell" not in page and "live.js" not in page and "nn-run--" not in page
    assert not (html / "_static/live").exists()
    assert "do <em>not</em> run here" in index and "Cells run here" not in index


def test_a_note_is_of_two_kinds(chapter: SmallBook) -> None:
    (chapter.folder / "book/index.md").write_text(INDEX.replace("left out", "missing"))
    code, said = chapter.build()
    assert code == 1 and "live-note is 'offered' or 'left out', got 'missing'" in said, said


@needs_wheels
def test_with_wheels_all_is_there_and_without_them_all_is_gone(chapter: SmallBook) -> None:
    code, said = chapter.build(WHEELS)
    assert code == 0 and live_assets.LEFT_OUT not in said, said
    html = chapter.folder / "_build/html"
    page, index = (html / PAGE).read_text(), (html / "book/index.html").read_text()
    assert re.findall(r'<div class="(cell[^"]*)" data-nn-cell="([^"]*)"', page) == [
        ("cell docutils container", "numbers"),
        ("cell tag_hide-input docutils container", "folded"),
    ]
    assert re.search(r'<link rel="preload"[^>]* data-late data-of="[^"]*\blive/live\.js\b', page), (
        "no script in the page"
    )
    assert re.search(r'rel="stylesheet" href="[^"]*" data-of="[^"]*\blive/live\.css\b', page) and "nn-run--" not in page
    assert "_static/live" not in index and "Cells run here" in index and "do <em>not</em>" not in index
    live = html / "_static/live"
    cells = json.loads((live / "cells/book-part-chapter.json").read_text())
    assert [(cell["id"], cell["kind"]) for cell in cells] == [
        ("numbers", "run"),
        ("unseen", "quiet"),
        ("folded", "run"),
    ]
    about = json.loads((live / "files.json").read_text())
    served = {path.name for path in (live / "pyodide").iterdir()}
    assert len(served) == 18 and {"pyodide.mjs", "pyodide.asm.wasm", "pyodide-lock.json"} < served
    weight = sum(path.stat().st_size for path in (live / "pyodide").iterdir())
    assert 0.5 * weight < about["sizes"]["plots"] < 0.8 * weight, "as a host sends it, the core compressed"
    assert 8 * 10**6 < about["sizes"]["start"] < about["sizes"]["plots"] - 5 * 10**6

    first, written = tree(live), {path: path.stat().st_mtime_ns for path in (live / "pyodide").iterdir()}
    code, said = chapter.build(WHEELS)
    assert code == 0 and tree(live) == first
    assert {path: path.stat().st_mtime_ns for path in (live / "pyodide").iterdir()} == written

    code, said = chapter.build()
    assert code == 0 and live_assets.LEFT_OUT in said
    assert "data-nn-cell" not in (html / PAGE).read_text() and not live.exists()
    assert "Cells run here" not in (html / "book/index.html").read_text()

    code, said = chapter.build(WHEELS)
    assert code == 0 and tree(live) == first and "data-nn-cell" in (html / PAGE).read_text()


@needs_wheels
def test_a_corrupted_wheel_stops_the_build_in_one_sentence(chapter: SmallBook, tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    folder.mkdir()
    for path in Path(WHEELS).glob("*.whl"):
        (folder / path.name).symlink_to(path)
    (numpy,) = folder.glob("numpy-*")
    content = bytearray(numpy.read_bytes())
    content[1000] ^= 1
    numpy.unlink()
    numpy.write_bytes(content)
    code, said = chapter.build(str(folder))
    assert code == 1 and "Traceback" not in said, said
    (sentence,) = [line for line in said.splitlines() if "expected sha256" in line]
    assert numpy.name in sentence and hashlib.sha256(content).hexdigest() in sentence
    assert not (chapter.folder / "_build/html/_static/live").exists()


@needs_wheels
def test_the_student_edition_serves_no_solution(book: SmallBook, monkeypatch: pytest.MonkeyPatch) -> None:
    write_chapters(book)
    monkeypatch.setenv(FOLDER, WHEELS)
    code, said = book.build(WHEELS)
    assert code == 0, said
    assert edition.build("student", book.folder, ROOT) == 0
    full, student = (book.folder / "_build" / part / "_static/live" for part in ("html", "student/html"))
    told = everything(full / "cells").lower()
    assert solutions.MARK in told and any(word.lower() in told for word in WORDS)
    told = everything(student).lower()
    assert "your code here" in told and [word for word in WORDS if word.lower() in told] == []
    assert [cell["id"] for cell in json.loads((student / "cells/book-part-chapter.json").read_text())] == [
        *("imports", "stub")
    ]
    name = json.loads((student / "files.json").read_text())["wheel"]
    assert search_mark.leaks(student, solutions.MARK) == [] and name in search_mark.leaks(full, solutions.MARK)
