"""What went wrong in a cell, as a traceback that begins in the cell and names its lines.

Frames of this package and of the importer are left out. Where a traceback would only be long, a sentence takes its place.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from nnlib._clock import TimeLimit
from nnlib.live.cells import PREFIX
from nnlib.live.values import message_of

MOST_LINES = 40
MOST_FRAMES = 12
_OURS = str(Path(__file__).parent) + os.sep
_IMPORTER = "<frozen importlib"
_LONGEST_LINE = 400

_ABSENT = {
    "IPython": "A page has no IPython; display(x) is there without it.",
    "ipywidgets": "Widgets need a notebook; here they are part of the page.",
    "anywidget": "Widgets need a notebook; here they are part of the page.",
}


def error_event(error: BaseException, name: str) -> dict[str, Any]:
    """The event for an error of the cell whose run has this file name. Never raises."""
    kind = _kind(error)
    # a SyntaxError's own text ends in a file name, and this one is not a file
    text = str(error.msg) if isinstance(error, SyntaxError) else message_of(error)
    try:
        shown = _sentence(error, name) or _shown(error, name)
    except Exception as failure:  # an error of the cell's own may be made so that it cannot be looked at
        shown = f"{kind}: {text}\n(Its traceback cannot be shown: {type(failure).__name__}.)"
    return {"kind": "error", "name": kind, "text": text, "traceback": _short(shown), "line": line_of(error, name)}


def line_of(error: BaseException, name: str) -> int | None:
    """The last line of this run that the error passed through, or that could not be read."""
    if isinstance(error, SyntaxError) and error.filename == name:
        return error.lineno
    lines = [line for file, line, _ in _frames(error.__traceback__) if file == name]
    return lines[-1] if lines else None


def _kind(error: BaseException) -> str:
    """The first public name: NumPy's _ArrayMemoryError is a MemoryError."""
    return next(kind.__name__ for kind in type(error).__mro__ if not kind.__name__.startswith("_"))


def _frames(trace: TracebackType | None) -> Iterator[tuple[str, int, str]]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield code.co_filename, trace.tb_lineno or 0, code.co_name
        trace = trace.tb_next


def _sentence(error: BaseException, name: str) -> str:
    """What is told instead of a traceback, or nothing."""
    line = line_of(error, name)
    where = f" It was at line {line} of the cell." if line else ""
    if isinstance(error, SystemExit):
        return "exit() ends a program; here it ended only this cell, and the variables are kept." + where
    if isinstance(error, TimeLimit):
        return "The cell took longer than it may and was stopped; the variables are kept." + where
    if isinstance(error, KeyboardInterrupt):
        return "The cell was stopped; the variables are kept." + where
    if isinstance(error, MemoryError) and (type(error) is not MemoryError or not error.args):
        said = f" ({message_of(error)})" if error.args else ""
        return f"MemoryError: there is not enough memory for this{said}. The variables made before are kept." + where
    if isinstance(error, RecursionError) and message_of(error).startswith("maximum recursion depth exceeded"):
        calls = [(line, function) for file, line, function in _frames(error.__traceback__) if file.startswith(PREFIX)]
        last = f" The last call in a cell was in {calls[-1][1]}, line {calls[-1][0]}." if len(calls) > 1 else where
        return (
            f"RecursionError: calls within calls went deeper than Python allows ({sys.getrecursionlimit()}).{last} "
            "A function that calls itself needs a case in which it does not."
        )
    return ""


class _Stack(traceback.StackSummary):
    """Frames of the cell and of what it called, under names that a reader knows."""

    own: str

    def format_frame_summary(self, frame_summary: traceback.FrameSummary, **options: Any) -> str:
        text = super().format_frame_summary(frame_summary, **options)
        place = f"  {place_of(frame_summary.filename, self.own)}, line {frame_summary.lineno}"
        function = "" if frame_summary.name == "<module>" else f", in {frame_summary.name}"
        return place + function + "\n" + text.partition("\n")[2]

    def format(self, **options: Any) -> list[str]:
        left_out = len(self) - MOST_FRAMES
        if left_out <= 0:
            return super().format(**options)
        parts = [_stack(self[: MOST_FRAMES // 3], self.own), _stack(self[left_out + MOST_FRAMES // 3 :], self.own)]
        first, last = (part.format(**options) for part in parts)
        return [*first, f"  ... {left_out} more calls ...\n", *last]


def _stack(frames: list[traceback.FrameSummary], own: str) -> _Stack:
    stack = _Stack(frames)
    stack.own = own
    return stack


def place_of(file: str, own: str) -> str:
    """How a reader is told the file: the cell, an earlier one, or a library's file without the way to it."""
    if file.startswith(PREFIX):
        return "cell" if file == own else "earlier cell"
    roots = sorted((path for path in sys.path if path and file.startswith(path + os.sep)), key=len)
    return file[len(roots[-1]) + 1 :] if roots else file


def _shown(error: BaseException, name: str) -> str:
    whole = traceback.TracebackException.from_exception(error)
    waiting = [whole]
    while waiting:
        one = waiting.pop()
        kept = [frame for frame in one.stack if not frame.filename.startswith((_OURS, _IMPORTER))]
        # an error in the source itself has no frames, and then no heading of frames
        one.stack = _stack(kept, name) if kept else None  # type: ignore[assignment]
        waiting += [other for other in (one.__cause__, one.__context__, *(one.exceptions or ())) if other is not None]
    text = "".join(whole.format())
    text = re.sub(rf'File "({re.escape(PREFIX)}[^"\n]*)"', lambda found: place_of(found[1], name), text)
    return text.rstrip("\n") + _advice(error)


def _advice(error: BaseException) -> str:
    """A line for what a notebook has and a page has not."""
    if isinstance(error, SyntaxError) and (error.text or "").lstrip().startswith(("%", "!")):
        return "\nLines that begin with % or ! are commands of a notebook; here is Python alone."
    if isinstance(error, ModuleNotFoundError) and (absent := (error.name or "").partition(".")[0]) in _ABSENT:
        return "\n" + _ABSENT[absent]
    return ""


def _short(text: str) -> str:
    lines = [line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 4] + " ..." for line in text.splitlines()]
    left_out = len(lines) - MOST_LINES + 1
    if left_out > 1:
        lines[MOST_LINES // 2 : MOST_LINES // 2 + left_out] = [f"  ... {left_out} more lines ..."]
    return "\n".join(lines)
