"""A page whose cells run, driven as a reader does: by the buttons of a cell's bar and by typing. Every wait has an end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from visiting import SITE, Visit, Visitor

LIVE = SITE / "_static" / "live"
CHAPTER = "book/one-neuron/activations.html"
START, RUN, MOMENT = 60_000, 30_000, 15_000  # milliseconds: Python from nothing, a cell, the page itself
needs_python = pytest.mark.skipif(
    not (LIVE / "files.json").exists(), reason="built without Python in the page: NN_PYODIDE_WHEELS"
)


def cells(name: str = CHAPTER) -> list[dict[str, Any]]:
    """All code cells of a page as the build lists them."""
    listed = LIVE / "cells" / (name.removesuffix(".html").replace("/", "-") + ".json")
    found: list[dict[str, Any]] = json.loads(listed.read_text(encoding="utf-8"))
    return found


def plain(count: int) -> list[str]:
    """The first cells of the chapter that run, are in sight and are no exercise."""
    found = [c["id"] for c in cells() if c["kind"] == "run" and not c["tags"] and not c["exercise"]]
    return found[:count]


def is_python(address: str) -> bool:
    return "/_static/live/" in address and address.split("?")[0].endswith((".wasm", ".whl", ".zip", ".mjs", ".asm.js"))


class Live:
    """One page and its cells, by their ids."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.page = visit, visit.page
        self.page.set_default_timeout(RUN)

    def cell(self, cell: str) -> Locator:
        return self.page.locator(f'[data-nn-cell="{cell}"]')

    def bar(self, cell: str) -> Locator:
        return self.cell(cell).locator(".nn-live-bar")

    def says(self, cell: str) -> Locator:
        return self.bar(cell).locator(".nn-live-says")

    def output(self, cell: str) -> Locator:
        return self.cell(cell).locator(".nn-live-output")

    def click(self, cell: str, words: str) -> None:
        """Press a button of the cell's bar; what is not in sight is in the menu."""
        button = self.bar(cell).locator("button", has_text=words)
        if not button.count():
            self.bar(cell).get_by_role("button", name="More").click()
        button.first.click()

    def agree(self) -> None:
        self.page.locator(".nn-live-consent").get_by_role("button", name="Run Python here").click()

    def edit(self, cell: str) -> Locator:
        """The text of the cell's editor, which is opened if it is not."""
        editor = self.cell(cell).locator(".cm-content")
        if not editor.count():
            self.click(cell, "Edit")
            editor.wait_for()
        return editor

    def write(self, cell: str, source: str) -> None:
        """Put another source into the cell's editor."""
        self.edit(cell).focus()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(source)

    def ends(self, cell: str, state: str = "done", timeout: int = RUN) -> None:
        expect(self.bar(cell)).to_have_attribute("data-state", state, timeout=timeout)

    def run(self, cell: str, source: str | None = None, state: str = "done", timeout: int = RUN) -> str:
        """Run the cell, with another source if one is given, wait for its end, and return what it shows."""
        if source is not None:
            self.write(cell, source)
        self.click(cell, "Run")
        self.ends(cell, state, timeout)
        return self.output(cell).inner_text()

    def reset_all(self) -> None:
        """Source and output of every cell as the book has them."""
        self.page.evaluate("() => document.querySelector('.nn-live-more[aria-expanded=true]')?.click()")
        changed = "all => all.map(e => e.dataset.nnCell)"
        for cell in self.page.eval_on_selector_all("[data-nn-cell]:has(.nn-live-output, .cm-editor)", changed):
            self.cell(cell).locator("details").evaluate_all("all => all.forEach(e => { e.open = true; })")
            self.click(cell, "Reset")

    def alive(self, cell: str) -> None:
        """The page answers and Python computes, newly started if it has to be."""
        assert self.run(cell, "print(6 * 7)", timeout=START).strip() == "42"


def opened(browser: Browser, site: str, name: str = CHAPTER, **options: object) -> Iterator[Live]:
    """A page for the tests of a module, closed after them."""
    visitor = Visitor(browser, site)
    yield Live(visitor(name, weigh=False, **options))
    for context in visitor.contexts:
        context.close()


def axe_complaints(page: Page, script: str, where: list[str]) -> list[str]:
    """What axe-core says of the parts of a page."""
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    page.add_script_tag(path=script)
    result = page.evaluate("([where, rules]) => axe.run({ include: where }, rules)", [where, rules])
    assert result["passes"], "axe ran"
    return [
        f"{v['id']}: {n['html'][:150]} ({n['failureSummary'][:200]})" for v in result["violations"] for n in v["nodes"]
    ]
