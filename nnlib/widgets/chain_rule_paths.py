"""The chain rule on a graph: multiply along every path, add up the paths.

Each edge carries one derivative. A long way round counts as much as a short one, and paths may pull against each other.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, whole, within
from nnlib.widgets.still import Still, number

GRAPHS = {
    "wan": "f = x² z with x = c y, z = sin y",
    "diamond": "f = u v with u = x², v = c x",
    "network": "a network 1-2-2-1, c from x to a₁",
    "ladder": "three forks, u = sin(c s)",
}
Node = tuple[str, tuple[str, ...], Callable[..., complex]]
RANGE = (-2.0, 2.0)


def graph(name: str, c: float) -> list[Node]:
    """The nodes in order: name, what they are computed from, and how; they take complex numbers."""
    sin, tanh = np.sin, np.tanh
    if name == "wan":
        return [
            ("y", (), complex),
            ("x", ("y",), lambda y: c * y),
            ("z", ("y",), sin),
            ("f", ("x", "z"), lambda x, z: x * x * z),
        ]
    if name == "diamond":
        return [
            ("x", (), complex),
            ("u", ("x",), lambda x: x * x),
            ("v", ("x",), lambda x: c * x),
            ("f", ("u", "v"), lambda u, v: u * v),
        ]
    if name == "network":
        return [
            ("x", (), complex),
            ("a₁", ("x",), lambda x: tanh(c * x + 0.5)),
            ("a₂", ("x",), lambda x: tanh(0.5 - x)),
            ("b₁", ("a₁", "a₂"), lambda p, q: tanh(p - 1.5 * q)),
            ("b₂", ("a₁", "a₂"), lambda p, q: tanh(q - 0.5 * p)),
            ("ŷ", ("b₁", "b₂"), lambda p, q: 2 * p + 1.5 * q),
        ]
    nodes: list[Node] = [("x", (), complex)]
    for k in range(3):
        u, v, source = f"u{'₁₂₃'[k]}", f"v{'₁₂₃'[k]}", nodes[-1][0]
        nodes += [(u, (source,), lambda s: sin(c * s)), (v, (source,), lambda s: 0.5 * s)]
        nodes.append((("s₁", "s₂", "f")[k], (u, v), lambda p, q: p + q))
    return nodes


class ChainRulePaths(Widget):
    """A graph of a computation, the derivative on every edge, and the products along the paths laid end to end.

    Parameters
    ----------
    graph : one of ``GRAPHS``
    input : the value of the input node, -2 to 2
    c : the coefficient in the graph's formula, -2 to 2
    path : the path that is highlighted, counted from 1; 0 for none, a number beyond the last for the last (at most 8)

    Raises
    ------
    traitlets.TraitError : for a graph that does not exist or a number outside its range

    >>> ChainRulePaths(graph="diamond", input=1, c=2).describe()
    'x = 1.00, c = 2.00, f = 2.000. The 2 paths add up: df/dx = 4.000 + 2.000 = 6.000.'
    """

    page_name: ClassVar[str] = "chain-rule-paths"

    graph = traitlets.Enum(tuple(GRAPHS), "wan").tag(sync=True)
    input = traitlets.Float(1.2).tag(sync=True)
    c = traitlets.Float(1.0).tag(sync=True)
    path = traitlets.Any(default_value=0).tag(sync=True)

    @traitlets.validate("input", "c")
    def _valid_number(self, proposal: Any) -> float:
        return within(proposal["trait"].name, proposal["value"], *RANGE)

    @traitlets.validate("path")
    def _valid_path(self, proposal: Any) -> int:
        return whole("path", proposal["value"], 0, 8)

    def _found(self) -> tuple[list[Node], dict[str, float], list[list[str]], list[float]]:
        """Nodes, values, paths as lists of names, and the product along each; slopes by a complex step at each node."""
        nodes = graph(self.graph, self.c)
        values: dict[str, float] = {nodes[0][0]: self.input}
        slopes: dict[tuple[str, str], float] = {}
        for name, sources, f in nodes[1:]:
            inputs = [values[source] for source in sources]
            values[name] = float(np.real(f(*inputs)))
            for j, source in enumerate(sources):
                moved = [value + 1e-30j if i == j else complex(value) for i, value in enumerate(inputs)]
                slopes[source, name] = float(np.imag(f(*moved)) / 1e-30)

        def onward(name: str) -> list[list[str]]:
            if name == nodes[-1][0]:
                return [[name]]
            return [[name, *rest] for source, to in slopes if source == name for rest in onward(to)]

        paths = onward(nodes[0][0])
        products = [float(np.prod([slopes[a, b] for a, b in pairwise(path)])) for path in paths]
        return nodes, values, paths, products

    def describe(self) -> str:
        """Input, output, and the paths with their sum."""
        nodes, values, paths, products = self._found()
        first, last = nodes[0][0], nodes[-1][0]
        start = f"{first} = {number(self.input)}, c = {number(self.c)}, {last} = {number(values[last], 3)}."
        total = f"d{last}/d{first} = "
        if self.path:
            k = min(self.path, len(paths)) - 1
            route = " → ".join(paths[k])
            return f"{start} Path {k + 1}, {route}, has the product {number(products[k], 3)} of {total}{number(sum(products), 3)}."
        terms = " + ".join(number(p, 3) for p in products).replace("+ −", "− ")
        return f"{start} The {len(paths)} paths add up: {total}{terms} = {number(sum(products), 3)}."

    def still(self) -> str:
        """The products as bars, end to end, and their sum as a line."""
        nodes, _, paths, products = self._found()
        ends = np.concatenate([[0.0], np.cumsum(products)])
        reach = max(float(np.abs(ends).max()), 1e-3)
        low, high = min(float(ends.min()), -0.1 * reach), max(float(ends.max()), 0.1 * reach)
        picture = Still(560, 84 + 24 * len(paths))
        picture.text(8, 18, f"{GRAPHS[self.graph]}: products along the paths, end to end")
        view = picture.panel((180, 40, 340, 24 * len(paths)), (low, high), (0, 1))
        view.axes("", "", [0.0, round(float(ends[-1]), 2)], [])
        for k, (path, product) in enumerate(zip(paths, products, strict=True)):
            y = 44 + 24 * k
            left, right = (view.at(float(end), 0)[0] for end in sorted((ends[k], ends[k + 1])))
            picture.text(8, y + 13, " → ".join(path))
            picture.rect("nnw-bar2" if k + 1 == self.path else "nnw-bar", left, y, max(right - left, 2), 16)
            picture.text(min(right + 6, 520), y + 13, number(product, 3))
        view.line("nnw-tangent", float(ends[-1]), 0, float(ends[-1]), 1)
        picture.text(180, picture.height - 4, f"d{nodes[-1][0]}/d{nodes[0][0]} = {number(float(ends[-1]), 3)}")
        return picture.svg(f"Products along the paths of a graph, added up. {self.describe()}")
