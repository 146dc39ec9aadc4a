"""True relations between the values of a wrong answer and the right ones.

Nobody listed this mistake, but it may still be the negative, N times, the square or the transpose of the right
answer. Each search below proposes candidates; a candidate counts only if its claim holds on every case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis import components
from nnlib.exercises.diagnosis.compare import close
from nnlib.exercises.diagnosis.findings import (
    CONSTANTS,
    Case,
    Claim,
    Finding,
    call,
    equals,
    every,
    name_number,
    quantities,
    some_number,
)
from nnlib.exercises.model import Array, Exercise


def constant(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """The same number whatever the arguments are."""
    first = cases[0].got
    if first is None or first.size == 0:
        return
    value = float(first.flat[0])
    what = name_number(value) or f"{value:.4g}"

    def all_equal(_case: Case, got: Array) -> bool:
        return bool(close(got, np.full(got.shape, value)).all())

    where = " in every entry" if cases[0].expected.ndim else ""
    yield Finding("constant", f"Your function returns {what}{where}, whatever the arguments are.", every(all_equal))


def sign(exercise: Exercise, _cases: Sequence[Case]) -> Iterator[Finding]:
    """The negative of the right answer."""
    yield Finding(
        "sign",
        "Sign: your result is exactly the negative of the right one.",
        equals(lambda case: -case.expected),
    )


def factor(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """A constant factor that has a name: 2, 1/2, N, K, log 2."""
    for name in quantities(exercise, cases[0].args):
        letters = name.replace("/", " ").replace("(", " ").replace(")", " ").replace("^", " ").split()
        told = [part for part in exercise.sizes.split(", ") if part.partition(" ")[0] in letters]
        explained = f" ({', '.join(told)})" if told else ""
        for s in (1.0, -1.0):
            # a bare number is the same in every case, a size must be the size of that very probe
            yield _times(name, s, explained, _multiple(exercise, name, s))
    for name, value in CONSTANTS.items():
        for s in (1.0, -1.0):
            yield _times(name, s, "", _linear(s * value, 0.0))


def _times(name: str, s: float, explained: str, product: Callable[[Case], Any]) -> Finding:
    wording = {"2": "twice", "1/2": "half of"}.get(name, f"{name} times")
    code, minus = ("factor-", "") if s > 0 else ("negative-factor-", " and of the wrong sign")
    message = f"A constant factor: your result is {wording} the right one{minus}{explained}."
    return Finding(code + name.replace(" ", ""), message, equals(product))


def function_of_the_right_one(exercise: Exercise, _cases: Sequence[Case]) -> Iterator[Finding]:
    """One step too many or too few: the square, the root, the logarithm, the reciprocal of the right answer."""
    functions: list[tuple[str, str, Callable[[Array], Any]]] = [
        ("absolute", "the absolute value of the right one", np.abs),
        ("one-minus", "1 minus the right one", lambda x: 1 - x),
        ("squared", "the square of the right one", np.square),
        ("root", "the square root of the right one", np.sqrt),
        ("reciprocal", "1 divided by the right one", lambda x: 1 / x),
        ("log", "the logarithm of the right one", np.log),
        ("negative-log", "minus the logarithm of the right one", lambda x: -np.log(x)),
        ("exp", "e to the power of the right one", np.exp),
        ("exp-negative", "e to the power of minus the right one", lambda x: np.exp(-x)),
        ("times-one-minus", "s (1 - s) where s is the right one", lambda x: x * (1 - x)),
    ]
    for code, text, function in functions:
        yield Finding(code, f"Your result is {text}.", equals(_quietly(function)))


def rearranged(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """The right numbers in another place, or the right formula along another axis."""
    shape = cases[0].expected.shape
    if len(shape) == 2:
        yield Finding("transposed", "Your result is the transpose of the right one.", equals(lambda c: c.expected.T))
    for axis, what in ((-1, "its last axis"), (0, "axis 0"))[: max(1, len(shape))] if shape else ():
        yield Finding(
            "reversed",
            f"Right numbers, wrong order: your result is the right one reversed along {what}.",
            equals(_moved(np.flip, axis)),
        )
        yield Finding(
            "rolled",
            f"Right numbers, shifted: your result is the right one moved by one place along {what}.",
            _either(equals(_moved(np.roll, 1, axis)), equals(_moved(np.roll, -1, axis))),
        )
        yield Finding(
            "cumulative",
            f"Your result is the cumulative sum of the right one along {what}.",
            equals(_moved(np.cumsum, axis)),
        )


def shifted(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """The right answer plus a constant, or a constant minus the right answer."""
    case = cases[0]
    if case.got is None or case.got.size == 0:
        return
    for s, text in ((1.0, "the right one"), (-1.0, "the negative of the right one")):
        c = float(case.got.flat[0]) - s * float(case.expected.flat[0])
        name = name_number(abs(c))
        if name is None or name == "0":
            continue
        direction = f"plus {name}" if c > 0 else f"minus {name}"
        yield Finding(
            "shifted" if s > 0 else "shifted-negative",
            f"Off by a constant: your result is {text} {direction}.",
            equals(_linear(s, c)),
        )


def nearly(exercise: Exercise, _cases: Sequence[Case]) -> Iterator[Finding]:
    """Right to a few digits: a rounded constant, an epsilon, a difference quotient."""
    for limit, text in ((1e-4, "0.01 %"), (1e-2, "1 %")):

        def within(case: Case, got: Array, limit: float = limit) -> bool:
            with np.errstate(all="ignore"):
                error = np.abs(got - case.expected)
                return bool(np.all(error <= limit * np.maximum(np.abs(case.expected), np.max(np.abs(case.expected)))))

        yield Finding(
            "nearly",
            f"Nearly right: every value is within {text} of the largest expected one, but not within rounding. "
            "Usual causes are a small constant added for safety, or a rounded number such as 2.718.",
            every(within),
        )


def misconceptions(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """The mistakes with a name that this exercise lists."""
    for item in exercise.misconceptions:
        if exercise.components:
            yield from components.with_name(exercise, item, cases)
        else:
            agrees = _amounts_to(item.wrong)
            yield Finding(item.code, item.message, _and_some_number(agrees), agrees)


def _amounts_to(wrong: Callable[..., Any]) -> Claim:
    return equals(lambda case: call(wrong, case.args))


def _and_some_number(claim: Claim) -> Claim:
    return lambda cases: some_number(cases) and claim(cases)


def _multiple(exercise: Exercise, name: str, s: float) -> Callable[[Case], Any]:
    def value(case: Case) -> Any:
        quantity = quantities(exercise, case.args).get(name)  # a vector has no number of columns
        return None if quantity is None else s * quantity * case.expected

    return value


def _linear(s: float, c: float) -> Callable[[Case], Any]:
    return lambda case: s * case.expected + c


def _moved(function: Callable[..., Any], *how: int) -> Callable[[Case], Any]:
    return lambda case: function(case.expected, *how) if case.expected.ndim > how[-1] else None


def _either(first: Claim, second: Claim) -> Claim:
    return lambda cases: first(cases) or second(cases)


def _quietly(function: Callable[[Array], Any]) -> Callable[[Case], Any]:
    return lambda case: call(function, (case.expected,))
