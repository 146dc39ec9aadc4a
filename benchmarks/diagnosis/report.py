"""The figures as a page to read."""

from __future__ import annotations

import collections
from typing import Any

from diagnosis.kinds import ORDER, SPECIFIC

EDITS = ("single", "double")


def _rates(counts: dict[str, int]) -> tuple[int, int, int]:
    """Wrong answers, those told something specific, and those that returned numbers at all."""
    wrong = sum(n for kind, n in counts.items() if kind != "equivalent")
    specific = sum(counts.get(kind, 0) for kind in SPECIFIC)
    numbers = wrong - counts.get("raised an error", 0) - counts.get("no numbers", 0)
    return wrong, specific, numbers


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def render(figures: dict[str, Any]) -> str:
    """Totals, then a row for each exercise, then what is to be read."""
    total = {number: collections.Counter() for number in EDITS}
    for counts in figures["exercises"].values():
        for number in EDITS:
            total[number].update(counts[number])
    lines = [
        "# Wrong answers nobody wrote down",
        "",
        f"Measured {figures['date']} by `python benchmarks/diagnosis`.",
        "",
    ]
    lines += ["Edits of the independent implementations, of which the diagnosis knows nothing.", ""]
    lines += ["| told | single edits | double edits |", "| --- | ---: | ---: |"]
    for kind in ORDER:
        lines.append(f"| {kind} | {total['single'][kind]} | {total['double'][kind]} |")
    for text, index in (
        ("wrong answers", None),
        ("specific diagnosis", 0),
        ("specific, of those that return numbers", 2),
    ):
        cells = []
        for number in EDITS:
            wrong, specific, numbers = _rates(total[number])
            cells.append(str(wrong) if index is None else _percent(specific, wrong if index == 0 else numbers))
        lines.append(f"| **{text}** | {cells[0]} | {cells[1]} |")
    lines.append(f"| **false statements** (64 fresh probes each) | {len(figures['false statements'])} in all | |")
    lines += ["", "| exercise | single: wrong | specific | of numbers | double: wrong | specific | of numbers |"]
    lines.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, counts in figures["exercises"].items():
        cells = []
        for number in EDITS:
            wrong, specific, numbers = _rates(counts[number])
            cells += [str(wrong), _percent(specific, wrong), _percent(specific, numbers)]
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    for title in ("accepted although wrong", "false statements"):
        if figures[title]:
            lines += ["", f"## {title.capitalize()}", ""]
            lines += [
                f"- `{row[0]}`: `{' ; '.join(row[1].splitlines()[1:])}` {row[2] if len(row) > 2 else ''}"
                for row in figures[title]
            ]
    lines += ["", "## Edits that change nothing", "", "Equal to the reference on 450 fresh probes and boundaries.", ""]
    for name, sources in figures["equivalent"].items():
        lines += [f"- `{name}`: `{' ; '.join(line.strip() for line in text.splitlines()[1:])}`" for text in sources]
    return "\n".join(lines) + "\n"
