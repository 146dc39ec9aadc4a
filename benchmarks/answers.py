"""How long a learner waits for an answer: `check()` on right, wrong and edited answers to every exercise that asks for a function.

A right answer is compared on every probe; a wrong one that no relation explains takes longest, since all edits of the
exercise's recipes are looked through. Their table is made at the first need, which is told apart.
"""

from __future__ import annotations

import random
import time
from typing import Any

import numpy as np
from diagnosis import slips

from nnlib.exercises import check, exercise_ids
from nnlib.exercises.registry import get

RUNS = 10
EDITED = 30  # edited answers of each exercise, half of them with two edits


def answers(name: str) -> dict[str, list[Any]]:
    """Functions by kind: the right ones, the wrong ones with a name, and edits of the independent implementation."""
    exercise = get(name)
    edited = slips.singles(exercise), slips.doubles(exercise, EDITED)
    rng = random.Random(name)
    chosen = [slip.function for some in edited for slip in rng.sample(some, min(EDITED // 2, len(some)))]
    return {
        "right": [exercise.reference, exercise.independent],
        "wrong": [item.wrong for item in exercise.misconceptions],
        "edited": chosen,
    }


def measure(runs: int = RUNS) -> dict[str, Any]:
    """Milliseconds of `check` by kind of answer and exercise; the first check of each exercise that fails is told apart."""
    times: dict[str, list[float]] = {"right": [], "wrong": [], "edited": []}
    first: dict[str, float] = {}
    medians: dict[str, float] = {}
    for name in exercise_ids("code"):
        mine: list[float] = []
        by_kind = answers(name)
        first[name] = max(
            _milliseconds(name, fn) for fn in by_kind["edited"]
        )  # among them is the one that makes the table
        for kind, functions in by_kind.items():
            for fn in functions:
                took = [_milliseconds(name, fn) for _ in range(runs if kind == "right" else 1)]
                times[kind] += took
                mine += took
        medians[name] = round(float(np.median(mine)), 1)
    every = [t for some in times.values() for t in some]
    return {
        "exercises": len(medians),
        "runs": runs,
        **{kind: _summary(some) for kind, some in times.items()},
        **_summary(every),
        "longest_first_call_ms": round(max(first.values()), 1),
        "medians_ms": medians,
    }


def _milliseconds(name: str, fn: Any) -> float:
    start = time.perf_counter()
    check(name, fn)
    return 1000 * (time.perf_counter() - start)


def _summary(times: list[float]) -> dict[str, float]:
    return {
        "checks": len(times),
        "median_ms": round(float(np.median(times)), 1),
        "p95_ms": round(float(np.percentile(times, 95)), 1),
        "longest_ms": round(max(times), 1),
    }
