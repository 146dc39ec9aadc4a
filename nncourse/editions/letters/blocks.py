"""The blocks of a Markdown text, and which of them compare notations: these keep the letters they are written in.

The same rule as on a page that is read (`book/_ext/notation_switch.py`): a paragraph that names a lecture or quotes one in its
own letters, a table that does so anywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator

from nncourse.editions.book_tools import tool
from nnlib.formula.ledger.sources import Span, spans

FENCE = re.compile(r"^\s*(?:`{3,}|:{3,}|~{3,})")
ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")
ALONE = re.compile(r"^\s*(?:#{1,6}\s|\([\w-]+\)=\s*$|:[\w-]+:)")
ROW = re.compile(r"^\s*\|")


def block_starts(text: str, displayed: Collection[Span]) -> list[int]:
    """Where blocks begin: a paragraph, an item of a list, a heading, a displayed equation, a whole table."""
    inside = [(span.start, span.end) for span in displayed]
    starts, place, before = [0], 0, ""
    for line in text.split("\n"):
        display = any(start <= place < end or place <= start < place + len(line) for start, end in inside)
        table = bool(ROW.match(line)) and bool(ROW.match(before))
        apart = not before.strip() or FENCE.match(before) or ALONE.match(before) or ROW.match(before)
        if not table and (apart or display or FENCE.match(line) or ITEM.match(line) or ALONE.match(line)):
            starts.append(place)
        # what follows a displayed equation is a paragraph of its own
        before = "" if display else line
        place += len(line) + 1
    return sorted(set(starts))


def formulas(text: str, quotations: Collection[str]) -> Iterator[tuple[Span, bool]]:
    """The formulas of a text in their order, each with whether it keeps its letters because its block compares notations."""
    found = sorted(spans(text), key=lambda span: span.start)
    starts = block_starts(text, [span for span in found if span.displayed])
    names = tool("lecture_data").name_pattern()
    compared: dict[int, bool] = {}
    for span in found:
        block = bisect_right(starts, span.start) - 1
        end = starts[block + 1] if block + 1 < len(starts) else len(text)
        if block not in compared:
            compared[block] = bool(names.search(text[starts[block] : end]))
        compared[block] |= "".join(span.latex.split()) in quotations
    for span in found:
        yield span, not span.displayed and compared[bisect_right(starts, span.start) - 1]
