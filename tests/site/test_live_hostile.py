"""Cells that mean harm or go wrong: the page stays alive, and nothing of what they say is interpreted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from running import LIVE, START, Live, needs_python, opened, plain

pytestmark = needs_python
CELL = plain(2)[1] if (LIVE / "files.json").exists() else ""
MARKUP = "<img src=x onerror=\"window.harmed = 'img'\"><script>window.harmed = 'script'</script><b>bold</b>"


@pytest.fixture(scope="module")
def live(browser: Browser, site: str) -> Iterator[Live]:
    for page in opened(browser, site):
        page.write(CELL, "print('started')")
        page.click(CELL, "Run")
        page.agree()
        page.ends(CELL, timeout=START)
        yield page


def test_ten_megabytes_of_print_are_clipped(live: Live) -> None:
    said = live.run(CELL, "for k in range(1000):\n    print('x' * 10_000)")
    assert "Only the first 20,000 characters are shown." in said
    assert 19_000 < len(said) < 21_000
    live.alive(CELL)


def test_two_gigabytes_may_be_had_and_four_are_refused(live: Live) -> None:
    live.write(CELL, "one = bytearray(2_147_000_000)\nprint('one')\ntwo = bytearray(2_147_000_000)")
    live.click(CELL, "Run")
    live.ends(CELL, "failed", START)
    assert "memory" in (live.output(CELL).inner_text() + live.says(CELL).inner_text()).lower()
    live.run(CELL, "one = None", timeout=START)
    live.alive(CELL)


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    return f()\nf()",
        "import sys\nsys.setrecursionlimit(10**6)\ndef f():\n    return f()\nf()",
        "x = []\nfor k in range(100_000):\n    x = [x]\nrepr(x)",
    ],
    ids=["plain", "without-limit", "nested"],
)
def test_recursion_ends_in_words(live: Live, source: str) -> None:
    live.write(CELL, source)
    live.click(CELL, "Run")
    live.ends(CELL, "failed", START)
    said = live.output(CELL).inner_text() + live.says(CELL).inner_text()
    assert "RecursionError" in said or "nested too deeply" in said, said
    live.alive(CELL)


def test_of_a_thousand_figures_twenty_are_shown(live: Live) -> None:
    source = "import matplotlib.pyplot as plt\nfor k in range(1000):\n    plt.figure(figsize=(1, 1)).add_subplot()"
    said = live.run(CELL, source, timeout=START * 2)
    assert live.output(CELL).locator("img").count() == 20
    assert "Only the first 20 figures are shown." in said
    assert live.run(CELL, "import matplotlib.pyplot as plt\nprint(len(plt.get_fignums()))").strip() == "0"


@pytest.mark.parametrize(
    ("source", "state"),
    [
        (f"print({MARKUP!r})", "done"),
        (f"{MARKUP!r}", "done"),
        (f"import sys\nprint({MARKUP!r}, file=sys.stderr)", "done"),
        (f"raise ValueError({MARKUP!r})", "failed"),
        (
            f"class A:\n    def __repr__(self): return {MARKUP!r}\n    def _repr_html_(self): return {MARKUP!r}\nA()",
            "done",
        ),
        (f"class A(Exception): pass\nA.__name__ = A.__qualname__ = {MARKUP!r}\nraise A", "failed"),
        (f"import matplotlib.pyplot as plt\n_ = plt.figure().suptitle({MARKUP!r})", "done"),
    ],
    ids=["printed", "value", "stderr", "error", "repr-html", "error-name", "figure"],
)
def test_markup_stays_text(live: Live, source: str, state: str) -> None:
    said = live.run(CELL, source, state=state, timeout=START)
    if "figure" not in source:
        assert "<b>bold</b>" in said
    inside = "e => e.querySelectorAll('script, b, img:not(.nn-live-picture), iframe, svg').length"
    assert live.cell(CELL).locator(".nn-live-output, .nn-live-bar").evaluate_all(f"all => all.map({inside})") == [0, 0]
    assert live.page.evaluate("window.harmed") is None


def test_a_cell_that_would_leave_or_listen_harms_no_page(live: Live) -> None:
    """What a cell can reach through Pyodide is the worker's own world, which has no page."""
    said = live.run(CELL, "import js\nprint(hasattr(js, 'document'), hasattr(js, 'localStorage'))")
    assert said.strip() == "False False"
    live.run(CELL, "import js\njs.close()")
    live.alive(CELL)


def test_forged_messages_are_no_answers(live: Live) -> None:
    """A cell may send the page whatever it likes: it is a text or nothing."""
    forged = "{'type': 'event', 'id': 0, 'event': {'kind': 'figure', 'mime': 'text/html', 'data': 'x', 'alt': ''}}"
    source = f"import js, json\nfrom pyodide.ffi import to_js\njs.postMessage(to_js({forged}, dict_converter=js.Object.fromEntries))\nprint('sent')"
    assert "sent" in live.run(CELL, source)
    assert live.page.evaluate("window.harmed") is None


def test_the_page_has_no_complaint(live: Live) -> None:
    live.alive(CELL)
    assert live.visit.outside == [] and live.visit.failed == []
    assert [said for said in live.visit.errors if "page error" in said] == []
