"""A page with widgets in Chromium, without Jupyter and with nothing but localhost: what the tests of such pages share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nnlib.widgets import ActivationExplorer, LossExplorer, SoftmaxBench, Widget
from nnlib.widgets.loss_explorer import MODES

PAGE = """<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Widgets</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><link rel="stylesheet" href="widget.css">
<script async src="host.js"></script></head><body><main><h1>Widgets</h1>{body}</main></body></html>"""
# what the picture shows and what the line says
SEEN = """(el) => [el.querySelector('svg').innerHTML.replace(/nnw-[a-z0-9]{6,8}\\b/g, '')
  + [...el.querySelectorAll('.nnw-rows:not([hidden]) .nnw-row')].map((row) => row.innerHTML.replace(/nnw-[a-z0-9]{6,8}\\b/g, '')).join(''),
  el.querySelector('.nnw-status').textContent]"""

EVERY = [ActivationExplorer(), SoftmaxBench(logits=[1, 2, 3, -1, 0, 5]), *(LossExplorer(mode=mode) for mode in MODES)]


class Tab:
    """A page with widgets; it collects errors and refuses every address but localhost."""

    def __init__(self, page: Any, site: tuple[str, Path]) -> None:
        self.page, (self.base, self.folder) = page, site
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.route(lambda url: not url.startswith((self.base, "data:")), lambda route: route.abort())

    def show(self, body: str, theme: str = "light", name: str = "page.html") -> None:
        (self.folder / name).write_text(PAGE.format(body=body, theme=theme), encoding="utf-8")
        self.page.goto(f"{self.base}/{name}")

    def mounted(self, *widgets: Widget, theme: str = "light") -> list[Any]:
        self.show("".join(widget.to_html() for widget in widgets), theme)
        self.page.wait_for_function(
            "n => document.querySelectorAll('[data-nn-mounted=yes]').length === n", arg=len(widgets), timeout=10_000
        )
        return list(self.page.query_selector_all("[data-nn-widget]"))


def seen(el: Any) -> tuple[str, str]:
    picture, words = el.evaluate(SEEN)
    assert "NaN" not in picture and "NaN" not in words and "undefined" not in words
    assert words == el.query_selector("svg").get_attribute("aria-label")
    return picture, words
