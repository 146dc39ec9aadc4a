r"""How one notation writes one symbol of the book: a tree with a head, which takes the symbol's indices and its layer.

The form `w_{ji}^{(l)}` for the book's `w_{ij}^{(l)}` says: another order. `a_i^{(l+1)}` for `z_i^{(l)}`: another
letter, and the layer's number is one higher. In `\frac{\partial\mathcal L}{\partial h_i^{(l)}}` the head is h.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from nnlib.formula.syntax import tree as t
from nnlib.formula.typesetting.rewrite import plus, with_children

LAYER = t.Symbol("l")
Taken = tuple[tuple[t.Node, ...], t.Node | None]  # indices and layer


@dataclass(frozen=True)
class Form:
    """A form of the table, taken apart.

    tree    the whole form; the part `head` (None if nothing varies) takes indices and layer
    turned  whether two indices stand in the other order than in the book
    below   whether the layer's number is a subscript, as in d_l
    shift   what is added to the number of a layer
    fixed   whether the head's layer belongs to the form, as in a^{(n_l)}
    layered whether the form is for symbols with a layer
    offset  what is added to the form: the book's L is n_l - 1
    transposed  whether it is the transpose of the book's matrix
    """

    tree: t.Node
    head: t.Symbol | t.Call | None
    turned: bool = False
    below: bool = False
    shift: int = 0
    fixed: bool = False
    layered: bool = False
    offset: int = 0
    transposed: bool = False

    @property
    def letter(self) -> str | None:
        """The head's name."""
        return None if self.head is None else _name(self.head)

    @property
    def special(self) -> int:
        """How much of the form is fixed: the more, the earlier it is tried when a formula is read."""
        return sum(1 for _ in self.tree.walk()) if self.head is None or self.fixed or self.head != self.tree else 0

    def speak(self, indices: tuple[t.Node, ...], layer: t.Node | None) -> t.Node | None:
        """The form with these indices and this layer; None if it has no place for them."""
        if (layer is not None) is not self.layered or (self.head is None and indices):
            return None
        if self.head is None:
            return plus(self.tree, self.offset) if self.offset else self.tree
        indices = self._ordered(indices)
        if isinstance(self.head, t.Call):
            return None if layer is not None else self._with(replace(self.head, parameters=indices))
        if self.below and layer is not None:
            return self._with(replace(self.head, indices=(layer, *indices)))
        return self._with(replace(self.head, indices=indices, layer=self.head.layer if self.fixed else layer))

    def _with(self, head: t.Node) -> t.Node:
        def change(node: t.Node) -> t.Node:
            return head if node == self.head else with_children(node, change)

        return change(self.tree)

    def read(self, node: t.Node) -> Taken | None:
        """The indices and the layer of what this form wrote; None if the node is something else."""
        found: list[Taken] = []
        if not self._like(self.tree, node, found):
            return None
        if not found:
            return ((), None) if self.head is None else None
        indices, layer = found[0]
        if any(each != found[0] for each in found):
            return None
        if self.below and indices:
            layer, indices = indices[0], indices[1:]
        if (layer is not None) is not self.layered:
            return None
        return self._ordered(indices), layer

    def _ordered(self, indices: tuple[t.Node, ...]) -> tuple[t.Node, ...]:
        """The indices in the other notation's order; of a transpose they are exchanged too. `w_{12}` has two, read as one number."""
        if not (self.turned or self.transposed):
            return indices
        if len(indices) == 1 and isinstance(indices[0], t.Number) and len(indices[0].text) == 2:
            return (replace(indices[0], text=indices[0].text[::-1]),)
        return indices[::-1] if len(indices) == 2 else indices

    def _like(self, pattern: t.Node, node: t.Node, found: list[Taken]) -> bool:
        if pattern == self.head:
            taken = self._taken(node)
            if taken is not None:
                found.append(taken)
            return taken is not None
        if type(pattern) is not type(node):
            return False
        return all(
            self._alike(getattr(pattern, each.name), getattr(node, each.name), found)
            for each in fields(pattern)
            if each.name != "at"
        )

    def _alike(self, one: Any, two: Any, found: list[Taken]) -> bool:
        if isinstance(one, t.Node):
            return isinstance(two, t.Node) and self._like(one, two, found)
        if isinstance(one, tuple):
            if not isinstance(two, tuple) or len(one) != len(two):
                return False
            return all(self._alike(a, b, found) for a, b in zip(one, two, strict=True))
        return bool(one == two)

    def _taken(self, node: t.Node) -> Taken | None:
        head = self.head
        if isinstance(head, t.Symbol) and isinstance(node, t.Symbol) and node.name == head.name:
            if self.fixed:
                return (node.indices, None) if node.layer == head.layer else None
            return node.indices, node.layer
        if isinstance(head, t.Call) and isinstance(node, t.Call) and node.function == head.function:
            return (node.parameters, None) if not node.arguments and not node.primes else None
        return None


def form_of(tree: t.Node, book: t.Symbol) -> Form:
    """A form taken apart by comparing it with the book's symbol, whose letters it uses. ValueError if it does not fit."""
    if isinstance(tree, t.Transpose):
        return replace(form_of(tree.body, book), transposed=True)
    letters = {*book.indices, LAYER}
    head = _head(tree, letters)
    below = book.layer is None and book.indices == (LAYER,)  # the book's d_l
    if isinstance(tree, t.Sum):
        offset = next((k for k in range(-2, 3) if plus(tree.terms[0], k) == tree), None)
        if offset is None:
            raise ValueError("expected a letter plus or minus a number")
        return Form(tree.terms[0], None, offset=offset)
    if head is None:
        return Form(tree, None)
    if isinstance(head, t.Call):
        return Form(tree, head)
    indices = tuple(i for i in head.indices if LAYER not in i.walk())
    asked = () if below else book.indices
    number = head.layer if head.layer is not None else next((i for i in head.indices if LAYER in i.walk()), None)
    if len(indices) > 1 and set(indices) != set(asked):
        raise ValueError("expected the indices of the book's form")
    turned = len(indices) == 2 and indices != asked
    lower = head.layer is None and number is not None
    if number is None:
        return Form(tree, head, turned)
    if LAYER not in number.walk():
        return Form(tree, head, turned, fixed=True)
    shift = next((k for k in range(-2, 3) if plus(LAYER, k) == number), None)
    if shift is None:
        raise ValueError("expected a layer such as l or l+1")
    return Form(tree, head, turned, lower, shift, layered=True)


def without_layer(form: Form) -> Form:
    """The same form for a symbol without a layer."""
    if isinstance(form.head, t.Symbol) and form.layered and form.head.layer is not None:
        bare = replace(form.head, layer=None)
        return Form(form._with(bare), bare, form.turned, transposed=form.transposed)
    return form


def _head(tree: t.Node, letters: set[t.Node]) -> t.Symbol | t.Call | None:
    if isinstance(tree, t.Call) and not tree.arguments:
        return tree
    own = [node for node in tree.walk() if isinstance(node, t.Symbol) and node not in letters]
    varied = [n for n in own if letters & {part for child in n.children() for part in child.walk()}]
    if varied:
        return varied[0]
    return tree if isinstance(tree, t.Symbol) else None


def _name(head: t.Symbol | t.Call) -> str:
    return head.name if isinstance(head, t.Symbol) else head.function
