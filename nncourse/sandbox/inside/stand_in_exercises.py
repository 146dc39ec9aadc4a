"""nnlib.exercises where answers are run and not judged: everything a cell may call is there, and answers nothing.

`exercise` keeps the function it is put above, so that the answer is found by its exercise; the judge is outside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["Result", "ask", "check", "exercise", "exercise_ids", "hint", "progress", "record_to", "reset_progress"]

handed_in: list[tuple[str, Any]] = []  # (id, function) in the order of the cells


def exercise(exercise_id: str, **_parameters: Any) -> Callable[[Any], Any]:
    """Keep the function as the answer to this exercise, and give it back unchanged; a variant's numbers say nothing here."""

    def decorate(fn: Any) -> Any:
        handed_in.append((str(exercise_id), fn))
        return fn

    return decorate


class Result:
    """No verdict: where a check is run for marks, it is run outside."""

    exercise, passed, code, status, message, evidence = "", False, "not-judged", "not judged here", "", ""


def check(exercise_id: str, answer: Any = None, **_parameters: Any) -> Result:
    """No verdict."""
    return Result()


def _nothing(*_args: Any, **_options: Any) -> None:
    """Nothing happens."""


ask = hint = record_to = reset_progress = progress = _nothing


def exercise_ids(kind: str = "") -> tuple[str, ...]:
    """None are known here."""
    return ()
