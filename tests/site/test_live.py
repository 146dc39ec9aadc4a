"""Python in the page: asked for once, run in a queue, edited, stopped, and never more than the page can bear.

One page is open for most of these tests, because starting Python takes seconds; each leaves it able to run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from running import (
    CHAPTER,
    LIVE,
    MOMENT,
    RUN,
    START,
    Live,
    axe_complaints,
    cells,
    is_python,
    needs_python,
    opened,
    plain,
)
from visiting import ROOT, Visitor

pytestmark = needs_python
AXE = str(ROOT / "node_modules" / "axe-core" / "axe.min.js")
IMPORTS, FIRST, SECOND, THIRD, FOURTH = plain(5) if (LIVE / "files.json").exists() else [""] * 5
PLOT = """import matplotlib.pyplot as plt
fig, ax = plt.subplots()
_ = ax.plot([0, 1], [1, 0])
"""


@pytest.fixture(scope="module")
def live(browser: Browser, site: str) -> Iterator[Live]:
    """A page where three cells were clicked at once and Python was agreed to; what they said meanwhile is in `waited`."""
    for page in opened(browser, site):
        page.click(SECOND, "Run")
        page.agree()
        for cell in (THIRD, FOURTH):
            page.click(cell, "Run")
        page.waited = [page.says(cell).inner_text() for cell in (IMPORTS, SECOND, THIRD, FOURTH)]  # type: ignore[attr-defined]
        page.printed = page.cell(SECOND).locator(".cell_output").first.is_visible()  # type: ignore[attr-defined]
        for cell in (IMPORTS, SECOND, THIRD, FOURTH):
            page.ends(cell, timeout=START)
        yield page


@pytest.fixture(autouse=True)
def _as_in_the_book(request: pytest.FixtureRequest) -> None:
    """What a test has written is not there in the next one; what is in the queue is waited for."""
    if "live" in request.fixturenames:
        request.getfixturevalue("live").reset_all()


def test_nothing_of_python_arrives_before_the_reader_agrees(visit: Visitor) -> None:
    arrived = visit(CHAPTER)
    asked: list[str] = []
    arrived.page.on("request", lambda request: asked.append(request.url))
    assert [url for url in arrived.sizes if is_python(url)] == []
    here = Live(arrived)
    here.click(SECOND, "Run")
    question = arrived.page.locator(".nn-live-consent")
    expect(question).to_contain_text("Run Python here: ")
    sizes = json.loads((LIVE / "files.json").read_text())["sizes"]
    words = f"{round(sizes['start'] / 1e6)} MB, with plots {round(sizes['plots'] / 1e6)} MB, kept by the browser"
    expect(question).to_contain_text(words)
    question.get_by_role("button", name="Not now").click()
    assert question.count() == 0
    assert arrived.page.evaluate("document.activeElement.textContent") == "Run"
    arrived.page.wait_for_load_state("networkidle")
    assert [url for url in asked if is_python(url)] == [] and arrived.page.workers == []
    assert arrived.page.evaluate("localStorage.getItem('nn-live')") is None
    assert arrived.complaints == []


def test_a_click_before_python_is_ready_waits_in_the_queue(live: Live) -> None:
    imports, *others = live.waited  # type: ignore[attr-defined]
    assert imports.startswith("waiting for Python: loading "), "the page's imports run before the cell that was clicked"
    assert others == ["2nd in the queue", "3rd in the queue", "4th in the queue"]
    assert live.printed, "the printed output stays until the cell starts"  # type: ignore[attr-defined]
    assert live.visit.outside == []


def test_what_misses_a_name_is_offered_the_cells_above(live: Live) -> None:
    offer = "A name is missing, and cells above have not run. Run all above and this cell"
    live.run(THIRD, "np.arange(3) * q", state="failed")
    assert live.output(SECOND).count() == 0
    expect(live.says(THIRD)).to_have_text(offer)
    live.write(THIRD, "np.arange(3)")
    live.click(THIRD, "Run all above and this cell")
    live.ends(THIRD, timeout=START)
    printed = live.cell(SECOND).locator(".nn-live-replaced pre")
    assert live.output(SECOND).locator("pre").text_content() == printed.text_content()
    assert not printed.is_visible()


def test_a_line_is_changed_by_typing(live: Live) -> None:
    live.write(FIRST, "x = 6")
    live.page.keyboard.press("Enter")
    live.page.keyboard.type("for k in [7]:\nprint('typed', x * k)\n")
    live.page.keyboard.press("Backspace")
    live.page.keyboard.type("x + 1")
    live.page.keyboard.press("Control+Enter")
    live.ends(FIRST)
    assert live.output(FIRST).locator("pre").all_inner_texts() == ["typed 42\n", "7"]
    live.page.keyboard.press("ControlOrMeta+z")
    assert "x + 1" not in live.cell(FIRST).locator(".cm-content").inner_text()
    assert live.run(SECOND, "print(x)").strip() == "6", "cells of a page share their variables"


def test_a_figure_is_a_picture_with_a_description(live: Live) -> None:
    live.run(SECOND, PLOT, timeout=START)
    picture = live.output(SECOND).locator("img.nn-live-picture")
    assert picture.count() == 1 and picture.evaluate("e => e.naturalWidth") > 100
    assert picture.get_attribute("alt")


def test_the_caption_of_a_printed_figure_stays(live: Live) -> None:
    drawn = live.page.locator("[data-nn-cell]:has(figure figcaption)").first
    cell = drawn.get_attribute("data-nn-cell") or ""
    drawn.locator("details").first.evaluate("e => { e.open = true; }")
    live.click(cell, "Run all above")
    live.page.wait_for_function(
        "() => !document.querySelector('.nn-live-bar:is([data-state=waiting], [data-state=running])')"
    )
    live.run(cell, timeout=START)
    assert drawn.locator("img.nn-live-picture").is_visible() and drawn.locator("figcaption").is_visible()
    assert not drawn.locator("figure img").is_visible()


def test_an_error_names_the_line_and_shows_no_machinery(live: Live) -> None:
    said = live.run(SECOND, "def f(k):\n    return 1 / k\n\nf(0)", state="failed")
    assert "ZeroDivisionError" in said and "line 4" in said and "line 2" in said
    assert "site-packages" not in said and "nnlib/live" not in said
    expect(live.says(SECOND)).to_have_text("stopped at ZeroDivisionError in line 2")
    assert "invalid syntax" in live.run(SECOND, "1 +", state="failed")


def test_reset_gives_back_what_the_book_has(live: Live) -> None:
    before = next(c["source"] for c in cells() if c["id"] == THIRD)
    live.run(THIRD, "print('mine')")
    live.click(THIRD, "Reset")
    assert live.cell(THIRD).locator(".cm-content").count() == 0
    assert live.cell(THIRD).locator(".cell_input pre").first.text_content().strip() == before.strip()
    assert live.output(THIRD).count() == 0 and live.cell(THIRD).locator(".cell_output").is_visible()
    live.edit(THIRD)
    assert live.cell(THIRD).locator(".cm-line").first.inner_text() == before.splitlines()[0]


def test_stop_ends_a_loop_and_every_cell_says_what_is_lost(live: Live) -> None:
    live.run(FIRST, "kept = 1")
    live.write(SECOND, "print('on')\nwhile True:\n    pass")
    live.click(SECOND, "Run")
    expect(live.says(SECOND)).to_have_text("running, 2 s", timeout=RUN)
    live.write(THIRD, "print(kept)")
    live.click(THIRD, "Run")
    expect(live.says(THIRD)).to_have_text("next in the queue")
    live.click(SECOND, "Stop")
    for cell in (FIRST, SECOND):
        expect(live.says(cell)).to_contain_text("Python was stopped. The variables are gone.", timeout=MOMENT)
    expect(live.says(THIRD)).to_contain_text("Python was stopped.")
    live.write(SECOND, "print('off')")
    live.click(SECOND, "Run all above and this cell")
    live.ends(SECOND, timeout=START)
    assert live.run(THIRD).strip() == "1"


def test_restart_forgets_the_variables(live: Live) -> None:
    live.run(FIRST, "kept = 2")
    live.click(FIRST, "Restart")
    expect(live.says(FIRST)).to_contain_text("Python was restarted. The variables are gone.")
    assert "NameError" in live.run(SECOND, "print(kept)", state="failed", timeout=START)
    live.click(SECOND, "Run all above and this cell")
    live.ends(SECOND)
    assert live.output(SECOND).inner_text().strip() == "2"


def test_by_keyboard_alone(live: Live) -> None:
    page, cell = live.page, THIRD
    live.click(cell, "Reset")
    edit = live.bar(cell).get_by_role("button", name="Edit")
    edit.focus()
    page.keyboard.press("Enter")
    expect(live.cell(cell).locator(".cm-content")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("if True:\n")
    page.keyboard.type("print('by keyboard')")
    page.keyboard.press("Shift+Enter")
    live.ends(cell)
    assert live.output(cell).inner_text().strip() == "by keyboard"
    page.keyboard.press("Tab")
    expect(live.cell(cell).locator(".cm-content")).to_be_focused()
    assert (
        "Escape, then Tab"
        in page.locator(f"#{live.cell(cell).locator('.cm-content').get_attribute('aria-describedby')}").inner_text()
    )
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(live.bar(cell).get_by_role("button", name="Run cell")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # Run, More, its menu: Run all above, Reset
    assert live.output(cell).count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_with_editor_and_outputs(live: Live, theme: str) -> None:
    live.run(SECOND, PLOT + "import sys\nprint('out')\nprint('err', file=sys.stderr)\nfig", timeout=START)
    live.run(FOURTH, "1 / 0", state="failed")
    live.bar(FIRST).get_by_role("button", name="More").click()
    live.page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    live.page.wait_for_timeout(300)
    assert axe_complaints(live.page, AXE, [f'[data-nn-cell="{cell}"]' for cell in (FIRST, SECOND, FOURTH)]) == []
    live.page.keyboard.press("Escape")


def test_on_a_phone_nothing_sticks_out(live: Live) -> None:
    live.run(SECOND, "print('wide ' * 100)\n" + PLOT + "x = '" + "long" * 60 + "'", timeout=START)
    live.bar(SECOND).get_by_role("button", name="More").click()
    live.page.set_viewport_size({"width": 360, "height": 740})
    try:
        assert live.page.evaluate("document.documentElement.scrollWidth") <= 360
        out = "e => [...e.querySelectorAll('.nn-live-bar *, img')].filter(x => x.getBoundingClientRect().right > 361).length"
        assert live.cell(SECOND).evaluate(out) == 0
        for button in live.bar(SECOND).locator("button:visible").all():
            assert (button.bounding_box() or {})["height"] >= 24
    finally:
        live.page.set_viewport_size({"width": 1280, "height": 900})
        live.page.keyboard.press("Escape")


def test_on_paper_there_are_no_buttons(live: Live) -> None:
    live.page.emulate_media(media="print")
    assert live.page.locator(".nn-live-bar:visible, .nn-live-keys:visible").count() == 0
    live.page.emulate_media(media="screen")
    assert live.visit.complaints == []
