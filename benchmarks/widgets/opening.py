"""How soon a widget answers: each page is opened anew, and a script in it uses the first widget as soon as it is there.

"mounted" is the moment the first widget has its controls, "answered" the one at which the picture that follows the first
change of a control has been painted. Ours and stock take turns, each load in a fresh browser context (devtools.py).
"""

from __future__ import annotations

import gzip
import json
import statistics
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import devtools
from hosting import COMPRESSED
from playwright.sync_api import Browser, Page

CPU = 4
NETWORK = {"bits_per_second": 1_500_000, "latency_ms": 150}
#: name: (factor by which the processor is slowed, whether the network is, width of the window)
CONDITIONS = {
    "full speed": (1, False, 1280),
    "slow processor": (CPU, False, 1280),
    "slow processor, phone": (CPU, False, 390),
    "slow processor and network": (CPU, True, 1280),
}
MARKS = ("first_paint", "mounted", "answered")
SCRIPT = """
window.bench = {};
{
  const note = (name, at = performance.now()) => {
    if (name in window.bench) return;
    window.bench[name] = at;
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") note("first_paint", entry.startTime);
  }).observe({ type: "paint", buffered: true });
  const use = (el) => {
    for (const control of el.querySelectorAll("input[type=range], select, input[type=number], button")) {
      if (control.closest("[hidden], .nnw-tools") || control.disabled) continue;
      const before = el.querySelector(".nnw-status").textContent;
      if (control.matches("button")) control.click();
      else if (control.matches("select")) control.selectedIndex = control.selectedIndex ? 0 : 1;
      else control.value = Number(control.value) === Number(control.max) ? control.min : control.max;
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.dispatchEvent(new Event("change", { bubbles: true }));
      if (el.querySelector(".nnw-status").textContent !== before) return true;
    }
    return false;
  };
  const watch = new MutationObserver(() => {
    const el = [...document.querySelectorAll("[data-nn-widget]")].find((node) => node.querySelector(".nnw-status[role]")?.textContent);
    if (!el) return;
    watch.disconnect();
    note("mounted");
    if (!use(el)) return;
    // a frame is one task: what is posted in its callbacks comes when it is painted, if nothing that waits goes first
    requestAnimationFrame(() => {
      scheduler.postTask(() => note("answered"), { priority: "user-blocking" });
    });
  });
  // a widget names its picture when it has drawn it; to hear of every element that is read would cost the page time
  watch.observe(document, { attributeFilter: ["aria-label"], subtree: true });
}
"""


@dataclass(frozen=True)
class Target:
    """A page: what it is, whose it is ("ours" or "stock"), where it is served."""

    page: str
    side: str
    address: str


def load(
    browser: devtools.Browser, target: Target, condition: str, wanted: tuple[str, ...] = MARKS
) -> dict[str, float]:
    """The moments of one load, in milliseconds from its start; SystemExit if one has not come after two minutes."""
    factor, slow, width = CONDITIONS[condition]
    with browser.page(width, 900) as session:
        browser.send("Page.addScriptToEvaluateOnNewDocument", session, source=SCRIPT)
        browser.send("Emulation.setCPUThrottlingRate", session, rate=factor)
        if slow:
            rate = NETWORK["bits_per_second"] / 8
            browser.send("Network.enable", session)
            speed = {"latency": NETWORK["latency_ms"], "downloadThroughput": rate, "uploadThroughput": rate}
            browser.send("Network.emulateNetworkConditions", session, offline=False, **speed)
        browser.send("Page.navigate", session, url=target.address)
        marks: dict[str, float] = {}
        end, pause = time.monotonic() + 120, 0.7 * factor
        while not set(wanted) <= set(marks):
            if time.monotonic() > end:
                raise SystemExit(f"bench: {target.page} ({target.side}) never got further than {marks}")
            time.sleep(pause)  # a page that is asked has to answer: most are done by now
            marks = json.loads(browser.value(session, "JSON.stringify(window.bench ?? {})"))
    return {name: marks[name] for name in wanted}


def open_page(browser: Browser) -> Page:
    """A page in a fresh context at full speed, not yet loaded."""
    context = browser.new_context(viewport={"width": CONDITIONS["full speed"][2], "height": 900})
    context.add_init_script(SCRIPT)
    return context.new_page()


def weigh(browser: Browser, target: Target) -> dict[str, int]:
    """What one load fetches before and after the reader has scrolled to the end: compressed bytes, and those of widgets."""
    page = open_page(browser)
    responses: list[Any] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(target.address, wait_until="networkidle", timeout=120_000)
    page.wait_for_timeout(1500)
    opened = len(responses)
    page.evaluate(
        """async () => { for (let y = 0; y < document.documentElement.scrollHeight; y += 400) {
          scrollTo({ top: y, behavior: "instant" }); await new Promise((done) => setTimeout(done, 60)); } }"""
    )
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    figures = {"requests": len(responses), "bytes": 0, "widget_scripts_opened": 0, "widget_scripts": 0}
    for number, response in enumerate(responses):
        if not response.url.startswith("http") or not response.ok:
            continue
        body, path = response.body(), urlsplit(response.url).path
        small = len(body) if path.endswith(COMPRESSED) else len(gzip.compress(body, 6))
        figures["bytes"] += small
        if "/nn-widgets/" in path and path.endswith(".js"):
            figures["widget_scripts"] += small
            figures["widget_scripts_opened"] += small if number < opened else 0
    figures["widgets"] = page.locator("[data-nn-widget] .nnw-controls").count()
    page.context.close()
    return figures


def measure(targets: list[Target], browser: devtools.Browser, loads: int, empty: Target) -> dict[str, Any]:
    """Median moments: page -> side -> condition -> mark. The empty page has a first paint alone."""
    results: dict[str, Any] = {target.page: {} for target in [*targets, empty]}
    for target in [*targets, empty]:
        results[target.page][target.side] = {}
    for condition in CONDITIONS:
        runs: dict[Target, list[dict[str, float]]] = {target: [] for target in targets}
        runs[empty] = []
        for turn in range(loads):
            print(f"opening, {condition}, {turn + 1} of {loads} ...", flush=True)
            for target in targets:
                runs[target].append(load(browser, target, condition))
            runs[empty].append(load(browser, empty, condition, ("first_paint",)))
        for target, marks in runs.items():
            medians = {name: round(statistics.median(run[name] for run in marks)) for name in marks[0]}
            results[target.page][target.side][condition] = medians
    return results
