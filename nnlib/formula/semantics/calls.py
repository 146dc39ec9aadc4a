r"""What stands between the brackets of a function: values, sets, all layers of a symbol; or only what something depends on.

J(W, b) is the J of the scene where the scene binds J, because the brackets then say no more than that J depends on W and b.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.formula.semantics import values as v
from nnlib.formula.semantics.ellipsis import written_out
from nnlib.formula.semantics.scene import identifier
from nnlib.formula.semantics.values import Value
from nnlib.formula.syntax import tree as t

if TYPE_CHECKING:
    from nnlib.formula.semantics.evaluate import Evaluator, Indices


def dependence(node: t.Call, evaluator: Evaluator, indices: Indices) -> Value | None:
    """The value of a symbol whose brackets name other symbols of the scene; None if a function is applied there."""
    name, graph = identifier(node.function), evaluator.graph
    if node.primes or (node.arguments and name in graph.scene.functions) or not graph.binds(name):
        return None
    if not all(isinstance(part, t.Symbol) and graph.binds(identifier(part.name)) for part in node.arguments):
        return None
    return evaluator(t.Symbol(node.function, node.parameters), indices)


def arguments(nodes: tuple[t.Node, ...], evaluator: Evaluator, indices: Indices) -> list[Any]:
    """What a function of a scene is given."""
    return [_argument(node, evaluator, indices) for node in written_out(nodes, evaluator, indices)]


def _argument(node: t.Node, evaluator: Evaluator, indices: Indices) -> Any:
    """A set as a set, a letter that has layers as what has a value for each, everything else as numbers."""
    if isinstance(node, t.Symbol) and node.layer is None and not node.indices and node.name not in indices:
        name, scene = identifier(node.name), evaluator.graph.scene
        if name in scene.layers or isinstance(scene.given.get(name), Mapping):
            return getattr(evaluator.graph, name)
        if (inside := members(node, evaluator)) is not None:
            return inside
    return v.natural(evaluator(node, indices))


def members(node: t.Node, evaluator: Evaluator) -> frozenset[Any] | None:
    """The set that a letter stands for, such as a mini-batch."""
    if not isinstance(node, t.Symbol) or node.indices or node.layer is not None:
        return None
    name, graph = identifier(node.name), evaluator.graph
    known = (graph.binds(name) and name not in graph.scene.layers) or (name, None) in graph.disturbed
    stored = graph.value(name) if known else None
    inside = stored.item() if isinstance(stored, np.ndarray) and stored.dtype == object and not stored.ndim else None
    return inside if isinstance(inside, frozenset) else None
