"""True relations between the values of a wrong formula and the right one: sign, factor, exchanged letters or indices.

Each is a code, a message and a claim about one random point; the claim is evaluated at points that were not looked at
before the message is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from nnlib.exercises.questions.samples import Sample, Values, close, same
from nnlib.exercises.questions.typed import spelled
from nnlib.formula.semantics.scene import Graph, identifier
from nnlib.formula.semantics.values import EvaluationError

Claim = Callable[[Sample, Values], bool]
NUMBERS = {"2": 2.0, "1/2": 0.5, "3": 3.0, "1/3": 1 / 3, "4": 4.0, "1/4": 0.25}


@dataclass(frozen=True)
class Relation:
    """A sentence about a wrong formula, and what makes it true at one point."""

    code: str
    message: str
    claim: Claim


def of_the_whole(sample: Sample) -> Iterator[Relation]:
    """Sign, factors, and functions of the right value."""
    yield Relation("sign", "Sign: your formula is exactly the negative of the right one.", _mapped(lambda x: -x))
    yield from _factors(sample)
    for code, words, function in (
        ("one-minus", "1 minus the right one", lambda x: 1 - x), ("reciprocal", "1 divided by the right one", lambda x: 1 / x),
        ("squared", "the square of the right one", np.square), ("absolute", "the absolute value of the right one", np.abs),
        ("log", "the logarithm of the right one", np.log), ("exp", "e to the power of the right one", np.exp),
    ):  # fmt: skip
        yield Relation(code, f"Your formula is {words}.", _mapped(function))
    if sample.expected[0].ndim == 2 and min(sample.expected[0].shape) > 1:
        yield Relation("transposed", "Your formula is the transpose of the right one.", _mapped(lambda x: x.T))


def _factors(sample: Sample) -> Iterator[Relation]:
    words = {"2": "twice", "1/2": "half of"}
    for name, value in NUMBERS.items():
        for sign, code, tail in ((1, "factor", ""), (-1, "negative-factor", " and of the other sign")):
            text = f"A constant factor: your formula is {words.get(name, name + ' times')} the right one{tail}."
            yield Relation(f"{code}-{name}", text, _multiple(sign * value))
    scalars = [name for name in (*sample.letters.sizes, *sample.letters.names) if sample.shape(name) == ()]
    for name in scalars:
        typed = spelled(name)
        for power, factor in ((1, typed), (-1, f"1/{typed}"), (2, f"{typed}^2"), (-2, f"1/{typed}^2")):
            for sign, code, tail in ((1, "factor", ""), (-1, "negative-factor", " and of the other sign")):
                text = f"A factor: your formula is {factor} times the right one{tail}."
                yield Relation(f"{code}-{factor}", text, _scaled(name, power, sign))


def of_the_letters(sample: Sample) -> Iterator[Relation]:
    """The right formula of other arguments: two indices or letters exchanged, a letter mirrored."""
    names = list(sample.letters.indices)
    for one, other in combinations(names, 2):
        if sample.letters.indices[one] == sample.letters.indices[other]:
            text = f"The indices {one} and {other} have changed places: your formula is right with the two exchanged."
            yield Relation("swapped-index", text, _exchanged_indices(one, other))
    free = [name for name, meaning in sample.letters.names.items() if not meaning.startswith("=")]
    for name in free:
        if sample.letters.names[name].split()[:1] == ["number"]:
            text = f"Your formula is right with -{spelled(name)} in place of {spelled(name)}."
            yield Relation("mirrored", text, _elsewhere(_mirroring(name), 1))
    for one, other in combinations(free, 2):
        if sample.shape(one) is not None and sample.shape(one) == sample.shape(other):
            text = f"{spelled(one)} and {spelled(other)} have changed places: your formula is right with the two exchanged."
            yield Relation("swapped-letters", text, _elsewhere(_exchanging(one, other), 1))


def of_letters_and_sign(sample: Sample) -> Iterator[Relation]:
    """A letter mirrored, and the sign of the whole too: said only where no single slip explains the formula."""
    for name, meaning in sample.letters.names.items():
        if meaning.split()[:1] == ["number"]:
            text = f"Your formula is right with -{spelled(name)} in place of {spelled(name)}, and of the other sign."
            yield Relation("mirrored-negative", text, _elsewhere(_mirroring(name), -1))


def of_a_part(sample: Sample) -> Iterator[Relation]:
    """Right everywhere except where two indices are equal, or only there."""
    names = list(sample.letters.indices)
    classes = [name for name, meaning in sample.letters.names.items() if meaning.startswith("class")]
    for one, other in [*combinations(names, 2), *((name, c) for name in names for c in classes)]:
        text = f"Right everywhere except where {one} = {other}."
        yield Relation("right-except-equal", text, _wrong_only(one, other, True))
        text = f"Right where {one} = {other}, but not everywhere else."
        yield Relation("right-where-equal", text, _wrong_only(one, other, False))


def _mapped(function: Callable[[Any], Any]) -> Claim:
    def claim(sample: Sample, got: Values) -> bool:
        with np.errstate(all="ignore"):
            return same(got, [np.asarray(function(x)) for x in sample.expected])

    return claim


def _multiple(factor: float) -> Claim:
    return _mapped(lambda x: factor * x)


def _mirroring(name: str) -> Callable[[Sample], dict[str, Any]]:
    return lambda sample: {name: -sample.value(name)}


def _exchanging(one: str, other: str) -> Callable[[Sample], dict[str, Any]]:
    return lambda sample: {one: sample.value(other), other: sample.value(one)}


def _scaled(name: str, power: int, sign: int) -> Claim:
    def claim(sample: Sample, got: Values) -> bool:
        value = float(sample.value(name))
        return value != 0 and same(got, [sign * value**power * x for x in sample.expected])

    return claim


def _exchanged_indices(one: str, other: str) -> Claim:
    def claim(sample: Sample, got: Values) -> bool:
        at = {tuple(place.items()): x for place, x in zip(sample.places, sample.expected, strict=True)}
        for place, x in zip(sample.places, got, strict=True):
            turned = {**place, one: place[other], other: place[one]}
            if tuple(turned.items()) not in at or not close(x, at[tuple(turned.items())]):
                return False
        return True

    return claim


def _elsewhere(change: Callable[[Sample], dict[str, Any]], sign: int) -> Claim:
    """Equal to the right formula at a point with other values of some letters."""

    def claim(sample: Sample, got: Values) -> bool:
        try:
            graph: Graph = sample.changed(**{identifier(name): value for name, value in change(sample).items()})
            return same(got, [sign * x for x in sample.values(sample.right, graph)])
        except (EvaluationError, ArithmeticError):
            return False

    return claim


def _wrong_only(one: str, other: str, equal: bool) -> Claim:
    """Wrong at some of the named places, right at all others, and there are both kinds."""

    def claim(sample: Sample, got: Values) -> bool:
        wrong_inside = right_outside = False
        for place, x, expected in zip(sample.places, got, sample.expected, strict=True):
            second = place[other] if other in place else int(sample.value(other))
            inside, right = (place[one] == second) == equal, close(x, expected)
            if not inside and not right:
                return False
            wrong_inside |= inside and not right
            right_outside |= not inside
        return wrong_inside and right_outside

    return claim


def somewhere(claim: Claim) -> Callable[[Sequence[Values], Sequence[Sample]], bool]:
    """A claim about parts of the places: it has to hold at every point where the formula is wrong, and there is one.

    At a point where no place is of the named kind, or the formula happens to be right, there is nothing to see.
    """

    def holds(got: Sequence[Values], samples: Sequence[Sample]) -> bool:
        wrong = [(s, values) for s, values in zip(samples, got, strict=True) if not same(values, s.expected)]
        return bool(wrong) and all(claim(sample, values) for sample, values in wrong)

    return holds
