"""Trees made from trees: a function applied to every part, and whole numbers added up where they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, TypeVar

from nnlib.formula.syntax import tree as t

N = TypeVar("N", bound=t.Node)


def with_children(node: N, change: Callable[[t.Node], t.Node]) -> N:
    """The node with every node directly below it changed; the node itself if nothing did."""
    changed: dict[str, Any] = {}
    for each in fields(node):
        if each.name == "at":
            continue
        before = getattr(node, each.name)
        after = _within(before, change)
        if after is not before:
            changed[each.name] = after
    return replace(node, **changed) if changed else node


def _within(value: Any, change: Callable[[t.Node], t.Node]) -> Any:
    if isinstance(value, t.Node):
        return change(value)
    if isinstance(value, tuple):
        items = tuple(_within(item, change) for item in value)
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    return value


def everywhere(node: t.Node, change: Callable[[t.Node], t.Node]) -> t.Node:
    """The tree with every part changed, the smallest first."""
    return change(with_children(node, lambda child: everywhere(child, change)))


def plus(node: t.Node, number: int) -> t.Node:
    """node + number, with all whole numbers of the sum added up at its end: l - 1 plus 1 is l."""
    rest, total = list[t.Node](), number
    for sign, term in _terms(node):
        if isinstance(term, t.Number) and term.text.isdigit():
            total += sign * int(term.text)
        else:
            rest.append(term if sign > 0 else t.Negative(term))
    if total or not rest:
        size = t.Number(str(abs(total)))
        rest.append(size if total >= 0 else t.Negative(size))
    return rest[0] if len(rest) == 1 else t.Sum(tuple(rest), at=node.at)


def _terms(node: t.Node, sign: int = 1) -> list[tuple[int, t.Node]]:
    if isinstance(node, t.Sum):
        return [item for term in node.terms for item in _terms(term, sign)]
    if isinstance(node, t.Negative):
        return _terms(node.body, -sign)
    return [(sign, node)]
