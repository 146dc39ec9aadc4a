"""A built course on the day before and on the day: no trace of a solution before its date, and from then on it is everywhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import dated_book  # makes the small books importable
import edition
import pytest
from dated_book import AFTER, BEFORE, SmallBook, build, course_of, with_nnlib
from edition_book import BLOCK, CELL, CHECK, COMMENT, PAGE, WORDS, everything, write_chapters

from nncourse.course_file.model import Solutions
from nncourse.editions import leaks, mark_of
from nncourse.editions.canary import occurrences

assert dated_book

DATES = Solutions("hidden", {"relu": AFTER, "proof": AFTER, "another": date(2027, 1, 1)})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The site of a small course on the day before, on the day of two of its three exercises, and when all are shown."""
    book = SmallBook(tmp_path_factory.mktemp("book"))
    write_chapters(book)
    root = with_nnlib(book)
    found = {}
    target = tmp_path_factory.mktemp("site")
    for name, day in (("before", BEFORE), ("after", AFTER)):
        build(course_of(root, DATES), day, root, target)
        found[name] = target.with_name(f"{target.name}-{name}")
        (target / "_build/html").rename(found[name])
        edition.write(target / "_build", {}, keep=lambda inside: inside.parts[0] not in {".doctrees", "html"})
    return found


def _where(site: Path, word: str) -> set[str]:
    return {
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.is_file() and word.encode() in path.read_bytes()
    }


def test_before_the_date_there_is_no_trace(built: dict[str, Path]) -> None:
    text = everything(built["before"]).lower()
    assert "your code here" in text and "show it." in text and "after it." in text
    assert [word for word in WORDS if word.lower() in text] == []
    assert leaks(built["before"], {"ex-relu", "ex-proof", "ex-another"}) == []


def test_from_the_date_on_it_is_everywhere(built: dict[str, Path]) -> None:
    site = built["after"]
    assert leaks(site, {"ex-another"}) == []
    marks = occurrences(site, [mark_of("ex-relu"), mark_of("ex-proof"), mark_of("ex-another")])
    page, source, taken = "book/part/chapter.html", "_sources/book/part/chapter.ipynb", "notebooks/part/chapter.ipynb"
    assert {page, source, taken, "searchindex.js"} <= set(marks[mark_of("ex-relu")])
    assert {page, source, taken} <= set(marks[mark_of("ex-proof")]) and marks[mark_of("ex-another")] == []
    for word in (CELL, CHECK, BLOCK):
        assert {page, source, taken} <= _where(site, word)
    assert "searchindex.js" in _where(site, BLOCK.lower()[:8])
    text = everything(site).lower()
    assert PAGE.lower() not in text and COMMENT.lower() in text


def test_the_search_would_find_a_leak_in_the_site(built: dict[str, Path]) -> None:
    assert {line.partition(":")[0] for line in leaks(built["after"], {"ex-relu"})} >= {
        "searchindex.js",
        "book/part/chapter.html",
    }
