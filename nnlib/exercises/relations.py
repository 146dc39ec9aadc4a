"""True relations between a wrong answer and the right one.

Nobody listed this mistake, but it may still be the negative, N times, the mirror image, the square or the transpose
of the right answer. Each search below proposes candidates; a candidate counts only if its claim holds on every case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from nnlib.exercises.compare import close
from nnlib.exercises.findings import CONSTANTS, Case, Claim, Finding, equals, every, name_number, quantities
from nnlib.exercises.registry import Args, Array, Exercise


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


def mirrored(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """The right function of changed arguments: negated, scaled, shifted, reversed or swapped ones."""
    names = exercise.parameters
    args = cases[0].args
    if not exercise.arguments_vary:
        return
    for i, name in enumerate(names[: len(args)]):
        if not (isinstance(args[i], np.ndarray) and args[i].dtype.kind == "f"):
            continue
        changes: list[tuple[str, str, Callable[[Array], Array]]] = [
            ("mirrored", f"-{name}", lambda x: -x),
            ("argument-scaled", f"2 {name}", lambda x: 2 * x),
            ("argument-scaled", f"{name}/2", lambda x: x / 2),
            ("argument-shifted", f"{name} + 1", lambda x: x + 1),
            ("argument-shifted", f"{name} - 1", lambda x: x - 1),
            ("argument-abs", f"|{name}|", np.abs),
            ("argument-squared", f"{name}^2", np.square),
        ]
        for code, text, change in changes:
            call = f"{exercise.id}({', '.join([*names[:i], text, *names[i + 1 : len(args)]])})"
            for negative in (False, True):
                yield Finding(
                    code + ("-negative" if negative else ""),
                    f"Your result is {'-' * negative}{call}: right, had the argument been {text}"
                    + (", and of the other sign." if negative else "."),
                    equals(_reference_of(exercise, _replacing(i, change), -1.0 if negative else 1.0)),
                )
    for i in range(len(args)):
        for j in range(i + 1, len(args)):
            if np.shape(args[i]) == np.shape(args[j]) and np.ndim(args[i]) > 0:
                if np.asarray(args[i]).dtype.kind == np.asarray(args[j]).dtype.kind:
                    for s, tail in ((1.0, "."), (-1.0, ", and the sign is reversed.")):
                        yield Finding(
                            "swapped" if s > 0 else "swapped-negative",
                            f"The arguments have changed places: your result is right with {names[i]} and "
                            f"{names[j]} swapped{tail}",
                            equals(_reference_of(exercise, _swapping(i, j), s)),
                        )


def factor(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """A constant factor that has a name: 2, 1/2, N, K, log 2."""
    where = f" ({exercise.sizes})" if exercise.sizes else ""
    for name in quantities(exercise, cases[0].args):
        explained = where if any(letter.isupper() for letter in name) else ""
        for s in (1.0, -1.0):
            wording = _times(name)
            minus = "" if s > 0 else " and of the wrong sign"
            # a bare number is the same in every case, a size must be the size of that very probe
            yield Finding(
                ("factor-" if s > 0 else "negative-factor-") + name.replace(" ", ""),
                f"A constant factor: your result is {wording} the right one{minus}{explained}.",
                equals(_multiple(exercise, name, s)),
            )
    for name, value in CONSTANTS.items():
        for s in (1.0, -1.0):
            minus = "" if s > 0 else " and of the wrong sign"
            yield Finding(
                ("factor-" if s > 0 else "negative-factor-") + name.replace(" ", ""),
                f"A constant factor: your result is {name} times the right one{minus}.",
                equals(_linear(s * value, 0.0)),
            )


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


def misconceptions(exercise: Exercise, _cases: Sequence[Case]) -> Iterator[Finding]:
    """The mistakes with a name that this exercise lists."""
    for item in exercise.misconceptions:
        yield Finding(item.code, item.message, _amounts_to(item.wrong))


def _amounts_to(wrong: Callable[..., Any]) -> Claim:
    agrees = equals(lambda case: _call(wrong, case.args))
    return lambda cases: _some_number(cases) and agrees(cases)


def _some_number(cases: Sequence[Case]) -> bool:
    """Two answers that are nan or inf everywhere agree by accident; at least one finite number has to."""
    return any(case.got is not None and bool(np.isfinite(case.got).any()) for case in cases)


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


def _call(function: Callable[..., Any], args: Args) -> Any:
    with np.errstate(all="ignore"):
        return function(*(np.array(a) if isinstance(a, np.ndarray) else a for a in args))


def _quietly(function: Callable[[Array], Any]) -> Callable[[Case], Any]:
    return lambda case: _call(function, (case.expected,))


def _replacing(i: int, change: Callable[[Array], Array]) -> Callable[[Args], Args]:
    return lambda args: (*args[:i], change(args[i]), *args[i + 1 :])


def _swapping(i: int, j: int) -> Callable[[Args], Args]:
    def swap(args: Args) -> Args:
        changed = list(args)
        changed[i], changed[j] = changed[j], changed[i]
        return tuple(changed)

    return swap


def _reference_of(exercise: Exercise, change: Callable[[Args], Args], s: float) -> Callable[[Case], Any]:
    def value(case: Case) -> Any:
        try:
            return s * np.asarray(_call(exercise.reference, change(case.args)))
        except ValueError:  # the changed arguments are none the reference takes, e.g. -q for a distribution q
            return None

    return value


def _times(name: str) -> str:
    words = {"2": "twice", "1/2": "half of"}
    return words.get(name, f"{name} times")
