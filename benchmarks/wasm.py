"""nnlib in the page's Python (Pyodide in Node) beside CPython: how much of it is the same, and how much longer it takes.

`python benchmarks/wasm.py` runs everything that `make audit` proves of it, counts, and measures a check and a training
step in both Pythons in turn. It needs Pyodide's wheels in the folder that NN_PYODIDE_WHEELS names.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TESTS = ROOT / "tests"
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "book" / "_ext"), str(TESTS / "exercises"), str(TESTS / "wasm")]

from numerics import one_thread  # noqa: E402

if __name__ == "__main__":
    one_thread.ensure()

import both_pythons  # noqa: E402
import machine  # noqa: E402
import numpy as np  # noqa: E402
import timed  # noqa: E402
from wasm_python import WasmMissing, WasmPython, wheels  # noqa: E402

ROUNDS = 3  # of each Python, in turn
RUNS = 3  # of each work in a round
RESULTS = HERE / "wasm.json"
LONG = 20.0  # seconds after which a cell is too long for a page


def verdicts(wasm: WasmPython) -> dict[str, int]:
    """Verdicts on functions and on answers to questions, and how many differ in a word."""
    asked = same = 0
    pairs = [both_pythons.functions(wasm, name) for name in both_pythons.FUNCTIONS]
    pairs.append(wasm.both("judged", "forms", seconds=300))
    for here, there in pairs:
        asked += len(here)
        same += sum(both_pythons.same_verdict(said, there[key]) for key, said in here.items())
    replies = agree = 0
    for name in both_pythons.QUESTIONS:
        answers, (mine, theirs) = both_pythons.replies(wasm, name)
        replies += len(answers)
        agree += sum(map(both_pythons.same_verdict, mine, theirs))
    return {"functions": asked, "functions_same": same, "replies": replies, "replies_same": agree}


def package(wasm: WasmPython) -> dict[str, Any]:
    """nnlib's tests that ran in WASM, and those that passed."""
    outcomes = [row[0] for file in both_pythons.FILES for row in both_pythons.package(wasm, file).values()]
    return {
        "tests": len(outcomes),
        "tests_passed": outcomes.count("passed"),
        "tests_left_out": len(both_pythons.LEFT_OUT),
        "why": "; ".join(f"{count} {reason}" for reason, count in Counter(both_pythons.LEFT_OUT.values()).items()),
    }


def cells(wasm: WasmPython) -> dict[str, Any]:
    """Cells that ran to their end, and how long the longest took."""
    times: dict[str, float] = {}
    fine = figures = verdicts = 0
    for key in both_pythons.CHAPTERS:
        for cell, done in both_pythons.cells(wasm, key):
            times[f"{key}, {cell}"] = done["seconds"]
            fine += not done["error"]
            figures += done["figures"]
            verdicts += len(done["verdicts"])
    longest = max(times, key=lambda name: times[name])
    return {
        "cells": len(times),
        "cells_fine": fine,
        "figures": figures,
        "panels": verdicts,
        "cells_long": sum(seconds > LONG for seconds in times.values()),
        "cell_longest": longest,
        "cell_longest_s": round(times[longest], 1),
        "cells_median_ms": round(1000 * float(np.median(list(times.values()))), 1),
        "cells_s": round(sum(times.values())),
        "slowest": dict(sorted(((n, round(s, 2)) for n, s in times.items()), key=lambda item: -item[1])[:20]),
    }


def equations(wasm: WasmPython) -> dict[str, int]:
    """Equations that hold in both after as many comparisons."""
    total = same = 0
    for key in both_pythons.CHAPTERS:
        here, there = both_pythons.equations(wasm, key, both_pythons.labels(key))
        total += len(here)
        same += sum(
            not there[label]["failure"]
            and there[label]["comparisons"] == mine["comparisons"]
            and both_pythons.same_numbers(mine["values"], there[label]["values"], 1e-12)
            for label, mine in here.items()
        )
    return {"equations": total, "equations_same": same}


def speed(wasm: WasmPython) -> dict[str, float]:
    """Medians in milliseconds of a check and of a training step in both Pythons, which take turns."""
    here: dict[str, list[float]] = {"checks": [], "training_step": []}
    there: dict[str, list[float]] = {"checks": [], "training_step": []}
    for _ in range(ROUNDS):
        for what in here:
            here[what].append(float(np.median(getattr(timed, what)(RUNS))))
            there[what].append(float(np.median(wasm.call("timed", what, RUNS, seconds=600))))
    found: dict[str, float] = {}
    for what in here:
        mine, theirs = float(np.median(here[what])), float(np.median(there[what]))
        found |= {f"{what}_ms": round(mine, 2), f"{what}_wasm_ms": round(theirs, 2)}
        found[f"{what}_ratio"] = round(theirs / mine, 1)
    return found


PAGE = """# nnlib in the page's Python

The Python of the pages (Pyodide {pyodide} in Node: Python {python_there}, NumPy {numpy_there}) beside CPython {python_here} with NumPy {numpy_here}.
Everything that `make audit` compares, counted by `python benchmarks/wasm.py`.

| | compared | the same |
| --- | ---: | ---: |
| verdicts on functions: code, message, evidence | {functions} | {functions_same} |
| replies to answers of questions | {replies} | {replies_same} |
| tests of nnlib, run in WASM | {tests} | {tests_passed} |
| code cells of the chapters, run to their end | {cells} | {cells_fine} |
| equations, with all their numbers | {equations} | {equations_same} |

{tests_left_out} more tests are left out: {why}.
Evidence counts as the same where NumPy's warnings are missing (WebAssembly does not record an overflow or a division by 0)
and where the last of four digits is rounded the other way.

The cells drew {figures} figures and showed {panels} verdicts in {cells_s} s together, half of them in less than {cells_median_ms} ms
each; the longest ({cell_longest}) took {cell_longest_s} s, and {cells_long} took more than 20 s. Python, NumPy and the tests' packages
were ready after {start_s} s.

| median | CPython | WASM | ratio |
| --- | ---: | ---: | ---: |
| a check | {checks_ms} ms | {checks_wasm_ms} ms | {checks_ratio} |
| a training step (64-100-10, 32 samples) | {training_step_ms} ms | {training_step_wasm_ms} ms | {training_step_ratio} |

Measured by {machine} ({measured}).
"""


def start(wasm: WasmPython) -> dict[str, Any]:
    """Versions, and the seconds from nothing to the first answer."""
    began = time.perf_counter()
    versions = {"here": timed.versions(), "there": wasm.call("timed", "versions")}
    figures: dict[str, Any] = {"start_s": round(time.perf_counter() - began, 1), "pyodide": wasm.version}
    for where, (python, numpy) in versions.items():
        figures |= {f"python_{where}": python, f"numpy_{where}": numpy}
    return figures


PARTS: dict[str, Callable[[WasmPython], dict[str, Any]]] = {
    part.__name__: part for part in (start, speed, verdicts, equations, cells, package)
}


def keep(name: str, figures: dict[str, Any]) -> None:
    """Write a part's figures; the page when all parts have some."""
    stored = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    computer = machine.computer(ROOT)
    stored[name] = {
        **figures,
        "when": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": "{processor}, {cores} cores, {system}, commit {commit}".format(**computer),
    }
    RESULTS.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    if set(stored) >= set(PARTS):
        every = {key: value for part in stored.values() for key, value in part.items()}
        measured = "; ".join(f"{part} {stored[part]['when']}" for part in PARTS)
        (HERE / "wasm.md").write_text(PAGE.format(**every, measured=measured), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, help="measure these parts, keep the last figures of the others"
    )
    wanted = parser.parse_args().only or list(PARTS)
    try:
        folder = wheels()
    except WasmMissing as reason:
        raise SystemExit(f"bench: {reason}.") from reason
    wasm = WasmPython(folder)
    for name in wanted:
        print(f"{name} ...", flush=True)
        keep(name, PARTS[name](wasm))
    wasm.stop()


if __name__ == "__main__":
    main()
