"""`check(id, answer)`: the one check behind notebook, tests and graders.

Its `Result` is plain text and a stable code, so that it can be read aloud, printed in a terminal or counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nnlib.exercises.diagnosis.evidence import Evidence
from nnlib.exercises.diagnosis.judge import Verdict, judge
from nnlib.exercises.model import Exercise
from nnlib.exercises.questions.model import Question, Reply
from nnlib.exercises.registry import Entry, entry
from nnlib.exercises.results import record


@dataclass(frozen=True, repr=False)
class Result:
    """The verdict on one answer.

    `code` is stable ("right", "not-attempted", "sign" ...), `message` one diagnosis of at most 280 characters,
    `evidence` the probe, what was returned and what was expected.
    """

    exercise: str
    passed: bool
    code: str
    message: str
    evidence: Evidence

    @property
    def status(self) -> str:
        """The verdict in words: "right", "not attempted yet" or "not yet right"."""
        if self.passed:
            return "right"
        return "not attempted yet" if self.code == "not-attempted" else "not yet right"

    def __str__(self) -> str:
        text = f"{self.exercise}: {self.status}.\n{self.message}"
        evidence = str(self.evidence)
        return f"{text}\nEvidence:\n{evidence}" if evidence else text

    __repr__ = __str__


def check(exercise_id: str, answer: Any, **parameters: Any) -> Result:
    """Judge an answer: a function, or a formula, number, shape, choice, line or order, as the exercise asks.

    Never raises for what the answer is or does. Raises ValueError for an unknown id. `parameters` name a variant of the
    exercise; without them it is the one that `exercise` or `ask` named before, and else the book's own.

    >>> import numpy as np
    >>> result = check("relu", lambda z: np.abs(z))
    >>> result.passed, result.code
    (False, 'absolute-value')
    >>> check("sum_or_mean", "1/1280").passed
    True
    >>> check("leaky_relu", lambda z: np.where(z > 0, z, 0.03 * z), slope=0.03).passed
    True
    """
    exercise = entry(exercise_id, parameters or None)
    result = judged(exercise, answer)
    record(result, exercise.kind, answer)
    return result


def judged(exercise: Entry, answer: Any) -> Result:
    """The verdict on an answer to this exercise, which need not be the registered one; nothing is recorded."""
    verdict: Verdict | Reply
    if isinstance(exercise, Exercise):
        verdict = judge(exercise, answer)
    else:
        assert isinstance(exercise, Question)
        verdict = exercise.judge(answer)
    return Result(exercise.id, verdict.passed, verdict.code, verdict.message, verdict.evidence)
