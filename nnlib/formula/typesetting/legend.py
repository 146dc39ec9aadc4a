r"""What the letters of one equation stand for in a lecture: for each symbol of the book its form there, or the book's own.

A legend without an equation has all symbols: with it, a lecture's own formula is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from nnlib.formula.names import INDICES
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.vocabulary import Vocabulary
from nnlib.formula.typesetting.dialect import KRONECKER, Dialect, Word
from nnlib.formula.typesetting.forms import Form

Key = tuple[str, bool]  # a symbol of the book, with a layer or without
Meaning = tuple[Key, Form]


class Legend:
    """The forms chosen for the symbols that occur.

    `chosen` counts how many forms of a symbol were passed over; letters in `own` are a chapter's, not the table's.
    """

    def __init__(
        self,
        dialect: Dialect,
        occurring: Iterable[Key] | None = None,
        chosen: Mapping[Key, int] | None = None,
        own: Collection[str] = (),
    ) -> None:
        self.dialect, self.chosen, self.whole, self.own = dialect, dict(chosen or {}), occurring is None, own
        words = dialect.words
        self.occurring = list(dict.fromkeys(occurring or ())) if occurring is not None else [
            (name, layered) for name in words for layered in (True, False)
        ]  # fmt: skip
        meanings = [(key, form) for key in self.occurring if (form := self.form(key))]
        #: in the order in which a reader tries them: the more of a form is fixed, the earlier
        self.meanings = sorted(meanings, key=lambda each: (-each[1].special, words[each[0][0]].rank))
        self.transposed = {key[0] for key, form in self.meanings if form.transposed}
        #: whether e is a letter of the lecture here, so that powers of Euler's e are written with exp
        self.takes_e = not self.whole and any(form.letter == "e" for _, form in self.meanings)

    def word(self, node: t.Node) -> Word | None:
        """The word of the dialect that a part of a book's formula is, if it is one."""
        if isinstance(node, t.Iverson):
            return self.dialect.words.get(KRONECKER) if is_kronecker(node) else None
        name = node.name if isinstance(node, t.Symbol) else node.function if isinstance(node, t.Call) else ""
        word = None if name in self.own else self.dialect.words.get(name)
        return None if word and word.symbol.function and isinstance(node, t.Symbol) else word

    def key(self, node: t.Node) -> Key | None:
        word = self.word(node)
        if word is None:
            return None
        return word.name, isinstance(node, t.Symbol) and (bool(node.indices) if word.below else node.layer is not None)

    def form(self, key: Key | None) -> Form | None:
        """The form chosen for a symbol; None if the book's is kept."""
        if key is None:
            return None
        forms, number = self.dialect.words[key[0]].forms(key[1]), self.chosen.get(key, 0)
        return forms[number] if number < len(forms) else None

    def meaning(self, node: t.Node) -> Meaning | None:
        """Which symbol of the book a part of a lecture's formula is; of several, the one with as many indices."""
        found: Meaning | None = None
        for key, form in self.meanings:
            taken = form.read(node)
            if taken is not None:
                word = self.dialect.words[key[0]]
                if form.special or len(taken[0]) == (0 if word.below else len(word.book.indices)):
                    return key, form
                found = found or (key, form)
        return found or self._applied(node)

    def _applied(self, node: t.Node) -> Meaning | None:
        """The same for a function, or a letter such as a loss, that is applied to arguments."""
        if not isinstance(node, t.Call) or not (node.arguments or node.primes):
            return None
        for bare in (replace(node, arguments=(), primes=0), t.Symbol(node.function, node.parameters)):
            found = self.meaning(bare)
            if found and found[1].tree == found[1].head:
                return found
        return None

    def layer(self, node: t.Symbol) -> tuple[t.Node | None, tuple[t.Node, ...]]:
        """The number of the layer of a book's symbol, and its indices."""
        word = self.dialect.words.get(node.name)
        return (
            (node.indices[0], node.indices[1:]) if word and word.below and node.indices else (node.layer, node.indices)
        )

    def kept(self) -> list[Word]:
        """The symbols that keep the book's letter."""
        return list(dict.fromkeys(self.dialect.words[key[0]] for key in self.occurring if self.form(key) is None))

    def axes(self, node: t.Node) -> int | None:
        """The number of axes of a factor of a book's formula, as far as the table tells."""
        if isinstance(node, t.Number | t.Constant | t.Fraction | t.Power | t.Iverson | t.Norm | t.Absolute):
            return 0
        if isinstance(node, t.Symbol):
            word = self.dialect.words.get(node.name)
            return (0 if node.indices else None) if word is None else word.axes - len(self.layer(node)[1])
        if isinstance(node, t.Transpose):
            return self.axes(node.body)
        return self.axes(node.by) if isinstance(node, t.Derivative | t.Gradient) else None

    def vocabulary(self, kinds: Mapping[str, str]) -> Vocabulary:
        """The lecture's names, and those of the book's that were kept, each with its kind."""
        words = self.dialect.vocabulary
        names = {"symbol": {*words.symbols}, "layered": {*words.layered}, "function": {*words.functions}}
        applied = {name for name, kind in kinds.items() if kind == "applied"}
        for name, kind in kinds.items():
            kind = "symbol" if kind == "applied" and name not in words.layered else kind
            for group in names.values():
                group.discard(name)
            if kind in names:
                names[kind].add(name)
        symbols, layered, functions = (frozenset(names[kind]) for kind in ("symbol", "layered", "function"))
        return replace(
            words, symbols=symbols, layered=layered, functions=functions, applied=words.applied | frozenset(applied)
        )


def is_kronecker(node: t.Iverson) -> bool:
    """Whether a bracket compares two indices."""
    chain = node.condition
    return [relation for relation, _ in chain.steps] == ["="] and all(
        isinstance(side, t.Symbol) and side.layer is None and side.name in INDICES | {"c"}
        for side in (chain.first, chain.steps[0][1])
    )
