"""Whether an equation holds: every relation of a chain, on every scene, for every value of the free indices.

`=` and the arrow of an update compare numbers; `<=` has to hold everywhere and to be attained somewhere, or a bound made
looser would pass; an approximation has to gain the declared order when its small parameter is halved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnlib.formula.semantics.evaluate import Evaluator
from nnlib.formula.semantics.ranges import assignments
from nnlib.formula.semantics.scene import Graph, Scene, identifier
from nnlib.formula.semantics.values import EvaluationError, Value, shape
from nnlib.formula.syntax import tree as t

RELATIVE, ABSOLUTE = 1e-8, 1e-11
ORDER_SLACK = 0.25  # of the measured order of an approximation


@dataclass(frozen=True)
class Failure:
    """Why an equation does not hold: at which step (from 1), in which scene (from 1), where, and the two values."""

    step: int
    reason: str
    scene: int = 0
    indices: tuple[tuple[str, int], ...] = ()

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

    def __init__(self) -> None:
        self.attained: dict[int, bool] = {}
        self.comparisons = 0

    def chain(self, chain: t.Chain, scene: Scene, number: int, offset: int) -> Failure | None:
        if not chain.steps:
            return Failure(offset + 1, "a formula without a relation says nothing that could be checked")
        evaluator = Evaluator(Graph(scene))
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
                        problem, left = self._approximation(before, node, scene, indices), None
                    elif relation == "assign":
                        problem, left = self._assignment(before, node, evaluator, indices), None
                    else:
                        left = evaluator(before, indices) if left is None else left
                        right = evaluator(node, indices)
                        problem = self._compare(relation, left, right, step)
                        left = right
                    self.comparisons += 1
                    if problem:
                        return Failure(step, problem, number, tuple(indices.items()))
        except EvaluationError as error:
            return Failure(step, str(error), number, tuple(indices.items()))
        return None

    def _compare(self, relation: str, left: Value, right: Value, step: int) -> str | None:
        if left.shape != right.shape:
            return f"the left side is {shape(left)}, the right side {shape(right)}"
        if np.any(np.isnan(left)) or np.any(np.isnan(right)):
            return f"the left side is {_show(left)}, the right side {_show(right)}"
        equal = _equal(left, right)
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

    def _assignment(self, target: t.Node, source: t.Node, evaluator: Evaluator, indices: dict[str, int]) -> str | None:
        if not isinstance(target, t.Symbol):
            return "expected a symbol on the left of the arrow"
        rule = evaluator.graph.scene.after.get(identifier(target.name))
        if rule is None:
            return f"the scene does not say what {target.name} is after the step"
        new = rule(evaluator.graph)
        after = Evaluator(
            evaluator.graph.disturb((identifier(target.name), _layer(target, evaluator, indices)), np.asarray(new))
        )
        return self._compare("=", after(target, indices), evaluator(source, indices), 0)

    def _approximation(self, exact: t.Node, close: t.Node, scene: Scene, indices: dict[str, int]) -> str | None:
        """The error at h and at h/2 must differ by the factor 2^order that the scene declares."""
        if scene.small is None:
            return "the scene names no small parameter for the approximation"
        name, order = scene.small
        errors = []
        for part in (1.0, 0.5):
            given = {**scene.given, name: part * float(scene.given[name])}
            evaluator = Evaluator(Graph(replace(scene, given=given)))
            left, right = evaluator(exact, indices), evaluator(close, indices)
            if left.shape != right.shape:
                return f"the left side is {shape(left)}, the right side {shape(right)}"
            errors.append(float(np.max(np.abs(left - right))))
        if max(errors) < 1e-13:
            return None  # exact, or rounding alone
        measured = np.log2(errors[0] / errors[1]) if errors[1] else np.inf
        if abs(measured - order) <= ORDER_SLACK:
            return None
        return f"the error shrinks with the order {measured:.2f}, expected {order:g}"


def _layer(target: t.Symbol, evaluator: Evaluator, indices: dict[str, int]) -> int | None:
    return None if target.layer is None else int(np.real(evaluator(target.layer, indices)))


def _equal(left: Value, right: Value) -> bool:
    with np.errstate(invalid="ignore"):
        size = np.maximum(np.abs(left), np.abs(right))
        near = (np.abs(left - right) <= RELATIVE * size + ABSOLUTE) | (left == right)
    return bool(np.all(near))


def _show(array: Value) -> str:
    with np.printoptions(precision=6, suppress=False, threshold=12, linewidth=10_000):
        return str(np.asarray(np.real(array if array.ndim == 0 else array.ravel()))).replace("\n", "")


Check = Callable[[Sequence[t.Chain]], Verdict]
