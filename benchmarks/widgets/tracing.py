"""What Chromium's own tracing says: processor time until a widget has answered, script time of a pointer event.

Processor time is that of the page's main thread alone, so it hardly depends on what else the machine does.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

import opening
from playwright.sync_api import Browser, Page

CATEGORIES = ["devtools.timeline", "toplevel", "blink.user_timing", "loading"]
MOVES = 60
SETTLED = 4000  # ms after which every page has answered at full speed
# what a reader drags with: a point, the picture, or the first slider
HANDLES = """(el) => {
  const middle = (node) => { const box = node.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; };
  const seen = (node) => node.getClientRects().length > 0;
  const found = [el.querySelector('.nnw-handle path'), el.querySelector('.nnw-sheet') ?? el.querySelector('svg.nnw-picture'),
    [...el.querySelectorAll('input[type=range]')].find(seen)];
  return found.filter(Boolean).map((node) => { node.scrollIntoView({ block: 'center', behavior: 'instant' }); return [scrollY, ...middle(node)]; });
}"""


def _events(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text(encoding="utf-8"))["traceEvents"])


def _main_thread(events: list[dict[str, Any]], pid: int) -> int:
    """The number of the renderer's main thread."""
    return next(
        e["tid"]
        for e in events
        if e["name"] == "thread_name" and e["args"]["name"] == "CrRendererMain" and e["pid"] == pid
    )


def busy(browser: Browser, target: opening.Target, scratch: Path, loads: int = 3) -> float:
    """Median processor time in ms that the page's main thread takes until its first widget has answered."""
    found = []
    for _ in range(loads):
        page = opening.open_page(browser)
        browser.start_tracing(page=page, path=scratch, categories=CATEGORIES)
        page.goto(target.address, timeout=120_000)
        page.wait_for_timeout(SETTLED)  # to ask sooner would be work for the page
        page.wait_for_function("'answered' in window.bench", timeout=120_000)
        answered = page.evaluate("window.bench.answered")
        browser.stop_tracing()
        page.context.close()
        events = _events(scratch)
        start = max(
            (e for e in events if e["name"] == "navigationStart" and target.address in json.dumps(e["args"])),
            key=lambda e: e["ts"],
        )
        main, total, last = _main_thread(events, start["pid"]), 0.0, 0.0
        for event in sorted((e for e in events if e.get("ph") == "X" and "tdur" in e), key=lambda e: e["ts"]):
            at = event["ts"]
            if (event["pid"], event["tid"]) != (start["pid"], main) or at < max(start["ts"], last):
                continue  # of another thread, or within one that is counted
            if at > start["ts"] + 1000 * answered:
                break
            total, last = total + event["tdur"], at + event["dur"]
        found.append(total / 1000)
    return statistics.median(found)


def pointer_times(page: Page, browser: Browser, el: Any, scratch: Path) -> list[float]:
    """Script time (processor time) in ms of each pointer or input event while points, picture and slider of a widget are dragged."""
    browser.start_tracing(page=page, path=scratch, categories=CATEGORIES)
    for scrolled, x, y in el.evaluate(HANDLES):
        page.evaluate("(top) => scrollTo({ top, behavior: 'instant' })", scrolled)
        page.mouse.move(x, y)
        page.mouse.down()
        for k in range(MOVES):
            page.mouse.move(x + 40 * ((k % 20) / 10 - 1), y + 15 * ((k % 7) / 3 - 1))
        page.mouse.up()
    browser.stop_tracing()
    wanted = ("pointermove", "input")
    return [
        e.get("tdur", e["dur"]) / 1000
        for e in _events(scratch)
        if e["name"] == "EventDispatch" and e.get("ph") == "X" and e["args"]["data"]["type"] in wanted
    ]


def pointers(browser: Browser, address: str, names: list[str], scratch: Path) -> dict[str, dict[str, float]]:
    """Median and 95th percentile for every widget of the gallery, of the events that did some work."""
    results = {}
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(address, timeout=120_000)
    for name in names:
        page.evaluate(f"document.getElementById('widget-{name}').scrollIntoView({{ behavior: 'instant' }})")
        el = page.wait_for_selector(f"#widget-{name}[data-nn-mounted=yes]", timeout=20_000)
        times = sorted(time for time in pointer_times(page, browser, el, scratch) if time >= 0.1)
        if not times:
            raise SystemExit(f"bench: no pointer event reached {name}")
        results[name] = {"median": statistics.median(times), "p95": times[int(0.95 * len(times))], "events": len(times)}
        print(f"  {name}: {results[name]['median']:.1f} ms", flush=True)
    page.context.close()
    return results
