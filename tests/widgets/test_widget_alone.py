"""Widgets on a page of their own: narrow, dark, read aloud, with a bad state, without scripts, from a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from widget_tab import EVERY, PAGE, Tab

from nnlib.widgets import ActivationExplorer, SoftmaxBench

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.mark.parametrize("width", [320, 360, 768])
def test_nothing_overflows(tab: Tab, width: int) -> None:
    tab.page.set_viewport_size({"width": width, "height": 700})
    for el in tab.mounted(*EVERY):
        right = "(el) => Math.max(...[...el.querySelectorAll('*')].map((n) => n.getBoundingClientRect().right))"
        assert el.evaluate(right) <= width
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
    assert not tab.errors


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible(tab: Tab, theme: str) -> None:
    assert AXE.is_file(), f"{AXE} is missing: npm install"
    tab.mounted(*EVERY, theme=theme)
    paper = "getComputedStyle(document.querySelector('.nn-widget')).backgroundColor"
    assert (tab.page.evaluate(paper) == "rgb(255, 255, 255)") == (theme == "light")
    tab.page.add_script_tag(path=str(AXE))
    found = tab.page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})")
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found["violations"]] == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("{broken", "its state is not readable"),
        (json.dumps({"function": "swish", "z": 0, "alpha": 0}), "function expects one of identity,"),
        (json.dumps({"function": "relu", "z": 1e9, "alpha": 0}), "z expects a number from -8 to 8, got 1000000000"),
        (json.dumps({"function": "relu"}), "z expects a number"),
    ],
)
def test_a_bad_state_is_said_in_the_widget_alone(tab: Tab, state: str, words: str) -> None:
    bad = f"<div class='nn-widget' data-nn-widget='activation-explorer' data-nn-state='{state}'></div>"
    tab.show(bad + ActivationExplorer().to_html())
    tab.page.wait_for_selector("[data-nn-widget]:nth-of-type(2)[data-nn-mounted=yes]")
    tab.page.wait_for_selector(f".nnw-error[role=alert]:has-text('{words}')")
    assert tab.page.locator(".nnw-error").count() == 1
    assert not tab.errors


def test_a_module_that_fails_leaves_the_still_picture(tab: Tab) -> None:
    tab.show(SoftmaxBench().to_html().replace("softmax-bench", "no-such-widget"))
    tab.page.wait_for_selector(".nnw-error:has-text('did not load')")
    assert tab.page.locator("svg.nnw-still").count() == 1


def test_without_scripts_there_is_a_picture(browser: Any, site: tuple[str, Path]) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    Tab(page, site).show("".join(widget.to_html() for widget in EVERY))
    assert page.locator("svg.nnw-still[role=img]").count() == len(EVERY)
    page.context.close()


def test_a_page_opened_from_a_folder_works(browser: Any, site: tuple[str, Path]) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    (site[1] / "folder.html").write_text(
        PAGE.format(body="".join(w.to_html() for w in EVERY), theme="light"), encoding="utf-8"
    )
    page.goto((site[1] / "folder.html").as_uri())
    page.wait_for_function("n => document.querySelectorAll('[data-nn-mounted=yes]').length === n", arg=len(EVERY))
    assert not errors
    page.close()
