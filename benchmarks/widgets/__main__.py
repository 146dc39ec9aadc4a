"""`python benchmarks/widgets` measures how soon the widgets answer, what they weigh, and a pointer event of each.

The pages are those of _build/html; the same chapters are built as a stock Jupyter Book, whose html-manager shows the same
widgets, and measured in turn with ours. The figures go to benchmarks/widgets.md and .json.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(HERE.parent), str(HERE)]

import devtools  # noqa: E402
import hosting  # noqa: E402
import machine  # noqa: E402
import opening  # noqa: E402
import stock  # noqa: E402
import tracing  # noqa: E402
import widget_report  # noqa: E402
from pages import ARGUMENTS  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from nnlib.widgets import WIDGETS  # noqa: E402

CHAPTERS = ["one-neuron/activations", "one-neuron/losses"]
RESULTS = HERE.parent / "widgets.json"


def chapters_with_widgets(site: Path) -> list[str]:
    """The built pages that hold a widget, without the gallery."""
    pages = sorted((site / "book").rglob("*.html"))
    held = [page for page in pages if 'data-nn-widget="' in page.read_text(encoding="utf-8")]
    return [str(page.relative_to(site / "book").with_suffix("")) for page in held if page.stem != "gallery"]


def measure(site: Path, loads: int, against_stock: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="widget-bench-") as name, sync_playwright() as playwright:
        folder = Path(name)
        scratch = folder / "trace.json"
        (folder / "empty").mkdir()
        (folder / "empty" / "page.html").write_text("<!DOCTYPE html><title>Empty</title><p>A page with one line.</p>")
        servers = [hosting.serve(site), hosting.serve(folder / "empty")]
        ours, empty = servers[0][1], opening.Target("empty", "none", f"{servers[1][1]}/page.html")
        chapters = chapters_with_widgets(site)
        targets = [opening.Target(page, "ours", f"{ours}/book/{page}.html") for page in ["gallery", *chapters]]
        compared = []
        if against_stock:
            print("building the stock book ...", flush=True)
            stock_site, _ = stock.build(ROOT, CHAPTERS, folder)
            pages = [stock_site / f"{Path(chapter).name}.html" for chapter in CHAPTERS]
            hosting.fetch_libraries("\n".join(page.read_text(encoding="utf-8") for page in pages), folder)
            servers += [hosting.serve(stock_site), hosting.serve(folder)]
            stock_address, libraries = servers[2][1], servers[3][1]
            for page, chapter in zip(pages, CHAPTERS, strict=True):
                page.write_text(hosting.point_inside(page.read_text(encoding="utf-8"), libraries), encoding="utf-8")
                compared.append(opening.Target(chapter, "stock", f"{stock_address}/{page.name}"))
        browser = playwright.chromium.launch(executable_path=machine.browser_path(), args=ARGUMENTS)
        with devtools.Browser(machine.browser_path(), ARGUMENTS) as bare:
            figures = opening.measure([*targets, *compared], bare, loads, empty)
        floor = figures.pop("empty")["none"]
        for target in [*targets, *compared]:
            figures[target.page][target.side]["weight"] = opening.weigh(browser, target)
        for target in [*targets, *compared]:
            print(f"processor time, {target.page}, {target.side} ...", flush=True)
            figures[target.page][target.side]["busy"] = round(tracing.busy(browser, target, scratch))
        print("pointer events ...", flush=True)
        pointer = tracing.pointers(browser, targets[0].address, list(WIDGETS), scratch)
        browser.close()
        for server, _ in servers:
            server.shutdown()
            server.server_close()
    return {"pages": figures, "empty": floor, "pointer": pointer, "loads": loads}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loads", type=int, default=5, help="timed loads of each page under each condition")
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html", help="the built site")
    parser.add_argument("--no-stock", action="store_true", help="measure our pages alone")
    parser.add_argument("--dry", action="store_true", help="print the figures and keep the files of results")
    options = parser.parse_args()
    if not (options.site / "book" / "gallery.html").is_file():
        raise SystemExit(f"bench: there is no built site in {options.site}; run 'make book' first.")
    before = os.getloadavg()[0]
    results = {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": machine.computer(ROOT),
        **measure(options.site, options.loads, not options.no_stock),
    }
    results["load"] = [round(before, 1), round(os.getloadavg()[0], 1)]
    text = widget_report.render(results)
    print(text)
    if not options.dry:
        RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
        RESULTS.with_suffix(".md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
