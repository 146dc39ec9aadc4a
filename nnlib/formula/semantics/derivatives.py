"""Derivatives by a complex step on the graph of a scene.

f(x + ih) has the imaginary part h f'(x) up to h^2, which for h = 1e-20 is exact; nothing is subtracted, so nothing
cancels. What is disturbed is a node of the graph, and all that follows from it is computed again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.formula.semantics import values as v
from nnlib.formula.semantics.entries import places
from nnlib.formula.semantics.scene import identifier
from nnlib.formula.semantics.values import EvaluationError, ScopeError, Value
from nnlib.formula.syntax import tree as t

if TYPE_CHECKING:
    from nnlib.formula.semantics.evaluate import Evaluator, Indices

STEP = 1e-20


@dataclass(frozen=True)
class Disturbance:
    """The node that a derivative disturbs: its key in the graph, its value, the number of a table's entry, the place."""

    key: tuple[str, int | None]
    stored: Value
    number: int | None
    place: tuple[int, ...] | None

    def places(self) -> list[tuple[int, ...]]:
        """Every place that is disturbed, one after the other."""
        return list(np.ndindex(self.stored.shape)) if self.place is None else [self.place]


def derivative(node: t.Derivative, evaluator: Evaluator, indices: Indices) -> Value:
    """A number by a number, or the Jacobian: one row for each output, one column for each input.

    A number by a matrix has the matrix' shape. By a function of one symbol, as log y, the slopes by y are divided.
    """
    if isinstance(node.by, t.Call) and len(node.by.arguments) == 1:
        inner = node.by.arguments[0]
        by_inner = (derivative(t.Derivative(of, inner, node.partial), evaluator, indices) for of in (node.of, node.by))
        return v.divide(*by_inner)
    node_of = _disturbance(node.by, evaluator, indices)
    partials = [_partial(node.of, node_of, place, evaluator, indices) for place in node_of.places()]
    if node_of.place is not None or node_of.stored.ndim == 0:
        return partials[0]
    if node_of.stored.ndim > 1 and min(node_of.stored.shape) > 1 and all(each.ndim == 0 for each in partials):
        return np.reshape(partials, node_of.stored.shape)
    return np.concatenate([v.value(np.atleast_1d(v.natural(column))) for column in partials], axis=1)


def gradient(node: t.Gradient, evaluator: Evaluator, indices: Indices) -> Value:
    """The slopes of a number, in the shape of the variable."""
    node_of = _disturbance(node.by, evaluator, indices)
    partials = [_partial(node.of, node_of, place, evaluator, indices) for place in node_of.places()]
    if node_of.place is not None or node_of.stored.ndim == 0:
        return partials[0]
    return v.value(np.reshape([v.scalar(each, "under a gradient") for each in partials], node_of.stored.shape))


def primed(function: Callable[..., Any], argument: Value) -> Value:
    """phi'(z), entry by entry, by a complex step of the function."""
    z = v.natural(argument)
    if np.iscomplexobj(z):
        # the slope of a slope: a central difference of complex steps, good to about 1e-10
        h = 1e-6
        bend = (_slope(function, z.real + h) - _slope(function, z.real - h)) / (2 * h)
        return v.value(_slope(function, z.real) + 1j * bend * z.imag)
    return v.value(_slope(function, z))


def _slope(function: Callable[..., Any], z: Value) -> Value:
    return np.asarray(np.imag(function(z + 1j * STEP)) / STEP)


def _partial(of: t.Node, node_of: Disturbance, place: tuple[int, ...], evaluator: Evaluator, indices: Indices) -> Value:
    graph = evaluator.graph
    names = {part.name for part in of.walk() if isinstance(part, t.Symbol)}
    used = tuple((name, number) for name, number in indices.items() if name in names)
    taken = of, node_of.key, node_of.number, place, used
    if taken not in graph.partials:
        graph.partials[taken] = _stepped(of, node_of, place, evaluator, indices)
    result: Value = graph.partials[taken]
    return result


def _stepped(of: t.Node, node_of: Disturbance, place: tuple[int, ...], evaluator: Evaluator, indices: Indices) -> Value:
    graph = evaluator.graph
    if np.iscomplexobj(node_of.stored) or any(np.iscomplexobj(x) for x in graph.disturbed.values()):
        raise EvaluationError("a derivative of a derivative")
    moved: Any = node_of.stored.astype(complex)
    moved[place] += 1j * STEP
    if node_of.number is not None:
        moved = {**graph.value(*node_of.key), node_of.number: moved}
    return np.asarray(np.imag(type(evaluator)(graph.disturb(node_of.key, moved))(of, indices)) / STEP)


def _disturbance(by: t.Node, evaluator: Evaluator, indices: Indices) -> Disturbance:
    if not isinstance(by, t.Symbol):
        raise EvaluationError("expected a symbol below a derivative")
    layer = None if by.layer is None else v.integer(evaluator(by.layer, indices), "as a layer")
    key = identifier(by.name), layer
    stored: Any = evaluator.graph.value(*key)
    chosen = [v.integer(evaluator(index, indices), "as an index") for index in by.indices]
    number = None
    if isinstance(stored, Mapping):
        if not chosen or chosen[0] not in stored:
            raise ScopeError(f"{by.name!r} has no entry {chosen}")
        number, chosen = chosen[0], chosen[1:]
        stored = stored[number]
    stored = np.asarray(stored)
    if stored.dtype.kind in "biu":
        stored = stored.astype(np.float64)
    place = places(by.name, stored, chosen, evaluator.graph.scene) if chosen else None
    return Disturbance(key, stored, number, place)
