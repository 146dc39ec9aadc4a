"""Runs a notebook's cells one statement after the other, and finds the answers among what they have defined.

A statement that fails is passed over, as is a cell that does not parse: an answer is not lost by what stands elsewhere.
"""

from __future__ import annotations

import ast
import builtins
import dataclasses
import io
import linecache
import sys
import time
import types
from collections.abc import Sequence
from typing import Any

from nnlib import exercises
from nnlib._clock import SignalClock, TimeLimit
from nnlib.exercises.diagnosis.attempt import facts_of
from nnlib.exercises.results import attempt_hash

MOST_PROBLEMS, LONGEST = 200, 300


class Sink(io.TextIOBase):
    """Output that goes nowhere."""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)


def no_input(*_args: object) -> str:
    """A cell that asks gets no answer."""
    raise RuntimeError("nobody answers here")


class Notebook:
    """The cells that have been run: `answers` by exercise, `problems` as (cell, kind, text)."""

    def __init__(self, seconds_cell: float, seconds_all: float) -> None:
        self.seconds_cell, self.seconds_all = seconds_cell, seconds_all
        self.answers: dict[str, Any] = {}
        self.problems: list[tuple[int, str, str]] = []
        self.module = types.ModuleType("__main__")
        self.space = self.module.__dict__
        for name in ("exercise", "check", "hint", "ask"):  # in case that the cell which imports them is missing
            self.space[name] = getattr(exercises, name)
        self.space["display"] = lambda *_args, **_options: None

    def run(self, cells: Sequence[str], wanted: Sequence[Any]) -> None:
        """Run them; an answer is what its name means when the cell it stands in has been run."""
        sys.modules["__main__"] = self.module
        sys.stdout = sys.stderr = Sink()
        builtins.input = no_input
        over = time.monotonic() + self.seconds_all
        for number, cell in enumerate(cells):
            before = len(exercises.handed_in)  # type: ignore[attr-defined]  # the stand-in's
            left = min(self.seconds_cell, over - time.monotonic())
            if left <= 0:
                self._note(number, "timeout", f"not run: the cells before it took {self.seconds_all:g} seconds")
            else:
                self._cell(number, cell, left)
            recent = exercises.handed_in[before:]  # type: ignore[attr-defined]
            for one in wanted:
                if one["cell"] == number:
                    by_id = [fn for name, fn in recent if name == one["exercise"]]
                    if by_id or one["name"] in self.space:
                        self.answers[one["exercise"]] = by_id[-1] if by_id else self.space[one["name"]]

    def _cell(self, number: int, cell: str, seconds: float) -> None:
        name = f"<cell {number}>"
        try:
            statements = ast.parse(cell, name).body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
            self._note(number, "syntax", _words(problem))
            return
        linecache.cache[name] = (len(cell), None, cell.splitlines(keepends=True), name)
        clock = SignalClock(seconds)
        clock.start()
        flags = 0
        try:
            for statement in statements:
                if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                    flags |= _future(statement)
                code = compile(ast.Module([statement], []), name, "exec", flags=flags, dont_inherit=True)
                self._statement(number, code, clock)
        except TimeLimit:
            self._note(number, "timeout", f"stopped after {seconds:.3g} seconds")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
            self._note(number, "syntax", _words(problem))
        finally:
            clock.stop()

    def _statement(self, number: int, code: types.CodeType, clock: SignalClock) -> None:
        try:
            try:
                clock.enter()
                exec(code, self.space)
            finally:
                clock.leave()
        except TimeLimit:
            raise
        except SystemExit as problem:
            self._note(number, "exit", _words(problem))
        except BaseException as problem:
            self._note(number, "raised", _words(problem))
        if clock.expired:
            raise TimeLimit

    def _note(self, cell: int, kind: str, text: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append((cell, kind, text[:LONGEST]))

    def facts(self, one: Any) -> dict[str, Any]:
        """What an answer shows without being called."""
        if one["exercise"] not in self.answers:
            return {"found": False}
        fn = self.answers[one["exercise"]]
        clock = SignalClock(self.seconds_cell)
        clock.start()
        try:
            clock.enter()
            facts = dataclasses.asdict(facts_of(fn, one["count"]))
            digest = attempt_hash(fn)
        except BaseException as problem:  # an object of the student's own may do anything when it is looked at
            facts, digest = {"callable": callable(fn), "kind": type(fn).__name__}, _words(problem)
        finally:
            clock.leave()
            clock.stop()
        return {
            "found": True,
            "facts": {k: v[:80] if isinstance(v, str) else v for k, v in facts.items()},
            "digest": digest[:40],
        }


def _future(statement: ast.ImportFrom) -> int:
    import __future__

    return sum({getattr(__future__, a.name).compiler_flag for a in statement.names if hasattr(__future__, a.name)})


def _words(problem: BaseException) -> str:
    try:
        return f"{type(problem).__name__}: {problem}"[:LONGEST]
    except Exception:
        return type(problem).__name__
