"""Wrong answers nobody wrote down: edits of right answers. None passes, and no statement about one is false.

A fixed sample of what `benchmarks/diagnosis` measures. Whether an edit is wrong at all, and whether its message is true, is
decided on fresh probes with a tolerance of the measurement's own.
"""

import math
import random
import sys
from pathlib import Path

import pytest
from exercise_answers import RIGHT

from nnlib.exercises import exercise_ids
from nnlib.exercises.diagnosis.judge import judge
from nnlib.exercises.registry import get

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from diagnosis import kinds, slips, truth


def sample(name):
    """Edits of the independent implementation and of the right answers of the tests."""
    exercise, rng = get(name), random.Random(name)
    found = [slips.singles(exercise), slips.doubles(exercise, 4)] + [slips.singles(exercise, fn) for fn in RIGHT[name]]
    return [slip for some in found for slip in rng.sample(some, min(5, len(some)))]


@pytest.mark.parametrize("name", exercise_ids("code"))
def test_edits_are_rejected_and_nothing_false_is_said(name):
    exercise, told = get(name), []
    for slip in sample(name):
        verdict = judge(exercise, slip.function, seconds=2)
        assert len(verdict.message) <= 280, verdict.message
        if verdict.passed:
            apart = truth.largest_difference(exercise, slip.function)
            assert math.isfinite(apart), f"accepted although wrong:\n{slip.text}"
            continue
        told.append(kinds.kind_of(exercise, verdict))
        if verdict.finding is not None:
            edge = verdict.code.startswith("edge") or kinds.on_boundary(verdict)
            true = truth.told_truth(exercise, slip.function, verdict.finding, edge)
            assert true, f"false: {verdict.message}\n{slip.text}"
    assert len(told) >= 5
    assert any(kind in kinds.SPECIFIC for kind in told)


def test_the_measurement_knows_a_wrong_answer_and_a_false_statement():
    exercise = get("tanh_grad")
    assert math.isinf(truth.largest_difference(exercise, lambda z: 1.00001 * exercise.reference(z)))
    assert truth.largest_difference(exercise, exercise.independent) < 1e-9
    wrong = judge(exercise, lambda z: -exercise.reference(z))
    assert not truth.told_truth(exercise, lambda z: 2 * exercise.reference(z), wrong.finding, False)
