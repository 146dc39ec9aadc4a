"""Courses of any chapters in any order: they build without a warning, no link leads nowhere, all is numbered anew.

`make audit` builds fifty; here are three, one of them with the instructor's own pages.
"""

from __future__ import annotations

import json
import os
import random
import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import selected_course
from selected_course import HTML, URL, chapters, course, table

from nncourse.cli import CourseError
from nncourse.course_file.model import Course
from nncourse.site import links
from nncourse.site.building import TREE
from nncourse.site.selection import Selection

ADDRESS = "https://example.github.io/neural-networks/"
THOROUGH = bool(os.environ.get("THOROUGH"))
SEEDS = range(50) if THOROUGH else (1, 2, 3)
WELCOME = """# Welcome

Not here: {eq}`eq-forward-two-layers`, equation {eq}`eq-kl`, {ref}`sec-universal`, {ref}`the forward pass <sec-forward>`,
{numref}`fig-bowl`, {numref}`ex-layer-shapes`, {ref}`ex-layer-shapes`, {doc}`/book/networks/forward`, [a link](#sec-jacobian), [](#sec-cnn).

Here: {ref}`sec-vanishing`, [the same](#sec-vanishing).

![A curve](pictures/curve.svg)
"""
CURVE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 9L9 0"/></svg>'
INTERLUDE = "# An interlude\n\n$$ x = y $$\n\nBy {eq}`eq-kl`.\n\n$$ a = b $$ (eq-own)\n\nSo {eq}`eq-own`."
READING = {"metadata": {}, "source": 'print(open("data.csv").read())', "outputs": [], "execution_count": None}
NOTEBOOK: dict[str, Any] = {
    "nbformat": 4,
    "nbformat_minor": 4,  # in which cells had no ids
    "metadata": {},
    "cells": [{"cell_type": "markdown", "metadata": {}, "source": INTERLUDE}, {"cell_type": "code", **READING}],
}


@dataclass(frozen=True)
class Built:
    course: Course
    selection: Selection
    site: Path

    def page(self, name: str) -> str:
        return (self.site / f"{name}.html").read_text(encoding="utf-8")


def chosen(seed: int) -> tuple[list[str], tuple[str, ...] | None]:
    """Chapters in some order, and appendices: all in one course, few in the others."""
    if seed == 2:  # a chapter with a widget that was made for another one, which is not here
        return ["backprop", "learning"], ("gallery", "progress")
    pick = random.Random(seed)
    keys = pick.sample(chapters(), pick.randint(1, 18) if THOROUGH else 2)
    every = ["notation", "mathematics", "gallery", "terms", "progress", "lecture-map", "errata", "equations"]
    return keys, None if seed == 1 else tuple(pick.sample(every, pick.randint(0, 4)))


@pytest.fixture(scope="module", params=SEEDS)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    keys, appendices = chosen(request.param)
    made = course(tmp_path_factory.mktemp("course"), keys, appendices=appendices)
    return Built(made, selected_course.selection(made), selected_course.build(made))


@cache
def full_book() -> dict[str, set[str]]:
    return links.places_of_site(HTML)


def test_no_link_leads_nowhere_and_every_one_to_the_full_book_has_its_anchor(built: Built) -> None:
    """Asked of the built book, not of the table that made the links."""
    assert links.broken(built.site, ADDRESS, full_book(), URL) == []
    assert sum(map(len, links.to_full_book(built.site, ADDRESS).values())) > len(built.selection.pages)


def test_only_the_chosen_chapters_are_there_in_their_order(built: Built) -> None:
    there = {p.relative_to(built.site).with_suffix("").as_posix() for p in built.site.glob("book/**/*.html")}
    assert there == set(built.selection.chapters)
    wanted = [table().by_key()[key] for key in built.course.chapters]
    assert [page for page in built.selection.pages if page in wanted] == wanted
    sidebar = re.search(r'<nav class="bd-links.*?</nav>', built.page(built.selection.root), re.S)
    assert sidebar is not None
    shown = [re.sub(r"^(\.\./)+", "", link) for link in re.findall(r'href="([^"#]+)\.html"', sidebar[0])]
    assert [page for page in shown if page in wanted] == wanted


def sources_of(built: Built, page: str) -> str:
    """What a page was made from, as it stands in the tree."""
    stem = built.course.folder / TREE / page
    return next(path.read_text(encoding="utf-8") for path in map(stem.with_suffix, (".ipynb", ".md")) if path.exists())


def test_every_reference_to_what_was_left_out_leads_to_the_full_book_and_says_so(built: Built) -> None:
    here, count = set(built.selection.pages), 0
    for page in built.selection.chapters:
        text, source = built.page(page), sources_of(built, page)
        for label in table().uses[page]:
            target = table().targets.get(label)
            if target is None or target.page in here or label not in source:  # it may stand in a solution
                continue
            found = re.findall(
                rf'<a class="([^"]*)" href="{re.escape(target.address(ADDRESS))}" title="([^"]*)">(.*?)</a>', text, re.S
            )
            assert found, (page, label)
            for classes, title, words in found:
                assert "nn-full-book" in classes
                assert unescape(title).startswith("In the full book: ")
                assert "full book" in words
                assert target.number in unescape(title) and target.number in words
            count += 1
    assert count > 2 or len(here) > 18


def test_equations_figures_and_exercises_are_numbered_from_one_through_the_course(built: Built) -> None:
    text = "".join(built.page(page) for page in built.selection.pages)
    for pattern in (
        r'<span class="eqno">\((\d+)\)',
        r'<span class="caption-number">Fig\. (\d+) ?</span>',
        r'<span class="caption-number">Exercise (\d+) ?</span>',
    ):
        numbers = [int(number) for number in re.findall(pattern, text)]
        assert numbers == list(range(1, len(numbers) + 1)), pattern


def test_pages_of_lists_hold_what_the_course_has(built: Built) -> None:
    here = built.selection.chapters
    for key in ("lecture-map", "errata", "gallery", "progress", "terms", "equations"):
        page = table().by_key()[key]
        if page in here:
            text = built.page(page)
            assert "chapter to come" not in text and "Not treated yet" not in text
            assert f"{ADDRESS}{page}.html" in text
    gallery = table().by_key()["gallery"]
    if gallery in here:
        widgets = {name for page in here for name in table().widgets.get(page, ())}
        shown = set(re.findall(r'id="gallery-([\w-]+)"', built.page(gallery)))
        assert shown - {"of-the-widgets"} == widgets


def test_notebooks_to_take_away_lead_to_the_full_book_too(built: Built) -> None:
    here, count = set(built.selection.pages), 0
    for path in built.site.glob("notebooks/**/*.ipynb"):
        text = "".join("".join(cell["source"]) for cell in json.loads(path.read_text())["cells"])
        for label in re.findall(r"\{(?:ref|eq)\}`(?:[^`<]*<)?([\w-]+)>?`", text):
            assert label not in table().targets or table().targets[label].page in here, (path, label)
        count += len(re.findall(rf"\[[^\]]*full book\)?\]\({re.escape(ADDRESS)}", text))
    assert count or len(here) > 18


def test_title_footer_and_addresses_are_the_course_s(built: Built) -> None:
    text = built.page(built.selection.chapters[0])
    assert "A course</title>" in text
    assert f'href="{URL}{built.selection.chapters[0]}.html"' in text
    assert f'The chapters are taken from <a href="{ADDRESS}">' in text
    assert "Ada Example; the chapters by" in text


# --- the instructor's own pages ---------------------------------------------------------------------------------


def write_pages(folder: Path, welcome: str = WELCOME) -> None:
    (folder / "pictures").mkdir()
    (folder / "pictures" / "curve.svg").write_text(CURVE)
    (folder / "pages").mkdir()
    (folder / "pages" / "data.csv").write_text("Popocatepetl")
    (folder / "pages" / "interlude.ipynb").write_text(json.dumps(NOTEBOOK))
    (folder / "welcome.md").write_text(welcome)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("own")
    write_pages(folder)
    made = course(folder, ["vanishing"], ["welcome.md", "pages/interlude.ipynb"], appendices=())
    return Built(made, selected_course.selection(made), selected_course.build(made))


def test_own_pages_refer_to_the_book_by_its_labels(own: Built) -> None:
    text = own.page("course/welcome")
    words = [
        unescape(re.sub(r"<[^>]+>", "", each))
        for each in re.findall(r'<a class="nn-full-book[^>]*>(.*?)</a>', text, re.S)
    ]
    number = {
        label: table().targets[label].number
        for label in ("eq-forward-two-layers", "eq-kl", "fig-bowl", "ex-layer-shapes")
    }
    assert words[:10] == [
        f"equation ({number['eq-forward-two-layers']}) of the full book",
        f"({number['eq-kl']}) of the full book",
        f"{table().targets['sec-universal'].title} (full book)",
        "the forward pass (full book)",
        f"Fig. {number['fig-bowl']} of the full book",
        f"Exercise {number['ex-layer-shapes']} of the full book",
        f"Exercise {number['ex-layer-shapes']} of the full book",
        "Feed-forward networks (full book)",
        "a link (full book)",
        f"{table().targets['sec-cnn'].title} (full book)",
    ]
    assert text.count('href="../book/gradients/vanishing.html#sec-vanishing"') >= 2


def test_own_pages_need_not_follow_the_rules_of_the_book(own: Built) -> None:
    """Equations without a label, a notebook of an old format, a file beside it, a picture."""
    text = own.page("course/pages/interlude")
    assert "Popocatepetl" in text
    assert 'href="#equation-eq-own"' in text
    assert list(own.site.glob("_images/curve.svg"))
    assert links.broken(own.site, ADDRESS, full_book(), URL) == []


def test_the_first_page_is_the_instructor_s_with_staff_and_origin(own: Built) -> None:
    text = own.page("course/welcome")
    assert 'url=course/welcome.html"' in own.page("index")
    assert re.search(r"<h1>Welcome<", text)
    assert "mailto:ada@uni.example" in text
    assert "About this course" in text


def test_an_unknown_label_stops_the_build_and_the_site_before_stays(
    own: Built, capfd: pytest.CaptureFixture[str]
) -> None:
    page = own.course.folder / "welcome.md"
    before, kept = page.read_text(), own.page("course/welcome")
    page.write_text(f"{before}\n\n{{ref}}`sec-nowhere`\n")
    try:
        with pytest.raises(CourseError, match="was not built"):
            selected_course.build(own.course)
    finally:
        page.write_text(before)
    assert "sec-nowhere" in capfd.readouterr().out
    assert own.page("course/welcome") == kept
