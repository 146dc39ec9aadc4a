"""A forward pass with all its numbers: inputs, weights, biases, sums and outputs of a small network."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, numbers_within, whole
from nnlib.widgets.still import STYLES, Still, number

#: Networks by their sizes: the inputs and weights they start with, W row by row and then b, layer by layer.
NETS: dict[str, tuple[list[float], list[float]]] = {
    "2-3-2": ([1, 0.5], [0.8, -0.6, -1, 1.2, 0.5, 0.4, 0.2, -0.3, 0, 1, -0.8, 0.6, -0.7, 0.9, 0.5, 0.1, -0.2]),
    "3-4-2": (
        [1, 0.5, -1],
        [
            *[0.8, -0.6, 0.3, -1, 1.2, 0.2, 0.5, 0.4, -0.9, 0.2, 0.7, 1, 0.2, -0.3, 0, 0.1],
            *[1, -0.8, 0.6, 0.3, -0.7, 0.9, 0.5, -0.4, 0.1, -0.2],
        ],
    ),
    "2-2-1": ([1, 0.5], [1, 1, 1, 1, 0, -1, 1, -2, 0]),
}
ACTIVATIONS = ("identity", "sigmoid", "tanh", "relu", "unit_step", "softmax")
VALUE_RANGE = (-3.0, 3.0)


class ForwardPass(Widget):
    """One input through a network with one hidden layer; every number can be changed.

    Parameters
    ----------
    net : "2-3-2", "3-4-2" or "2-2-1"; a change of net brings its own inputs and weights
    x : the inputs, each from -3 to 3
    weights : all weights and biases, W row by row and then b, layer by layer, each from -3 to 3
    hidden, output : the activation of either layer, "identity", "sigmoid", "tanh", "relu", "unit_step"; the output
        may be a "softmax" too
    chosen : the number that is looked at, counted from 0 through x and weights

    Raises
    ------
    traitlets.TraitError : for another net or activation, too many or too few numbers, or one outside its range

    >>> ForwardPass(net="2-2-1", hidden="relu", output="identity", x=[1, 0]).describe()
    'x = (1.00, 0.00), a(1) = (1.00, 0.00), output = (1.00).'
    """

    page_name: ClassVar[str] = "forward-pass"

    net = traitlets.Enum(tuple(NETS), "2-3-2").tag(sync=True)
    x = traitlets.Any().tag(sync=True)
    weights = traitlets.Any().tag(sync=True)
    hidden = traitlets.Enum(ACTIVATIONS[:-1], "tanh").tag(sync=True)
    output = traitlets.Enum(ACTIVATIONS, "softmax").tag(sync=True)
    chosen = traitlets.Int(2).tag(sync=True)

    @traitlets.default("x")
    def _default_x(self) -> list[float]:
        return list(NETS[self.net][0])

    @traitlets.default("weights")
    def _default_weights(self) -> list[float]:
        return list(NETS[self.net][1])

    @traitlets.validate("x")
    def _valid_x(self, proposal: Any) -> list[float]:
        count = len(NETS[self.net][0])
        return numbers_within("x", proposal["value"], (count, count), *VALUE_RANGE)

    @traitlets.validate("weights")
    def _valid_weights(self, proposal: Any) -> list[float]:
        count = len(NETS[self.net][1])
        return numbers_within("weights", proposal["value"], (count, count), *VALUE_RANGE)

    @traitlets.validate("chosen")
    def _valid_chosen(self, proposal: Any) -> int:
        x, weights = NETS[self.net]
        return whole("chosen", proposal["value"], 0, len(x) + len(weights) - 1)

    @traitlets.observe("net")
    def _refit(self, _change: Any) -> None:
        x, weights = NETS[self.net]
        if len(self.x) != len(x):
            self.x = list(x)
        if len(self.weights) != len(weights):
            self.weights = list(weights)
        self.chosen = min(self.chosen, len(x) + len(weights) - 1)

    def _pass(self) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """z of both layers, and the input with the outputs of both layers, from nnlib's layers."""
        from nnlib import Linear, activations

        sizes, rest = [int(size) for size in self.net.split("-")], list(self.weights)
        z, a = [], [np.array([self.x], dtype=float)]
        for level, name in enumerate((self.hidden, self.output)):
            layer, count = Linear(sizes[level], sizes[level + 1]), sizes[level] * sizes[level + 1]
            layer.params["W"] = np.reshape(rest[:count], (sizes[level + 1], sizes[level]))
            layer.params["b"] = np.array(rest[count : count + sizes[level + 1]], dtype=float)
            rest = rest[count + sizes[level + 1] :]
            z.append(layer.forward(a[-1]))
            a.append(np.asarray(getattr(activations, name)(z[-1])))
        return [row[0] for row in z], [row[0] for row in a]

    def describe(self) -> str:
        """Inputs, hidden outputs and outputs."""
        _, a = self._pass()
        rows = ["(" + ", ".join(number(float(value)) for value in layer) + ")" for layer in a]
        return f"x = {rows[0]}, a(1) = {rows[1]}, output = {rows[2]}."

    def still(self) -> str:
        """Units with their outputs, joined by their weights."""
        sizes = [int(size) for size in self.net.split("-")]
        picture = Still(480, 40 + 90 * max(sizes))
        _, a = self._pass()
        rest = list(self.weights)

        def place(level: int, unit: int) -> tuple[float, float]:
            return 50 + 190 * level, 30 + 90 * max(sizes) * (unit + 0.5) / sizes[level]

        numbers = []
        for level in (1, 2):
            for i in range(sizes[level]):
                for j in range(sizes[level - 1]):
                    (x0, y0), (x1, y1), w = place(level - 1, j), place(level, i), rest.pop(0)
                    kind = "nnw-guide" if w < 0 else "nnw-axis"
                    ends = f'x1="{x0:.4g}" y1="{y0:.4g}" x2="{x1:.4g}" y2="{y1:.4g}"'
                    picture.parts.append(f'<line class="{kind}" {STYLES[kind]} {ends}/>')
                    share = 0.28 + 0.44 * (j + 0.5) / sizes[level - 1]
                    numbers.append((x0 + share * (x1 - x0), y0 + share * (y1 - y0) - 4, number(w, 1)))
            rest = rest[sizes[level] :]
        for x, y, words in numbers:
            picture.text(x, y, words, "middle")
        for level, layer in enumerate(a):
            for i, value in enumerate(layer.tolist()):
                x, y = place(level, i)
                circle = f'cx="{x:.4g}" cy="{y:.4g}" r="24" fill="#ffffff" stroke="#57606a"'
                picture.parts.append(f'<circle class="nnw-neuron" {circle}/>')
                picture.text(x, y + 5, number(value), "middle")
        return picture.svg(f"A network of {self.net} units with its numbers. {self.describe()}")
