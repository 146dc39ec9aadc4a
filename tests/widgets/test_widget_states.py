"""Every widget alone on a page with nothing but localhost: its first states, its address, its bad states.

All states of the tables are gone through on the built site (tests/site/test_gallery.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import widget_driver
from widget_driver import BY_KEYBOARD, BY_POINTER, Driven, drive, follow, query, table

from nnlib.widgets import WIDGETS

PAGE = """<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8"><title>One widget</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><link rel="stylesheet" href="widget.css">
<script async src="host.js"></script></head><body><main><h1>One widget</h1>{body}<p>The rest of the page.</p></main></body></html>"""


def value_of(text: str) -> Any:
    """A number or a list as JSON has it; what is none of these, such as relu or 2-2-2, is a word."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def read(link: str) -> dict[str, Any]:
    """What an address says, numbers as numbers: 2 in the browser is 2.0 in Python."""
    pairs = parse_qsl(urlsplit(link).query, strict_parsing=True)
    return {key: value_of(text) for key, text in pairs}


class One:
    """A page with one widget; it collects errors and refuses every address but localhost."""

    def __init__(self, page: Any, site: tuple[str, Path], name: str) -> None:
        self.page, self.name, self.errors = page, name, []
        self.address = f"{site[0]}/one-{name}.html"
        (site[1] / f"one-{name}.html").write_text(PAGE.format(body=WIDGETS[name]().to_html()), encoding="utf-8")
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.route(lambda url: not url.startswith((site[0], "data:")), lambda route: route.abort())

    def open(self, state: dict[str, Any] | None = None) -> Any:
        self.page.goto(self.address + (query(self.name, state) if state else ""))
        return self.page.wait_for_selector("[data-nn-mounted=yes]", timeout=10_000)


@pytest.fixture
def one(browser: Any, site: tuple[str, Path], request: pytest.FixtureRequest) -> Iterator[One]:
    page = browser.new_page(viewport={"width": 800, "height": 900})
    yield One(page, site, request.param)
    page.close()


every = pytest.mark.parametrize("one", WIDGETS, indirect=True)


@every
def test_picture_and_line_follow_the_first_steps(one: One) -> None:
    el = one.open()
    assert el.get_attribute("data-nn-widget") == one.name
    assert len(drive(one.page, el, one.name, most=3)) >= 5
    found = table(one.name)
    assert len(found["steps"]) + len(found["extremes"]) >= 20
    kinds = [step[0] for step in found["steps"]]
    assert sum(kind in BY_KEYBOARD for kind in kinds) >= 8, "at least 8 steps by keyboard"
    assert sum(kind in BY_POINTER for kind in kinds) >= 3, "at least 3 steps by pointer"
    assert not one.errors


@every
def test_a_state_survives_the_address(one: One) -> None:
    el = one.open()
    state = table(one.name)["extremes"][-1]
    follow(one.page, el, one.name, state)
    there = Driven(one.page, el).seen()
    one.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    Driven(one.page, el).do("click", "Copy link")
    link = one.page.evaluate("navigator.clipboard.readText()")
    assert one.page.locator(".nnw-said").inner_text() == "Link copied"
    one.page.goto("about:blank")
    one.page.goto(link)
    el = one.page.wait_for_selector("[data-nn-mounted=yes]")
    assert Driven(one.page, el).seen() == there
    assert link.startswith(one.address + "?") and link.endswith(f"#widget-{one.name}")
    Driven(one.page, el).do("click", "Reset")
    assert Driven(one.page, el).seen() != there, "Reset leads to the book's state, not to the link's"
    python = WIDGETS[one.name](**state).link(one.address)
    assert read(python) == read(link), "Python writes the same address"
    assert not one.errors


@every
def test_a_bad_state_is_said_and_left_with_one_button(one: One) -> None:
    good = Driven(one.page, one.open()).seen()
    for bad in [*table(one.name)["bad"], {"state": {"nonsense": 1}, "words": "Its address sets nonsense"}]:
        el = one.open(bad["state"])
        said = el.query_selector(".nnw-error[role=alert]").inner_text()
        assert bad["words"] in said, said
        assert el.query_selector("svg") is None and one.page.inner_text("main > p") == "The rest of the page."
        el.query_selector("button:text-is('Back to the start')").click()
        assert Driven(one.page, el).seen() == good
    assert not one.errors


def test_the_driver_notices_what_stands_still(
    browser: Any, site: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browser.new_page()
    one = One(page, site, "activation-explorer")
    still = {"steps": [["select", "Activation φ", "sigmoid"]], "extremes": []}
    monkeypatch.setattr(widget_driver, "table", lambda name: still)
    with pytest.raises(AssertionError, match="left the picture as it was"):
        drive(page, one.open(), one.name)
    page.close()
