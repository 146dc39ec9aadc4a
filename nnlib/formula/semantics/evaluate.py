"""The value of a tree in a scene.

Names come from the scene, the arithmetic from values.py. A derivative is a complex step: f(x + ih) has the imaginary
part h f'(x) up to h^2, which for h = 1e-20 is exact; nothing is subtracted, so nothing cancels.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any, NoReturn

import numpy as np

from nnlib.formula.semantics import values as v
from nnlib.formula.semantics.scene import Graph, identifier
from nnlib.formula.semantics.values import EvaluationError, Value
from nnlib.formula.syntax import tree as t

STEP = 1e-20
Indices = Mapping[str, int]


class Evaluator:
    """Evaluates trees in one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def __call__(self, node: t.Node, indices: Indices) -> Value:
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise EvaluationError(f"{type(node).__name__} cannot be evaluated here")
        result: Value = method(node, indices)
        return result

    # -- letters and numbers

    def _number(self, node: t.Number, indices: Indices) -> Value:
        return np.asarray(float(node.text))

    def _constant(self, node: t.Constant, indices: Indices) -> Value:
        return np.asarray({"e": np.e, "pi": np.pi, "infinity": np.inf}[node.name])

    def _symbol(self, node: t.Symbol, indices: Indices) -> Value:
        if node.name in indices and not node.indices and node.layer is None:
            return np.asarray(float(indices[node.name]))
        name = identifier(node.name)
        layer = None if node.layer is None else v.integer(self(node.layer, indices), "as a layer")
        stored = self.graph.value(name, layer)
        return _entry(node.name, stored, [self._index(i, indices) for i in node.indices])

    def _index(self, node: t.Node, indices: Indices) -> int:
        return v.integer(self(node, indices), "as an index")

    def _item(self, node: t.Item, indices: Indices) -> Value:
        return _entry("this", v.natural(self(node.body, indices)), [self._index(i, indices) for i in node.indices])

    # -- arithmetic

    def _negative(self, node: t.Negative, indices: Indices) -> Value:
        return np.asarray(-self(node.body, indices))

    def _sum(self, node: t.Sum, indices: Indices) -> Value:
        return v.add([self(term, indices) for term in node.terms])

    def _product(self, node: t.Product, indices: Indices) -> Value:
        return reduce(v.multiply, [self(factor, indices) for factor in node.factors])

    def _hadamard(self, node: t.Hadamard, indices: Indices) -> Value:
        return reduce(v.hadamard, [self(factor, indices) for factor in node.factors])

    def _fraction(self, node: t.Fraction, indices: Indices) -> Value:
        return v.divide(self(node.above, indices), self(node.below, indices))

    def _power(self, node: t.Power, indices: Indices) -> Value:
        exponent = self(node.exponent, indices)
        if node.base == t.Constant("e"):
            return np.asarray(np.exp(v.scalar(exponent, "as an exponent")))
        return v.power(self(node.base, indices), exponent)

    def _transpose(self, node: t.Transpose, indices: Indices) -> Value:
        return v.transpose(self(node.body, indices))

    def _root(self, node: t.Root, indices: Indices) -> Value:
        return np.asarray(np.sqrt(v.scalar(self(node.body, indices), "under a root")))

    def _absolute(self, node: t.Absolute, indices: Indices) -> Value:
        return v.absolute(self(node.body, indices))

    def _norm(self, node: t.Norm, indices: Indices) -> Value:
        return v.norm(self(node.body, indices))

    def _sequence(self, node: t.Sequence, indices: Indices) -> Value:
        return v.value([v.scalar(self(item, indices), "in a list") for item in node.items])

    # -- functions

    def _call(self, node: t.Call, indices: Indices) -> Value:
        name = identifier(node.function)
        written = name + "'" * node.primes  # a scene may give a derivative as a function of its own
        arguments = [self(argument, indices) for argument in node.arguments]
        if not arguments:
            raise EvaluationError(f"the function {node.function} has no argument")
        if node.primes and written in self.graph.scene.functions:
            return v.value(self.graph.scene.functions[written](*map(v.natural, arguments)))
        if name in self.graph.scene.functions:
            function = self.graph.scene.functions[name]
            parameters = [v.natural(self(p, indices)) for p in node.parameters]
            if node.primes:
                return self._primed(lambda z: function(z, *parameters), arguments, node)
            return v.value(function(*map(v.natural, arguments), *parameters))
        if name in ("max", "min"):
            return v.extreme(arguments, largest=name == "max")
        if name == "diag" and len(arguments) == 1:
            return v.diagonal(arguments[0])
        if name in v.ELEMENTWISE and len(arguments) == 1:
            function = v.ELEMENTWISE[name]
            return self._primed(function, arguments, node) if node.primes else np.asarray(function(arguments[0]))
        raise EvaluationError(f"the scene has no function {node.function!r}")

    def _primed(self, function: Any, arguments: list[Value], node: t.Call) -> Value:
        """phi'(z), entry by entry, by a complex step of the function."""
        if node.primes > 1 or len(arguments) != 1:
            raise EvaluationError("a prime is the first derivative of a function of one argument")
        z = v.natural(arguments[0])
        if np.iscomplexobj(z):
            # the slope of a slope: a central difference of complex steps, good to about 1e-10
            h = 1e-6
            slope = self._slope(function, z.real)
            bend = (self._slope(function, z.real + h) - self._slope(function, z.real - h)) / (2 * h)
            return v.value(slope + 1j * bend * z.imag)
        return v.value(self._slope(function, z))

    def _slope(self, function: Any, z: Value) -> Value:
        return np.asarray(np.imag(function(z + 1j * STEP)) / STEP)

    # -- operators over an index

    def _big(self, node: t.Big, indices: Indices) -> Value:
        if not isinstance(node.variable, t.Symbol):
            raise EvaluationError("expected a variable that runs")
        variable = node.variable.name
        if node.operator == "E":
            return self._expectation(node, variable, indices)
        if node.operator == "lim":
            raise EvaluationError("a limit is evaluated by the checker")
        run = list(self._range(node, variable, indices))
        if node.condition is not None:
            run = [i for i in run if self.holds(node.condition, {**indices, variable: i})]
        items = [self(node.body, {**indices, variable: i}) for i in run]
        if node.operator in ("max", "min"):
            return v.extreme(items, largest=node.operator == "max")
        if node.operator in ("argmax", "argmin"):
            best = v.extreme(items, largest=node.operator == "argmax")
            return np.asarray(float(next(i for i, item in zip(run, items, strict=True) if item is best)))
        if node.operator == "prod":
            return reduce(v.multiply, items, np.asarray(1.0))
        return v.add(items) if items else np.asarray(0.0)

    def _range(self, node: t.Big, variable: str, indices: Indices) -> range:
        if node.lower is not None and node.upper is not None:
            ends = (v.integer(self(end, indices), "as an end of a range") for end in (node.lower, node.upper))
            low, high = ends
            return range(low, high + 1)
        from nnlib.formula.semantics.ranges import range_of  # the two modules need each other

        return range_of(variable, node.body, self, indices)

    def _expectation(self, node: t.Big, variable: str, indices: Indices) -> Value:
        name = identifier(variable)
        if name not in self.graph.scene.outcomes:
            raise EvaluationError(f"the scene has no outcomes of {variable!r}")
        terms = []
        for outcome, probability in self.graph.scene.outcomes[name]:
            inner = Evaluator(self.graph.disturb((name, None), np.asarray(outcome)))
            terms.append(np.asarray(probability * inner(node.body, indices)))
        return v.add(terms)

    # -- conditions

    def holds(self, chain: t.Chain, indices: Indices) -> bool:
        """Whether a condition is true; comparisons look at real parts."""
        left = np.real(v.scalar(self(chain.first, indices), "in a condition"))
        for relation, node in chain.steps:
            if relation == "in":
                return bool(np.isin(left, v.natural(self(node, indices))))
            right = np.real(v.scalar(self(node, indices), "in a condition"))
            if not _COMPARE[relation](left, right):
                return False
            left = right
        return True

    def _iverson(self, node: t.Iverson, indices: Indices) -> Value:
        return np.asarray(float(self.holds(node.condition, indices)))

    def _cases(self, node: t.Cases, indices: Indices) -> Value:
        # the order of the cases must not matter: exactly one condition holds, or none and "otherwise" is taken
        apply = [body for body, condition in node.branches if condition is not None and self.holds(condition, indices)]
        apply = apply or [body for body, condition in node.branches if condition is None]
        if len(apply) != 1:
            raise EvaluationError(
                f"{len(apply) or 'no'} case{'s' * (len(apply) > 1)} of {len(node.branches)} apply here"
            )
        return self(apply[0], indices)

    # -- derivatives

    def _derivative(self, node: t.Derivative, indices: Indices) -> Value:
        key, stored, place = self._node_of(node.by, indices)
        if place is not None or stored.ndim == 0:
            return self._partial(node.of, key, stored, place or (), indices)
        columns = [self._partial(node.of, key, stored, at, indices) for at in np.ndindex(stored.shape)]
        return np.concatenate([v.value(np.atleast_1d(v.natural(c))) for c in columns], axis=1)  # rows are outputs

    def _gradient(self, node: t.Gradient, indices: Indices) -> Value:
        key, stored, place = self._node_of(node.by, indices)
        if place is not None or stored.ndim == 0:
            return self._partial(node.of, key, stored, place or (), indices)
        entries = [
            v.scalar(self._partial(node.of, key, stored, at, indices), "under a gradient")
            for at in np.ndindex(stored.shape)
        ]
        return v.value(np.reshape(entries, stored.shape))

    def _partial(self, of: t.Node, key: Any, stored: Value, place: tuple[int, ...], indices: Indices) -> Value:
        if np.iscomplexobj(stored) or any(np.iscomplexobj(x) for x in self.graph.disturbed.values()):
            raise EvaluationError("a derivative of a derivative")
        moved = stored.astype(complex)
        moved[place] += 1j * STEP
        return np.asarray(np.imag(Evaluator(self.graph.disturb(key, moved))(of, indices)) / STEP)

    def _node_of(self, by: t.Node, indices: Indices) -> tuple[Any, Value, tuple[int, ...] | None]:
        """The node of the graph that a derivative disturbs, its value, and the entry (None for all)."""
        if not isinstance(by, t.Symbol):
            raise EvaluationError("expected a symbol below a derivative")
        layer = None if by.layer is None else v.integer(self(by.layer, indices), "as a layer")
        key = identifier(by.name), layer
        stored = np.asarray(self.graph.value(*key))
        if stored.dtype.kind in "biu":
            stored = stored.astype(np.float64)
        if not by.indices:
            return key, stored, None
        places = _places(by.name, stored, [self._index(i, indices) for i in by.indices])
        return key, stored, places

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(name)


def _places(name: str, stored: Value, indices: list[int]) -> tuple[int, ...]:
    """Indices that count from 1 as those of Python; 12 is 1, 2 where two are needed."""
    if len(indices) == 1 and stored.ndim > 1 and indices[0] > 9:
        indices = [int(digit) for digit in str(indices[0])]
    if len(indices) != stored.ndim:
        raise EvaluationError(f"{name!r} has {stored.ndim} indices here, got {len(indices)}")
    for index, size in zip(indices, stored.shape, strict=True):
        if not 1 <= index <= size:
            raise EvaluationError(f"{name!r} has indices from 1 to {size}, got {index}")
    return tuple(index - 1 for index in indices)


def _entry(name: str, stored: Any, indices: list[int]) -> Value:
    if isinstance(stored, Mapping):
        if len(indices) != 1 or indices[0] not in stored:
            raise EvaluationError(f"{name!r} has no entry {indices}")
        return v.value(stored[indices[0]])
    if not indices:
        return v.value(stored)
    return np.asarray(stored[_places(name, stored, indices)])


_COMPARE = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
