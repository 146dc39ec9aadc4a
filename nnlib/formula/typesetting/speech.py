r"""From the book's letters to a lecture's and back, tree to tree, by a legend.

Where a lecture counts units from 1, a number of a layer that stands free is counted as the lecture counts units: then
units keep it and weights have one less; a number such as 2, or L, is one more at units and the same at weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nnlib.formula.names import INDICES
from nnlib.formula.syntax import tree as t
from nnlib.formula.typesetting.dialect import KRONECKER
from nnlib.formula.typesetting.forms import LAYER, Form
from nnlib.formula.typesetting.legend import Legend
from nnlib.formula.typesetting.rewrite import everywhere, plus, with_children
from nnlib.formula.typesetting.transposes import with_transposes

Scope = frozenset[str]  # the letters of layers that are counted as units are
NONE: Scope = frozenset()


class Speech:
    """`speak` and `read` for the chains of one legend."""

    def __init__(self, legend: Legend) -> None:
        self.legend, self.ahead = legend, legend.dialect.ahead

    def speak(self, chains: Sequence[t.Chain]) -> tuple[t.Chain, ...]:
        """Chains of the book in the lecture's letters."""
        legend = self.legend
        turned = [with_transposes(self.prepared(chain), legend.transposed, legend.axes) for chain in chains]
        return self._together(turned, reading=False)

    def read(self, chains: Sequence[t.Chain]) -> tuple[t.Chain, ...]:
        """Chains in the lecture's letters in those of the book."""
        legend = self.legend
        heard = self._together(chains, reading=True)
        return tuple(with_transposes(chain, legend.transposed, legend.axes) for chain in heard)

    def _together(self, chains: Sequence[t.Chain], reading: bool) -> tuple[t.Chain, ...]:
        """The chains with one way of counting; in `l = L - 1, \\dots, 1` the last number is counted as the first."""
        scope, change = self._counted(chains, reading), self.hear if reading else self.say
        found, listed = list[t.Chain](), False
        for chain in chains:
            counted = any(_letter(side) in scope for side in _sides(chain)) and bool(chain.steps)
            listed = counted or (listed and not chain.steps)
            new = _chain(change(chain, scope))
            found.append(replace(new, first=self._ahead(new.first, reading)) if listed and not counted else new)
        return tuple(found)

    def prepared(self, chain: t.Chain) -> t.Chain:
        """The chain with exp for powers of e where the lecture's e is something else."""

        def change(node: t.Node) -> t.Node:
            power = isinstance(node, t.Power) and node.base == t.Constant("e")
            return t.Call("exp", (node.exponent,)) if power and isinstance(node, t.Power) else node

        return _chain(everywhere(chain, change)) if self.legend.takes_e else chain

    # -- there

    def say(self, node: t.Node, scope: Scope = NONE) -> t.Node:
        """A part of a book's formula in the lecture's letters."""
        if isinstance(node, t.Big | t.Chain):
            return self._big(node, scope, False) if isinstance(node, t.Big) else self._relation(node, scope, False)
        form = self.legend.form(self.legend.key(node))
        if isinstance(node, t.Symbol):
            return self._counted_from(self._said(node, form, scope), node.name in scope, 1)
        if isinstance(node, t.Iverson) and form is not None:
            pair = (node.condition.first, node.condition.steps[0][1])
            return form.speak(tuple(self.say(side, scope) for side in pair), None) or node
        inner = with_children(node, lambda child: self.say(child, scope))
        if isinstance(inner, t.Call) and form is not None and form.letter is not None and form.tree == form.head:
            return replace(inner, function=form.letter)
        return _folded(inner, node)

    def _said(self, node: t.Symbol, form: Form | None, scope: Scope) -> t.Node:
        layer, old = self.legend.layer(node)
        indices = tuple(self.say(index, scope) for index in old)
        number = None if layer is None else self._number(layer, scope, form.shift if form else 0, reading=False)
        shown = form.speak(indices, number) if form else None
        if shown is not None:
            return shown
        if number is not None and node.layer is None:
            return replace(node, indices=(number, *indices))
        return replace(node, indices=indices, layer=number)

    # -- and back

    def hear(self, node: t.Node, scope: Scope = NONE) -> t.Node:
        """A part of a lecture's formula in the book's letters."""
        if isinstance(node, t.Big | t.Chain):
            return self._big(node, scope, True) if isinstance(node, t.Big) else self._relation(node, scope, True)
        found = self.legend.meaning(node)
        if found is None and isinstance(node, t.Symbol):
            number = None if node.layer is None else self._number(node.layer, scope, 0, reading=True)
            same = replace(node, indices=tuple(self.hear(i, scope) for i in node.indices), layer=number)
            return self._counted_from(same, node.name in scope, -1)
        if found is None:
            return _folded(with_children(node, lambda child: self.hear(child, scope)), node)
        (name, _), form = found
        taken = form.read(node)
        if isinstance(node, t.Call) and (taken is None or self.legend.dialect.words[name].symbol.function):
            return replace(with_children(node, lambda child: self.hear(child, scope)), function=name)
        assert taken is not None
        indices = tuple(self.hear(index, scope) for index in taken[0])
        if name == KRONECKER:
            return t.Iverson(t.Chain(indices[0], (("=", indices[1]),)))
        layer = None if taken[1] is None else self._number(taken[1], scope, form.shift, reading=True)
        if self.legend.dialect.words[name].below and layer is not None:
            indices, layer = (layer, *indices), None
        book: t.Node = t.Symbol(name, indices, layer)
        book = plus(book, -form.offset) if form.offset else book
        return self._counted_from(book, isinstance(node, t.Symbol) and node.name in scope, -1)

    # -- layers

    def _counted_from(self, node: t.Node, counted: bool, way: int) -> t.Node:
        return plus(node, -way * self.ahead) if counted else node

    def _number(self, layer: t.Node, scope: Scope, shift: int, reading: bool) -> t.Node:
        """The number of a layer at a symbol with this shift."""
        counted = any(isinstance(part, t.Symbol) and part.name in scope for part in layer.walk())
        change = shift - (self.ahead if counted else 0)
        return plus(self.hear(layer), -change) if reading else plus(self.say(layer), change)

    def _ahead(self, node: t.Node, reading: bool) -> t.Node:
        return node if isinstance(node, t.Dots) else plus(node, -self.ahead if reading else self.ahead)

    def _relation(self, node: t.Chain, scope: Scope, reading: bool) -> t.Chain:
        """Where a letter that is counted stands alone in a relation, the other sides are moved and not the letter."""
        change = self.hear if reading else self.say
        sides = _sides(node)
        alone = {_letter(side) for side in sides} & scope
        new = [
            change(side, scope - alone) if _letter(side) in alone else self._ahead(change(side, scope), reading)
            if alone else change(side, scope)
            for side in sides
        ]  # fmt: skip
        steps = tuple((relation, side) for (relation, _), side in zip(node.steps, new[1:], strict=True))
        return t.Chain(new[0], steps, at=node.at)

    def _big(self, node: t.Big, scope: Scope, reading: bool) -> t.Big:
        """A sum over layers is counted as the lecture counts units if its number stands at units alone."""
        assert isinstance(node.variable, t.Symbol)
        change, name = self.hear if reading else self.say, node.variable.name
        forms = [form for layer, form in self._layers(node.body, reading) if t.Symbol(name) in layer.walk()]
        counted = bool(self.ahead and forms) and all(form is not None and form.shift for form in forms)
        inner = scope | {name} if counted else scope - {name}
        step = (-self.ahead if reading else self.ahead) if counted else 0
        ends = [None if end is None else change(end, scope) for end in (node.lower, node.upper)]
        low, high = (plus(end, step) if end is not None and step else end for end in ends)
        when = None if node.condition is None else _chain(change(node.condition, inner))
        return t.Big(node.operator, change(node.variable, NONE), low, high, change(node.body, inner), when)

    def _layers(self, node: t.Node, reading: bool) -> Iterator[tuple[t.Node, Form | None]]:
        """The numbers of layers in a formula, each with the form of its symbol."""
        for part in node.walk():
            if not isinstance(part, t.Symbol):
                continue
            if reading:
                found = self.legend.meaning(part)
                form = found[1] if found else None
                taken = form.read(part) if form else None
                layer = taken[1] if taken else part.layer
            else:
                layer, form = self.legend.layer(part)[0], self.legend.form(self.legend.key(part))
            if layer is not None:
                yield layer, form

    def _counted(self, chains: Sequence[t.Chain], reading: bool) -> Scope:
        """The letters that stand for layers: all but those that are fixed, as L is; and l alone in a relation."""
        if not self.ahead:
            return NONE
        parts = [part for chain in chains for layer, _ in self._layers(chain, reading) for part in layer.walk()]
        parts += [side for chain in chains if chain.steps for side in _sides(chain) if _letter(side) == LAYER.name]
        return frozenset(p.name for p in parts if isinstance(p, t.Symbol) and not self._fixed(p, reading))

    def _fixed(self, part: t.Symbol, reading: bool) -> bool:
        found = self.legend.meaning(part) if reading else None
        name = found[0][0] if found else part.name
        return name in self.legend.dialect.words and name not in INDICES


def _sides(chain: t.Chain) -> tuple[t.Node, ...]:
    return (chain.first, *(side for _, side in chain.steps))


def _letter(node: t.Node) -> str | None:
    """The name of a letter that stands alone."""
    return node.name if isinstance(node, t.Symbol) and not node.indices and node.layer is None else None


def _chain(node: t.Node) -> t.Chain:
    assert isinstance(node, t.Chain)
    return node


def _folded(node: t.Node, before: t.Node) -> t.Node:
    """A sum in which a letter became a sum, with its numbers added up."""
    if isinstance(node, t.Sum) and isinstance(before, t.Sum):
        pairs = zip(node.terms, before.terms, strict=True)
        if any(_is_sum(one) and not _is_sum(two) for one, two in pairs):
            return plus(node, 0)
    return node


def _is_sum(node: t.Node) -> bool:
    return isinstance(node.body if isinstance(node, t.Negative) else node, t.Sum)
