"""The figures of the widgets as a page to read."""

from __future__ import annotations

import statistics
from typing import Any

from opening import CONDITIONS, CPU, NETWORK

AIM_MS, POINTER_MS, SCRIPT_KB = 1000, 8, 60


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _below(times: dict[str, int]) -> int:
    return sum(time < AIM_MS for time in times.values())


def render(results: dict[str, Any]) -> str:
    """The tables, the worst figure of each first in words."""
    pages, pointer = results["pages"], results["pointer"]
    ours = {page: sides["ours"] for page, sides in pages.items()}
    slow = {page: figures["slow processor"]["answered"] for page, figures in ours.items()}
    phone = {page: figures["slow processor, phone"]["answered"] for page, figures in ours.items()}
    slowest, worst = max(slow, key=slow.__getitem__), max(pointer, key=lambda name: pointer[name]["median"])
    empty = ", ".join(f"{figures['first_paint']} ms ({name})" for name, figures in results["empty"].items())
    chapters = [page for page in ours if page != "gallery"]
    heaviest = max(chapters, key=lambda page: ours[page]["weight"]["widget_scripts"])
    kb = ours[heaviest]["weight"]["widget_scripts"] / 1000
    lines = [
        "# Widgets",
        "",
        "Two moments after the page was asked for: the first widget has its controls and listens; and a script that changes one of",
        "them at once has got its answer, painted. Each page is opened in a fresh browser context, ours and stock in turn;",
        f"median of {results['loads']} loads.",
        f"Slow processor: slowed {CPU} times; network: {NETWORK['bits_per_second'] / 1e6:g} Mbit/s and {NETWORK['latency_ms']} ms. Windows"
        " are 1280 pixels wide, that of a phone 390.",
        "Busy: processor time of the page's main thread until then, at full speed, by tracing. Stock is the same chapter as a",
        "Jupyter Book with its default settings, where the html-manager shows the same widgets.",
        "Written by `python benchmarks/widgets`.",
        "",
        f"- Answered in less than {AIM_MS} ms with the slow processor, which is the aim: {_below(slow)} of {len(slow)} pages, on a phone"
        f" {_below(phone)}; median of the pages {statistics.median(slow.values()):.0f} and {statistics.median(phone.values()):.0f} ms, slowest"
        f" {slow[slowest]} ms ({slowest}).",
        f"- What no page can do without: one of a single line is painted after {empty}.",
        f"- Slowest pointer event: {pointer[worst]['median']:.1f} ms script ({worst}, median); the aim is {POINTER_MS} ms or less.",
        f"- Most script for the widgets of a chapter: {kb:.1f} kB compressed ({heaviest}); the budget is {SCRIPT_KB} kB. The gallery",
        f"  fetches {ours['gallery']['weight']['widget_scripts_opened'] / 1000:.1f} kB when it is opened and each further widget when the reader"
        f" comes near, {ours['gallery']['weight']['widget_scripts'] / 1000:.1f} kB for all {len(pointer)}.",
        "",
        _row("page", "", *CONDITIONS, "busy", "widget scripts", "page in all"),
        _row("---", "---", *["---:"] * (len(CONDITIONS) + 3)),
    ]
    for page, sides in pages.items():
        for side, figures in sides.items():
            weight = figures["weight"]
            scripts = f"{weight['widget_scripts'] / 1000:.1f} kB" if side == "ours" else ""
            times = [
                f"{figures[condition]['mounted']}, {figures[condition]['answered']} ms" for condition in CONDITIONS
            ]
            lines.append(_row(page, side, *times, f"{figures['busy']} ms", scripts, f"{weight['bytes'] / 1000:.0f} kB"))
    lines += ["", _row("widget", "pointer event, median", "95 % below"), _row("---", "---:", "---:")]
    for name, times in pointer.items():
        lines.append(_row(name, f"{times['median']:.1f} ms", f"{times['p95']:.1f} ms"))
    about = results["machine"]
    told = f"{about['cores']} cores of {about['processor']}, {about['system']}, Python {about['python']}, commit {about['commit']}"
    lines += ["", f"{results['date']}, load {results['load'][0]} before and {results['load'][1]} after. {told}.", ""]
    return "\n".join(lines)
