"""Which values an index runs through: the shapes of the arrays it indexes tell, and must agree.

An index that stands free in an equation means "for all": every value is tried. A disagreement, such as i running to 3
in w_{ij} and to 5 in x_i, is an error of the formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain as joined
from typing import TYPE_CHECKING

import numpy as np

from nnlib.formula.semantics.entries import firsts
from nnlib.formula.semantics.scene import identifier
from nnlib.formula.semantics.values import RangeError, ScopeError, ShapeError, natural
from nnlib.formula.syntax import tree as t

if TYPE_CHECKING:
    from nnlib.formula.semantics.evaluate import Evaluator, Indices


def free_indices(nodes: Sequence[t.Node], evaluator: Evaluator) -> list[str]:
    """Names that neither the scene nor an operator binds, in the order of the source; layers first."""
    found: dict[str, None] = {}
    for node in nodes:
        for name in _free(node, frozenset(), evaluator):
            found.setdefault(name)
    told = evaluator.graph.scene.ranges
    return sorted(found, key=lambda name: name not in told)


def _free(node: t.Node, bound: frozenset[str], evaluator: Evaluator) -> Iterator[str]:
    if isinstance(node, t.Symbol):
        if node.name not in bound and not evaluator.graph.binds(identifier(node.name)):
            yield node.name
        parts: Iterator[t.Node] = node.children()
    elif isinstance(node, t.Big) and isinstance(node.variable, t.Symbol):
        ends = (end for end in (node.lower, node.upper) if end is not None)
        for end in ends:
            yield from _free(end, bound, evaluator)
        bound, parts = bound | {node.variable.name}, iter((node.body,))
    else:
        parts = node.children()
    for part in parts:
        yield from _free(part, bound, evaluator)


def one_sided(left: t.Node, right: t.Node, evaluator: Evaluator, only: str = "") -> str | None:
    """What to say of an index that stands free on one side of an equation only; None if a side is a mere number."""
    sides = {"left": left, "right": right}
    if not all(any(isinstance(part, t.Symbol) for part in side.walk()) for side in sides.values()):
        return None
    free = {where: free_indices([side], evaluator) for where, side in sides.items()}
    for where, other in (("left", "right"), ("right", "left")):
        for name in free[where]:
            if name not in free[other] and only in ("", name):
                bound = any(isinstance(part, t.Big) and part.variable == t.Symbol(name) for part in sides[other].walk())
                return f"the index {name} stands on the {where} side only" + (
                    f", the {other} side sums over it" if bound else ""
                )
    return None


def assignments(nodes: Sequence[t.Node], evaluator: Evaluator) -> Iterator[dict[str, int]]:
    """Every choice of values for the free indices of these nodes together."""
    yield from _assign(free_indices(nodes, evaluator), nodes, evaluator, {})


def _assign(
    names: list[str], nodes: Sequence[t.Node], evaluator: Evaluator, done: dict[str, int]
) -> Iterator[dict[str, int]]:
    if not names:
        yield done
        return
    for number in _values(names[0], nodes, evaluator, done):
        yield from _assign(names[1:], nodes, evaluator, {**done, names[0]: number})


def _values(name: str, nodes: Sequence[t.Node], evaluator: Evaluator, indices: Indices) -> Sequence[int]:
    told = evaluator.graph.scene.ranges.get(identifier(name))
    if told is not None:
        return list(told)
    return range_of(name, t.Sequence(tuple(nodes)), evaluator, indices)


def range_of(name: str, body: t.Node, evaluator: Evaluator, indices: Indices) -> range:
    """1 .. n, where n is the size of every axis that `name` alone indexes in `body` (0 .. n - 1 for a pixel).

    ShapeError if two sizes disagree, RangeError if none tells.
    """
    found = dict(_axes(name, body, evaluator, indices))
    if len(found) > 1:
        said = ", ".join(f"to {run[-1]} in {what}" for run, what in sorted(found.items(), key=lambda item: item[0][-1]))
        raise ShapeError(f"the index {name} runs {said}")
    if not found:
        told = evaluator.graph.scene.ranges.get(identifier(name))
        if told is None:
            raise RangeError(name)
        run = list(told)
        return range(run[0], run[-1] + 1)
    return next(iter(found))


def _axes(name: str, node: t.Node, evaluator: Evaluator, indices: Indices) -> Iterator[tuple[range, str]]:
    alone = t.Symbol(name)
    for part in node.walk():
        if isinstance(part, t.Symbol) and alone in part.indices and evaluator.graph.binds(identifier(part.name)):
            if part.layer is not None and not _known(part.layer, evaluator, indices):
                continue
            layer = None if part.layer is None else int(np.real(evaluator(part.layer, indices)))
            try:
                stored = evaluator.graph.value(identifier(part.name), layer)
            except ScopeError:
                if layer is None and identifier(part.name) in evaluator.graph.scene.layers:
                    raise  # its layer is missing
                continue  # it depends on a random variable, which has no value here
            if isinstance(stored, Mapping):
                continue
            start = firsts(evaluator.graph.scene, part.name, stored.ndim)
            for place, index in enumerate(part.indices):
                if index == alone and place < stored.ndim:
                    yield range(start[place], start[place] + stored.shape[place]), part.name
        elif isinstance(part, t.Item) and alone in part.indices and _known(part.body, evaluator, indices):
            body = natural(evaluator(part.body, indices))
            start = firsts(evaluator.graph.scene, "this", body.ndim)
            for place, index in enumerate(part.indices):
                if index == alone and place < body.ndim:
                    yield range(start[place], start[place] + body.shape[place]), "a value"


def _known(node: t.Node, evaluator: Evaluator, indices: Indices) -> bool:
    """Whether a part can be evaluated already: all its free names have values."""
    return all(name in indices for name in joined(_free(node, frozenset(), evaluator)))
