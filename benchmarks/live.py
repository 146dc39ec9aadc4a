"""How soon Python answers in the page, from the click of agreement on, and what it costs a page that is only read.

`python benchmarks/live.py` opens a chapter of _build/html in a fresh browser context for each load; the sources of its
first cells are replaced by the four below, so that the figures do not depend on what a chapter happens to compute.
The figures go to benchmarks/live.md and .json.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT / "tools"), str(HERE)]

import hosting  # noqa: E402
import machine  # noqa: E402
from pages import ARGUMENTS  # noqa: E402
from playwright.sync_api import Browser, Page, Route, sync_playwright  # noqa: E402
from report import table  # noqa: E402

CHAPTER = "one-neuron/activations"
# what is run, in this order and in one page: its source, what shows that it has run, and the aim in milliseconds
CELLS = {
    "first print": ('print("printed")', ".nn-live-output pre", 4000),
    "NumPy": ("import numpy as np\nprint(np.linspace(0, 1, 5) @ np.ones(5))", ".nn-live-output pre", 5000),
    "plot": ("import matplotlib.pyplot as plt\nplt.plot([0, 1])", ".nn-live-output img", 8000),
    "check": (
        "import numpy as np\nfrom nnlib.exercises import check\ncheck('relu', lambda z: np.maximum(z, 0))",
        ".nn-live-output .nn-panel",
        None,
    ),
    "check again": (
        "import numpy as np\nfrom nnlib.exercises import check\ncheck('relu', lambda z: np.minimum(z, 0))",
        ".nn-live-output .nn-panel",
        300,
    ),
}
# the first three are counted from the agreement, on a page of their own; the last two from their own click
FROM_AGREEMENT = ("first print", "NumPy", "plot")


def with_cells(route: Route) -> None:
    """The page's cells with the first sources replaced by ours."""
    cells = route.fetch().json()
    shown = [cell for cell in cells if cell["kind"] == "run" and not cell["exercise"] and not cell["tags"]]
    for cell, (source, _sign, _aim) in zip(shown, CELLS.values(), strict=False):
        cell["source"] = source
    route.fulfill(json=cells)


def opened(browser: Browser, address: str) -> tuple[Page, list[int], list[str]]:
    """A page in a fresh context, the numbers of the bars that run our cells, and all that it asks for."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/live/cells/*.json*", with_cells)
    page.goto(address, wait_until="networkidle", timeout=120_000)
    ids = page.eval_on_selector_all(
        "[data-nn-cell] .nn-live-bar", "bars => bars.map((bar) => bar.closest('[data-nn-cell]').dataset.nnCell)"
    )
    name = address.rsplit("/book/", 1)[1].removesuffix(".html").replace("/", "-")
    cells = page.evaluate(
        "async (url) => (await fetch(url)).json()",
        address.rsplit("/book/", 1)[0] + f"/_static/live/cells/book-{name}.json",
    )
    ours = [cell["id"] for cell in cells if cell["kind"] == "run" and not cell["exercise"] and not cell["tags"]][
        : len(CELLS)
    ]
    asked[:] = [url for url in asked if "/live/cells/" not in url]
    return page, [ids.index(each) for each in ours], asked


def run(page: Page, bar: int, name: str, agree: bool) -> float:
    """Milliseconds from the click (on the question's button where `agree`) until the output is there."""
    place = page.locator("[data-nn-cell]:has(.nn-live-bar)").nth(bar)
    place.scroll_into_view_if_needed()
    place.locator(".nn-live-run").first.click()
    if agree:
        button = page.locator(".nn-live-consent .nn-live-run")
        button.wait_for()
        start = time.monotonic()
        button.click()
    else:
        start = time.monotonic()
    place.locator(CELLS[name][1]).first.wait_for(timeout=120_000)
    return 1000 * (time.monotonic() - start)


def measure(site: Path, loads: int) -> dict[str, Any]:
    """Median milliseconds of every cell, bytes and requests before the agreement, sizes of what is served."""
    live = site / "_static" / "live"
    if not (live / "files.json").exists():
        raise SystemExit(
            "bench: the site is built without Python in the page; set NN_PYODIDE_WHEELS and run 'make book'."
        )
    server, base = hosting.serve(site)
    times: dict[str, list[float]] = {name: [] for name in CELLS}
    before = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.browser_path(), args=ARGUMENTS)
        for turn in range(loads):
            print(f"load {turn + 1} of {loads} ...", flush=True)
            for position, name in enumerate(FROM_AGREEMENT):
                page, bars, asked = opened(browser, f"{base}/book/{CHAPTER}.html")
                before += sum("/live/" in url and "/live/live." not in url for url in asked)
                times[name].append(run(page, bars[position], name, agree=True))
                if name == FROM_AGREEMENT[-1]:
                    for rest, later in enumerate(list(CELLS)[len(FROM_AGREEMENT) :], len(FROM_AGREEMENT)):
                        times[later].append(run(page, bars[rest], later, agree=False))
                page.context.close()
        browser.close()
    server.shutdown()
    server.server_close()
    added = sum(len(gzip.compress((live / name).read_bytes(), 6)) for name in ("live.js", "live.css"))
    sizes = json.loads((live / "files.json").read_text(encoding="utf-8"))["sizes"]
    medians = {name: round(statistics.median(values)) for name, values in times.items()}
    return {"loads": loads, "ms": medians, "requests_before": before, "added_gzip": added, "sizes": sizes}


def render(results: dict[str, Any]) -> str:
    figures, about = results["figures"], results["machine"]
    rows = [
        [name, f"{figures['ms'][name]:,} ms", "" if aim is None else f"{aim:,} ms"]
        for name, (_s, _t, aim) in CELLS.items()
    ]
    start, plots = (figures["sizes"][key] / 1e6 for key in ("start", "plots"))
    return "\n".join(
        [
            "# Python in the page\n",
            f"Median of {figures['loads']} loads of `{CHAPTER}` from a local server, each in a fresh browser context. The first three",
            "rows are counted from the click that agrees to the download, each on a page of its own; `check again` from the click",
            "on Run. Written by `python benchmarks/live.py`.\n",
            table(["", "until the output is there", "aim"], rows),
            f"- Requests for anything of Python before the agreement: {figures['requests_before']}.",
            f"- Script and style added to a page that is only read: {figures['added_gzip'] / 1000:.1f} kB compressed; the budget is 10 kB.",
            f"- Served after the agreement: {start:.1f} MB, with plots {plots:.1f} MB, as a host sends it.\n",
            f"{results['date']}. {about['cores']} cores of {about['processor']}, {about['system']}, {about['browser']}, commit {about['commit']}.",
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loads", type=int, default=5)
    options = parser.parse_args()
    results = {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "figures": measure(ROOT / "_build" / "html", options.loads),
        "machine": machine.describe(ROOT),
    }
    (HERE / "live.json").write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    (HERE / "live.md").write_text(render(results), encoding="utf-8")
    print("The figures are in benchmarks/live.md.")


if __name__ == "__main__":
    main()
