r"""The same equations for the transposes of some matrices: W where the book has W^\top, in products, gradients and steps.

Doing it twice gives back what was there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from nnlib.formula.syntax import tree as t
from nnlib.formula.typesetting.rewrite import everywhere, with_children

Rank = Callable[[t.Node], int | None]


def with_transposes(chain: t.Chain, names: Collection[str], rank: Rank) -> t.Chain:
    """The chain in which each of these matrices stands for its transpose; `rank` tells a symbol's number of axes."""
    if not any(isinstance(node, t.Symbol) and node.name in names for node in chain.walk()):
        return chain

    def change(node: t.Node) -> t.Node:
        if isinstance(node, t.Symbol) and node.name in names and not node.indices:
            return t.Transpose(node)
        return _simple(node)

    sides = [everywhere(side, change) for side in (chain.first, *(side for _, side in chain.steps))]
    if isinstance(sides[0], t.Transpose):
        sides = [everywhere(_transposed(side, rank), _simple) for side in sides]
    steps = tuple((relation, side) for (relation, _), side in zip(chain.steps, sides[1:], strict=True))
    return replace(chain, first=sides[0], steps=steps)


def _simple(node: t.Node) -> t.Node:
    if isinstance(node, t.Transpose) and isinstance(node.body, t.Transpose):
        return node.body.body
    if isinstance(node, t.Sum) and all(isinstance(_unsigned(term), t.Transpose) for term in node.terms):
        return t.Transpose(with_children(node, _without))
    if isinstance(node, t.Gradient | t.Derivative) and isinstance(node.by, t.Transpose):
        return t.Transpose(replace(node, by=node.by.body))
    if isinstance(node, t.Norm) and isinstance(node.body, t.Transpose):
        return replace(node, body=node.body.body)
    return node


def _unsigned(term: t.Node) -> t.Node:
    return term.body if isinstance(term, t.Negative) else term


def _without(term: t.Node) -> t.Node:
    """A term of a sum without its transpose."""
    if isinstance(term, t.Negative):
        return replace(term, body=_without(term.body))
    return term.body if isinstance(term, t.Transpose) else term


def _transposed(node: t.Node, rank: Rank) -> t.Node:
    """The transpose of a side, with the bars moved to its letters."""
    if isinstance(node, t.Transpose):
        return node.body
    if isinstance(node, t.Sum) and not any(isinstance(part, t.Transpose) for part in node.walk()):
        return t.Transpose(node)
    if isinstance(node, t.Sum | t.Negative | t.Hadamard | t.Big):
        body = {node.variable, node.lower, node.upper, node.condition} if isinstance(node, t.Big) else set()
        return with_children(node, lambda child: child if child in body else _transposed(child, rank))
    if isinstance(node, t.Product):
        numbers = [f for f in node.factors if rank(f) == 0]
        others = [_transposed(f, rank) for f in reversed(node.factors) if rank(f) != 0]
        return replace(node, factors=(*numbers, *others))
    if isinstance(node, t.Fraction):
        return replace(node, above=_transposed(node.above, rank))
    if isinstance(node, t.Call) and len(node.arguments) == 1 and isinstance(node.arguments[0], t.Transpose):
        return replace(node, arguments=(node.arguments[0].body,))  # the function is applied entry by entry
    return node if rank(node) == 0 else t.Transpose(node)
