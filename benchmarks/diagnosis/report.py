"""The figures as a page to read."""

from __future__ import annotations

import collections
from pathlib import Path
from typing import Any

from diagnosis.kinds import EXPLAINED, ORDER, SPECIFIC

EDITS = ("single", "double")
READING = Path(__file__).with_name("reading.md")  # what a person found in a sample of the messages
COUNTED = """\
The goal, 70 % of single and 35 % of double edits told specifically, is about answers that return numbers: there the diagnosis has
something to say. An answer that stops with an error has been stopped by Python, which names the line; the message adds what such an
error means (which axis, which size). Such answers are counted apart, and the rates are given without them, with them as not told and
with them as told.
"""


def _rates(counts: dict[str, int]) -> tuple[int, int, int]:
    """Wrong answers, those told something specific, and those that returned numbers on ordinary arguments."""
    wrong = sum(n for kind, n in counts.items() if kind != "equivalent")
    specific = sum(counts.get(kind, 0) for kind in SPECIFIC)
    numbers = wrong - sum(counts.get(kind, 0) for kind in ("raised an error", EXPLAINED, "no numbers"))
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
    summary: dict[str, list[str]] = collections.defaultdict(list)
    for number in EDITS:
        wrong, specific, numbers = _rates(total[number])
        explained = specific + total[number][EXPLAINED]
        summary["wrong answers"].append(str(wrong))
        summary["specific, of those that return numbers (the goal: 70 %, 35 %)"].append(_percent(specific, numbers))
        summary["specific, of all wrong answers"].append(_percent(specific, wrong))
        summary["specific or an error with its cause, of all wrong answers"].append(_percent(explained, wrong))
    lines += [f"| **{text}** | {cells[0]} | {cells[1]} |" for text, cells in summary.items()]
    lines.append(f"| **false statements** (64 fresh probes each) | {len(figures['false statements'])} in all | |")
    lines += ["", COUNTED.rstrip()]
    if READING.exists():
        lines += ["", READING.read_text(encoding="utf-8").rstrip()]
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
