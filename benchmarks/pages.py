"""What a reader's browser loads and how long it takes, for the book's chapters and the same chapters as a stock page.

Weight is taken on a load of its own; the timed loads are interleaved, ours and stock in turn, each in a fresh browser
context, so that what the machine does meanwhile touches both. Neither server nor cache helps one side only.
"""

from __future__ import annotations

import gzip
import statistics
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from hosting import COMPRESSED
from playwright.sync_api import Browser, Error, Page, sync_playwright

LOADS = 5
# everything but this machine is out of reach, as for the book's own browser tests
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
THROTTLE = {"cpu": 4, "bits_per_second": 1_600_000, "upload_bits_per_second": 750_000, "latency_ms": 150}
MARKS = ("first_paint", "mathematics", "widget", "load")
# notes the moments a reader waits for; a mounted widget has its row of controls, whichever host mounted it
SCRIPT = """
window.bench = {};
{
  const note = (name) => { window.bench[name] ??= performance.now(); };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") window.bench.first_paint = entry.startTime;
  }).observe({ type: "paint", buffered: true });
  const watch = new MutationObserver(() => {
    if (!document.querySelector("[data-nn-widget] .nnw-controls :is(input, select, button)")) return;
    note("widget");
    watch.disconnect();
  });
  watch.observe(document, { childList: true, subtree: true });
  if (%(stock)s) {
    const timer = setInterval(() => {
      const ready = window.MathJax?.startup?.promise;
      if (!ready) return;
      clearInterval(timer);
      ready.then(() => note("mathematics"));
    }, 5);
  } else document.addEventListener("DOMContentLoaded", () => note("mathematics"));
  window.addEventListener("load", () => note("load"));
}
"""

SCROLL = """
async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
    scrollTo({ top: y, behavior: "instant" });
    await new Promise((done) => setTimeout(done, 50));
  }
}
"""


@dataclass(frozen=True)
class Target:
    """A page to measure: its chapter, whose it is ("ours" or "stock") and where it is served."""

    chapter: str
    side: str
    address: str


def _open(browser: Browser, target: Target, throttled: bool) -> tuple[Page, list[str]]:
    """A page in a fresh context, not yet loaded, and the list its errors will be in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(SCRIPT % {"stock": "true" if target.side == "stock" else "false"})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"page error: {error}"))
    page.on("console", lambda message: errors.append(f"console: {message.text}") if message.type == "error" else None)
    if throttled:
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE["cpu"]})
        session.send("Network.enable")
        conditions = {
            "offline": False,
            "latency": THROTTLE["latency_ms"],
            "downloadThroughput": THROTTLE["bits_per_second"] / 8,
            "uploadThroughput": THROTTLE["upload_bits_per_second"] / 8,
        }
        session.send("Network.emulateNetworkConditions", conditions)
    return page, errors


def _settle(page: Page, target: Target) -> dict[str, float]:
    """Load the page and wait for every moment; one that does not come within two minutes is an error of the measurement."""
    page.goto(target.address, wait_until="load", timeout=120_000)
    try:
        page.wait_for_function(f"{list(MARKS)}.every((name) => name in window.bench)", polling=100, timeout=120_000)
    except Error as error:
        seen = ", ".join(page.evaluate("Object.keys(window.bench)"))
        raise SystemExit(f"bench: {target.chapter} ({target.side}) never got further than: {seen}.") from error
    return {name: float(page.evaluate(f"window.bench.{name}")) for name in MARKS}


def weight(responses: list[Any], home: str) -> tuple[dict[str, int], list[str]]:
    """Requests and bytes, raw and as a host compresses them, and the addresses that were refused."""
    total = {"requests": 0, "raw": 0, "gzip": 0, "raw_without_figures": 0, "gzip_without_figures": 0, "outside": 0}
    refused = []
    for response in responses:
        if not response.url.startswith("http"):  # data: and blob: addresses load nothing
            continue
        total["requests"] += 1
        total["outside"] += urlsplit(response.url).netloc != home
        if not response.ok:
            refused.append(response.url)
            continue
        body = response.body()
        path = urlsplit(response.url).path
        small = len(body) if path.endswith(COMPRESSED) else len(gzip.compress(body, 6))
        total["raw"] += len(body)
        total["gzip"] += small
        if "/_images/" not in path:
            total["raw_without_figures"] += len(body)
            total["gzip_without_figures"] += small
    return total, refused


def weigh(browser: Browser, target: Target) -> dict[str, Any]:
    """Requests and bytes of one load, what lies outside the site, and what went wrong."""
    page, errors = _open(browser, target, throttled=False)
    home = urlsplit(target.address).netloc
    responses: list[Any] = []
    failed: list[str] = []
    page.on("response", lambda response: responses.append(response))
    page.on("requestfailed", lambda request: failed.append(request.url))
    _settle(page, target)
    page.evaluate(SCROLL)  # figures further down may load only when they come near
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    widgets = page.locator("[data-nn-widget] .nnw-controls").count()
    formulas = page.evaluate("document.querySelectorAll('mjx-container, .katex').length")
    total, refused = weight(responses, home)
    page.context.close()
    not_served = sorted({urlsplit(url).path for url in failed + refused})
    return {**total, "errors": errors, "not_served": not_served, "widgets": widgets, "formulas": formulas}


def time_once(browser: Browser, target: Target, throttled: bool) -> dict[str, float]:
    """The moments of one load in milliseconds from its start."""
    page, _errors = _open(browser, target, throttled)
    marks = _settle(page, target)
    page.context.close()
    return marks


def measure(targets: list[Target], browser_path: str, loads: int = LOADS) -> dict[str, Any]:
    """Weight and times of every target: chapter -> side -> figures."""
    results: dict[str, Any] = {target.chapter: {} for target in targets}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        for target in targets:
            print(f"weighing {target.chapter}, {target.side} ...", flush=True)
            results[target.chapter][target.side] = {"weight": weigh(browser, target)}
        for network, throttled in (("full speed", False), ("throttled", True)):
            runs: dict[Target, list[dict[str, float]]] = {target: [] for target in targets}
            for turn in range(loads):
                print(f"timing, {network}, load {turn + 1} of {loads} ...", flush=True)
                for target in targets:
                    runs[target].append(time_once(browser, target, throttled))
            for target, marks in runs.items():
                figures = {name: statistics.median(run[name] for run in marks) for name in MARKS}
                results[target.chapter][target.side][network] = {name: round(ms) for name, ms in figures.items()}
        browser.close()
    return {"chapters": results, "loads": loads, "throttle": THROTTLE}
