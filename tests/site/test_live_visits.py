"""Python in the page from one visit to the next: pages beside each other, caches, storage that is denied, damaged files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from running import CHAPTER, LIVE, MOMENT, START, Live, is_python, needs_python, plain
from visiting import SITE, Visit, Visitor

pytestmark = needs_python
CELL, NEXT = plain(3)[1:] if (LIVE / "files.json").exists() else ("", "")
OTHER = "book/one-neuron/losses.html"
RECEIVED = "() => performance.getEntriesByType('resource').map(e => [e.name, e.transferSize])"


@pytest.fixture
def free(browser: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A reader's own browser with its cache on disk: what is routed is never cached, and in private nothing large is."""
    found = next(path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path)
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    context = browser.browser_type.launch_persistent_context(tmp_path, executable_path=found, args=options)
    yield context
    context.close()


def start(page: Page, cell: str = CELL) -> Live:
    live = Live(Visit(page))
    live.write(cell, "mine = 1\nprint('here')")
    live.click(cell, "Run")
    if page.locator(".nn-live-consent").count():
        live.agree()
    live.ends(cell, timeout=START)
    return live


def received(page: Page) -> int:
    """The bytes of Python that came over the network to the page's worker."""
    return sum(size for name, size in page.workers[0].evaluate(RECEIVED) if is_python(name))


def test_the_second_visit_takes_python_from_the_cache_and_pages_share_nothing(free: BrowserContext, site: str) -> None:
    first = free.new_page()
    asked: list[str] = []
    free.on("request", lambda request: asked.append(request.url))
    first.goto(site + CHAPTER)
    one = start(first)
    whole = received(first)
    assert whole > 8_000_000
    second = free.new_page()
    second.goto(site + CHAPTER)
    two = Live(Visit(second))
    assert two.run(CELL, "print(mine)", state="failed", timeout=START).count("NameError")
    assert second.locator(".nn-live-consent").count() == 0, "agreed once for all pages"
    assert received(second) < whole / 100
    assert one.run(NEXT, "print(mine)").strip() == "1"
    assert [url for url in asked if not url.startswith((site, "data:"))] == []


def test_where_nothing_can_be_stored_it_runs_all_the_same(visit: Visitor) -> None:
    arrived = visit(CHAPTER, weigh=False)
    denied = "{ get() { throw new DOMException('denied', 'SecurityError'); } }"
    arrived.page.add_init_script(
        f"for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {denied});"
    )
    arrived.page.reload()
    live = start(arrived.page)
    assert live.output(CELL).inner_text().strip() == "here"
    assert live.run(NEXT, "print(mine)").strip() == "1", "asked once on this page"
    assert [said for said in arrived.errors if "live" in said] == []


def test_a_damaged_wheel_is_noticed_and_the_next_run_begins_anew(visit: Visitor) -> None:
    page = visit(CHAPTER, weigh=False).page
    name = next((LIVE / "pyodide").glob("numpy-*.whl"))
    damaged = bytearray(name.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    page.context.route(f"**/{name.name}*", lambda route: route.fulfill(body=bytes(damaged)))
    live = Live(Visit(page))
    live.write(CELL, "print('here')")
    live.click(CELL, "Run")
    live.agree()
    live.ends(CELL, "failed", START)
    said = live.says(CELL).inner_text()
    assert said.startswith("NumPy could not be loaded: a file did not arrive as it was built."), said
    assert live.cell(CELL).locator(".cell_output").first.is_visible(), "the printed output is still there"
    page.context.unroute(f"**/{name.name}*")
    live.click(CELL, "Run")
    live.ends(CELL, timeout=START)
    assert live.output(CELL).inner_text().strip() == "here"


@pytest.mark.parametrize("lost", ["client.js", "files.json", "editor.js", "worker.js"])
def test_a_script_that_does_not_arrive_is_told_and_tried_again(visit: Visitor, lost: str) -> None:
    page = visit(CHAPTER, weigh=False).page
    page.add_init_script("try { localStorage.setItem('nn-live', 'yes'); } catch {}")
    page.reload()
    page.context.route(f"**/_static/live/{lost}*", lambda route: route.abort())
    live = Live(Visit(page))
    live.click(CELL, "Edit" if lost == "editor.js" else "Run")
    expect(live.says(CELL)).to_contain_text("did not arrive", timeout=MOMENT)
    page.context.unroute(f"**/_static/live/{lost}*")
    if lost != "worker.js":
        assert live.edit(CELL).is_visible()


def test_from_a_folder_nothing_runs_and_a_line_says_why(free: BrowserContext) -> None:
    page = free.new_page()
    page.goto((SITE / CHAPTER).as_uri())
    expect(page.locator(".nn-live-note")).to_have_count(1)
    expect(page.locator(".nn-live-note")).to_contain_text("from a web server, not from a folder")
    assert page.locator(".nn-live-bar").count() == 0


def test_without_scripts_nothing_is_offered(visit: Visitor) -> None:
    page = visit(CHAPTER, java_script_enabled=False).page
    assert page.locator("[data-nn-cell]").count() > 10
    assert page.locator(".nn-live-bar, .nn-live-note").count() == 0
    assert page.locator("[data-nn-cell] .cell_output").first.is_visible()


def test_nothing_moves_when_the_bars_come(visit: Visitor) -> None:
    arrived = visit(CHAPTER)
    height = "document.querySelector('article').scrollHeight"
    with_bars = arrived.page.evaluate(height)
    arrived.page.evaluate("document.querySelectorAll('.nn-live-bar').forEach(bar => bar.remove())")
    assert abs(arrived.page.evaluate(height) - with_bars) <= 2 * arrived.page.locator("[data-nn-cell]").count()


@pytest.mark.parametrize("page_name", [CHAPTER, OTHER])
def test_each_page_finds_its_own_cells(visit: Visitor, page_name: str) -> None:
    live = Live(visit(page_name))
    cell = live.page.locator("[data-nn-cell]").first.get_attribute("data-nn-cell") or ""
    expect(live.edit(cell)).to_contain_text("import", timeout=MOMENT)
    assert live.visit.complaints == []
