"""A finger that drags a point or draws does so to the end: the page does not scroll away under it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nnlib.widgets import Convolution, DigitRecogniser, GradientDescent, Widget

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Touch</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><link rel="stylesheet" href="widget.css">
<script async src="host.js"></script></head><body><main>{body}<p style="height: 2000px">The rest of the page.</p></main></body></html>"""


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


def opened(page: Any, site: tuple[str, Path], widget: Widget) -> Any:
    """The widget on a page that is long enough to scroll."""
    (site[1] / "touch.html").write_text(PAGE.format(body=widget.to_html()), encoding="utf-8")
    page.goto(f"{site[0]}/touch.html")
    page.wait_for_selector("[data-nn-mounted=yes]")
    return page.query_selector("[data-nn-widget]")


def swipe(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    """One finger down, along in ten steps, up."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    send("touchStart", start)
    for k in range(1, 11):
        x, y = (a + (b - a) * k / 10 for a, b in zip(start, end, strict=True))
        send("touchMove", (x, y))
    send("touchEnd")
    page.wait_for_timeout(100)


@pytest.mark.parametrize("widget", [GradientDescent(steps=0), Convolution()], ids=lambda w: w.page_name)
def test_a_finger_drags_a_point_all_the_way(phone: Any, site: tuple[str, Path], widget: Widget) -> None:
    handle = opened(phone, site, widget).query_selector(".nnw-handle path")
    handle.scroll_into_view_if_needed()
    phone.wait_for_timeout(200)
    before, scrolled = handle.bounding_box(), phone.evaluate("scrollY")
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    swipe(phone, (x, y), (x + 50, y + 50))
    after = handle.bounding_box()
    assert phone.evaluate("scrollY") == scrolled
    assert after["x"] - before["x"] == pytest.approx(50, abs=6) and after["y"] - before["y"] == pytest.approx(50, abs=6)


def test_a_finger_draws_a_digit(phone: Any, site: tuple[str, Path]) -> None:
    el = opened(phone, site, DigitRecogniser(drawing=""))
    sheet = el.query_selector(".nnw-sheet")
    sheet.scroll_into_view_if_needed()
    phone.wait_for_timeout(200)
    box, scrolled = sheet.bounding_box(), phone.evaluate("scrollY")

    def at(u: float, v: float) -> tuple[float, float]:
        return box["x"] + u * box["width"], box["y"] + v * box["height"]

    swipe(phone, at(0.3, 0.2), at(0.7, 0.2))
    swipe(phone, at(0.7, 0.2), at(0.4, 0.85))
    assert phone.evaluate("scrollY") == scrolled
    assert el.query_selector(".nnw-status").inner_text().startswith("The network is sure: a 7")
