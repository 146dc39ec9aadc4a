"""Whether an equation holds: every relation of a chain, on every scene, for every value of the free indices.

`=` and the arrow of an update compare numbers; `<=` has to hold everywhere and to be attained somewhere, or a bound made
looser would pass; an approximation, and a remainder O(h^p), has to gain its order when its small parameter is halved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnlib.formula.semantics.evaluate import Evaluator
from nnlib.formula.semantics.ranges import assignments, one_sided
from nnlib.formula.semantics.scene import Graph, Key, Scene, identifier
from nnlib.formula.semantics.values import EvaluationError, Kind, RangeError, ShapeError, Value, alike, shape
from nnlib.formula.syntax import tree as t

RELATIVE, ABSOLUTE = 1e-8, 1e-11
LIMIT = 1e-6  # relative, of what an extrapolation can say
ORDER_SLACK = 0.25  # of the measured order of an approximation


@dataclass(frozen=True)
class Failure:
    """Why an equation does not hold: at which step (from 1), in which scene (from 1), where, and the two values.

    It is refuted by numbers, or shapes do not fit, or a name or an index is used beyond its scope.
    """

    step: int
    reason: str
    scene: int = 0
    indices: tuple[tuple[str, int], ...] = ()
    kind: Kind = "refuted"

    def __str__(self) -> str:
        where = ", ".join(f"{name} = {number}" for name, number in self.indices)
        return f"step {self.step}: {self.reason}" + (f" (at {where})" if where else "")


@dataclass(frozen=True)
class Verdict:
    """The result of a check: no failure, or the first; and how much was compared."""

    failure: Failure | None
    scenes: int
    comparisons: int

    @property
    def holds(self) -> bool:
        return self.failure is None


def check(chains: Sequence[t.Chain], scenes: Iterable[Scene]) -> Verdict:
    """Check every chain on every scene; stops at the first failure."""
    run = _Run()
    number = 0
    for number, scene in enumerate(scenes, start=1):
        offset = 0
        run.graph = scene.graph
        for chain in chains:
            failure = run.chain(chain, scene, number, offset)
            if failure:
                return Verdict(failure, number, run.comparisons)
            offset += len(chain.steps)
    missing = next((step for step, attained in sorted(run.attained.items()) if not attained), None)
    if missing is not None:
        return Verdict(Failure(missing, "the bound is never attained: it could be tighter"), number, run.comparisons)
    return Verdict(None, number, run.comparisons)


class _Run:
    """What is remembered over the scenes: which bounds were attained, and how many comparisons were made."""

    graph: Graph  # of the scene; where updates go in turn, as the chains before have left it

    def __init__(self) -> None:
        self.attained: dict[int, bool] = {}
        self.comparisons = 0

    def chain(self, chain: t.Chain, scene: Scene, number: int, offset: int) -> Failure | None:
        if not chain.steps:
            return Failure(offset + 1, "a formula without a relation says nothing that could be checked")
        evaluator = Evaluator(self.graph)
        updates: dict[Key, Any] = {}
        relative = LIMIT if any(isinstance(n, t.Big) and n.operator == "lim" for n in chain.walk()) else RELATIVE
        sides = [chain.first, *(node for _, node in chain.steps)]
        step, indices = offset + 1, dict[str, int]()
        try:
            for indices in assignments(sides, evaluator):
                step = offset + 1
                left = None
                for place, (relation, node) in enumerate(chain.steps):
                    step = offset + place + 1
                    before = sides[place]
                    if relation == "approx":
                        problem, left = _approximation(before, node, scene, indices), None
                    elif relation == "assign":
                        problem, left = self._assignment(before, node, evaluator, indices, updates), None
                    elif relation == "=" and _remainder(node):
                        problem, left = _approximation(before, node, scene, indices), None
                    else:
                        left = evaluator(before, indices) if left is None else left
                        right = evaluator(node, indices)
                        problem = self._compare(relation, left, right, step, relative)
                        left = right
                    self.comparisons += 1
                    if problem:
                        alone = one_sided(before, node, evaluator) if relation == "=" else None
                        reason = f"{alone}: {problem}" if alone else problem
                        where = tuple(indices.items())
                        return Failure(step, reason, number, where, "scope" if alone else "refuted")
        except EvaluationError as error:
            failure = Failure(step, str(error), number, tuple(indices.items()), error.kind)
            return (
                _beyond_scope(failure, error.index, chain, offset, evaluator)
                if isinstance(error, RangeError)
                else failure
            )
        if updates and scene.in_turn:
            self.graph = Graph(scene, {**self.graph.disturbed, **updates})
        return None

    def _compare(self, relation: str, left: Value, right: Value, step: int, relative: float = RELATIVE) -> str | None:
        left, right = alike(left, right)
        if left.shape != right.shape:
            raise ShapeError(f"the left side is {shape(left)}, the right side {shape(right)}")
        if np.any(np.isnan(left)) or np.any(np.isnan(right)):
            return f"the left side is {_show(left)}, the right side {_show(right)}"
        equal = _equal(left, right, relative)
        if relation == "=":
            return None if equal else f"the left side is {_show(left)}, the right side {_show(right)}"
        if relation == "!=":
            return f"both sides are {_show(left)}" if equal else None
        small, large = (left, right) if relation in ("<", "<=") else (right, left)
        if relation in ("<=", ">="):
            self.attained[step] = self.attained.get(step, False) or equal
            holds = equal or bool(np.all(np.real(small) <= np.real(large) + ABSOLUTE))
        else:
            holds = bool(np.all(np.real(small) < np.real(large)))
        return None if holds else f"{_show(left)} {relation} {_show(right)} does not hold"

    def _assignment(
        self, target: t.Node, source: t.Node, evaluator: Evaluator, indices: dict[str, int], updates: dict[Key, Any]
    ) -> str | None:
        if not isinstance(target, t.Symbol):
            return "expected a symbol on the left of the arrow"
        rule = evaluator.graph.scene.after.get(identifier(target.name))
        if rule is None:
            return f"the scene does not say what {target.name} is after the step"
        layer = _layer(target, evaluator, indices)
        key = identifier(target.name), layer
        if key not in updates:
            updates[key] = np.asarray(rule(evaluator.graph) if layer is None else rule(evaluator.graph, layer))
        after = Evaluator(evaluator.graph.disturb(key, updates[key]))
        return self._compare("=", after(target, indices), evaluator(source, indices), 0)


def _beyond_scope(failure: Failure, index: str, chain: t.Chain, offset: int, evaluator: Evaluator) -> Failure:
    """If no array tells the range of an index: perhaps it stands on one side only."""
    before = chain.first
    for place, (relation, node) in enumerate(chain.steps):
        alone = one_sided(before, node, evaluator, index) if relation == "=" else None
        if alone:
            return replace(failure, step=offset + place + 1, reason=f"{alone}, and {failure.reason}")
        before = node
    return failure


def _remainder(node: t.Node) -> t.Order | None:
    """The O(...) among the terms of a side."""
    terms = node.terms if isinstance(node, t.Sum) else (node,)
    return next((term for term in terms if isinstance(term, t.Order)), None)


def _without(node: t.Node, remainder: t.Order | None) -> t.Node:
    if remainder is None:
        return node
    terms = tuple(term for term in (node.terms if isinstance(node, t.Sum) else ()) if term is not remainder)
    return terms[0] if len(terms) == 1 else t.Sum(terms) if terms else t.Number("0")


def _approximation(exact: t.Node, close: t.Node, scene: Scene, indices: dict[str, int]) -> str | None:
    """The error at h and at h/2 must differ by the factor 2^p: p is what the scene declares, or what O(h^p) says."""
    if scene.small is None:
        return "the scene names no small parameter for the approximation"
    name, order = scene.small
    remainder = _remainder(close)
    close = _without(close, remainder)
    errors, sizes = [], []
    for part in (1.0, 0.5):
        given = {**scene.given, name: part * float(scene.given[name])}
        evaluator = Evaluator(Graph(replace(scene, given=given)))
        left, right = evaluator(exact, indices), evaluator(close, indices)
        if left.shape != right.shape:
            raise ShapeError(f"the left side is {shape(left)}, the right side {shape(right)}")
        errors.append(float(np.max(np.abs(left - right))))
        if remainder:
            sizes.append(float(np.max(np.abs(evaluator(remainder.body, indices)))))
    if max(errors) < 1e-13:
        return None  # exact, or rounding alone
    if sizes:
        if min(sizes) <= 0:
            return "the bound of the remainder is 0"
        order = float(np.log2(sizes[0] / sizes[1]))
    measured = np.log2(errors[0] / errors[1]) if errors[1] else np.inf
    if abs(measured - order) <= ORDER_SLACK:
        return None
    return f"the error shrinks with the order {measured:.2f}, expected {order:g}"


def _layer(target: t.Symbol, evaluator: Evaluator, indices: dict[str, int]) -> int | None:
    return None if target.layer is None else int(np.real(evaluator(target.layer, indices)))


def _equal(left: Value, right: Value, relative: float) -> bool:
    with np.errstate(invalid="ignore"):
        size = np.maximum(np.abs(left), np.abs(right))
        near = (np.abs(left - right) <= relative * size + ABSOLUTE) & np.isfinite(size) | (left == right)
    return bool(np.all(near))


def _show(array: Value) -> str:
    with np.printoptions(precision=6, suppress=False, threshold=12, linewidth=10_000):
        return str(np.asarray(np.real(array if array.ndim == 0 else array.ravel()))).replace("\n", "")
