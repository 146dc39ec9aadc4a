r"""A lecture's notation, made from the table: which forms each symbol of the book takes there.

Which of them an equation uses is decided by its legend (choice.py); this is also the style in which it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from nnlib.formula.names import name_of, vocabulary_of
from nnlib.formula.notation import LectureForm, Notation, Symbol
from nnlib.formula.reader import load_notation
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.parser import parse_expression
from nnlib.formula.syntax.vocabulary import Vocabulary
from nnlib.formula.typesetting.forms import LAYER, Form, form_of, without_layer
from nnlib.formula.typesetting.letters import NUMBERED, vocabulary_of_forms
from nnlib.formula.typesetting.printer import Printer, name, scripted

KRONECKER = "kronecker"
MARKS = ("transpose", "hadamard")  # entries that are marks at letters, not letters


@dataclass(frozen=True, eq=False)
class Word:
    """A symbol of the book in a lecture: its letter and axes in the book; its forms there, the best first."""

    symbol: Symbol
    rank: int
    book: t.Symbol
    axes: int
    entry: LectureForm | None
    layered: tuple[Form, ...] = ()
    plain: tuple[Form, ...] = ()

    @property
    def name(self) -> str:
        return self.book.name

    @property
    def below(self) -> bool:
        """Whether the layer's number is a subscript in the book, as in d_l."""
        return self.book.layer is None and self.book.indices == (LAYER,)

    def forms(self, layered: bool) -> tuple[Form, ...]:
        return self.layered if layered else self.plain


class Dialect:
    """The notation of one lecture. ValueError names the entry of the table that cannot be read.

    Where one letter of the book has two entries, `chapter` decides which of them is meant.
    """

    def __init__(self, table: Notation, key: str, chapter: str = "") -> None:
        self.table, self.key = table, key
        self.author, self.says = table.dialects[key].name, table.dialects[key].says
        self.transpose = self._mark("transpose", "W", ("", r"^{\top}"))
        self.hadamard = self._mark("hadamard", "", ("", r"\odot"))[1]
        self._book = vocabulary_of(table)
        self.vocabulary = self._vocabulary()
        self.words: dict[str, Word] = {}
        ranked = sorted(enumerate(table.symbols), key=lambda each: chapter not in each[1].chapters)
        for rank, symbol in ranked:
            for word in self._words(symbol, rank):
                self.words.setdefault(word.name, word)
        #: how far the numbers of units are ahead of those of weights
        self.ahead = max((form.shift for word in self.words.values() for form in word.layered), default=0)

    def entry(self, symbol_id: str) -> LectureForm | None:
        return self.table.symbol(symbol_id).lectures[self.key]

    # -- how letters look, for the printer

    def symbol(self, node: t.Symbol, printer: Printer) -> str:
        return scripted(self.function(node.name), node, printer)

    def function(self, raw: str) -> str:
        return raw if NUMBERED.fullmatch(raw) else name(raw)

    # -- reading the table

    def _texts(self, symbol: Symbol) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """The forms with a layer, without one, and for all samples; a symbol that is the same has the book's form."""
        entry = symbol.lectures[self.key]
        if entry is None or symbol.id in MARKS:
            return (), (), ()
        form, plain = entry.form, entry.plain
        if not (form or plain) and "same" in entry.rules and set(entry.rules) <= {"same", "scale"}:
            form = (re.sub(r"(?<!\^\{)\(.*", "", symbol.latex) if symbol.function else symbol.latex,)
        return form, plain, entry.batch

    def _vocabulary(self) -> Vocabulary:
        forms = [
            (latex, symbol.function, _has_layer(symbol.latex))
            for symbol in self.table.symbols
            for part in self._texts(symbol)
            for latex in part
        ]
        functions = {word for f in self.table.functions if (word := name_of(f.latex))}
        before, behind = ("".join(c for c in part if c not in "{}^") for part in self.transpose)
        marks = ({f"{before}^"} if before else set()) | ({behind} if behind else set())
        return vocabulary_of_forms(forms, functions, marks, self.hadamard)

    def _words(self, symbol: Symbol, rank: int) -> Iterator[Word]:
        """The word of an entry and that of its form for all samples."""
        form, plain, batch = self._texts(symbol)
        entry = symbol.lectures[self.key]
        for latex, shown, bare, shape in (
            (symbol.latex, form, plain, symbol.shape or ()),
            (symbol.batch_latex, batch, (), symbol.batch_shape),
        ):
            head = _book_head(symbol, latex, self._book)
            if head is None:
                continue
            try:
                forms = tuple(form_of(parse_expression(x, self.vocabulary), head) for x in shown)
                without = tuple(form_of(parse_expression(x, self.vocabulary), head) for x in bare)
            except (FormulaError, ValueError) as error:
                raise ValueError(f"notation, symbol {symbol.id!r}, lecture {self.key!r}: {error}") from error
            numbered = tuple(f for f in forms if f.layered)
            if not _has_layer(latex):
                without = forms + without
            elif not without and head.layer is not None:
                without = tuple(without_layer(f) for f in forms)
            self._agree(symbol, entry, forms + without)
            indices = () if head.indices == (LAYER,) else head.indices
            yield Word(symbol, rank, head, len(shape) + len(indices), entry, numbered, without)

    def _agree(self, symbol: Symbol, entry: LectureForm | None, forms: tuple[Form, ...]) -> None:
        """ValueError if the forms do what the rules do not name."""
        for form in forms:
            for done, rule in (
                (form.turned, "swap"),
                (form.transposed, "transpose"),
                (form.shift or form.offset, "shift"),
            ):
                if done and entry and rule not in entry.rules:
                    raise ValueError(
                        f"notation, symbol {symbol.id!r}, lecture {self.key!r}: a form says {rule}, the rules "
                        f"{list(entry.rules)} do not"
                    )

    def _mark(self, symbol_id: str, letter: str, default: tuple[str, str]) -> tuple[str, str]:
        entry = self.entry(symbol_id)
        if entry is None or not entry.form:
            return default
        before, _, after = entry.form[0].rpartition(letter) if letter else ("", "", entry.form[0])
        return before, after


def _has_layer(latex: str) -> bool:
    return "(l)" in latex or latex.endswith("_l")


def _book_head(symbol: Symbol, latex: str, book: Vocabulary) -> t.Symbol | None:
    """The book's letter with its indices; None for operations such as a gradient."""
    if symbol.id == KRONECKER:
        return t.Symbol(KRONECKER, (t.Symbol("i"), t.Symbol("j")))
    letter = name_of(latex) if latex and symbol.id not in MARKS else None
    if letter is None:
        return None
    if book.is_function(letter):
        return t.Symbol(letter) if symbol.function and latex == symbol.latex else None
    try:
        tree = parse_expression(latex, book)
    except FormulaError:
        return None
    return tree if isinstance(tree, t.Symbol) else None


@cache
def dialect(lecture: str, chapter: str = "") -> Dialect:
    """The dialect of a lecture of the book's table."""
    table = load_notation()
    if lecture not in table.dialects:
        raise ValueError(f"unknown lecture {lecture!r}, expected one of {list(table.dialects)}")
    return Dialect(table, lecture, chapter)


def lecture_vocabulary(lecture: str) -> Vocabulary:
    """The names of a lecture's own formulas, as far as the table has them."""
    return dialect(lecture).vocabulary
