"""Several results: which of them a statement is about, and what is to be said of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.compare import same
from nnlib.exercises.diagnosis.findings import NO_MEANING, Case, Claim, Finding, call, some_number
from nnlib.exercises.model import Array, Exercise, Misconception

LONGEST = 280


def wrong_ones(cases: Sequence[Case]) -> list[int]:
    """The numbers of the components that are wrong in some case."""
    return [k for k in range(len(cases[0].parts)) if any(not case.parts[k].right for case in cases)]


def those_are_wrong(bad: Sequence[int]) -> Claim:
    """The claim "these components are wrong, the others right"."""
    return lambda cases: all(case.parts for case in cases) and wrong_ones(cases) == list(bad)


def join(names: Sequence[str]) -> str:
    """ "dX", "dX and dW", "dX, dW and db"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def listing(exercise: Exercise, cases: Sequence[Case]) -> str:
    """ "dW1 and db1 are wrong, dW2 and db2 right."; nothing for a single result."""
    if not exercise.components or not all(case.parts for case in cases):
        return ""
    bad = wrong_ones(cases)
    names = [c.name for c in exercise.components]
    wrong, right = [names[k] for k in bad], [n for k, n in enumerate(names) if k not in bad]
    if not right:
        return f"{join(wrong)} are {'both' if len(wrong) == 2 else 'all'} wrong."
    verb = "is" if len(wrong) == 1 else "are"
    also = "" if verb == ("is" if len(right) == 1 else "are") else ("is " if len(right) == 1 else "are ")
    return f"{join(wrong)} {verb} wrong, {join(right)} {also}right."


def with_name(exercise: Exercise, item: Misconception, cases: Sequence[Case]) -> Iterator[Finding]:
    """A misconception of the components in which it differs from the right results, and whether the others are right."""
    if not all(case.parts for case in cases):
        return
    own = _concerned(exercise, item, cases)
    equal = _equal_in(item, own)
    if not own or not equal(cases):
        return
    names = [c.name for c in exercise.components]
    bad = wrong_ones(cases)
    others_wrong = [names[k] for k in bad if k not in own]
    others_right = [names[k] for k in range(len(names)) if k not in bad and k not in own]
    tail = ""
    if others_wrong:
        tail = f" {join(others_wrong)} {'is' if len(others_wrong) == 1 else 'are'} not right either."
    elif others_right:
        tail = f" {join(others_right)} {'is' if len(others_right) == 1 else 'are'} right."
    if len(item.message + tail) > LONGEST:
        tail = ""
    stated = those_are_wrong(bad) if tail else _anything
    yield Finding(item.code, item.message + tail, lambda seen: stated(seen) and equal(seen))


def other_order(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """All results are right, but they stand in another order."""
    names = [c.name for c in exercise.components]
    for order in permutations(range(len(names))):
        if list(order) == sorted(order) or not all(case.parts for case in cases):
            continue

        def permuted(seen: Sequence[Case], order: Sequence[int] = order) -> bool:
            return all(_is(case.parts[k].got, case.parts[j].expected) for case in seen for k, j in enumerate(order))

        text = f"Right, but in another order: you return ({', '.join(names[j] for j in order)}), asked is "
        yield Finding("components-permuted", f"{text}({', '.join(names)}).", permuted)


def _is(got: Array | None, expected: Array) -> bool:
    return got is not None and same(got, expected)


def _anything(_cases: Sequence[Case]) -> bool:
    return True


def _wrong_values(item: Misconception, case: Case) -> list[Any]:
    try:
        return list(call(item.wrong, case.args))
    except NO_MEANING:
        return []


def _concerned(exercise: Exercise, item: Misconception, cases: Sequence[Case]) -> list[int]:
    found = set()
    for case in cases:
        values = _wrong_values(item, case)
        found |= {k for k, (part, v) in enumerate(zip(case.parts, values, strict=False)) if not same(part.expected, v)}
    return sorted(found)


def _equal_in(item: Misconception, own: Sequence[int]) -> Claim:
    def holds(cases: Sequence[Case]) -> bool:
        for case in cases:
            values = _wrong_values(item, case)
            if len(values) != len(case.parts):
                return False
            for k in own:
                got = case.parts[k].got
                if got is None or not same(got, np.asarray(values[k])):
                    return False
        return some_number([case.parts[k] for case in cases for k in own])

    return holds
