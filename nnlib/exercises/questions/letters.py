r"""What the letters of an exercise stand for at a random point: numbers, vectors, distributions, or what follows by a formula.

A data file says it in a word for each letter: `z = "number K"` is a vector, `'\hat y_k' = '= e^{z_k} / \sum_j e^{z_j}'`
follows from it. What this cannot say is a function of the chapter's values module that makes a scene.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from nnlib.exercises.questions.functions import FUNCTIONS, any_function
from nnlib.formula.ledger.contexts import Draw
from nnlib.formula.names import INDICES, name_of
from nnlib.formula.semantics import values as v
from nnlib.formula.semantics.evaluate import Evaluator
from nnlib.formula.semantics.ranges import range_of
from nnlib.formula.semantics.scene import Graph, Scene, identifier
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.parser import parse_expression
from nnlib.formula.syntax.vocabulary import Vocabulary

KINDS = ("number", "positive", "probability", "distribution", "one-hot", "bit", "class", "whole")
SIZES = (3, 5, 2, 7, 4)  # all different at one point, or a swapped index would not be seen


@dataclass(frozen=True)
class Letters:
    """`meanings` by letter in LaTeX, `functions` by letter, the size that each index runs to, or a scene made in Python."""

    meanings: Mapping[str, str]
    functions: Mapping[str, str] = field(default_factory=dict)
    indices: Mapping[str, str] = field(default_factory=dict)
    scene: Callable[[Draw], Scene] | None = None

    @cached_property
    def names(self) -> dict[str, str]:
        """The parser's name of each letter, with its meaning."""
        return {_name(latex): meaning for latex, meaning in self.meanings.items()}

    @cached_property
    def function_names(self) -> dict[str, str]:
        """The parser's name of each function, with what it is."""
        return {_name(latex): meaning for latex, meaning in self.functions.items()}

    @cached_property
    def sizes(self) -> tuple[str, ...]:
        """The letters for sizes, such as K."""
        told = [word for meaning in self.names.values() if not meaning.startswith("=") for word in meaning.split()[1:]]
        return tuple(dict.fromkeys([*told, *filter(None, self.indices.values())]))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names that a formula of this exercise may use."""
        layered = {_name(latex) for latex in self.meanings if "^{(" in latex.replace(" ", "")}
        symbols = {*self.names, *self.sizes} - layered
        return Vocabulary(frozenset(symbols), frozenset(layered), frozenset(self.function_names), INDICES)

    def parse(self, latex: str) -> t.Node:
        """A formula of the data file; FormulaError if it is none in these letters."""
        return parse_expression(latex, self.vocabulary)

    def at(self, seed: str, number: int) -> Scene:
        """The random point of this number; the same seed and number give the same."""
        if self.scene is not None:
            made = self.scene(Draw(seed, number))
            functions = {identifier(name): self._function(name, number) for name in self.function_names}
            return Scene(**{**made.__dict__, "functions": {**functions, **made.functions}})
        rng = np.random.default_rng(zlib.crc32(f"{seed}/{number}".encode()))
        size = {name: SIZES[(number + place) % len(SIZES)] for place, name in enumerate(self.sizes)}
        given: dict[str, Any] = {identifier(name): np.asarray(float(value)) for name, value in size.items()}
        rules = {}
        for latex, (name, meaning) in zip(self.meanings, self.names.items(), strict=True):
            if meaning.startswith("="):
                rules[identifier(name)] = self._rule(latex, meaning.removeprefix("="))
            else:
                kind, *axes = meaning.split()
                given[identifier(name)] = drawn(kind, tuple(size[axis] for axis in axes), rng)
        return Scene(
            given=given,
            rules=rules,
            functions={identifier(name): self._function(name, number) for name in self.function_names},
            ranges={name: range(1, size[axis] + 1) for name, axis in self.indices.items() if axis},
        )

    def _function(self, name: str, number: int) -> Callable[..., Any]:
        what = self.function_names[name]
        return any_function(number) if what == "any" else FUNCTIONS[what]

    def _rule(self, latex: str, formula: str) -> Callable[[Graph], Any]:
        letter, body = self.parse(latex), self.parse(formula)
        assert isinstance(letter, t.Symbol)
        free = [index.name for index in letter.indices if isinstance(index, t.Symbol)]
        return lambda graph: _table(body, free, graph)


def _table(body: t.Node, free: list[str], graph: Graph) -> Any:
    """The values of a formula for every value of its free indices, as an array."""
    evaluator = Evaluator(graph)
    if not free:
        return v.natural(evaluator(body, {}))
    runs = []
    for name in free:
        told = graph.scene.ranges.get(name)
        runs.append(list(told) if told is not None else list(range_of(name, body, evaluator, {})))
    entries = [
        v.scalar(evaluator(body, dict(zip(free, place, strict=True))), "as an entry") for place in product(*runs)
    ]
    return np.reshape(np.asarray(entries), [len(run) for run in runs])


def _name(latex: str) -> str:
    name = name_of(latex)
    if name is None:
        raise ValueError(f"{latex!r} is no letter")
    return name


def drawn(kind: str, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
    """Random numbers of a kind, with few decimals so that they can be read as evidence."""
    if kind == "number":
        return np.round(rng.normal(1 / 3, 1.5, shape), 2)
    if kind == "positive":
        return np.round(rng.uniform(0.2, 3.0, shape), 2)
    if kind == "probability":
        return np.round(rng.uniform(0.06, 0.94, shape), 2)
    if kind == "bit":
        return rng.integers(0, 2, shape).astype(float)
    if kind == "whole":
        return rng.integers(2, 6, shape).astype(float)
    if kind == "class":
        return np.asarray(float(rng.integers(1, shape[-1] + 1)))
    if kind == "one-hot":
        return np.eye(shape[-1])[rng.integers(shape[-1], size=shape[:-1])]
    if kind == "distribution":
        return rng.dirichlet(np.full(shape[-1], 2.0), shape[:-1] or None) * 0.98 + 0.02 / shape[-1]
    raise ValueError(f"unknown kind {kind!r}; known are {', '.join(KINDS)}")


def points(letters: Letters, seed: str, first: int, count: int) -> Iterator[Scene]:
    """Random points, numbered from `first`."""
    for number in range(first, first + count):
        yield letters.at(seed, number)
