"""One table of symbols, read and checked.

A textbook that quotes five lectures needs to know, for each idea, the book's symbol and the lectures'
symbols. The table says it once, in ``notation.toml``; these frozen dataclasses are what the notation page
and every later reader of formulas work with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

LECTURES: Final = ("cui", "wan", "taura", "bunescu", "sybrandt")

#: How a lecture's symbol is reached from the book's; the table explains each word.
Rule = Literal["same", "rename", "swap", "shift", "transpose", "scale", "remark"]


@dataclass(frozen=True)
class LectureForm:
    """What one lecture writes for a symbol of the book: LaTeX forms, the rules between the two, a note.

    `form`, `plain` and `batch` are what the notation switch prints, the best first; the table explains how they are read.
    `remark` is what it says to them.
    """

    latex: tuple[str, ...]
    rules: tuple[Rule, ...]
    note: str = ""
    form: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    batch: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Dialect:
    """A lecture's notation as a whole: whose it is, and formulas of its own that its forms must read right."""

    key: str
    name: str
    says: tuple[str, ...] = ()


@dataclass(frozen=True)
class Symbol:
    """One symbol of the book. ``shape`` is None where the idea has none, () where it is a number."""

    id: str
    latex: str
    meaning: str
    shape: tuple[str, ...] | None = None
    batch_latex: str = ""
    batch_shape: tuple[str, ...] = ()
    code: str = ""
    chapters: tuple[str, ...] = ()
    note: str = ""
    function: bool = False
    lectures: Mapping[str, LectureForm | None] = field(default_factory=dict)

    @property
    def rank(self) -> int | None:
        """Number of axes: 0 for a number, 1 for a vector, 2 for a matrix; None without a shape."""
        return None if self.shape is None else len(self.shape)


@dataclass(frozen=True)
class NamedFunction:
    """A function written as a word, alike in the book and in the lectures."""

    latex: str
    meaning: str
    code: str
    chapters: tuple[str, ...] = ()


@dataclass(frozen=True)
class FalseFriend:
    """A letter that means different things in different lectures; ``book`` is empty if the book avoids it."""

    latex: str
    lectures: Mapping[str, str]
    book: str = ""


@dataclass(frozen=True)
class Kink:
    """What the book takes at a point where a value or a slope has to be chosen."""

    function: str
    at: str
    value: str
    slope: str
    code: str
    reason: str


@dataclass(frozen=True)
class Convention:
    """A decision about notation and the reason for it."""

    id: str
    statement: str
    reason: str


@dataclass(frozen=True)
class Notation:
    """The whole table, in the order of the file."""

    symbols: tuple[Symbol, ...]
    functions: tuple[NamedFunction, ...]
    false_friends: tuple[FalseFriend, ...]
    kinks: tuple[Kink, ...]
    conventions: tuple[Convention, ...]
    dialects: Mapping[str, Dialect] = field(default_factory=dict)

    def symbol(self, symbol_id: str) -> Symbol:
        """The symbol with this id; KeyError names the id if there is none."""
        for symbol in self.symbols:
            if symbol.id == symbol_id:
                return symbol
        raise KeyError(f"no symbol {symbol_id!r} in the notation table")

    def in_chapter(self, chapter: str) -> tuple[Symbol, ...]:
        """The symbols a chapter uses."""
        return tuple(s for s in self.symbols if chapter in s.chapters)
