"""A chapter as a notebook in the browser, beside the book: it runs, its widgets and exercises too, and nobody else is asked."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from test_accessibility import AXE, RULES
from visiting import SITE, Visitor

LITE = SITE / "lite"
CHAPTER = "gradients/gradcheck.ipynb"
LIMIT = 240.0  # seconds for the whole run, from an empty cache
pytestmark = pytest.mark.skipif(
    not (LITE / "index.html").exists(), reason="built without Python in the page: NN_PYODIDE_WHEELS"
)


def numbered(kind: Callable[[dict], bool]) -> int:  # type: ignore[type-arg]
    """The place of the chapter's first code cell of a kind."""
    cells = json.loads((LITE / "files" / CHAPTER).read_text())["cells"]
    return [kind(cell) for cell in cells if cell["cell_type"] == "code"].index(True)


WIDGET = numbered(lambda cell: "widget" in cell["metadata"]) if LITE.exists() else 0
EXERCISE = numbered(lambda cell: "exercise" in cell["metadata"].get("tags", [])) if LITE.exists() else 0


class Notebook:
    """The chapter in JupyterLite, with what was asked of other servers and how much time is left."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.outside, self.end = page, list[str](), time.monotonic() + LIMIT
        page.context.route("**/*", self.gate)
        page.goto(f"{address}lite/notebooks/index.html?path={CHAPTER}", timeout=self.left())
        expect(self.cell(0)).to_be_visible(timeout=self.left())
        expect(page.locator(".jp-KernelName")).to_have_text("Python (Pyodide)", timeout=self.left())

    def gate(self, route) -> None:  # type: ignore[no-untyped-def]
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def left(self) -> float:
        """Milliseconds until the hard limit."""
        return max(1.0, 1000 * (self.end - time.monotonic()))

    def cell(self, number: int) -> Locator:
        return self.page.locator(".jp-Notebook .jp-CodeCell").nth(number)

    def run_all(self) -> None:
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_text("Run All Cells", exact=True).click()

    def ran(self, number: int) -> None:
        """Wait until a cell has run."""
        prompt = self.cell(number).locator(".jp-InputPrompt").first
        expect(prompt).to_have_text(re.compile(r"\[\d+\]"), timeout=self.left())


def test_a_chapter_runs_as_a_notebook_and_asks_nobody(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    try:
        notebook = Notebook(context.new_page(), site)
        notebook.run_all()
        notebook.ran(max(9, EXERCISE))
        for number in range(10):
            errors = notebook.cell(number).locator('[data-mime-type="application/vnd.jupyter.error"]')
            assert errors.all_inner_texts() == []
        assert "import nnlib" in notebook.cell(0).locator(".cm-content").inner_text()
        widget = notebook.cell(WIDGET).locator(".jp-OutputArea")
        expect(widget.locator("input, button, select").first).to_be_visible(timeout=notebook.left())
        panel = notebook.cell(EXERCISE).locator(".nn-panel")
        expect(panel).to_be_visible(timeout=notebook.left())
        assert "not attempted yet" in panel.inner_text()
        assert notebook.outside == []
    finally:
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_menu_opens_by_keyboard_on_a_phone(visit: Visitor, theme: str) -> None:
    page = visit(f"book/{CHAPTER.removesuffix('.ipynb')}.html", theme=theme, width=360).page
    button = page.get_by_role("button", name="Run this chapter")
    button.focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Open this chapter as a notebook")
    expect(link).to_be_visible()
    box = link.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("rules => axe.run(document.querySelector('.dropdown-launch-buttons'), rules)", RULES)
    assert found["passes"] and found["violations"] == []
    page.keyboard.press("ArrowDown")
    assert link.evaluate("link => link === document.activeElement")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    address = link.evaluate("link => link.href")
    assert urlsplit(address).path.endswith("/lite/notebooks/index.html") and address.endswith(f"?path={CHAPTER}")


def test_from_a_folder_it_says_what_it_needs(browser: Browser, site: str) -> None:
    context = browser.new_context()
    try:
        page = context.new_page()
        said = page.get_by_text("Opened from a folder a notebook cannot run")
        page.goto(f"{(LITE / 'notebooks' / 'index.html').as_uri()}?path={CHAPTER}")
        expect(said).to_be_visible()
        page.goto(f"{site}lite/notebooks/index.html?path={CHAPTER}")
        expect(page.locator(".jp-Notebook").first).to_be_visible(timeout=60_000)
        expect(said).to_be_hidden()
    finally:
        context.close()


def test_every_chapter_lies_where_its_page_links_to() -> None:
    linked = {
        path
        for page in (SITE / "book").rglob("*.html")
        for path in re.findall(r'href="[^"]*lite/notebooks/index\.html\?path=([^"]+)"', page.read_text())
    }
    assert len(linked) > 15
    assert linked == {path.relative_to(LITE / "files").as_posix() for path in (LITE / "files").rglob("*.ipynb")}
    assert {path for path in linked if not (SITE / "notebooks" / path).exists()} == set()


def test_nothing_is_stored_twice_that_the_pages_have() -> None:
    shared = {path.name for path in (SITE / "_static/live/pyodide").iterdir()} - {"pyodide-lock.json"}
    assert {path.name for path in LITE.rglob("*")} & shared == set()
    assert not list(LITE.rglob("*.map")) and not (LITE / "lab").exists() and not (LITE / "repl").exists()
    assert sum(path.stat().st_size for path in LITE.rglob("*")) < 40e6
