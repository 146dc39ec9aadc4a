"""Contexts: for each label, the scenes that its equation is checked on, written beside the book.

A chapter's contexts are one Python file:

    chapter = Chapter("activations")

    @chapter.scene("eq-sigmoid", "eq-sigmoid-prime")
    def one_number(draw: Draw) -> Scene:
        return Scene(given={"z": draw.pick(-30.0, 0.0, 2.5)}, functions={"sigma": ...})

What a scene binds is written anew there, not taken from nnlib: two copies of one formula would agree about a slip.
"""

from __future__ import annotations

import importlib.util
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from nnlib.formula.semantics.scene import Graph, Scene
from nnlib.formula.syntax.vocabulary import Vocabulary

SCENES = 12  # of every equation, at least 8
SIZES = (3, 5, 4, 7, 2, 6)  # all different within one scene, or a swapped index would not be seen
T = TypeVar("T")


class Draw:
    """The random choices of one scene; `number` counts from 0, and the same label and number draw the same."""

    def __init__(self, label: str, number: int, equal_sizes: bool = False) -> None:
        self.number = number
        self.rng = np.random.default_rng(zlib.crc32(f"{label}/{number}".encode()))
        self._equal = equal_sizes
        self._given = 0

    def size(self, least: int = 2) -> int:
        """A number of units, samples or classes, another one at each call of a scene (with equal sizes: 3)."""
        self._given += 1
        if self._equal:
            return max(3, least)
        return max(SIZES[(self.number + self._given) % len(SIZES)], least)

    def pick(self, *values: T) -> T:
        """The first scene takes the first value, the second the second, and so on in a circle: special points."""
        return values[self.number % len(values)]

    def number_near(self, *special: float) -> float:
        """A special value in the first scenes, then random ones of all sizes."""
        if self.number < len(special):
            return float(special[self.number])
        return float(self.rng.normal() * self.rng.choice([0.3, 1.0, 3.0]))

    def vector(self, size: int) -> Any:
        return self.rng.normal(size=size) * 1.5

    def matrix(self, rows: int, columns: int) -> Any:
        return self.rng.normal(size=(rows, columns))

    def distribution(self, size: int) -> Any:
        """Probabilities, none of them 0."""
        return self.rng.dirichlet(np.full(size, 2.0)) * 0.98 + 0.02 / size

    def one_hot(self, size: int) -> Any:
        return np.eye(size)[self.rng.integers(size)]


Builder = Callable[[Draw], Scene]


@dataclass(frozen=True)
class Code:
    """What nnlib computes of an equation: functions by name (`sigma'` is a derivative), values as functions of the graph."""

    things: tuple[Any, ...]  # whose docstrings name the label
    functions: Callable[[Scene], Mapping[str, Callable[..., Any]]]
    values: Mapping[str, Callable[[Graph], Any]] = field(default_factory=dict)

    def scene(self, scene: Scene) -> Scene:
        """The scene with nnlib's functions and values in the place of the independent ones."""
        kept = {name: rule for name, rule in scene.rules.items() if name not in self.values}
        given = {name: value for name, value in scene.given.items() if name not in self.values}
        return replace(
            scene, given=given, rules={**kept, **self.values}, functions={**scene.functions, **self.functions(scene)}
        )


@dataclass(frozen=True)
class Context:
    """How one equation is checked: the function that makes its scenes, and where it stands."""

    label: str
    build: Builder
    file: str
    line: int

    def scenes(self, count: int = SCENES, equal_sizes: bool = False) -> Iterator[Scene]:
        for number in range(count):
            yield self.build(Draw(self.label, number, equal_sizes))


@dataclass
class Chapter:
    """The contexts of one chapter; names that only this chapter uses may be added to the table's."""

    key: str
    symbols: Iterable[str] = ()
    layered: Iterable[str] = ()
    functions: Iterable[str] = ()
    indices: Iterable[str] = ()
    applied: Iterable[str] = ()
    contexts: dict[str, Context] = field(default_factory=dict)
    unchecked_because: dict[str, str] = field(default_factory=dict)
    equivalents: dict[tuple[str, str], str] = field(default_factory=dict)
    quotations: dict[str, str] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)

    def vocabulary(self, base: Vocabulary) -> Vocabulary:
        return base.with_names(self.symbols, self.layered, self.functions, self.indices, self.applied)

    def scene(self, *labels: str) -> Callable[[Builder], Builder]:
        """Register a function that draws a scene for these labels."""

        def register(build: Builder) -> Builder:
            code = build.__code__
            for label in labels:
                self._new(label)
                self.contexts[label] = Context(label, build, code.co_filename, code.co_firstlineno)
            return build

        return register

    def code(
        self,
        label: str,
        *things: Any,
        functions: Mapping[str, Callable[..., Any]] | Callable[[Scene], Mapping[str, Callable[..., Any]]] | None = None,
        values: Mapping[str, Callable[[Graph], Any]] | None = None,
    ) -> None:
        """Say what nnlib computes of an equation: it is then checked with nnlib's code too, and must hold as well.

        `things` are the functions and classes of nnlib, whose docstrings have to name the label. `functions` may depend on the
        scene, as the slope of leaky relu does.
        """
        table = functions if callable(functions) else (lambda scene: functions or {})
        self.codes[label] = Code(things, table, values or {})

    def unchecked(self, label: str, reason: str) -> None:
        """Say why an equation is not executed."""
        self._new(label)
        self.unchecked_because[label] = reason

    def same(self, label: str, latex: str, reason: str) -> None:
        """Say why a slip, printed as `latex`, is the same statement as the equation."""
        self.equivalents[label, "".join(latex.split())] = reason

    def quoted(self, latex: str, why: str) -> None:
        """Say why a formula within a sentence is in another notation than the book's: it quotes a lecture."""
        self.quotations["".join(latex.split())] = why

    def _new(self, label: str) -> None:
        if label in self.contexts or label in self.unchecked_because:
            raise ValueError(f"{self.key}: {label!r} has a context already")


def load(path: Path) -> Chapter:
    """The contexts of a file, which names its Chapter `chapter`. ValueError if it does not."""
    name = f"equations_{path.stem.replace('-', '_')}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ValueError(f"cannot load {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    chapter = getattr(module, "chapter", None)
    if not isinstance(chapter, Chapter):
        raise ValueError(f"{path} has no Chapter named 'chapter'")
    return chapter
