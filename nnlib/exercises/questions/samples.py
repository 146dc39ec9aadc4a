"""A formula at random points: its value for every value of its free indices, and when two formulas agree there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from nnlib.exercises.questions.letters import Letters
from nnlib.formula.semantics import values as v
from nnlib.formula.semantics.evaluate import Evaluator
from nnlib.formula.semantics.ranges import assignments
from nnlib.formula.semantics.scene import Graph, Scene, identifier
from nnlib.formula.semantics.values import EvaluationError
from nnlib.formula.syntax import tree as t

Values = list[Any]  # one array for every choice of the free indices
RELATIVE, ABSOLUTE = 1e-8, 1e-10


@dataclass(frozen=True)
class Sample:
    """One random point with the right answer's values there."""

    letters: Letters
    scene: Scene
    right: t.Node

    @cached_property
    def places(self) -> list[dict[str, int]]:
        """Every choice of values for the exercise's free indices; [{}] if it has none."""
        runs = self.scene.ranges
        names = list(self.letters.indices)
        if all(name in runs for name in names):
            return [dict(zip(names, place, strict=True)) for place in product(*(list(runs[name]) for name in names))]
        return list(assignments([self.right], Evaluator(self.scene.graph)))

    @cached_property
    def expected(self) -> Values:
        """The values of the right formula."""
        return self.values(self.right)

    def values(self, formula: t.Node, graph: Graph | None = None) -> Values:
        """The values of a formula; EvaluationError if it has none."""
        evaluator = Evaluator(graph or self.scene.graph)
        with np.errstate(all="ignore"):
            return [np.asarray(_number(evaluator(formula, place))) for place in self.places]

    def changed(self, **letters: Any) -> Graph:
        """The same point with other values of some letters, and all that follows from them."""
        graph = self.scene.graph
        for name, value in letters.items():
            graph = graph.disturb((name, None), value)
        return graph

    def value(self, name: str) -> Any:
        """The value of a letter here."""
        return self.scene.graph.value(identifier(name))

    def shape(self, name: str) -> tuple[int, ...] | None:
        """The shape of a letter's value here; None if it has one for each layer or none at all."""
        try:
            value = self.value(name)
        except EvaluationError:
            return None
        return None if isinstance(value, Mapping) else np.shape(value)


def _number(value: Any) -> Any:
    return value[0, 0] if value.ndim == 2 and value.shape == (1, 1) else value


def close(one: Any, other: Any) -> bool:
    """Equality up to rounding; nan equals nothing, an infinity itself alone."""
    if one.shape != other.shape:
        return False
    with np.errstate(all="ignore"):
        size = np.maximum(np.abs(one), np.abs(other))
        near = np.isfinite(size) & (np.abs(one - other) <= RELATIVE * size + ABSOLUTE)
        return bool(np.all(near | (one == other)))


def same(got: Values, other: Values) -> bool:
    """True if all values agree."""
    return len(got) == len(other) and all(close(a, b) for a, b in zip(got, other, strict=True))


def agrees(formula: t.Node, samples: Sequence[Sample]) -> bool:
    """True if a formula has the right values at all these points, one place after the other."""
    for sample in samples:
        evaluator = Evaluator(sample.scene.graph)
        for place, expected in zip(sample.places, sample.expected, strict=True):
            try:
                with np.errstate(all="ignore"):
                    if not close(np.asarray(_number(evaluator(formula, place))), expected):
                        return False
            except (EvaluationError, ArithmeticError, TypeError, IndexError, KeyError):
                return False
    return True


def natural(value: Any) -> Any:
    """A column as a vector, for evidence."""
    return v.natural(value)
