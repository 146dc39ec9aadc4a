"""The right function of the wrong arguments.

An answer may be the right formula with -z or 2 z in place of z, or with p and q exchanged. Each search proposes such
changes; one counts only if its claim holds on every case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.answer import Answer
from nnlib.exercises.diagnosis.cases import answer_case, with_other_value
from nnlib.exercises.diagnosis.compare import as_numbers, same
from nnlib.exercises.diagnosis.findings import NO_MEANING, Case, Finding, call, equals
from nnlib.exercises.model import Args, Array, Exercise, Probe

# the code of the finding, the changed argument as text, and the change
CHANGES: tuple[tuple[str, str, Callable[[Array], Array]], ...] = (
    ("mirrored", "-{}", lambda x: -x),
    ("argument-scaled", "2 {}", lambda x: 2 * x),
    ("argument-scaled", "{}/2", lambda x: x / 2),
    ("argument-shifted", "{} + 1", lambda x: x + 1),
    ("argument-shifted", "{} - 1", lambda x: x - 1),
    ("argument-abs", "|{}|", np.abs),
    ("argument-squared", "{}^2", np.square),
)


def changed(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """The right function of a negated, scaled, shifted or squared argument."""
    args = cases[0].args
    if not exercise.arguments_vary:
        return
    names = exercise.parameters[: len(args)]
    for i, name in enumerate(names):
        if not (isinstance(args[i], np.ndarray) and args[i].dtype.kind == "f"):
            continue
        for code, pattern, change in CHANGES:
            text = pattern.format(name)
            written = f"{exercise.id}({', '.join([*names[:i], text, *names[i + 1 :]])})"
            for s, suffix, minus, tail in ((1.0, "", "", "."), (-1.0, "-negative", "-", ", and of the other sign.")):
                yield Finding(
                    code + suffix,
                    f"Your result is {minus}{written}: right, had the argument been {text}{tail}",
                    equals(_reference_of(exercise, _replacing(i, change), s)),
                )


def swapped(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """The right function of two arguments in each other's place."""
    args, names = cases[0].args, exercise.parameters
    if not exercise.arguments_vary:
        return
    for i, j in combinations(range(len(args)), 2):
        if not _exchangeable(args[i], args[j]):
            continue
        for s, code, tail in ((1.0, "swapped", "."), (-1.0, "swapped-negative", ", and the sign is reversed.")):
            yield Finding(
                code,
                f"The arguments have changed places: your result is right with {names[i]} and {names[j]} swapped{tail}",
                equals(_reference_of(exercise, _swapping(i, j), s)),
            )


def _exchangeable(a: Any, b: Any) -> bool:
    return np.shape(a) == np.shape(b) and np.ndim(a) > 0 and np.asarray(a).dtype.kind == np.asarray(b).dtype.kind


def _replacing(i: int, change: Callable[[Array], Array]) -> Callable[[Args], Args]:
    return lambda args: (*args[:i], change(args[i]), *args[i + 1 :])


def _swapping(i: int, j: int) -> Callable[[Args], Args]:
    def swap(args: Args) -> Args:
        exchanged = list(args)
        exchanged[i], exchanged[j] = exchanged[j], exchanged[i]
        return tuple(exchanged)

    return swap


def _reference_of(exercise: Exercise, change: Callable[[Args], Args], s: float) -> Callable[[Case], Any]:
    def value(case: Case) -> Any:
        try:
            return s * np.asarray(call(exercise.reference, change(case.args)))
        except NO_MEANING:  # the changed arguments are none the reference takes, e.g. -q for a distribution q
            return None

    return value


def ignored(answer: Answer, plain: Sequence[Case]) -> Finding | None:
    """An argument that makes no difference although it should."""
    exercise = answer.exercise
    for i, name in enumerate(exercise.parameters[: len(plain[0].args)]):

        def ignores(cases: Sequence[Case], i: int = i) -> bool:
            rng = np.random.default_rng(len(cases))
            tried = 0
            for case in cases:
                args = with_other_value(exercise, case.args, i, rng)
                if args is None:
                    continue
                tried += 1
                other = answer_case(exercise, Probe(args), answer.box.call(answer.fn, args))
                if not _alike(other, case) or _moved_off(answer, case, i):
                    return False
            return tried >= 3

        if ignores(plain) and _matters(exercise, i, plain):
            text = f"Your result does not depend on {name}: with other values of {name} it stays the same."
            return Finding(f"ignores-{name}", text, ignores, partial(_stays, answer, i))
    return None


def _stays(answer: Answer, i: int, cases: Sequence[Case]) -> bool:
    """The result stays the same in any order of the argument's rows and columns: asked on boundaries of any shape."""
    rng = np.random.default_rng(len(cases))
    for case in cases:
        x = case.args[i] if i < len(case.args) else None
        if not isinstance(x, np.ndarray):
            continue
        for axis in range(x.ndim):
            args = (*case.args[:i], rng.permutation(x, axis=axis), *case.args[i + 1 :])
            outcome = answer.box.call(answer.fn, args)
            if outcome.error is None and not _alike(answer_case(answer.exercise, Probe(args), outcome), case):
                return False
    return True


def _moved_off(answer: Answer, case: Case, i: int) -> bool:
    """True if the result changes with values that are no rearrangement of the old ones, where it is finite."""
    x = case.args[i]
    if not (isinstance(x, np.ndarray) and x.dtype.kind == "f"):
        return False
    args = (*case.args[:i], 1.25 * x + 0.03, *case.args[i + 1 :])
    got = as_numbers(answer.box.call(answer.fn, args).value)
    return case.got is not None and got is not None and bool(np.isfinite(got).all()) and not same(got, case.got)


def _alike(a: Case, b: Case) -> bool:
    if a.parts or b.parts:
        return len(a.parts) == len(b.parts) and all(map(_alike, a.parts, b.parts))
    return a.got is not None and b.got is not None and same(a.got, b.got)


def _matters(exercise: Exercise, i: int, cases: Sequence[Case]) -> bool:
    """True if the right result does depend on the argument (that of numerical differentiation hardly does on h)."""
    rng = np.random.default_rng(len(cases))
    for case in cases:
        args = with_other_value(exercise, case.args, i, rng)
        if args is None:
            continue
        here, there = call(exercise.reference, case.args), call(exercise.reference, args)
        several = zip(here, there, strict=True) if exercise.components else [(here, there)]
        if any(not same(np.asarray(a), b) for a, b in several):
            return True
    return False
