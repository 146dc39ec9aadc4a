"""A built page in a course's notation: its letters come first, the menu leads to the book's, and the equations are still checked."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import dated_book  # makes the small books importable
import pytest
from dated_book import BEFORE, SmallBook, build, course_of, with_nnlib
from small_book import TITLE

from nncourse.course_file.model import Notation

assert dated_book
OWN = Notation("book", {r"\delta": "e", "w": r"\theta", r"\eta": r"\alpha", "t": "y", r"\varphi": "g"})

CONTEXT = '''"""A check of the small chapter's one equation."""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene

chapter = Chapter("chapter")


@chapter.scene("eq-step")
def a_step(draw: Draw) -> Scene:
    given = {"w": draw.number_near(0.0, 1.0), "eta": 0.3, "delta": draw.number_near(1.0), "x": draw.number_near(2.0)}
    return Scene(given=given, rules={"z": lambda g: g.w * g.x}, functions={})
'''
PROSE = r"""The error $\delta$ moves the weight $w$ by $-\eta\delta x$; `\delta` in code stays.

Cui writes $\delta$ too.

$$
\frac{\partial z}{\partial x} = w
$$ (eq-step)

| Letter | Means |
| --- | --- |
| $\eta$ | the rate |
"""
NOTATION = "# Notation\n\nOne notation.\n\n## Symbols\n\n```{notation-table}\n```\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = SmallBook(tmp_path_factory.mktemp("book"))
    book.write(TITLE, ("markdown", "prose", PROSE), ("code", "code", 'delta = "\\delta"'))
    (book.folder / "book/equations").mkdir()
    (book.folder / "book/equations/chapter.py").write_text(CONTEXT)
    (book.folder / "book/notation.md").write_text(NOTATION)
    toc = book.folder / "_toc.yml"
    toc.write_text(toc.read_text() + "      - file: book/notation\n")
    root, target = with_nnlib(book), tmp_path_factory.mktemp("site")
    said = build(course_of(root, notation=OWN), BEFORE, root, target)
    assert "Equations: 1 hold\n" in said
    return target / "_build"


def _formulas(html: str) -> list[str]:
    return re.findall(r"<annotation[^>]*>(.*?)</annotation>", html, re.DOTALL)


def test_the_page_shows_the_courses_letters_first(site: Path) -> None:
    page = (site / "html/book/part/chapter.html").read_text()
    article = page.partition("<article")[2].partition("</article>")[0]
    shown = _formulas(article)
    assert shown[:2] == ["e", r"\theta"] and shown.count(r"\delta") == 1  # within the sentence that names a lecture
    assert r"\frac{\partial z}{\partial x} = \theta" in shown and r"\alpha" in shown
    assert "Checked on" in page


def test_notebooks_and_sources_of_the_site_hold_them_too(site: Path) -> None:
    for name in ("_sources/book/part/chapter.ipynb", "notebooks/part/chapter.ipynb"):
        text = "".join(
            "".join(c["source"])
            for c in json.loads((site / "html" / name).read_text())["cells"]
            if c["cell_type"] == "markdown"
        )
        assert r"= \theta" in text and r"$\alpha$" in text and r"`\delta` in code stays" in text


def test_the_menu_leads_back_to_the_book(site: Path) -> None:
    page = (site / "html/book/part/chapter.html").read_text()
    assert re.search(
        r'<option value="">Course</option>\s*<option value="book">Book</option>\s*<option value="cui">', page
    )
    (script,) = (site / "html/_static/notation").glob("chapter.book.*.js")
    handed = json.loads(re.fullmatch(r'nnNotation\("book",(.*)\)\n', script.read_text())[1])  # type: ignore[index]
    assert any(r"{\partial x} = w" in each[0] for each in handed["equations"].values())
    assert "eta" in _formulas(handed["letters"][r"\alpha"])[0]


def test_a_reader_can_choose_the_books_letters(site: Path, browser: Any) -> None:
    """And what was chosen in the book beside the course does not count here."""
    page = browser.new_page()
    page.add_init_script("localStorage.setItem('nn-notation', 'cui')")
    page.goto((site / "html/book/part/chapter.html").as_uri())
    first = page.locator("article .nn-formula annotation").first
    assert (
        first.text_content() == r"\frac{\partial z}{\partial x} = \theta"
        and page.locator("#nn-notation").input_value() == ""
    )
    page.select_option("#nn-notation", "book")
    page.wait_for_function("document.querySelector('article .nn-formula annotation').textContent.endsWith('= w')")
    assert "in the notation of the book" in page.locator(".nn-notation-note").text_content()
    page.select_option("#nn-notation", "")
    page.wait_for_function(r"document.querySelector('article .nn-formula annotation').textContent.endsWith('\\theta')")
    page.close()


def test_the_equations_are_checked_as_the_book_writes_them(site: Path) -> None:
    assert r"= w" in (site / "equations.json").read_text() and r"\\theta" not in (site / "equations.json").read_text()


def test_the_notation_page_begins_with_the_courses(site: Path) -> None:
    page = (site / "html/book/notation.html").read_text()
    assert "The letters of this course" in page and "In the book" in page
    row = page.partition('id="symbol-learning-rate"')[2].partition("</tr>")[0]
    assert _formulas(row)[:2] == [r"\alpha", r"\eta"]
