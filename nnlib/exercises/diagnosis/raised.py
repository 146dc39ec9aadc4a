"""The learner's function raised: which line, which error, and what the error usually means.

The error's own text stays in the message. The advice is about the error, not a guess about the intention.
"""

from __future__ import annotations

import inspect
import linecache
import re
from collections.abc import Callable
from typing import Any

from nnlib.exercises.diagnosis.advice import advice_on


def learner_line(error: BaseException, fn: Callable[..., Any]) -> str:
    """The last line of the learner's own code the error passed through: "line 3, `return max(0, z)`", or ""."""
    code = getattr(inspect.unwrap(fn), "__code__", None)
    if code is None:
        return ""
    found = ""
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_code.co_filename == code.co_filename:
            text = linecache.getline(code.co_filename, trace.tb_lineno).strip()
            found = f"line {trace.tb_lineno}" + (f", `{_shorten(text, 48)}`" if text else "")
        trace = trace.tb_next
    return found


def describe(error: BaseException, fn: Callable[..., Any], said: str, when: str = "") -> tuple[str, str]:
    """(code, message) for an error that said this; `when` says on which arguments it happened ("for a matrix z")."""
    line = learner_line(error, fn)
    place = f" in {line}" if line else ""
    kind = type(error).__name__
    text = _shorten(" ".join(said.split()), 72)
    start = f"Your function stops with {kind}{place}{when}" + (f": {text}" if text else "") + "."
    start = start.replace("..", ".").replace("?.", "?")
    if "builtin-max" in _uses(said, fn, line):
        return "python-max", (
            f"Python's max compares whole arrays and cannot decide{place}. np.maximum(0, z) takes the larger of the "
            "two for every entry."
        )
    found = advice_on(error, said)
    if found is not None:
        return f"raised-{found[0]}", _shorten(f"{start} {found[1]}", 280)
    return "raised", _shorten(start, 280)


def _uses(said: str, fn: Callable[..., Any], line: str) -> tuple[str, ...]:
    """("builtin-max",) if the ambiguity comes from a call of Python's own max or min."""
    code = getattr(inspect.unwrap(fn), "__code__", None)
    if code is None or "truth value of an array" not in said or "max" not in code.co_names:
        return ()
    if getattr(inspect.unwrap(fn), "__globals__", {}).get("max", max) is not max:
        return ()
    # with the source at hand the failing line decides; without it, a lone `max` and no numpy maximum do
    bare = re.search(r"(?<![\w.])max\(", line)
    return ("builtin-max",) if bare or "`" not in line else ()


def _shorten(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 3].rstrip() + "..."
