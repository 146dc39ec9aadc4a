"""How long the equations take on one core: parsing, checking and every slip, for a suite of 300 equations.

The suite is the book's displayed equations, repeated until there are 300; each copy is drawn
under a label of its own, so no scene is computed twice. `python benchmarks/equation_speed.py` writes equations.md and .json.
"""

from __future__ import annotations

import datetime
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT / "tools")]

from numerics import one_thread  # noqa: E402

if __name__ == "__main__":
    one_thread.ensure()

import machine  # noqa: E402
import numpy as np  # noqa: E402

from nnlib.formula.checking.check import check  # noqa: E402
from nnlib.formula.ledger.contexts import Chapter, load  # noqa: E402
from nnlib.formula.ledger.record import slips  # noqa: E402
from nnlib.formula.ledger.sources import Formula, formulas  # noqa: E402
from nnlib.formula.names import book_vocabulary  # noqa: E402
from nnlib.formula.syntax.parser import parse  # noqa: E402
from nnlib.formula.syntax.vocabulary import Vocabulary  # noqa: E402

SUITE = 300


@dataclass(frozen=True)
class Equation:
    """A displayed equation with what it is checked on."""

    formula: Formula
    chapter: Chapter
    words: Vocabulary


def _of(page: Path, contexts: Path) -> Iterator[Equation]:
    chapter = load(contexts)
    words = chapter.vocabulary(book_vocabulary())
    for formula in formulas(page):
        if formula.displayed and formula.label in chapter.contexts:
            yield Equation(formula, chapter, words)


def equations() -> list[Equation]:
    """Those of the book, in its order."""
    import equations as book  # tools/equations.py

    return [each for key, path in book.chapters() for each in _of(path, book.CONTEXTS / f"{key}.py")]


def measure(size: int = SUITE) -> dict[str, Any]:
    """Milliseconds of parsing and checking, slips a second, and the whole suite in seconds."""
    known = equations()
    parsing, checking, count = [], [], 0
    began = time.perf_counter()
    for number, each in enumerate(islice(cycle(known), size)):
        label = str(each.formula.label)
        start = time.perf_counter()
        chains = parse(each.formula.latex, each.words)
        parsed = time.perf_counter()
        context = each.chapter.contexts[label]
        scenes = list(replace(context, label=f"{label}/{number // len(known)}").scenes())
        verdict = check(chains, scenes)
        checked = time.perf_counter()
        if verdict.failure:
            raise SystemExit(f"bench: {label} does not hold: {verdict.failure}")
        killed, same, survivors = slips(chains, scenes, label, each.chapter)
        count += killed + same + len(survivors)
        parsing.append(1000 * (parsed - start))
        checking.append(1000 * (checked - parsed))
    total = time.perf_counter() - began
    slip_seconds = total - (sum(parsing) + sum(checking)) / 1000
    return {
        "equations": size,
        "different": len(known),
        "parse_median_ms": round(float(np.median(parsing)), 2),
        "check_median_ms": round(float(np.median(checking)), 2),
        "check_longest_ms": round(max(checking), 1),
        "slips": count,
        "slips_per_second": round(count / slip_seconds),
        "total_s": round(total, 1),
    }


PAGE = """# Speed of the equations

The displayed equations of the book, {different} different ones, repeated to {equations}: each is parsed,
executed on twelve random scenes, and every slip planted in it is looked for. One core, {total_s} s in all (goal: under 120 s).
Written by `python benchmarks/equation_speed.py`.

| | |
| --- | ---: |
| parsing, median | {parse_median_ms} ms |
| checking, median | {check_median_ms} ms |
| checking, longest | {check_longest_ms} ms |
| slips looked for | {slips} |
| slips a second | {slips_per_second} |

Measured {when}; {machine}.
"""


def write(figures: dict[str, Any]) -> None:
    computer = machine.computer(ROOT)
    figures = {
        **figures,
        "when": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": "{processor}, {cores} cores, {system}, Python {python}, commit {commit}".format(**computer),
    }
    (HERE / "equations.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (HERE / "equations.md").write_text(PAGE.format(**figures), encoding="utf-8")


if __name__ == "__main__":
    write(measure())
