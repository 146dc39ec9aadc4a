"""From the measured figures to a table that can be read: benchmarks/results.md."""

from __future__ import annotations

from typing import Any

MOMENTS = {
    "first_paint": "first contentful paint",
    "mathematics": "all mathematics typeset",
    "widget": "first widget interactive",
    "load": "everything loaded",
}
WEIGHTS = {
    "requests": "requests",
    "outside": "requests to other servers",
    "raw": "bytes",
    "gzip": "bytes, compressed",
    "raw_without_figures": "bytes without the figures",
    "gzip_without_figures": "bytes without the figures, compressed",
}


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; the first column holds words, the others figures."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, rule, *rows]) + "\n"


def _ratio(ours: float, stock: float) -> str:
    return f"{ours / stock:.2f}" if stock else "no stock figure"


def _compare(names: dict[str, str], ours: dict[str, Any], stock: dict[str, Any], unit: str = "") -> str:
    rows = [
        [words, f"{ours[name]:,}{unit}", f"{stock[name]:,}{unit}", _ratio(ours[name], stock[name])]
        for name, words in names.items()
    ]
    return table(["", "ours", "stock", "ours / stock"], rows)


def _machine(about: dict[str, Any]) -> str:
    memory = f"{about['memory_gb']} GB memory" if about["memory_gb"] else "memory unknown"
    versions = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    dirty = f", with {about['uncommitted_files']} files changed since" if about["uncommitted_files"] else ""
    return (
        f"{about['cores']} cores ({about['processor']}), {memory}, {about['system']}. Python {about['python']}, "
        f"Node {about['node']}, {about['browser']}; {versions}. Commit {about['commit']}{dirty}.\n"
    )


def _builds(part: dict[str, Any]) -> str:
    book = part["book"]
    rows = [
        [
            f"`make book` in a fresh clone, empty caches (of it {book['cold']['installing']:.0f} s environment)",
            f"{book['cold']['seconds']:.0f} s",
        ],
        ["`make book` again, nothing changed", f"{book['warm']['seconds']:.1f} s"],
        [f"`make book` after a change in `{book['changed']}`", f"{book['after_change']['seconds']:.1f} s"],
    ]
    return table(["", "wall clock, one run"], rows)


def _pages(part: dict[str, Any]) -> str:
    lines = []
    runs = f"median of {part['loads']} loads" if part["loads"] > 1 else "a single load"
    throttle = part["throttle"]
    slow = (
        f"processor slowed {throttle['cpu']} times, {throttle['bits_per_second'] / 1e6:g} Mbit/s, "
        f"{throttle['latency_ms']} ms latency"
    )
    for chapter, sides in part["chapters"].items():
        ours, stock = sides["ours"], sides["stock"]
        lines += [f"### {chapter}\n", _compare(WEIGHTS, ours["weight"], stock["weight"])]
        lines += [f"Full speed, {runs}:\n"]
        lines += [_compare(MOMENTS, ours["full speed"], stock["full speed"], " ms")]
        lines += [f"Throttled ({slow}), {runs}:\n"]
        lines += [_compare(MOMENTS, ours["throttled"], stock["throttled"], " ms")]
        for side, figures in sides.items():
            weight = figures["weight"]
            errors = "; ".join(sorted(set(weight["errors"]))) or "none"
            lost = ", ".join(f"`{path}`" for path in weight["not_served"]) or "none"
            shown = f"{weight['widgets']} widgets mounted, {weight['formulas']} formulas"
            lines += [f"- {side}: {shown}; errors on the page: {errors}; files not served: {lost}."]
        lines += [""]
    libraries = ", ".join(f"{name} {version}" for name, version in part["libraries"].items())
    lines += [
        "The stock page is built by the same Jupyter Book from the same notebooks, unaltered, with its default settings",
        "and only the extensions the cells need (`benchmarks/stock.py`). Its libraries come from a second local server",
        f"in place of the delivery networks, from the same npm packages ({libraries}); name look-up and TLS to those",
        "networks are therefore not in its times. Files not served do not exist on a stock site either: the widget manager",
        "looks for fonts and for anywidget beside the page first. The weight is that of the page read to its end, with all",
        "its figures; the times are those of opening it. Both servers compress as hosts do. Mathematics counts as typeset at",
        "DOMContentLoaded on our page, where it arrives finished, and when `MathJax.startup.promise` holds on the stock",
        "page; a widget counts as interactive when its controls are in the page.",
        "",
    ]
    return "\n".join(lines)


def _answers(part: dict[str, Any]) -> str:
    slowest = max(part["medians_ms"], key=part["medians_ms"].get)
    kinds = [
        ("right", "right answers"),
        ("wrong", "wrong answers with a name"),
        ("edited", "right answers with one or two edits"),
    ]
    rows = [
        [words, str(some.get("checks", "-")), *(f"{some[key]} ms" for key in ("median_ms", "p95_ms", "longest_ms"))]
        for words, some in [*((words, part[kind]) for kind, words in kinds if kind in part), ("all", part)]
    ]
    text = (
        f"`check()` of {part['exercises']} exercises that ask for a function. Slowest by its median: `{slowest}`, "
        f"{part['medians_ms'][slowest]} ms. The first check that looks through all edits makes their table: at most "
        f"{part['longest_first_call_ms']} ms, not in the figures.\n\n"
    )
    return text + table(["answers", "checks", "median", "95th percentile", "longest"], rows)


def _test(part: dict[str, Any]) -> str:
    what = "`make test` after `make book` (it also installs the environment with the lowest NumPy)"
    return table(["", "wall clock, one run"], [[what, f"{part['seconds']:.0f} s"]])


def _chapters(part: dict[str, Any]) -> str:
    head = ["chapter", "notebook", "page", "compressed", "page without figures", "compressed"]
    sizes = ("raw", "gzip", "raw_without_figures", "gzip_without_figures")
    slowest_first = sorted(part["chapters"].items(), key=lambda item: -item[1]["seconds"])
    rows = [
        [name, f"{some['seconds']:.1f} s", *(f"{some[size] / 1000:,.0f} kB" for size in sizes)]
        for name, some in slowest_first
    ]
    text = "The seconds are those of the build, which runs two notebooks at a time; the page is read to its end.\n\n"
    return text + table(head, rows)


SECTIONS = {
    "builds": ("Building the book", _builds),
    "test": ("Checking the book", _test),
    "chapters": ("The chapters, the slowest notebook first", _chapters),
    "pages": ("Loading a chapter, against a stock Jupyter Book page", _pages),
    "answers": ("Answering an exercise", _answers),
}


def render(results: dict[str, Any]) -> str:
    """The whole report; every part says when it was measured, since a part may be kept from an earlier run."""
    lines = ["# Measurements\n", f"Last run: {results['date']}, by `{results['command']}`.\n"]
    for name, (title, write) in SECTIONS.items():
        part = results["parts"].get(name)
        lines.append(f"## {title}\n")
        if part is None:
            lines.append("Not measured yet.\n")
            continue
        kept = "" if part["date"] == results["date"] else " (kept from that run)"
        lines += [f"Measured {part['date']}{kept} on: {_machine(part['machine'])}", write(part["figures"])]
    lines.append("These figures describe one machine on one day; no test depends on them.\n")
    return "\n".join(lines)
