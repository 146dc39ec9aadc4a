"""The order of questions: what a teacher would ask first about an answer.

Attempted? Callable with these arguments? Raised? Changed its arguments? Returned numbers, of the right shape, without
nan? Right? If not: a known misconception, a true relation to the right answer, or else a counter-example. The first
question with an answer gives the one diagnosis.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis import arguments, attempt, regions, relations, shapes, terms
from nnlib.exercises.diagnosis.cases import (
    answer_case,
    first_finding,
    no_number,
    not_finite,
    smallest_wrong,
    with_other_value,
)
from nnlib.exercises.diagnosis.compare import as_numbers, same
from nnlib.exercises.diagnosis.evidence import Evidence, counter_example
from nnlib.exercises.diagnosis.findings import Case, Finding, Search
from nnlib.exercises.diagnosis.isolation import Outcome, Sandbox
from nnlib.exercises.diagnosis.raised import describe, learner_line
from nnlib.exercises.registry import Exercise, Probe

SECONDS = 5.0
STUDY, CONFIRM, EDGES = 6, 8, 6  # random probes to find a diagnosis on, to confirm it on, and on boundaries

# what is asked of an answer of the right shape, the more telling first
SEARCHES: tuple[Search, ...] = (
    relations.constant,
    relations.sign,
    arguments.changed,
    arguments.swapped,
    relations.factor,
    relations.function_of_the_right_one,
    relations.rearranged,
    relations.shifted,
    regions.right_except,
    terms.terms,
    regions.confined,
    relations.nearly,
)


@dataclass(frozen=True)
class Verdict:
    """The diagnosis before it becomes a `Result`, with the finding whose claim was confirmed (None without one)."""

    passed: bool
    code: str
    message: str
    evidence: Evidence
    finding: Finding | None = None


def judge(exercise: Exercise, fn: Any, seconds: float = SECONDS) -> Verdict:
    """Ask the questions in their order and return the first answer."""
    early = attempt.before_calling(exercise, fn)
    if early is not None:
        return Verdict(False, early[0], early[1], Evidence())
    with Sandbox(seconds) as box:
        run = _Run(exercise, fn, box)
        with np.errstate(all="ignore"):
            return run.verdict()


class _Run:
    """One check: the calls of the function, made once, and the questions asked about them."""

    def __init__(self, exercise: Exercise, fn: Callable[..., Any], box: Sandbox) -> None:
        self.exercise, self.fn, self.box = exercise, fn, box
        rng = np.random.default_rng(zlib.crc32(exercise.id.encode()))
        fixed = list(exercise.probes())
        self.probes = fixed + [exercise.fresh(rng) for _ in range(STUDY + CONFIRM)]
        if exercise.fresh_edge is not None:
            self.probes += [exercise.fresh_edge(rng) for _ in range(EDGES)]
        self.outcomes = []
        for probe in self.probes:
            self.outcomes.append(box.call(fn, probe.args))
            if box.expired:
                break

    def verdict(self) -> Verdict:
        exercise = self.exercise
        stopped = self._stopped()
        if stopped is not None:
            return stopped
        pairs = list(zip(self.probes, self.outcomes, strict=True))
        for probe, outcome in pairs:
            if outcome.error is not None and not probe.edge:
                code, message = describe(outcome.error, self.fn)
                return Verdict(False, code, message, self._raised_evidence(probe, outcome))
        changed = self._changed(pairs)
        if changed is not None:
            return changed
        for probe, outcome in pairs:
            kind = attempt.kind_of_result(exercise, outcome.value) if outcome.error is None else None
            if kind is not None and not probe.edge:
                return Verdict(False, kind[0], kind[1], self._evidence(answer_case(exercise, probe, outcome)))
        cases = [answer_case(exercise, probe, outcome) for probe, outcome in pairs]
        plain = [case for case in cases if not case.edge]
        if all(case.right for case in cases):
            return Verdict(True, "right", self._praise(cases), Evidence(notes=self._notes(cases)))
        if all(case.right for case in plain):
            return self._only_edges(pairs, cases)
        study = plain[: len(plain) - CONFIRM]
        if all(case.right for case in study):
            study = plain
        finding = self._search(study, plain)
        if finding is None:
            return self._unexplained(plain)
        message = finding.message + self._not_on_edges(finding, cases, len(finding.message))
        return Verdict(False, finding.code, message, self._evidence(smallest_wrong(study)), finding)

    # -- questions about the calls ----------------------------------------------------------------------------------

    def _stopped(self) -> Verdict | None:
        if not self.box.expired:
            return None
        last = self.outcomes[-1]
        line = learner_line(last.error, self.fn) if last.error is not None else ""
        where = f" It was in {line} when it was stopped." if line else ""
        message = f"Stopped after {self.box.seconds:g} seconds: does a loop in your function never end?{where}"
        return Verdict(False, "timeout", message, Evidence(notes=self._notes()))

    def _changed(self, pairs: Sequence[tuple[Probe, Outcome]]) -> Verdict | None:
        for _, outcome in pairs:
            if not outcome.changed:
                continue
            name = self.exercise.parameters[outcome.changed[0]]
            right = all(answer_case(self.exercise, p, o).right for p, o in pairs)
            also = "The returned values are right, but the" if right else "The"
            message = (
                f"Your function changes its argument {name}. {also} caller's array must stay as it was: compute with "
                f"a copy, e.g. {name} = {name}.copy(), instead of assigning into {name} or using -=."
            )
            return Verdict(False, "changes-argument", message, Evidence(notes=self._notes()))
        return None

    # -- questions about the numbers --------------------------------------------------------------------------------

    def _search(self, study: Sequence[Case], plain: Sequence[Case]) -> Finding | None:
        """The first finding that holds on the cases it was found on and on all others."""
        if any(not case.comparable for case in study):
            return first_finding(self.exercise, (relations.misconceptions, shapes.wrong_shape), study, plain)
        known = first_finding(self.exercise, (relations.misconceptions,), study, plain)
        if known is not None:
            return known
        if any(not_finite(case).any() for case in plain):
            found = first_finding(self.exercise, (regions.right_except, regions.confined), study, plain)
            return found or first_finding(self.exercise, (no_number,), plain, plain)
        return first_finding(self.exercise, SEARCHES, study, plain) or self._ignores(plain)

    def _ignores(self, plain: Sequence[Case]) -> Finding | None:
        """An argument that makes no difference although it should."""
        for i, name in enumerate(self.exercise.parameters[: len(plain[0].args)]):

            def ignores(cases: Sequence[Case], i: int = i) -> bool:
                rng = np.random.default_rng(len(cases))
                tried = 0
                for case in cases:
                    args = with_other_value(self.exercise, case.args, i, rng)
                    if args is None:
                        continue
                    tried += 1
                    outcome = self.box.call(self.fn, args)
                    got = as_numbers(outcome.value) if outcome.error is None else None
                    if got is None or case.got is None or not same(got, case.got):
                        return False
                return tried >= 3

            if ignores(plain):
                text = f"Your result does not depend on {name}: with other values of {name} it stays the same."
                return Finding(f"ignores-{name}", text, ignores)
        return None

    def _only_edges(self, pairs: Sequence[tuple[Probe, Outcome]], cases: Sequence[Case]) -> Verdict:
        """Right for ordinary arguments, not on a boundary."""
        i = next(i for i, case in enumerate(cases) if not case.right)
        case, (probe, outcome) = cases[i], pairs[i]
        named = first_finding(self.exercise, (relations.misconceptions,), cases, cases)
        if named is not None:
            return Verdict(False, named.code, named.message, self._evidence(case), named)
        start = f"Right for ordinary arguments, but not for {case.edge}"
        if outcome.error is not None:
            code, text = describe(outcome.error, self.fn, f" for {case.edge}")
            message = f"Right for ordinary arguments. {text}"
            return Verdict(False, code, message[:280], self._raised_evidence(probe, outcome))
        if not case.comparable:
            code, message = "edge-shape", f"{start}: there the result has the wrong shape or kind."
        elif not_finite(case).any():
            kind = "nan" if bool(np.isnan(np.asarray(case.got, dtype=float)).any()) else "inf"
            code, message = "edge-not-finite", f"{start}: there it gives {kind}. {self.exercise.edge_advice}".rstrip()
        else:
            code, message = "edge", f"{start}."
        edge = case.edge

        def holds(seen: Sequence[Case]) -> bool:
            return all(c.right for c in seen if not c.edge) and any(not c.right for c in seen if c.edge == edge)

        return Verdict(False, code, message, self._evidence(case), Finding(code, message, holds))

    def _not_on_edges(self, finding: Finding, cases: Sequence[Case], length: int) -> str:
        """A finding about ordinary arguments says on which boundaries something else happens."""
        edges = list(dict.fromkeys(case.edge for case in cases if case.edge))
        other = [e for e in edges if not finding.holds([case for case in cases if case.edge == e])]
        text = f" (Not so for {', nor for '.join(other)}.)" if other else ""
        if length + len(text) > 280:
            text = f" (Not so for {other[0]}.)" if len(other) == 1 else " (Not so on every boundary.)"
        return text if length + len(text) <= 280 else ""

    def _unexplained(self, plain: Sequence[Case]) -> Verdict:
        case = smallest_wrong(plain)
        notes = []
        for item in self.exercise.properties:
            seen = [c for c in plain if c.comparable and c.got is not None]
            answer = "yes" if seen and all(item.holds(c.args, c.got) for c in seen if c.got is not None) else "no"
            notes.append(f"{item.name}: {answer}")
        message = "Not yet right, and no single cause stands out. Follow your formula by hand on the example below."
        return Verdict(False, "counter-example", message, self._evidence(case, notes))

    # -- text -------------------------------------------------------------------------------------------------------

    def _praise(self, cases: Sequence[Case]) -> str:
        edges = list(dict.fromkeys(case.edge for case in cases if case.edge))
        among = f", among them {'; '.join(edges)}" if edges else ""
        return f"Right on all {len(cases)} probes{among}."

    def _notes(self, cases: Sequence[Case] = ()) -> tuple[str, ...]:
        notes = []
        infinite = [case for case in cases if not_finite(case).any()]
        if infinite:
            notes.append(
                f"For {infinite[0].edge} your result is inf, expected about {float(np.max(infinite[0].expected)):.4g}: "
                "a probability rounds to 0 before its logarithm is taken. It passes, but can be done better."
            )
        warned = list(dict.fromkeys(w for outcome in self.outcomes for w in outcome.warned))
        if warned:
            notes.append(f"NumPy warned: {warned[0]}. A warning is no mistake when the values are right.")
        if self.box.printed:
            notes.append(f"Your function printed: {self.box.printed!r}")
        return tuple(notes)

    def _evidence(self, case: Case, notes: Sequence[str] = ()) -> Evidence:
        printed = (f"Your function printed: {self.box.printed!r}",) if self.box.printed else ()
        return counter_example(self.exercise, case, (*notes, *printed))

    def _raised_evidence(self, probe: Probe, outcome: Outcome) -> Evidence:
        return self._evidence(answer_case(self.exercise, probe, outcome))
