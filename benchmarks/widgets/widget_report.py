"""The figures of the widgets as a page to read."""

from __future__ import annotations

from typing import Any

from opening import CONDITIONS, CPU, NETWORK

AIM_MS, POINTER_MS, SCRIPT_KB = 1000, 8, 60


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def render(results: dict[str, Any]) -> str:
    """The tables, the worst figure of each first in words."""
    pages, pointer = results["pages"], results["pointer"]
    ours = {page: sides["ours"] for page, sides in pages.items()}
    slow = {page: figures["slow processor"]["answered"] for page, figures in ours.items()}
    slowest, worst = max(slow, key=slow.__getitem__), max(pointer, key=lambda name: pointer[name]["median"])
    chapters = [page for page in ours if page != "gallery"]
    heaviest = max(chapters, key=lambda page: ours[page]["weight"]["widget_scripts"])
    kb = ours[heaviest]["weight"]["widget_scripts"] / 1000
    lines = [
        "# Widgets",
        "",
        "Answered: the page is opened anew, a script changes a control of the first widget as soon as it is there, and the",
        f"picture that follows has been painted; median of {results['loads']} loads, ours and stock in turn.",
        f"Slow processor: slowed {CPU} times; network: {NETWORK['bits_per_second'] / 1e6:g} Mbit/s and {NETWORK['latency_ms']} ms.",
        "Busy: processor time of the page's main thread until then, at full speed, by tracing. Stock is the same chapter as a",
        "Jupyter Book with its default settings, where the html-manager shows the same widgets.",
        "Written by `python benchmarks/widgets`.",
        "",
        f"- Slowest answer with the slow processor: {slow[slowest]} ms ({slowest}); the aim is below {AIM_MS} ms.",
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
            times = [f"{figures[condition]['answered']} ms" for condition in CONDITIONS]
            lines.append(_row(page, side, *times, f"{figures['busy']} ms", scripts, f"{weight['bytes'] / 1000:.0f} kB"))
    lines += ["", _row("widget", "pointer event, median", "95 % below"), _row("---", "---:", "---:")]
    for name, times in pointer.items():
        lines.append(_row(name, f"{times['median']:.1f} ms", f"{times['p95']:.1f} ms"))
    about = results["machine"]
    told = f"{about['cores']} cores of {about['processor']}, {about['system']}, Python {about['python']}, commit {about['commit']}"
    lines += ["", f"{results['date']}, load {results['load'][0]} before and {results['load'][1]} after. {told}.", ""]
    return "\n".join(lines)
