"""The learner's function raised: which line, which error, and what the error usually means.

The error's own text stays in the message. The advice is about the error, not a guess about the intention.
"""

from __future__ import annotations

import inspect
import linecache
import re
from collections.abc import Callable
from typing import Any

ADVICE: tuple[tuple[type[BaseException], str, str, str], ...] = (
    (
        ValueError,
        r"truth value of an array",
        "ambiguous",
        "A whole array stands where one True or False is needed (if, and, or, max). "
        "np.where, np.maximum and masks decide for each entry.",
    ),
    (
        TypeError,
        r"only (0-dimensional|length-1|size-1|integer scalar) arrays can be converted",
        "scalar-function",
        "Functions of the math module take one number; np.exp, np.log, np.tanh take whole arrays.",
    ),
    (
        ValueError,
        r"mismatch in its core dimension|not aligned",
        "product",
        "The inner sizes of a matrix product have to agree: print both shapes; is a .T missing, or one too many?",
    ),
    (
        ValueError,
        r"could not be broadcast",
        "broadcast",
        "Two shapes do not fit; sums that are to be divided by again need keepdims=True.",
    ),
    (
        ValueError,
        r"axis \d+ is out of bounds",
        "axis",
        "The array has fewer axes than that; axis=-1 means the last one for every shape.",
    ),
    (NameError, r"", "name", "That name is not defined where the function runs."),
    (RecursionError, r"", "recursion", "The function calls itself without an end."),
    (OverflowError, r"", "overflow-error", "math.exp raises for large numbers; np.exp gives inf."),
    (ZeroDivisionError, r"", "zero-division", "A divisor is 0 there."),
    (ModuleNotFoundError, r"", "import", "The module is not installed here; NumPy is enough."),
    (SystemExit, r"", "exit", "A function that leaves the program cannot return a result."),
)


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
    for cls, pattern, code, advice in ADVICE:
        if isinstance(error, cls) and re.search(pattern, said):
            return f"raised-{code}", _shorten(f"{start} {advice}", 280)
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
