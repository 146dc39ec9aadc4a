"""The value of a tree in a scene.

Names come from the scene, the arithmetic from values.py; derivatives, limits, entries of arrays and \\dots have modules
of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np

from nnlib.formula.semantics import calls
from nnlib.formula.semantics import values as v
from nnlib.formula.semantics.calls import members
from nnlib.formula.semantics.derivatives import derivative, gradient, primed
from nnlib.formula.semantics.ellipsis import written_out
from nnlib.formula.semantics.entries import entry
from nnlib.formula.semantics.limits import limit
from nnlib.formula.semantics.ranges import range_of
from nnlib.formula.semantics.scene import Graph, identifier
from nnlib.formula.semantics.values import EvaluationError, ScopeError, Value
from nnlib.formula.syntax import tree as t

Indices = Mapping[str, int]
MOST_TERMS = 10_000  # of operators within operators, multiplied: no more than a person would write out


class Evaluator:
    """Evaluates trees in one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._terms = 1  # of all operators that are running

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
        return entry(node.name, stored, [self._index(i, indices) for i in node.indices], self.graph.scene)

    def _index(self, node: t.Node, indices: Indices) -> int:
        return v.integer(self(node, indices), "as an index")

    def _item(self, node: t.Item, indices: Indices) -> Value:
        chosen = [self._index(i, indices) for i in node.indices]
        return entry("this", v.natural(self(node.body, indices)), chosen, self.graph.scene)

    # -- arithmetic

    def _negative(self, node: t.Negative, indices: Indices) -> Value:
        return np.asarray(-self(node.body, indices))

    def _sum(self, node: t.Sum, indices: Indices) -> Value:
        return v.add([self(term, indices) for term in written_out(node.terms, self, indices)])

    def _product(self, node: t.Product, indices: Indices) -> Value:
        try:
            return reduce(v.multiply, [self(factor, indices) for factor in written_out(node.factors, self, indices)])
        except EvaluationError:
            # a bracket that is 0 silences what has no value: [0 <= i - 1] w_{i-1}
            if any(
                isinstance(factor, t.Iverson) and not self.holds(factor.condition, indices) for factor in node.factors
            ):
                return np.asarray(0.0)
            raise

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
        inside = members(node.body, self)
        return v.absolute(self(node.body, indices)) if inside is None else np.asarray(float(len(inside)))

    def _norm(self, node: t.Norm, indices: Indices) -> Value:
        return v.norm(self(node.body, indices))

    def _sequence(self, node: t.Sequence, indices: Indices) -> Value:
        items = written_out(node.items, self, indices)
        return v.value([v.scalar(self(item, indices), "in a list") for item in items])

    # -- functions

    def _call(self, node: t.Call, indices: Indices) -> Value:
        name = identifier(node.function)
        written = name + "'" * node.primes  # a scene may give a derivative as a function of its own
        if (stated := calls.dependence(node, self, indices)) is not None:
            return stated
        if not node.arguments:
            raise EvaluationError(f"the function {node.function} has no argument")
        if node.primes and written in self.graph.scene.functions:
            given = calls.arguments(node.arguments, self, indices)
            return v.applied(written, self.graph.scene.functions[written], *given)
        if name in self.graph.scene.functions:
            function = self.graph.scene.functions[name]
            parameters = calls.arguments(node.parameters, self, indices)
            if node.primes:
                arguments = [self(argument, indices) for argument in node.arguments]
                return self._primed(lambda z: function(z, *parameters), arguments, node)
            return v.applied(name, function, *calls.arguments(node.arguments, self, indices), *parameters)
        arguments = [self(argument, indices) for argument in written_out(node.arguments, self, indices)]
        if name in ("max", "min"):
            return v.extreme(arguments, largest=name == "max")
        if name == "diag" and len(arguments) == 1:
            return v.diagonal(arguments[0])
        if name in v.ELEMENTWISE and len(arguments) == 1 and not node.parameters:  # log_2 is not the natural one
            function = v.ELEMENTWISE[name]
            return self._primed(function, arguments, node) if node.primes else np.asarray(function(arguments[0]))
        raise ScopeError(f"the scene has no function {node.function!r}")

    def _primed(self, function: Any, arguments: list[Value], node: t.Call) -> Value:
        if node.primes > 1 or len(arguments) != 1:
            raise EvaluationError("a prime is the first derivative of a function of one argument")
        return primed(function, arguments[0])

    # -- operators over an index

    def _big(self, node: t.Big, indices: Indices) -> Value:
        if not isinstance(node.variable, t.Symbol):
            raise EvaluationError("expected a variable that runs")
        variable = node.variable.name
        if node.operator == "E":
            return self._expectation(node, variable, indices)
        if node.operator == "lim":
            return self._limit(node, variable, indices)
        outer, whole = self._terms, self._range(node, variable, indices)
        self._terms *= max(1, whole.stop - whole.start)
        if self._terms > MOST_TERMS:
            self._terms = outer
            raise EvaluationError(f"expected at most {MOST_TERMS:,} terms, got more")
        try:
            run = [i for i in whole if node.condition is None or self.holds(node.condition, {**indices, variable: i})]
            items = [self(node.body, {**indices, variable: i}) for i in run]
        finally:
            self._terms = outer
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

        return range_of(variable, node.body, self, indices)

    def _limit(self, node: t.Big, variable: str, indices: Indices) -> Value:
        if node.lower is None:
            raise EvaluationError("a limit says where its variable goes")
        end = float(np.real(v.scalar(self(node.lower, indices), "as the end of a limit")))
        key = identifier(variable), None
        return limit(lambda at: Evaluator(self.graph.disturb(key, np.asarray(at)))(node.body, indices), end)

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
                inside = members(node, self)
                return bool(np.isin(left, v.natural(self(node, indices)))) if inside is None else left in inside
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
        return derivative(node, self, indices)

    def _gradient(self, node: t.Gradient, indices: Indices) -> Value:
        return gradient(node, self, indices)


_COMPARE = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
