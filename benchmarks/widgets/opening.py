"""How soon a widget answers: each page is opened anew, and a script in it uses the first widget as soon as it is there.

"mounted" is the moment the first widget has its controls, "answered" the one at which the picture that follows the first
change of a control has been painted. Ours and stock take turns, each load in a fresh browser context.
"""

from __future__ import annotations

import gzip
import json
import statistics
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

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
    benchMark(JSON.stringify(window.bench));
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
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => note("answered"); // a message after a frame's callbacks comes when the frame is done
      port2.postMessage(0);
    });
  });
  watch.observe(document, { childList: true, subtree: true, characterData: true });
}
"""


@dataclass(frozen=True)
class Target:
    """A page: what it is, whose it is ("ours" or "stock"), where it is served."""

    page: str
    side: str
    address: str


def open_page(browser: Browser, condition: str) -> tuple[Page, dict[str, float]]:
    """A page in a fresh context under a condition, not yet loaded, and what will hold its moments as they come.

    The page tells them through a binding. To ask it (``wait_for_function``, ``evaluate``) puts Playwright's own script of
    some 200 kB into it, which a slowed processor reads for 0.1 s in the middle of what is measured.
    """
    factor, slow, width = CONDITIONS[condition]
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_init_script(SCRIPT)
    page = context.new_page()
    session = context.new_cdp_session(page)
    marks: dict[str, float] = {}
    session.on("Runtime.bindingCalled", lambda event: marks.update(json.loads(event["payload"])))
    session.send("Runtime.enable")
    session.send("Runtime.addBinding", {"name": "benchMark"})
    if factor > 1:
        session.send("Emulation.setCPUThrottlingRate", {"rate": factor})
    if slow:
        rate = NETWORK["bits_per_second"] / 8
        session.send("Network.enable")
        conditions = {
            "offline": False,
            "latency": NETWORK["latency_ms"],
            "downloadThroughput": rate,
            "uploadThroughput": rate,
        }
        session.send("Network.emulateNetworkConditions", conditions)
    return page, marks


def go(page: Page, marks: dict[str, float], target: Target, wanted: tuple[str, ...] = MARKS) -> None:
    """Open the target and wait until the wanted moments have come; SystemExit if one has not after two minutes."""
    page.goto(target.address, wait_until="commit", timeout=120_000)
    end = time.monotonic() + 120
    while not set(wanted) <= set(marks):
        if time.monotonic() > end:
            raise SystemExit(f"bench: {target.page} ({target.side}) never got further than {marks}")
        page.wait_for_timeout(100)  # events come in meanwhile; the page is not asked


def load(browser: Browser, target: Target, condition: str, wanted: tuple[str, ...] = MARKS) -> dict[str, float]:
    """The moments of one load, in milliseconds from its start."""
    page, marks = open_page(browser, condition)
    go(page, marks, target, wanted)
    page.context.close()
    return {name: marks[name] for name in wanted}


def weigh(browser: Browser, target: Target) -> dict[str, int]:
    """What one load fetches before and after the reader has scrolled to the end: compressed bytes, and those of widgets."""
    page, _ = open_page(browser, "full speed")
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


def measure(targets: list[Target], browser: Browser, loads: int, empty: Target) -> dict[str, Any]:
    """Median moments and weights: page -> side -> condition -> mark. The empty page has a first paint alone."""
    results: dict[str, Any] = {target.page: {} for target in [*targets, empty]}
    results[empty.page][empty.side] = {}
    for target in targets:
        results[target.page][target.side] = {"weight": weigh(browser, target)}
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
