"""The result has the wrong shape: which step is missing or too many.

A result that misses its mean, that was summed once too often or that lies on its side still contains the right
numbers; saying so is worth more than two tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.cases import smallest_wrong
from nnlib.exercises.diagnosis.compare import close, same
from nnlib.exercises.diagnosis.findings import Case, Finding, equals, every
from nnlib.exercises.model import Array, Exercise


def wrong_shape(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """What brings the result to the expected shape, or else the two shapes."""
    case = smallest_wrong([c for c in cases if c.got is not None and not c.comparable])
    assert case.got is not None
    got, expected = _shape(case.got), _shape(case.expected)
    start = f"Wrong shape: your function returns {got}, expected is {expected}."
    for i, name in enumerate(exercise.parameters[: len(case.args)]):
        yield Finding(
            "shape-of-argument",
            f"Your function returns the shape of {name}, a tuple of sizes; expected is {expected}.",
            every(lambda c, g, i=i: not c.comparable and g.shape and g.tolist() == list(np.shape(c.args[i]))),  # type: ignore[misc]
        )
    yield Finding("shape-transposed", f"{start} It is the transpose of the right one.", equals(lambda c: c.expected.T))
    yield Finding(
        "shape-only",
        f"{start} The numbers are right; only their arrangement is not.",
        every(lambda c, g: not c.comparable and g.size == c.expected.size and same(g.ravel(), c.expected.ravel())),
    )
    yield from _too_much(case, start)
    yield from _too_little(case, start)
    if case.expected.ndim >= 2:
        yield Finding(
            "shape-diagonal",
            f"{start} Your numbers are the diagonal of the right one.",
            equals(lambda c: np.diagonal(c.expected)),
        )
    yield Finding(
        "shape-repeated",
        f"{start} Every entry is the right number; it has only been repeated.",
        every(lambda c, g: not c.comparable and _broadcasts(g, c.expected)),
    )
    # about the example that is shown: by accident of its sizes another one may have the right shape
    yield Finding("shape", start, lambda seen: any(not c.comparable for c in seen))


def _too_much(case: Case, start: str) -> Iterator[Finding]:
    """The mean or the sum of what was returned is right."""
    assert case.got is not None
    for axis in (None, *range(case.got.ndim)):
        where = "over all entries" if axis is None else f"over axis {axis}"
        for word, reduce in (("mean", np.mean), ("sum", np.sum)):
            for s, minus in ((1.0, ""), (-1.0, "minus ")):
                yield Finding(
                    f"shape-no-{word}",
                    f"{start} One step is missing: {minus}the {word} of your result {where} is the right one.",
                    every(_reduced(reduce, axis, s)),
                )


def _reduced(reduce: Callable[..., Any], axis: int | None, s: float) -> Callable[[Case, Array], bool]:
    def claim(case: Case, got: Array) -> bool:
        if case.comparable or (axis is not None and axis >= got.ndim):
            return False
        with np.errstate(all="ignore"):
            return same(s * np.asarray(reduce(got, axis=axis)), case.expected)

    return claim


def _too_little(case: Case, start: str) -> Iterator[Finding]:
    """What was returned is the sum or the mean of the right result."""
    for axis in (None, *range(case.expected.ndim)) if case.expected.ndim else ():
        where = "over all entries" if axis is None else f"over axis {axis}"
        for word, reduce in (("sum", np.sum), ("mean", np.mean)):

            def claim(c: Case, got: Array, axis: int | None = axis, reduce: Callable[..., Any] = reduce) -> bool:
                return same(got, np.asarray(reduce(c.expected, axis=axis)))

            yield Finding(
                f"shape-extra-{word}",
                f"{start} One step too many: your result is the {word} of the right one {where}.",
                every(claim),
            )


def _broadcasts(got: Array, expected: Array) -> bool:
    try:
        return bool(close(got, np.broadcast_to(expected, got.shape)).all())
    except ValueError:
        return False


def _shape(array: Array) -> str:
    return "a single number" if array.ndim == 0 else f"an array of shape {array.shape}"
