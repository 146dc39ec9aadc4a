"""What is said when a formula cannot be read: where, and what was expected there."""

from __future__ import annotations


class FormulaError(ValueError):
    """A formula that is not in the book's language; `column` counts from 1 in the formula's own text."""

    def __init__(self, message: str, source: str, at: int) -> None:
        self.reason = message
        self.source = source
        self.column = min(max(at, 0), len(source)) + 1
        super().__init__(f"column {self.column}: {message}\n{excerpt(source, self.column - 1)}")


def excerpt(source: str, at: int, width: int = 60) -> str:
    """The part of the source around a place, on one line, with a caret below it."""
    flat = "".join(" " if c.isspace() else c for c in source)
    start = max(0, min(at - width // 2, len(flat) - width))
    return f"    {flat[start : start + width]}\n    {' ' * (at - start)}^"
