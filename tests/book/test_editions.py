"""The edition without solutions holds none, anywhere; the instructors' has them open; the full one has them folded."""

from __future__ import annotations

import re
from pathlib import Path

import edition
import pytest
import search_mark
import solutions
from edition_book import BLOCK, CELL, PAGE, WORDS, everything, write_chapters
from pyodide_files import FOLDER
from small_book import NO_WHEELS, ROOT, SmallBook


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The _build folder of a small book with all three editions."""
    book = SmallBook(tmp_path_factory.mktemp("editions"))
    write_chapters(book)
    code, said = book.build()
    assert code == 0, said
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(FOLDER, NO_WHEELS)
        for name in ("student", "instructor"):
            assert edition.build(name, book.folder, ROOT) == 0
    return book.folder / "_build"


def test_the_student_edition_holds_no_solution(built: Path) -> None:
    student = built / "student"
    assert search_mark.leaks(student, solutions.MARK) == []
    text = everything(student).lower()
    assert "your code here" in text and "show it." in text and "after it." in text
    assert [word for word in WORDS if word.lower() in text] == []
    for part in ("html/book/part/chapter.html", "html/_sources/book/part/chapter.ipynb", "html/searchindex.js"):
        assert (student / part).exists()
    assert (student / "notebooks/part/chapter.ipynb").exists()


def test_the_search_would_have_found_them(built: Path) -> None:
    """The same searches on the full edition: they can see what they are for."""
    leaks = search_mark.leaks(built / "html", solutions.MARK)
    assert "book/part/chapter.html" in leaks and "book/part/page.html" in leaks
    assert "_sources/book/part/chapter.ipynb" in leaks and "searchindex.js" in leaks
    text = everything(built / "html").lower()
    assert [word for word in WORDS if word.lower() not in text] == []


def test_links_to_solutions_read_well_without_them() -> None:
    assert solutions.remove_from_text("See {ref}`sol-x`.") == "See the solution (not in this edition)."
    assert solutions.remove_from_text("See {ref}`the proof <sol-x>`.") == "See the proof."
    assert solutions.remove_from_text("See [the end](#sol-x), {ref}`ex-x`.") == "See the end, {ref}`ex-x`."


def test_the_instructors_see_every_solution(built: Path) -> None:
    pages = built / "instructor/html/book/part"
    for page, word in (("chapter", CELL), ("chapter", BLOCK), ("page", PAGE)):
        folded = re.findall(r"<details.*?</details>", (pages / f"{page}.html").read_text(), re.DOTALL)
        assert word in (pages / f"{page}.html").read_text() and not any(word in each for each in folded)
    notebook = (built / "instructor/notebooks/part/chapter.ipynb").read_text()
    assert CELL in notebook and "hide-cell" not in notebook and "source_hidden" not in notebook
    assert "dropdown" not in (pages / "page.html").read_text().partition("<article")[2].partition("</article>")[0]


def test_the_full_edition_has_them_folded(built: Path) -> None:
    chapter = (built / "html/book/part/chapter.html").read_text()
    folded = "".join(re.findall(r"<details.*?</details>", chapter, re.DOTALL))
    assert CELL in folded
    assert re.search(r'class="[^"]*\bsolution\b[^"]*\bdropdown\b', chapter.partition(BLOCK)[0])


def test_a_solution_left_in_stops_the_student_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def leave_one(folder: Path) -> int:
        page = folder / "_build" / "html" / "page.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"<p class='{solutions.MARK}'>")
        return 0

    monkeypatch.setattr(edition, "build_site", leave_one)
    (tmp_path / "book").mkdir()
    assert edition.build("student", tmp_path, ROOT) == 1
    assert "html/page.html" in capsys.readouterr().err and not (tmp_path / "_build/student").exists()


def test_what_was_fetched_for_the_book_serves_its_editions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def look(folder: Path) -> int:
        seen.extend((folder / name).read_text() for name in ("_build/.pyodide/six.whl", "node_modules/katex.js"))
        return 1

    monkeypatch.setattr(edition, "build_site", look)
    for name in ("_build/.pyodide/six.whl", "node_modules/katex.js", "book/index.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    for _ in range(2):
        assert edition.build("student", tmp_path, ROOT) == 1
    assert seen == ["_build/.pyodide/six.whl", "node_modules/katex.js"] * 2
