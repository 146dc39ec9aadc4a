"""The learner's function raised: which line, which error, and what the error usually means.

The error's own text stays in the message. The advice is about the error, not a guess about the intention.
"""

from __future__ import annotations

import dis
import inspect
import linecache
from collections.abc import Callable
from types import CodeType
from typing import Any

from nnlib.exercises.diagnosis.advice import advice_on
from nnlib.exercises.diagnosis.elsewhere import Elsewhere, Place

LONGEST = 280


def learner_line(error: BaseException, fn: Callable[..., Any]) -> str:
    """The last line of the learner's own code the error passed through: "line 3, `return max(0, z)`", or ""."""
    place = place_of(error, fn)
    if place is None:
        return ""
    return f"line {place.number}" + (f", `{_shorten(place.text, 48)}`" if place.text else "")


def place_of(error: BaseException, fn: Callable[..., Any]) -> Place | None:
    """The last line of the learner's own code the error passed through, and what is used in it."""
    if isinstance(fn, Elsewhere):
        told = getattr(error, "place", None)
        return told if isinstance(told, Place) else None
    code = getattr(inspect.unwrap(fn), "__code__", None)
    found, trace = None, error.__traceback__
    while trace is not None and code is not None:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            found = trace.tb_frame.f_code, trace.tb_lineno
        trace = trace.tb_next
    if found is None:
        return None
    return Place(found[1], linecache.getline(found[0].co_filename, found[1]).strip(), _uses(*found))


def describe(
    error: BaseException, fn: Callable[..., Any], said: str, when: str = "", room: int = LONGEST
) -> tuple[str, str]:
    """(code, message) for an error that said this; `when` says on which arguments it happened (" for a matrix z")."""
    line = learner_line(error, fn)
    place = f" in {line}" if line else ""
    where = place_of(error, fn)
    uses = frozenset() if where is None else where.uses
    if "truth value of an array" in said and "max()" in uses and python_max(fn):
        return "python-max", (
            f"Python's max compares whole arrays and cannot decide{place}. np.maximum(0, z) takes the larger of the "
            "two for every entry."
        )
    found = advice_on(error, said, uses)
    advice = "" if found is None else f" {found[1]}"
    start = f"Your function stops with {type(error).__name__}{place}{when}"
    text = _shorten(" ".join(said.split()), min(72, max(24, room - len(start + advice) - 3)))
    end = "" if text.endswith((".", "?")) else "."
    message = _shorten(start + (f": {text}" if text else "") + end + advice, room)
    return "raised" if found is None else f"raised-{found[0]}", message


def writes_infinity(fn: Callable[..., Any]) -> bool:
    """True if inf itself stands in the function, also in a loop over entries inside it."""
    if isinstance(fn, Elsewhere):
        return fn.facts.infinity
    codes = [code for code in [getattr(inspect.unwrap(fn), "__code__", None)] if code is not None]
    for code in codes:
        codes += [inner for inner in code.co_consts if isinstance(inner, CodeType)]
    return any("inf" in code.co_names for code in codes)


def python_max(fn: Callable[..., Any]) -> bool:
    """True if max in the function is Python's own."""
    if isinstance(fn, Elsewhere):
        return fn.facts.own_max
    return getattr(inspect.unwrap(fn), "__globals__", {}).get("max", max) is max


def _uses(code: CodeType, line: int) -> frozenset[str]:
    """What occurs in a line: functions ("max()"), attributes (".arange") and operators ("*")."""
    found = set()
    for step in dis.get_instructions(code):
        if step.positions is None or step.positions.lineno != line:
            continue
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            found.add(f"{step.argval}()")
        elif step.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            found.add(f".{step.argval}")
        elif step.opname == "BINARY_OP":
            found.add(step.argrepr)
    return frozenset(found)


def _shorten(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 3].rstrip() + "..."
