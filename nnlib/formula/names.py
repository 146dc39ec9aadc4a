r"""The vocabulary of the parser, made from the notation table: one table says what a letter means and how it is read."""

from __future__ import annotations

from functools import cache

from nnlib.formula.notation import Notation
from nnlib.formula.reader import load_notation
from nnlib.formula.syntax.scripts import Scripts
from nnlib.formula.syntax.tokens import tokenise
from nnlib.formula.syntax.tree import Node
from nnlib.formula.syntax.vocabulary import INDEX_WORDS, Vocabulary

INDICES = frozenset("ijklmnrs") | {"j'", "i'"} | INDEX_WORDS


@cache
def book_vocabulary() -> Vocabulary:
    """The names of the book's notation table.

    >>> words = book_vocabulary()
    >>> "w" in words.layered, words.is_function("softmax"), words.is_symbol("D_KL")
    (True, True, False)
    """
    return vocabulary_of(load_notation())


def vocabulary_of(table: Notation) -> Vocabulary:
    """The names of a table: functions, letters with a layer, other letters."""
    symbols, layered, functions = set[str](), set[str](), set[str]()
    for symbol in table.symbols:
        for latex in filter(None, (symbol.latex, symbol.batch_latex)):
            name = name_of(latex)
            if name is None:
                continue
            if symbol.function:
                functions.add(name)
            elif "^{(l)}" in latex.replace(" ", ""):
                layered.add(name)
            else:
                symbols.add(name)
    functions |= {name for f in table.functions if (name := name_of(f.latex))}
    # a letter that is a vector in one place and a function's argument in another stays a letter
    return Vocabulary(frozenset(symbols - functions), frozenset(layered), frozenset(functions), INDICES)


class _Names(Scripts):
    def expression(self) -> Node:  # a name is read without looking into its brackets
        raise AssertionError


def name_of(latex: str) -> str | None:
    r"""The name that a form of the table begins with, as the parser spells it; None for an operation such as \odot."""
    reader = _Names(tokenise(latex), latex, Vocabulary(), len(latex))
    first = reader.text
    if not (first[0].isalpha() or (first.startswith("\\") and first[1:].isalpha())) or first in _OPERATIONS:
        return None
    name = reader.name()
    if reader.text == "'":  # the derivative of a function whose own entry is beside it
        return None
    subscript = reader._plain(reader.position + 1) if reader.text == "_" else ""
    if subscript.startswith("\\"):  # a Greek subscript is part of the name, a Latin one an index
        return f"{name}_{subscript}"
    return None if reader.text not in ("", "_", "^", "(") else name


_OPERATIONS = frozenset({r"\odot", r"\nabla", r"\frac"})
