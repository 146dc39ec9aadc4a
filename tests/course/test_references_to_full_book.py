"""The table of the full book's places is right for the built book: every anchor exists there, and has the number it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from selected_course import HTML, course, selection, table

from nncourse.site import links, references
from nncourse.site.prerequisites import notes

ADDRESS = "https://example.github.io/neural-networks/"
# the first number behind an anchor is that of what has the anchor
NUMBER = re.compile(r'<span class="(?:eqno|caption-number)">([^<]*)')
SHOWN = {"equation": "({})", "figure": "Fig. {}", "exercise": "Exercise {}"}


def built(page: str) -> str:
    return (HTML / f"{page}.html").read_text(encoding="utf-8")


def test_every_place_of_the_table_is_in_the_built_book() -> None:
    known, there = links.known_places(table()), links.places_of_site(HTML)
    assert sum(map(len, known.values())) > 1000
    absent = {(page, anchor) for page, anchors in known.items() for anchor in anchors if anchor not in there[page]}
    assert not absent


def pages_with_numbers() -> Iterator[str]:
    yield from dict.fromkeys(target.page for target in table().targets.values() if target.number)


def test_every_number_is_the_one_that_the_built_book_shows() -> None:
    wrong, count = [], 0
    for page in pages_with_numbers():
        text = built(page)
        for label, target in table().targets.items():
            if target.page != page or not target.number:
                continue
            count += 1
            at = text.find(f'id="{target.anchor}"')
            shown = NUMBER.search(text, at)
            if at < 0 or shown is None or shown[1].strip() != SHOWN[target.kind].format(target.number):
                wrong.append((label, target))
    assert count > 500
    assert not wrong


def test_titles_are_those_of_the_built_book() -> None:
    for label in ("sec-losses", "sec-math-derivatives", "sec-vec-softmax"):
        target = table().targets[label]
        heading = re.search(rf'id="{target.anchor}".*?<h\d>(.*?)<', built(target.page), re.S)
        assert heading is not None
        assert heading[1] == target.title
    assert table().targets["ex-gibbs"].title in built(table().targets["ex-gibbs"].page)


def test_no_solution_is_a_target() -> None:
    assert not [label for label in table().targets if label.startswith("sol-")]


def test_the_key_changes_with_a_chapter_and_not_with_what_was_built(tmp_path: Path) -> None:
    for name in ("_config.yml", "_toc.yml", "book/part/chapter.ipynb", "book/index.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    before = references.key(tmp_path)
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "anything").write_text("built")
    assert references.key(tmp_path) == before
    (tmp_path / "book/part/chapter.ipynb").write_text("two")
    assert references.key(tmp_path) != before


# --- prerequisites ----------------------------------------------------------------------------------------------


def told(tmp_path: Path, *keys: str) -> list[str]:
    return list(map(str, notes(selection(course(tmp_path, keys)), table())))


def test_a_chapter_used_but_not_chosen_is_named_with_the_reason(tmp_path: Path) -> None:
    (first, *_) = told(tmp_path, "losses")
    assert first.startswith("losses needs sec-activations, ")
    assert "eq-sigmoid-prime" in first or "more of activations" in first
    assert first.endswith("it is not in the course: references lead to the full book")


def test_a_chapter_that_comes_after_one_that_needs_it_is_named(tmp_path: Path) -> None:
    (first, *_) = told(tmp_path, "losses", "activations")
    assert first.endswith("that chapter comes later in the course")
    assert not any(note.startswith("losses") for note in told(tmp_path, "activations", "losses"))


def test_an_outlook_is_no_prerequisite(tmp_path: Path) -> None:
    """The first chapter refers to later ones, and to the mathematics, which every course has at hand."""
    assert told(tmp_path, "learning") == []


# --- the link checker would notice ------------------------------------------------------------------------------

PAGE = '<html><body id="top"><h1 id="here">A</h1>{}</body></html>'


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("#nowhere", "no such anchor"),
        ("other.html", "no such file"),
        ("folder/b.html#gone", "no such anchor"),
        ("folder/missing.png", "no such file"),
        (f"{ADDRESS}book/page.html#gone", "no such anchor of the full book"),
        (f"{ADDRESS}book/gone.html", "no such page of the full book"),
    ],
)
def test_a_broken_link_is_found(tmp_path: Path, link: str, why: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/b.html").write_text(PAGE.format(""))
    fine = ("#here", "folder/b.html#top", "folder/", "https://elsewhere.example/#x", "mailto:a@b.example", "?x=1#here")
    good = "".join(f'<a href="{each}">x</a>' for each in (*fine, f"{ADDRESS}book/page.html#eq", ADDRESS))
    (tmp_path / "folder/index.html").write_text(PAGE.format(""))
    places = {"book/page": {"eq"}, "index": set[str]()}
    (tmp_path / "a.html").write_text(PAGE.format(good + "<script>\"<a href='no.html'>\"</script>"))
    assert links.broken(tmp_path, ADDRESS, places) == []
    (tmp_path / "a.html").write_text(PAGE.format(f"{good}<p><a class='x' href='{link}'>y</a></p>"))
    assert links.broken(tmp_path, ADDRESS, places) == [f"a.html: {link}: {why}"]
