"""An answer that raises because two shapes do not fit, tried where they do: on arguments whose sizes are all equal.

There a product with the wrong transpose has a value, and a mistake with a name can be recognised by it.
"""

from __future__ import annotations

import zlib

import numpy as np

from nnlib.exercises.diagnosis import edited, relations
from nnlib.exercises.diagnosis.answer import LONGEST, Answer, Verdict
from nnlib.exercises.diagnosis.cases import answer_case, first_finding
from nnlib.exercises.diagnosis.raised import describe, learner_line

PROBES = 8


def verdict(answer: Answer) -> Verdict | None:
    """The verdict of a function that raised a ValueError everywhere and has a known mistake on square arguments."""
    exercise = answer.exercise
    ordinary = [(probe, outcome) for probe, outcome in answer.pairs if not probe.edge]
    if exercise.square is None or not all(isinstance(outcome.error, ValueError) for _, outcome in ordinary):
        return None
    rng = np.random.default_rng(zlib.crc32(exercise.id.encode()) + 1)
    probes = [exercise.square(rng) for _ in range(PROBES)]
    cases = [answer_case(exercise, probe, answer.box.call(answer.fn, probe.args)) for probe in probes]
    if any(case.got is None and not case.parts for case in cases):
        return None
    found = first_finding(exercise, (relations.misconceptions, edited.once), cases, cases)
    probe, outcome = ordinary[0]
    error = outcome.error
    if found is None or error is None:
        return None
    place = learner_line(error, answer.fn)
    start = f"Two shapes do not fit{f' in {place}' if place else ''}. Where all sizes are equal: "
    if len(start + found.message) > LONGEST:
        start = "Two shapes do not fit. Where all sizes are equal: "
    if len(start + found.message) > LONGEST:
        return None
    code = describe(error, answer.fn, outcome.said)[0]
    return Verdict(False, f"{code}-{found.code}", start + found.message, answer.raised_evidence(probe, outcome))
