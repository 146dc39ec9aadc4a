"""How long a learner waits for an answer: `check()` on the right answer to every registered exercise.

A right answer takes longest: every probe and every fresh random one is compared, and no mistake ends the search early.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from nnlib.exercises import check, exercise_ids
from nnlib.exercises.registry import get

RUNS = 20


def measure(runs: int = RUNS) -> dict[str, Any]:
    """Milliseconds of `check` per exercise and over all; the first call of each is told apart."""
    first, all_runs, medians = [], [], {}
    for name in exercise_ids():
        answer = get(name).reference
        times = []
        for _ in range(runs + 1):
            start = time.perf_counter()
            result = check(name, answer)
            times.append(1000 * (time.perf_counter() - start))
            if not result.passed:
                raise SystemExit(f"bench: the right answer to {name!r} is refused: {result.message}")
        first.append(times[0])
        all_runs += times[1:]
        medians[name] = round(float(np.median(times[1:])), 1)
    return {
        "exercises": len(medians),
        "runs": runs,
        "median_ms": round(float(np.median(all_runs)), 1),
        "p95_ms": round(float(np.percentile(all_runs, 95)), 1),
        "longest_ms": round(max(all_runs), 1),
        "longest_first_call_ms": round(max(first), 1),
        "medians_ms": medians,
    }
