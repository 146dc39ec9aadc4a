"""A finding is a sentence and the claim behind it.

`Case` is one probe with what was returned and what was expected. A finding's `holds` looks at cases and says whether
its sentence is true of them; the judge asks it on fresh random cases before the sentence is shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.compare import close, same
from nnlib.exercises.model import Args, Array, Exercise, Trial


@dataclass(frozen=True)
class Case:
    """One probe, answered: `got` is None where the function raised or returned no numbers.

    Of several results, `parts` holds one case each and the case itself has no numbers; `trial` is that of a random function.
    """

    args: Args
    edge: str
    got: Array | None
    expected: Array
    right: bool
    trouble: str = ""
    parts: tuple[Case, ...] = ()
    trial: Trial | None = None

    @property
    def comparable(self) -> bool:
        """True if what was returned has the expected shape."""
        if self.parts:
            return all(part.comparable for part in self.parts)
        return self.got is not None and self.got.shape == self.expected.shape


Claim = Callable[[Sequence[Case]], bool]
# what a claim or a mistake raises for arguments and results for which it has no meaning; then it is not true
NO_MEANING = (ValueError, IndexError, KeyError, TypeError, ArithmeticError, AttributeError)


@dataclass(frozen=True)
class Finding:
    """What is wrong: a stable code, the sentence for the learner, and the claim that makes the sentence true.

    `there` is the claim on a boundary, where that is another one: some of it may be asked of ordinary arguments alone.
    """

    code: str
    message: str
    holds: Claim
    there: Claim | None = None


Search = Callable[[Exercise, Sequence[Case]], Iterator[Finding]]


def every(claim: Callable[[Case, Array], bool]) -> Claim:
    """The claim "this is so in every case"; false if there is no case to look at."""

    def holds(cases: Sequence[Case]) -> bool:
        try:
            return bool(cases) and all(case.got is not None and claim(case, case.got) for case in cases)
        except NO_MEANING:
            return False

    return holds


def equals(function: Callable[[Case], object]) -> Claim:
    """The claim "what was returned equals `function` of the case, in every case"; of several results, all of them."""

    def holds(cases: Sequence[Case]) -> bool:
        if not cases or not cases[0].parts:
            return every(lambda case, got: same(got, function(case)))(cases)
        return all(case.parts and _all_same(case, function(case)) for case in cases)

    return holds


def _all_same(case: Case, values: object) -> bool:
    if not isinstance(values, (tuple, list)) or len(values) != len(case.parts):
        return False
    return all(part.got is not None and same(part.got, value) for part, value in zip(case.parts, values, strict=True))


def some_number(cases: Sequence[Case]) -> bool:
    """Two answers that are nan or inf everywhere agree by accident; at least one finite number has to."""
    singles = [part for case in cases for part in (case.parts or (case,))]
    return any(case.got is not None and bool(np.isfinite(case.got).any()) for case in singles)


def call(function: Callable[..., Any], args: Args) -> Any:
    """The function of copies of the arguments, without NumPy's warnings."""
    with np.errstate(all="ignore"):
        return function(*(np.array(a) if isinstance(a, np.ndarray) else a for a in args))


def wrong_entries(case: Case) -> Array:
    """Boolean mask of the entries that differ from the expected ones; for a case that is comparable."""
    assert case.got is not None
    return ~close(case.got, case.expected)


def quantities(exercise: Exercise, args: Args) -> dict[str, float]:
    """The numbers a factor may equal: 1, 2, 1/2 and the named sizes of this probe with their reciprocals."""
    named = dict(exercise.quantities(*args))
    values = {"2": 2.0, "1/2": 0.5, "3": 3.0, "1/3": 1 / 3, "4": 4.0, "1/4": 0.25, "3/2": 1.5, "2/3": 2 / 3}
    for name, value in named.items():
        whole = f"({name})" if " " in name else name  # N K squared is not N K^2
        values[name] = value
        values["1/" + whole] = 1 / value
        values["2 " + name] = 2 * value
        values["2/" + whole] = 2 / value
        values[name + "/2"] = value / 2
        values[f"1/(2 {name})"] = 1 / (2 * value)
    for a, x in named.items():
        whole = f"({a})" if " " in a else a
        values[whole + "^2"] = x * x
        values[f"1/{whole}^2"] = 1 / (x * x)
        for b, y in named.items():
            if a != b and " " not in a + b:
                values[f"{a}/{b}"] = x / y
    return values


# constants that turn up when another base of the logarithm or another normalisation was taken
CONSTANTS = {
    "log 2": math.log(2),
    "1/log 2": 1 / math.log(2),
    "log 10": math.log(10),
    "1/log 10": 1 / math.log(10),
    "e": math.e,
    "1/e": 1 / math.e,
    "pi": math.pi,
    "1/sqrt(2)": math.sqrt(0.5),
    "sqrt(2)": math.sqrt(2),
}


def name_number(x: float) -> str | None:
    """A short exact name of a number, e.g. "1/2" or "-3", or None if it has none.

    >>> name_number(-0.5), name_number(0.01), name_number(0.7312)
    ('-1/2', '0.01', None)
    """
    if not math.isfinite(x):
        return None
    for digits in (2, 3):
        if x != 0 and abs(x) < 0.1 and math.isclose(x, round(x, digits), rel_tol=1e-6):
            return f"{round(x, digits):g}"
    fraction = Fraction(x).limit_denominator(12)
    if abs(x - float(fraction)) <= 1e-6 * max(1.0, abs(x)) and abs(fraction.numerator) <= 24:
        return str(fraction)
    for name, value in CONSTANTS.items():
        if math.isclose(abs(x), value, rel_tol=1e-6):
            return ("-" if x < 0 else "") + name
    return None
