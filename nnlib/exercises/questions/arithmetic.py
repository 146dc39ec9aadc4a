"""Arithmetic as a learner writes a number: 2**10, 4!*2^4, 3/4*2, 2^(-3), sqrt(2)/2.

Nothing is evaluated but what is written here. The page's script reads by the same rules and in the same order, with the
same limits; a test compares the two. A whole power and a factorial are products, multiplied one after the other, so that
both languages round alike. A text has at most `LONGEST` characters, so brackets cannot be nested any deeper.
"""

from __future__ import annotations

import math
import re

from nnlib.exercises.questions.model import NotAnAnswer

LONGEST, GREATEST_EXPONENT, GREATEST_FACTORIAL = 80, 1000, 170
DIGITS = r"(?:[0-9]{1,3}(?:[ ,][0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+"
_NUMBER = re.compile(rf"\s*((?:{DIGITS})(?:e[+-]?[0-9]+)?)")
_SIGN, _TIMES = re.compile(r"\s*([+-])"), re.compile(r"\s*([*/])")
_FACTORIAL, _POWER, _SQRT = re.compile(r"\s*(!)"), re.compile(r"\s*(\^)"), re.compile(r"\s*(sqrt)")
_OPEN, _CLOSE = re.compile(r"\s*(\()"), re.compile(r"\s*(\))")


class NotArithmetic(ValueError):
    """The text does not begin with a number or a computation, or it is too long for one."""


def read(text: str) -> tuple[float, str]:
    """The value at the start of a text, and what stands behind it. The signs are + - * / ^, as `numbers.read` leaves them.

    NotArithmetic if there is none; NotAnAnswer if it has no value or one beyond the limits.

    >>> read("4!*2^4 %")
    (384.0, ' %')
    """
    if len(text) > LONGEST:
        raise NotArithmetic
    reader = _Reader(text)
    value = reader.sum()
    return value, reader.rest


def bare(digits: str) -> str:
    """Digits without the signs that part the thousands."""
    return digits.replace(" ", "").replace(",", "")


def finite(value: float) -> float:
    """The value, or NotAnAnswer if it is beyond the largest number there is."""
    if not math.isfinite(value):
        raise NotAnAnswer("This number is too large to be read.")
    return value


def divisor(value: float) -> float:
    """The value, or NotAnAnswer if nothing can be divided by it."""
    if value == 0:
        raise NotAnAnswer("A number divided by 0 is none.")
    return value


class _Reader:
    """Reads a text once, from left to right; one method for each rank of signs."""

    def __init__(self, text: str) -> None:
        self.rest = text

    def take(self, pattern: re.Pattern[str]) -> str:
        """The sign or number that comes next, if it is of this kind; else nothing."""
        found = pattern.match(self.rest)
        if found is None:
            return ""
        self.rest = self.rest[found.end() :]
        return found[1]

    def sum(self) -> float:
        value = self.product()
        while sign := self.take(_SIGN):
            term = self.product()
            value = finite(value + term if sign == "+" else value - term)
        return value

    def product(self) -> float:
        value, before = self.factor(), ""
        while sign := self.take(_TIMES):
            if sign == before == "/":
                raise NotAnAnswer("One division after another can be read in two ways: write brackets.")
            factor = self.factor()
            value, before = finite(value * factor if sign == "*" else value / divisor(factor)), sign
        return value

    def factor(self) -> float:
        negative = self.take(_SIGN) == "-"
        value = self.atom()
        if self.take(_FACTORIAL):
            value = factorial(value)
        if self.take(_POWER):
            value = power(value, self.factor())
        return -value if negative else value

    def atom(self) -> float:
        if digits := self.take(_NUMBER):
            return finite(float(bare(digits)))
        root = self.take(_SQRT)
        if not self.take(_OPEN):
            raise NotArithmetic
        value = self.sum()
        if not self.take(_CLOSE):
            raise NotArithmetic
        if root and value < 0:
            raise NotAnAnswer("A negative number has no square root here.")
        return math.sqrt(value) if root else value


def factorial(n: float) -> float:
    """n!, of a small whole number."""
    if not (0 <= n <= GREATEST_FACTORIAL and n == math.floor(n)):
        raise NotAnAnswer(f"A factorial n! is read for whole numbers n from 0 to {GREATEST_FACTORIAL}.")
    value = 1.0
    for factor in range(2, int(n) + 1):
        value *= factor
    return value


def power(base: float, exponent: float) -> float:
    """The base to an exponent that is not too large; a negative base has whole exponents alone."""
    size = abs(exponent)
    if size > GREATEST_EXPONENT:
        raise NotAnAnswer(f"Exponents are read from -{GREATEST_EXPONENT} to {GREATEST_EXPONENT}.")
    if exponent < 0:
        divisor(base)
    if size == math.floor(size):
        value = 1.0
        for _ in range(int(size)):
            value *= base
    elif base < 0:
        raise NotAnAnswer("A power of a negative number is read with a whole exponent alone.")
    else:
        value = _root_of_power(base, size)
    if exponent < 0:  # 1 divided by what is too large is 0, as for 1e-400
        value = 1 / value if value else math.inf
    return finite(value)


def _root_of_power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
