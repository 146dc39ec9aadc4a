"""What an answer does on the boundaries of its arguments (0, 1, ±1000, a single row) apart from ordinary ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnlib.exercises.diagnosis import relations
from nnlib.exercises.diagnosis.answer import LONGEST, Answer, Verdict
from nnlib.exercises.diagnosis.cases import first_finding, kind_of_missing, not_finite
from nnlib.exercises.diagnosis.findings import Case, Finding
from nnlib.exercises.diagnosis.raised import describe


def only_there(answer: Answer, cases: Sequence[Case]) -> Verdict:
    """Right for ordinary arguments, not on a boundary."""
    i = next(i for i, case in enumerate(cases) if not case.right)
    case, (probe, outcome) = cases[i], answer.pairs[i]
    named = first_finding(answer.exercise, (relations.misconceptions,), cases, cases)
    if named is not None:
        return Verdict(False, named.code, named.message, answer.evidence(case), named)
    start = f"Right for ordinary arguments, but not for {case.edge}"
    if outcome.error is not None:
        right, when = "Right for ordinary arguments. ", f" in the example below, for {case.edge}"
        code, text = describe(outcome.error, answer.fn, outcome.said, when, LONGEST - len(right))
        return Verdict(False, code, right + text, answer.raised_evidence(probe, outcome))
    if not case.comparable or (answer.exercise.components and not case.parts):
        code, message = "edge-shape", f"{start}: there the result has the wrong shape or kind."
    elif not_finite(case):
        advice = answer.exercise.edge_advice
        code, message = "edge-not-finite", f"{start}: there it gives {kind_of_missing(case)}. {advice}".rstrip()
    else:
        code, message = "edge", f"{start}{_which(answer, case)}."
    edge = case.edge

    def holds(seen: Sequence[Case]) -> bool:
        return all(c.right for c in seen if not c.edge) and any(not c.right for c in seen if c.edge == edge)

    return Verdict(False, code, message, answer.evidence(case), Finding(code, message, holds))


def _which(answer: Answer, case: Case) -> str:
    wrong = [c.name for c, part in zip(answer.exercise.components, case.parts, strict=False) if not part.right]
    return f": there {' and '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} wrong" if wrong else ""


def not_on_edges(finding: Finding, cases: Sequence[Case]) -> str:
    """A finding about ordinary arguments says on which boundaries another mistake shows.

    What is said of all arguments has to hold on boundaries that are right as well.
    """
    all_of_them = finding.code == "constant" or finding.code.startswith("ignores-")
    edges = list(dict.fromkeys(case.edge for case in cases if case.edge and (all_of_them or not case.right)))
    holds = finding.there or finding.holds
    other = [e for e in edges if not holds([case for case in cases if case.edge == e])]
    length = len(finding.message)
    text = f" (Not so for {', nor for '.join(other)}.)" if other else ""
    if length + len(text) > LONGEST:
        text = f" (Not so for {other[0]}.)" if len(other) == 1 else " (Not so on every boundary.)"
    return text if length + len(text) <= LONGEST else ""


def infinite_note(cases: Sequence[Case]) -> tuple[str, ...]:
    """A right answer that gives inf where a large number would be better."""
    infinite = [case for case in cases if not_finite(case)]
    if not infinite:
        return ()
    largest = float(np.max(infinite[0].expected))
    return (
        f"For {infinite[0].edge} your result is inf, expected about {largest:.4g}: "
        "a probability rounds to 0 before its logarithm is taken. It passes, but can be done better.",
    )
