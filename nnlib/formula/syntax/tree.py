"""The tree of a formula: what the parser makes of LaTeX, and what is evaluated, mutated and typeset again.

Every node is frozen and compares by its content; `at`, the column where it began in the source, is for messages
only and does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Literal

Relation = Literal["=", "<", "<=", ">", ">=", "!=", "approx", "to", "assign", "in", "propto"]
BigOperator = Literal["sum", "prod", "max", "min", "argmax", "argmin", "lim", "E"]


@dataclass(frozen=True)
class Node:
    """A part of a formula."""

    at: int = field(default=-1, compare=False, kw_only=True)

    def children(self) -> Iterator[Node]:
        """The nodes directly below this one, in the order of the source."""
        for each in fields(self):
            yield from _nodes(getattr(self, each.name))

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children():
            yield from child.walk()


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


@dataclass(frozen=True)
class Number(Node):
    """A number as it is written: `2`, `0.01`."""

    text: str


@dataclass(frozen=True)
class Symbol(Node):
    """A letter with its layer and its indices: w_{ij}^{(l)} is Symbol("w", indices (i, j), layer l)."""

    name: str
    indices: tuple[Node, ...] = ()
    layer: Node | None = None


@dataclass(frozen=True)
class Constant(Node):
    """e, pi or infinity."""

    name: Literal["e", "pi", "infinity"]


@dataclass(frozen=True)
class Negative(Node):
    """-x."""

    body: Node


@dataclass(frozen=True)
class PlusMinus(Node):
    """+-x: two values at once; it can be read, not evaluated."""

    body: Node


@dataclass(frozen=True)
class Sum(Node):
    """Terms added up; a subtracted term is a Negative."""

    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Product(Node):
    """Factors side by side or joined by a dot: numbers multiply, matrices too."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Hadamard(Node):
    r"""Factors joined by \odot: entry by entry."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Fraction(Node):
    """above / below."""

    above: Node
    below: Node


@dataclass(frozen=True)
class Power(Node):
    """base to the exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True)
class Transpose(Node):
    """The transpose of a vector or a matrix."""

    body: Node


@dataclass(frozen=True)
class Root(Node):
    """The square root."""

    body: Node


@dataclass(frozen=True)
class Call(Node):
    """A function of its arguments; `primes` counts derivatives, `parameters` are its subscripts."""

    function: str
    arguments: tuple[Node, ...]
    primes: int = 0
    parameters: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Item(Node):
    """An entry of something that is not a mere letter: softmax(z)_k."""

    body: Node
    indices: tuple[Node, ...]


@dataclass(frozen=True)
class Big(Node):
    """A sum, product, maximum, limit or expectation over a variable, where a condition such as i != k may choose."""

    operator: BigOperator
    variable: Node
    lower: Node | None
    upper: Node | None
    body: Node
    condition: Chain | None = None


@dataclass(frozen=True)
class Derivative(Node):
    """The derivative of `of` by `by`, ordinary (d) or partial."""

    of: Node
    by: Node
    partial: bool


@dataclass(frozen=True)
class Gradient(Node):
    """The gradient of `of` by `by`, in the shape of `by`."""

    by: Node
    of: Node


@dataclass(frozen=True)
class Iverson(Node):
    """[condition]: 1 where it holds, 0 elsewhere."""

    condition: Chain


@dataclass(frozen=True)
class Absolute(Node):
    """|x|."""

    body: Node


@dataclass(frozen=True)
class Norm(Node):
    """The Euclidean norm."""

    body: Node


@dataclass(frozen=True)
class Cases(Node):
    """Values with their conditions, tried in order; the condition None is "otherwise"."""

    branches: tuple[tuple[Node, Chain | None], ...]


@dataclass(frozen=True)
class Dots(Node):
    r"""\dots in a list or a sum: goes on as it began."""


@dataclass(frozen=True)
class Order(Node):
    """O(x): a remainder that shrinks at least as fast as x."""

    body: Node


@dataclass(frozen=True)
class Sequence(Node):
    """Expressions separated by commas, in brackets of their own: (1, x, x^2)."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Chain(Node):
    """Expressions joined by relations: a = b <= c has the steps (=, b) and (<=, c)."""

    first: Node
    steps: tuple[tuple[Relation, Node], ...] = ()
