"""A predicted number: reading it, and saying what is true of a wrong one.

The page's script has the same two functions, step by step; a test compares the two on many answers. So nothing here uses
more than both languages do alike: comparisons, products, and numbers read from text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from nnlib.exercises.questions import arithmetic
from nnlib.exercises.questions.arithmetic import DIGITS, bare, divisor, finite
from nnlib.exercises.questions.model import NotAnAnswer, Reply, Rules

_TEXT = re.compile(
    rf"^([+-]?)({DIGITS})(?:e([+-]?[0-9]+)|\s*[*x]\s*10\^([+-]?[0-9]+))?(?:\s*/\s*({DIGITS}))?\s*([^0-9\s].*)?$"
)
# how a sign may be typed, and the sign it means; in this order
_SIGNS = {"−": "-", "\u2009": " ", "\u00a0": " ", "**": "^", "·": "*", "×": "*", " x ": " * "}
# what a wrong number may be of the right one: its name in the code, in words, the factor
FACTORS: Sequence[tuple[str, str, float]] = (
    ("2", "twice", 2.0), ("1/2", "half of", 0.5), ("3", "3 times", 3.0), ("1/3", "a third of", 1 / 3), ("4", "4 times", 4.0),
    ("1/4", "a quarter of", 0.25), *((f"1e{n}", f"{10**n} times", float(f"1e{n}")) for n in range(1, 10)),
    *((f"1e-{n}", f"one {10**n}th of", float(f"1e-{n}")) for n in range(1, 10)),
)  # fmt: skip


def read(text: str, units: Mapping[str, float]) -> float:
    """The number that a text means, e.g. "0.25", "5 646 264", "3 x 10^-4", "12 %", "3/4*2"; NotAnAnswer if none.

    >>> read("12 %", {"": 1.0, "%": 0.01})
    0.12
    """
    for sign, meant in _SIGNS.items():
        text = text.replace(sign, meant)
    plain = text.strip()
    match = _TEXT.match(plain)
    value, unit = _single(match) if match and (match[6] or "").strip() in units else _computed(plain, match, units)
    return finite(value * units[unit])


def _single(match: re.Match[str]) -> tuple[float, str]:
    """One number or fraction, and its unit."""
    sign, digits, power, tens, below, unit = match.groups()
    value = float(bare(digits) + "e" + (power or tens or "0"))
    if below is not None:
        value = value / divisor(float(bare(below)))
    return -value if sign == "-" else value, (unit or "").strip()


def _computed(plain: str, match: re.Match[str] | None, units: Mapping[str, float]) -> tuple[float, str]:
    """The value of a computation, and its unit; NotAnAnswer says what would be understood."""
    try:
        value, rest = arithmetic.read(plain)
        if rest.strip() in units:
            return value, rest.strip()
    except arithmetic.NotArithmetic:
        pass
    known = ", ".join(name for name in units if name)
    if match is None:
        raise NotAnAnswer("Expected a number such as 0.25, 1/4, -3 or 2e-5.")
    if not known:
        raise NotAnAnswer("Expected a number such as 0.25, 1e6 or 3/4.")
    raise NotAnAnswer(f"Expected a number; units that are understood here: {known}.")


def near(x: float, value: float, rules: Rules) -> bool:
    """Whether x counts as this value within the exercise's tolerance."""
    return bool(abs(x - value) <= max(rules["atol"], rules["rtol"] * abs(value)))


def like(x: float, value: float, rules: Rules) -> bool:
    """Whether x is about a multiple of the right number: relative to it, and never further off than 1 in 20."""
    relative = max(rules["rtol"], rules["atol"] / abs(rules["right"]))
    return bool(abs(x - value) <= min(relative, 0.05) * abs(value))


def judged(rules: Rules, x: float) -> Reply:
    """Right, a listed wrong number, or what is true of this number and the right one."""
    right, about = rules["right"], "" if rules["exact"] else "about "
    if near(x, right, rules):
        return Reply(True, "right", rules["solved"])
    for number, item in enumerate(rules["wrong"], start=1):
        if near(x, item["value"], rules):
            return Reply(False, f"number-{number}", item["reply"])
    if right == 0:
        return Reply(False, "number", "Not yet right: the right number is another one.")
    if x == 0:
        return Reply(False, "zero", "Not yet right: the right number is not 0.")
    if like(-x, right, rules):
        return Reply(False, "sign", f"Sign: your number is {about}minus the right one.")
    for name, words, factor in FACTORS:
        if like(x, factor * right, rules):
            return Reply(False, f"factor-{name}", f"A factor: your number is {about}{words} the right one.")
    for code, words, value in (
        ("reciprocal", "1 divided by the right one", 1 / right), ("one-minus", "1 minus the right one", 1 - right),
        ("squared", "the square of the right one", right * right),
    ):  # fmt: skip
        if like(x, value, rules):
            return Reply(False, code, f"Your number is {about}{words}.")
    if (x < 0) != (right < 0):
        return Reply(False, "other-sign", "Not yet right: the right number has the other sign.")
    if abs(x) >= 10 * abs(right):
        return Reply(False, "too-large", "Not yet right: your number is more than 10 times too large.")
    if abs(right) >= 10 * abs(x):
        return Reply(False, "too-small", "Not yet right: your number is less than a tenth of the right one.")
    return Reply(False, "number", "Not yet right: sign and order of magnitude fit, the number does not.")


def of_text_or_number(answer: Any, units: Mapping[str, float]) -> float:
    """An answer given in Python: a number, or a text as on the page."""
    if isinstance(answer, str):
        return read(answer, units)
    try:
        value = float(answer)
    except (TypeError, ValueError):
        raise NotAnAnswer(f"Expected a number, got a value of type {type(answer).__name__}.") from None
    if not math.isfinite(value):
        raise NotAnAnswer(f"Expected a number, got {value}.")
    return value
