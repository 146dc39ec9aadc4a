"""How a page opens: few requests, and what is not in sight is laid out late, without anything in sight moving for it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser
from visiting import SITE, Visitor, chapters, pages

CHAPTER = "book/one-neuron/activations.html"
# where everything in the first screen stands
IN_SIGHT = """() => [...document.querySelectorAll(".bd-article section > :not(section), .bd-article h1")]
  .map((node) => [node.tagName, node.getBoundingClientRect()]).filter(([, box]) => box.top < innerHeight && box.height)
  .map(([tag, box]) => [tag, Math.round(box.top), Math.round(box.height)])"""


@pytest.mark.parametrize("name", [name for name in pages() if "search" not in name])
def test_a_page_asks_for_one_sheet_and_its_reading_never_waits_for_it(name: str) -> None:
    text = (SITE / name).read_text(encoding="utf-8")
    head = text.partition("</head>")[0]
    assert len(re.findall(r'rel="stylesheet"', text)) == 1
    assert len(re.findall(r"<script\b[^>]*\bdefer\b[^>]*src=", text)) <= 2
    after = head[head.index('rel="stylesheet"') :]
    assert [tag for tag in re.findall(r"<script\b[^>]*>", after) if "defer" not in tag and "json" not in tag] == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", chapters()[::5])
def test_nothing_in_sight_moves_when_the_rest_is_laid_out(visit: Visitor, name: str, width: int) -> None:
    page = visit(name, width=width).page
    after = page.evaluate(IN_SIGHT)
    page.evaluate("document.documentElement.classList.add('nn-early')")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    skipped = page.evaluate(
        "[...document.querySelectorAll('.bd-article section > p')].filter((p) => !p.checkVisibility({contentVisibilityAuto: true})).length"
    )
    assert skipped > 5, "what is far below is not laid out"
    assert page.evaluate(IN_SIGHT) == after and len(after) > 3


def test_all_is_laid_out_in_the_end_and_no_mark_is_left(visit: Visitor) -> None:
    page = visit(CHAPTER).page
    assert page.locator(".nn-early, .nn-laid-out").count() == 0
    assert page.evaluate(
        "[...document.querySelectorAll('.bd-article section > p')].every((p) => getComputedStyle(p).contentVisibility === 'visible')"
    )


@pytest.mark.parametrize("address, early", [("", True), ("#sec-activations-softmax", False)])
def test_who_comes_to_a_place_within_the_page_is_taken_there_at_once(
    browser: Browser, site: str, address: str, early: bool
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { window.early = document.documentElement.classList.contains('nn-early'); });"
    )
    page.goto(site + CHAPTER + address)
    assert page.evaluate("window.early") is early
    context.close()
