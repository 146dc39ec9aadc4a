"""One answer under examination: its calls, made once, and what they show before any number is compared.

Stopped? Raised? Changed its arguments? The verdicts on these are given here; `judge` asks about the numbers.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.cases import answer_case
from nnlib.exercises.diagnosis.compare import as_numbers
from nnlib.exercises.diagnosis.elsewhere import Box
from nnlib.exercises.diagnosis.evidence import Evidence, counter_example
from nnlib.exercises.diagnosis.findings import Case, Finding
from nnlib.exercises.diagnosis.isolation import Outcome
from nnlib.exercises.diagnosis.raised import describe, learner_line
from nnlib.exercises.model import Array, Exercise, Probe

STUDY, CONFIRM, EDGES = 6, 8, 6  # random probes to find a diagnosis on, to confirm it on, and on boundaries
LONGEST = 280


@dataclass(frozen=True)
class Verdict:
    """The diagnosis before it becomes a `Result`, with the finding whose claim was confirmed (None without one)."""

    passed: bool
    code: str
    message: str
    evidence: Evidence
    finding: Finding | None = None


class Answer:
    """A learner's function and the probes it is tried on."""

    def __init__(self, exercise: Exercise, fn: Callable[..., Any], box: Box) -> None:
        self.exercise, self.fn, self.box = exercise, fn, box
        self.probes = self._draw()
        self.outcomes: list[Outcome] = []

    def _draw(self) -> list[Probe]:
        exercise = self.exercise
        rng = np.random.default_rng(zlib.crc32(exercise.id.encode()))
        probes = [*exercise.probes(), *(exercise.fresh(rng) for _ in range(STUDY + CONFIRM))]
        if exercise.fresh_edge is not None:
            probes += [exercise.fresh_edge(rng) for _ in range(EDGES)]
        return probes

    def call(self) -> None:
        """Call the function on every probe, until its time is up."""
        self.outcomes = self.box.calls(self.fn, [probe.args for probe in self.probes])

    def ask(self, *args: Any) -> Array | None:
        """Call it once more, with these arguments: numbers, or None."""
        outcome = self.box.call(self.fn, args)
        return as_numbers(outcome.value) if outcome.error is None and not outcome.timed_out else None

    @property
    def pairs(self) -> list[tuple[Probe, Outcome]]:
        """The probes with their outcomes."""
        return list(zip(self.probes, self.outcomes, strict=True))

    def stopped(self) -> Verdict | None:
        """It did not end in time."""
        if not self.box.expired:
            return None
        last = self.outcomes[-1]
        line = learner_line(last.error, self.fn) if last.error is not None else ""
        where = f" It was in {line} when it was stopped." if line else ""
        message = f"Stopped after {self.box.seconds:g} seconds: does a loop in your function never end?{where}"
        return Verdict(False, "timeout", message, Evidence(notes=self.notes()))

    def raised(self) -> Verdict | None:
        """It raised an error for ordinary arguments."""
        for probe, outcome in self.pairs:
            if outcome.error is not None and not probe.edge:
                code, message = describe(outcome.error, self.fn, outcome.said)
                return Verdict(False, code, message, self.raised_evidence(probe, outcome))
        return None

    def changed(self, right: Callable[[], bool]) -> Verdict | None:
        """It changed an argument of the caller; `right` tells whether what it returned is right."""
        for _, outcome in self.pairs:
            if not outcome.changed:
                continue
            name = self.exercise.parameters[outcome.changed[0]]
            also = "The returned values are right, but the" if right() else "The"
            message = (
                f"Your function changes its argument {name}. {also} caller's array must stay as it was: compute with "
                f"a copy, e.g. {name} = {name}.copy(), instead of assigning into {name} or using -=."
            )
            return Verdict(False, "changes-argument", message, Evidence(notes=self.notes()))
        return None

    # -- text -------------------------------------------------------------------------------------------------------

    def notes(self) -> tuple[str, ...]:
        """What it warned of and printed."""
        notes = []
        warned = list(dict.fromkeys(w for outcome in self.outcomes for w in outcome.warned))
        if warned:
            notes.append(f"NumPy warned: {warned[0]}. A warning is no mistake when the values are right.")
        return (*notes, *self.printed())

    def printed(self) -> tuple[str, ...]:
        """The beginning of what it printed, as a note."""
        return (f"Your function printed: {self.box.printed!r}",) if self.box.printed else ()

    def evidence(self, case: Case, notes: Sequence[str] = ()) -> Evidence:
        """The case as a counter-example."""
        return counter_example(self.exercise, case, (*notes, *self.printed()))

    def raised_evidence(self, probe: Probe, outcome: Outcome) -> Evidence:
        """The arguments for which it raised."""
        return self.evidence(answer_case(self.exercise, probe, outcome))
