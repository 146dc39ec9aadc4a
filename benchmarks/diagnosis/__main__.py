"""`python benchmarks/diagnosis` measures the diagnosis of wrong answers nobody wrote down; `--only ID ...` some exercises.

Edits of the independent implementations, which the package's diagnosis never sees, are judged; what they are told is
counted by kind and checked on fresh probes. The figures go to benchmarks/diagnosis.md and .json.
"""

from __future__ import annotations

import argparse
import collections
import datetime
import json
import multiprocessing
import random
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

import machine  # noqa: E402

from diagnosis import kinds, report, slips, truth  # noqa: E402
from nnlib.exercises import exercise_ids  # noqa: E402
from nnlib.exercises.diagnosis.judge import judge  # noqa: E402
from nnlib.exercises.registry import get  # noqa: E402

RESULTS = HERE.parent / "diagnosis.json"
SAMPLE = 200


def measure(task: tuple[str, int]) -> dict[str, Any]:
    """All edits of one exercise: counts by kind, and a row for each edit."""
    name, most = task
    exercise = get(name)
    rows = []
    for number, found in (("single", slips.singles(exercise)), ("double", slips.doubles(exercise, most))):
        for slip in found:
            start = time.perf_counter()
            verdict = judge(exercise, slip.function, seconds=2)
            took = time.perf_counter() - start
            kind = kinds.kind_of(exercise, verdict)
            false = False
            if verdict.passed:
                apart = truth.largest_difference(exercise, slip.function)
                kind = "equivalent" if apart < float("inf") else "accepted although wrong"
            elif verdict.finding is not None:
                edge = verdict.code.startswith("edge") or kinds.on_boundary(verdict)
                false = not truth.told_truth(exercise, slip.function, verdict.finding, edge)
            rows.append(
                {
                    "edits": number,
                    "kind": kind,
                    "code": verdict.code,
                    "message": verdict.message,
                    "source": slip.text,
                    "false": false,
                    "ms": round(1000 * took, 1),
                }
            )
    print(f"{name}: {len(rows)} edits", flush=True)
    return {"exercise": name, "rows": rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=list(exercise_ids("code")), metavar="ID")
    parser.add_argument("--doubles", type=int, default=150, help="double edits of each exercise")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--sample", type=Path, help=f"write {SAMPLE} random messages to this file, for a person to read"
    )
    parser.add_argument(
        "--strict", action="store_true", help="fail if a wrong answer passes or something false is said"
    )
    parser.add_argument("--rows", type=Path, help="write every edit with its message to this file")
    parser.add_argument("--dry", action="store_true", help="print the figures and keep the files of results")
    options = parser.parse_args()
    with multiprocessing.Pool(options.jobs) as pool:
        done = pool.map(measure, [(name, options.doubles) for name in options.only], chunksize=1)
    figures = {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": machine.computer(HERE.parent.parent),
        "exercises": {part["exercise"]: _counts(part["rows"]) for part in done},
        "equivalent": {part["exercise"]: [r["source"] for r in part["rows"] if r["kind"] == "equivalent"] for part in done},
        "accepted although wrong": [
            [part["exercise"], r["source"]] for part in done for r in part["rows"] if r["kind"] == "accepted although wrong"
        ],
        "false statements": [
            [part["exercise"], r["source"], r["message"]] for part in done for r in part["rows"] if r["false"]
        ],
    }  # fmt: skip
    text = report.render(figures)
    print(text)
    if options.rows:
        options.rows.write_text(json.dumps(done, indent=1))
    if options.sample:
        _write_sample(options.sample, done)
    if not options.dry:
        RESULTS.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n")
        RESULTS.with_suffix(".md").write_text(text)
    if options.strict and (figures["accepted although wrong"] or figures["false statements"]):
        raise SystemExit("diagnosis: a wrong answer passed, or something false was said; they are listed above")


def _counts(rows: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    return {
        number: dict(sorted(collections.Counter(r["kind"] for r in rows if r["edits"] == number).items()))
        for number in ("single", "double")
    }


def _write_sample(path: Path, done: list[dict[str, Any]]) -> None:
    rows = [(part["exercise"], r) for part in done for r in part["rows"] if r["kind"] != "equivalent"]
    chosen = random.Random(1).sample(rows, min(SAMPLE, len(rows)))
    path.write_text(
        "\n\n".join(
            f"{name} ({r['edits']}, {r['kind']}, {r['code']})\n{r['source']}\n-> {r['message']}" for name, r in chosen
        )
    )


if __name__ == "__main__":
    main()
