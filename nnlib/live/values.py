"""A value as text that is never too long, and that is there even if the value's own `repr` fails.

Python's own containers are written piece by piece, so that a list of a million numbers costs no more than what is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

LIMIT = 4_000
WIDTH = 79
_CUT = f"\n... (cut after {LIMIT:,} characters)"
_DEEPEST = 30
_BRACKETS: dict[type, tuple[str, str]] = {list: ("[", "]"), tuple: ("(", ")"), set: ("{", "}"), dict: ("{", "}")}


def text_of(value: Any) -> str:
    """The value's `repr` in at most LIMIT characters; a container that is too wide has one entry a line.

    >>> text_of({"a": [1, 2.5], "b": None})
    "{'a': [1, 2.5], 'b': None}"
    >>> text_of(list(range(10**6))).splitlines()[:2]
    ['[0,', ' 1,']
    """
    line = _joined(_pieces(value, ", ", ()), WIDTH)
    if len(line) <= WIDTH:
        return line
    text = _joined(_pieces(value, ",\n ", ()), LIMIT)
    return text if len(text) <= LIMIT else text[: LIMIT - len(_CUT)] + _CUT


def _joined(pieces: Iterator[str], enough: int) -> str:
    """The pieces up to the one with which they are longer than enough."""
    text: list[str] = []
    length = 0
    for piece in pieces:
        text.append(piece)
        length += len(piece)
        if length > enough:
            break
    return "".join(text)


def _pieces(value: Any, separator: str, around: tuple[int, ...]) -> Iterator[str]:
    kind = type(value)
    if kind not in _BRACKETS:
        yield _plain(value)
        return
    first, last = _BRACKETS[kind]
    if id(value) in around or len(around) > _DEEPEST:
        yield f"{first}...{last}"
        return
    if kind is set and not value:
        yield "set()"
        return
    yield first
    within = (*around, id(value))
    for number, entry in enumerate(value):
        if number:
            yield separator
        yield from _pieces(entry, ", ", within)
        if kind is dict:
            yield ": "
            yield from _pieces(value[entry], ", ", within)
    yield ",)" if kind is tuple and len(value) == 1 else last


def _plain(value: Any) -> str:
    if type(value) in (str, bytes):
        return repr(value[: LIMIT + 1])
    try:
        return repr(value)
    except (Exception, SystemExit) as error:
        return f"<{type(value).__name__} whose repr fails: {type(error).__name__}: {message_of(error)}>"


def message_of(error: BaseException) -> str:
    """What an error says, in at most 2,000 characters; an error of a cell's own may fail to say it."""
    try:
        text = str(error)
    except Exception:
        return "its message cannot be shown"
    return text if len(text) <= 2_000 else text[:1_996] + " ..."
