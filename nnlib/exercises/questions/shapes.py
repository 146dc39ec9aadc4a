"""A predicted shape: reading it as sizes, and saying what is true of a wrong one.

Sizes are numbers or letters: (3, 5) or (N, K). The page's script has the same functions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from nnlib.exercises.questions.model import NotAnAnswer, Reply, Rules

_SIZE = re.compile(r"^(?:[0-9]+|[A-Za-z][A-Za-z0-9_]*)$")


def read(text: str) -> list[str]:
    """The sizes in a text such as "(3, 5)", "3 x 5", "3 by 5", "3" or "()"; NotAnAnswer if it is none.

    >>> read("(3, 5)"), read("N x K"), read("()")
    (['3', '5'], ['N', 'K'], [])
    """
    bare = text.strip()
    if bare[:1] in ("(", "[") and bare[-1:] in (")", "]"):
        bare = bare[1:-1]
    bare = bare.strip()
    if bare.endswith(","):
        bare = bare[:-1]
    if bare == "":
        return []
    sizes = [part.strip() for part in re.split(r",|×|\sx\s|\sby\s|(?<=[0-9])x(?=[0-9])", bare)]
    if not all(_SIZE.match(size) for size in sizes):
        raise NotAnAnswer("Expected a shape such as (3, 5), with () for a single number.")
    return [size.lstrip("0") or "0" if size[0].isdigit() else size for size in sizes]


def of_text_or_tuple(answer: Any) -> list[str]:
    """An answer given in Python: a tuple, a list, one number, or a text as on the page."""
    if isinstance(answer, str):
        return read(answer)
    if isinstance(answer, int):
        return read(str(answer))
    if isinstance(answer, Sequence):
        return read(", ".join(map(str, answer)))
    raise NotAnAnswer(f"Expected a shape such as (3, 5), got a value of type {type(answer).__name__}.")


def judged(rules: Rules, sizes: list[str]) -> Reply:
    """Right, a listed wrong shape, or what is true of this shape and the right one."""
    right: list[str] = rules["right"]
    if sizes == right:
        return Reply(True, "right", rules["solved"])
    for number, item in enumerate(rules["wrong"], start=1):
        if sizes == item["shape"]:
            return Reply(False, f"shape-{number}", item["reply"])
    if len(sizes) > 1 and sizes[::-1] == right:
        return Reply(False, "shape-reversed", "The axes stand in the reverse order.")
    if sorted(sizes) == sorted(right):
        return Reply(False, "shape-order", "The right sizes, in another order.")
    if [size for size in sizes if size != "1"] == [size for size in right if size != "1"]:
        return Reply(False, "shape-ones", "Right but for axes of size 1.")
    if len(sizes) != len(right):
        axes = "no axis" if not right else "1 axis" if len(right) == 1 else f"{len(right)} axes"
        return Reply(False, "shape-axes", f"The number of axes is another one: expected {axes}, got {len(sizes)}.")
    fits = [str(axis) for axis, size in enumerate(sizes) if size == right[axis]]
    if fits:
        return Reply(False, "shape-part", f"Right on axis {' and '.join(fits)}, not on the others.")
    return Reply(False, "shape", "Not yet right: no axis has the right size.")
