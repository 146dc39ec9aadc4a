"""What a call in the sandbox did, made anew outside from data: the `Outcome` that `check` judges.

Whether an argument was changed is found out here, by comparing with the argument that was sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from nncourse.sandbox.inside.frames import Malformed
from nncourse.sandbox.inside.reading import Reader, text, word
from nncourse.sandbox.inside.values import Writer
from nnlib.exercises.diagnosis.elsewhere import Facts, Place, error_like
from nnlib.exercises.diagnosis.isolation import KEEP_CHARACTERS, Outcome
from nnlib.exercises.diagnosis.snapshot import unchanged
from nnlib.exercises.model import Function

MOST_WARNINGS = 20


def request(several: Sequence[tuple[Any, ...]], seed: int | None, most: int) -> tuple[dict[str, Any], list[bytes]]:
    """The message that asks for these calls."""
    writer = Writer()
    calls = [[_sent(writer, value) for value in args] for args in several]
    return {"do": "call", "several": calls, "seed": seed, "most": most}, writer.arrays


def _sent(writer: Writer, value: Any) -> Any:
    node = writer.encode(value)
    if isinstance(node, dict) and ("other" in node or "thing" in node or node == {"generator": {}}):
        raise TypeError(f"an argument of type {type(value).__name__} cannot be given to an answer in the sandbox")
    return node


def outcome(told: dict[str, Any], arrays: Sequence[memoryview], args: tuple[Any, ...]) -> tuple[Outcome, bool, str]:
    """(outcome, whether the time is up, what has been printed so far) of a call with `args`. Raises Malformed."""
    reader = Reader(arrays)
    try:
        timed_out = told["timed_out"] is True
        error = None if told["error"] is None else _error(told["error"])
        value = reader.decode(told["value"])
        given = tuple(reader.decode(node) for node in told["given"])
        warned = tuple(map(text, told["warned"][:MOST_WARNINGS]))
        printed, said = text(told["printed"])[: KEEP_CHARACTERS + 3], text(told["said"])
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Malformed(f"an outcome is malformed: {type(problem).__name__}") from problem
    if timed_out:
        return Outcome(error=error, timed_out=True), True, printed
    if len(given) != len(args):
        raise Malformed("the arguments did not come back")
    given = tuple(a if _same_function(a, b) else b for a, b in zip(args, given, strict=True))
    changed = tuple(i for i, (a, b) in enumerate(zip(args, given, strict=True)) if _changed(a, b))
    return Outcome(value, error, False, changed, warned, said, given), told.get("expired") is True, printed


def _error(told: dict[str, Any]) -> BaseException:
    place = None
    if told["place"] is not None:
        number, line, uses = told["place"]
        if type(number) is not int or type(uses) is not list:
            raise TypeError("a place has a line's number and a list")
        place = Place(number, text(line), frozenset(map(word, uses[:100])))
    return error_like(word(told["name"]) or "Exception", [word(name) for name in told["bases"][:20]], place)


def _same_function(before: Any, after: Any) -> bool:
    """A fixed function comes back by its text; here it is the one with its derivative."""
    return isinstance(before, Function) and isinstance(after, Function) and before.text == after.text


def _changed(before: Any, after: Any) -> bool:
    if isinstance(before, np.random.Generator) != isinstance(after, np.random.Generator):
        return True
    try:
        return not unchanged(before, after)
    except (AttributeError, TypeError, ValueError):  # something of another kind stands in its place
        return True


def found(told: Any) -> tuple[bool, Facts, str]:
    """What was found for an exercise. Raises KeyError, TypeError or Malformed."""
    if told["found"] is not True:
        return False, Facts(callable=False, kind=""), ""
    facts = told["facts"]
    values: dict[str, Any] = {}
    for each in fields(Facts):
        value = facts.get(each.name, each.default)
        if each.name == "kind":
            value = word(value)
        elif type(value) is not bool and not (each.name == "fits" and value is None):
            raise TypeError("a fact is true or false")
        values[each.name] = value
    return True, Facts(**values), word(told["digest"])


def whole(number: Any) -> int:
    """A whole number, or Malformed."""
    if type(number) is not int:
        raise Malformed("expected a whole number")
    return number
