"""Whether an edited answer is still right, and whether what it was told is true: both on probes of the measurement's own."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises.diagnosis import random_answers
from nnlib.exercises.diagnosis.cases import answer_case
from nnlib.exercises.diagnosis.findings import Case
from nnlib.exercises.diagnosis.isolation import Sandbox

RTOL, ATOL = 1e-7, 1e-9  # the tolerance here; ten times below the package's own
PROBES = 300


def _draw(exercise: Any, count: int, seed: int, edges: bool) -> list[Any]:
    rng = np.random.default_rng(seed)
    probes = [exercise.fresh(rng) for _ in range(count)]
    if edges and exercise.fresh_edge is not None:
        probes += [exercise.fresh_edge(rng) for _ in range(count // 2)]
    return probes


def largest_difference(exercise: Any, function: Any) -> float:
    """The largest excess over the tolerance on many fresh probes, fixed ones and boundaries; inf if it is another function."""
    probes = [*exercise.probes(), *_draw(exercise, PROBES, 424242, True)]
    if exercise.faults:
        return _random_difference(exercise, function, probes[:80])
    worst = 0.0
    with Sandbox(30) as box, np.errstate(all="ignore"):
        for probe in probes:
            outcome = box.call(function, probe.args)
            if outcome.error is not None or outcome.changed:
                return np.inf
            pairs = _pairs(exercise, outcome.value, exercise.reference(*probe.args))
            for got, expected in pairs:
                if got.shape != expected.shape:
                    return np.inf
                if exercise.accepts is not None and exercise.accepts(probe, got, expected):
                    continue  # several values are right there
                if not np.allclose(got, expected, rtol=RTOL, atol=ATOL, equal_nan=True):
                    return np.inf
                if got.size and np.isfinite(got).all():
                    worst = max(worst, float(np.max(np.abs(got - expected))))
    return worst


def _pairs(exercise: Any, got: Any, expected: Any) -> list[tuple[Any, Any]]:
    if not exercise.components:
        return [(np.asarray(got, dtype=float), np.asarray(expected, dtype=float))]
    return [(np.asarray(a, dtype=float), np.asarray(b, dtype=float)) for a, b in zip(got, expected, strict=True)]


def _random_difference(exercise: Any, function: Any, probes: list[Any]) -> float:
    """0 if it draws the same numbers as the reference or as the independent one, else whether a fault shows in 80 trials."""
    cases = fresh_trials(exercise, function, probes)
    if any(case.trial is None for case in cases):
        return np.inf
    return np.inf if any(fault.holds([case.trial for case in cases]) for fault in exercise.faults) else 0.0


def fresh_trials(exercise: Any, function: Any, probes: list[Any]) -> list[Case]:
    """Trials of a random function."""
    with Sandbox(30) as box:
        calls = [(p, random_answers.repeated_calls(box, function, p)) for p in probes]
        return [random_answers.trial_case(p, random_answers.trial_of(exercise, p, o)) for p, o in calls]


def told_truth(exercise: Any, function: Any, finding: Any, on_edges: bool) -> bool:
    """The claim behind the sentence, on 64 fresh probes (and 64 on boundaries, if it is about these)."""
    probes = _draw(exercise, 64, 777, False)
    if on_edges:
        probes += _draw(exercise, 128, 778, True)[128:] + list(exercise.probes())
    if exercise.faults:
        return bool(finding.holds(fresh_trials(exercise, function, probes)))
    with Sandbox(30) as box, np.errstate(all="ignore"):
        cases = [answer_case(exercise, probe, box.call(function, probe.args)) for probe in probes]
        if not on_edges and all(case.right for case in cases):
            return True  # right for ordinary arguments: the sentence is about a boundary
        return bool(finding.holds(cases))
