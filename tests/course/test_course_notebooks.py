"""A course's notebooks read well in any program, hold the solutions that they should, and run, for students and instructors."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dated_book  # makes the small books importable
import nbformat
import pytest
from dated_book import ROOT

from nncourse.course_file.model import Book, Chapter, Course, Notation, Page, Part, Solutions
from nncourse.editions import leaks, mark_of
from nncourse.editions.canary import hidden_mark
from nncourse.editions.notebooks.readable import readable
from nncourse.editions.notebooks.words import Places, works
from nncourse.editions.notebooks.writing import write
from nncourse.site.references import Target

assert dated_book
DAY = date(2026, 11, 1)
LEFT = re.compile(r"\{[a-z:-]+\}`|^:::|^\([\w-]+\)=|\((?:eq|sec|fig|ex|sol)-[\w-]+\)|^```\{|^%", re.M)
PLACES = Places(
    {
        "eq-here": Target("book/a", "equation-eq-here", "equation", "3", ""),
        "ex-one": Target("book/a", "ex-one", "exercise", "2", "One"),
        "fig-b": Target("book/b", "fig-b", "figure", "7", "A figure"),
    },
    {
        "eq-far": Target("book/c", "equation-eq-far", "equation", "54", ""),
        "sec-far": Target("book/c", "sec-far", "section", "", "Far"),
    },
    "https://uni.example/nn/",
    "https://book.example/",
    {"cui": "Cui 2019"},
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("By {eq}`eq-here`, {numref}`fig-b`.", "By (3), [Figure 7](https://uni.example/nn/book/b.html#fig-b)."),
        ("By {eq}`eq-far`.", "By [equation (54) of the full book](https://book.example/book/c.html#equation-eq-far)."),
        (
            "Equation {eq}`eq-far`.",
            "Equation [(54) of the full book](https://book.example/book/c.html#equation-eq-far).",
        ),
        (
            "{ref}`sec-far`, {ref}`so <sec-far>`",
            "[Far (full book)](https://book.example/book/c.html#sec-far), [so](https://book.example/book/c.html#sec-far)",
        ),
        ("Cui {cite}`cui`, {ref}`lost`", "Cui [(Cui 2019)](https://uni.example/nn/book/bibliography.html), `lost`"),
        ("$$\na = b\n$$ (eq-here)\n\nNext.", "$$\na = b \\tag{3}\n$$\n\nNext."),
        ("(sec-x)=\n# Title", "# Title"),
        ("```{index} single: a\n```\nText.", "Text."),
        ("```{exercise} One\n:label: ex-one\n\nDo it.\n```", "**Exercise 2 (One)**\n\nDo it."),
        (":::{admonition} Note\nSo $a$.\n:::", "> **Note**\n>\n> So $a$."),
        (":::{admonition} See\n:class: dropdown\nSo.\n:::", "<details>\n<summary>See</summary>\n\nSo.\n\n</details>"),
        ("```python\n{eq}`eq-here`\n```\n`{ref}` stays", "```python\n{eq}`eq-here`\n```\n`{ref}` stays"),
    ],
)
def test_plain_markdown(text: str, shown: str) -> None:
    assert readable(text, "book/a", PLACES) == shown


def test_without_addresses_references_are_words() -> None:
    places = Places(PLACES.course, PLACES.full)
    assert readable("{numref}`fig-b`, {eq}`eq-far`", "book/a", places) == "Figure 7, equation (54) of the full book"


def test_works_are_cited_by_author_and_year() -> None:
    known = works((ROOT / "book/references.bib").read_text())
    assert len(known) > 10 and all(re.fullmatch(r"[^\\{}]+", said) for said in known.values()), known


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    (folder / "pages").mkdir()
    (folder / "welcome.md").write_text("# Welcome\n\nSee {ref}`sec-chain-rule` and {eq}`eq-mse`.\n")
    cells = [
        nbformat.v4.new_markdown_cell("# Own\n\nAfter {ref}`sec-chain-rule`."),
        nbformat.v4.new_code_cell("assert 1 + 1 == 2"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "pages/own.ipynb")
    course = Course(
        folder,
        Book(path=ROOT, url="https://book.example/"),
        "Nets",
        (Part("", (Page(Path("welcome.md")),)), Part("One", (Page(Path("pages/own.ipynb")), Chapter("chain-rule")))),
        term="Autumn",
        url="https://uni.example/nn/",
        timezone=ZoneInfo("UTC"),
        notation=Notation("book", {r"\epsilon": r"\omega"}),
        solutions=Solutions("hidden", {SHOWN: DAY}),
    )
    return write(course, DAY, ROOT)


SHOWN = "diamond_share"


def _cells(path: Path, kind: str) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def test_all_pages_in_the_courses_order(made: Path) -> None:
    names = ["01-welcome.ipynb", "02-own.ipynb", "03-chain-rule.ipynb"]
    for edition in ("student", "instructor"):
        assert sorted(path.name for path in (made / edition).iterdir()) == names
        for name in names:
            notebook: Any = json.loads((made / edition / name).read_text())
            nbformat.validate(nbformat.from_dict(notebook))


def test_nothing_is_left_that_only_the_book_can_read(made: Path) -> None:
    for path in made.rglob("*.ipynb"):
        for text in _cells(path, "markdown"):
            prose = re.sub(r"```(?!\{).*?```|`[^`\n]*`", "", text, flags=re.S)
            assert not LEFT.findall(prose), (path.name, text)
    welcome = "\n".join(_cells(made / "student/01-welcome.ipynb", "markdown"))
    assert "](https://uni.example/nn/book/gradients/chain-rule.html#sec-chain-rule)" in welcome
    assert re.search(
        r"\[equation \(\d+\) of the full book\]\(https://book.example/book/one-neuron/losses.html#equation-eq-mse\)",
        welcome,
    )


def test_equations_and_exercises_have_the_courses_numbers(made: Path) -> None:
    text = "\n".join(_cells(made / "student/03-chain-rule.ipynb", "markdown"))
    tags = [int(tag) for tag in re.findall(r"\\tag\{(\d+)\}", text)]
    assert tags == list(range(1, len(tags) + 1)) and len(tags) > 5
    assert "**Exercise 1 (" in text and r"\omega" in text


def test_students_have_what_is_shown_and_instructors_all(made: Path) -> None:
    assert leaks(made / "student", {"ex-paths-add-up"}) == []
    student, instructor = ((made / name / "03-chain-rule.ipynb").read_text() for name in ("student", "instructor"))
    label = "ex-diamond-share"
    assert student.count(mark_of(label)) >= 1 and hidden_mark() not in student
    assert instructor.count(hidden_mark()) > 5 and "hide-cell" not in instructor
    assert (
        "<summary>Solution" in student
        and "<summary>Solution" not in instructor
        and "> **Solution of exercise" in instructor
    )


@pytest.mark.parametrize("edition", ["student", "instructor"])
def test_they_run_where_nnlib_is(made: Path, edition: str) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        "--nbval-lax",
        "--nbval-current-env",
        edition,
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=made, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) > 20  # type: ignore[index]
