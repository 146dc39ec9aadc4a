"""One neuron with two inputs: the line where its sum is zero, on which side a point lies, and how far.

The weights are the normal of that line, so they turn it; the bias shifts it; the activation says how the output
passes from one side to the other.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, numbers_within, within
from nnlib.widgets.plane import line_within, square
from nnlib.widgets.still import Still, number

ACTIVATIONS = {"unit_step": "step", "sigmoid": "σ", "tanh": "tanh", "relu": "relu", "identity": ""}
X_RANGE = (-4.0, 4.0)
W_RANGE = (-3.0, 3.0)


class Neuron(Widget):
    """Output a = phi(z) of a neuron, z = w^T x + b, over the plane of its two inputs.

    Parameters
    ----------
    activation : "unit_step", "sigmoid", "tanh", "relu" or "identity"
    w : the two weights, each from -3 to 3
    b : the bias, -4 to 4
    x : the point that is looked at, each coordinate from -4 to 4

    Raises
    ------
    traitlets.TraitError : for another activation, or a number outside its range

    >>> Neuron(w=[1, 0], b=-2, x=[3, 3], activation="unit_step").describe()
    'z = w·x + b = 1.00, output a = step(z) = 1.000; the point is 1.00 from the line, which is 2.00 from the origin.'
    """

    page_name: ClassVar[str] = "neuron"

    activation = traitlets.Enum(tuple(ACTIVATIONS), "sigmoid").tag(sync=True)
    w = traitlets.Any().tag(sync=True)
    b = traitlets.Float(-1.0).tag(sync=True)
    x = traitlets.Any().tag(sync=True)

    @traitlets.default("w")
    def _default_w(self) -> list[float]:
        return [1.5, 1.0]

    @traitlets.default("x")
    def _default_x(self) -> list[float]:
        return [3.0, -1.0]

    @traitlets.validate("w")
    def _valid_w(self, proposal: Any) -> list[float]:
        return numbers_within("w", proposal["value"], (2, 2), *W_RANGE)

    @traitlets.validate("b")
    def _valid_b(self, proposal: Any) -> float:
        return within("b", proposal["value"], *X_RANGE)

    @traitlets.validate("x")
    def _valid_x(self, proposal: Any) -> list[float]:
        return numbers_within("x", proposal["value"], (2, 2), *X_RANGE)

    def _output(self, z: float) -> float:
        from nnlib import activations

        return float(getattr(activations, self.activation)(z))

    def _sum(self) -> float:
        return float(np.dot(self.w, self.x) + self.b)

    def describe(self) -> str:
        """Sum, output and distances in words."""
        z, size = self._sum(), math.hypot(*self.w)
        symbol = ACTIVATIONS[self.activation]
        start = (
            f"z = w·x + b = {number(z)}, output a = {f'{symbol}(z) = ' if symbol else ''}{number(self._output(z), 3)}"
        )
        if not size:
            return f"{start}; with w = 0 there is no line, and the output is the same everywhere."
        away = f"{number(abs(z) / size)} from the line, which is {number(abs(self.b) / size)} from the origin."
        return f"{start}; the point is {away}"

    def still(self) -> str:
        """The plane with the line, its normal w and the point."""
        picture = Still(360, 372)
        panel = square(picture, X_RANGE, [-4, -2, 0, 2, 4])
        ends = line_within(self.w, self.b, X_RANGE)
        if ends:
            panel.line("nnw-curve", *ends[0], *ends[1])
            z, square_of_w = self._sum(), float(np.dot(self.w, self.w))
            foot = [x - z * w / square_of_w for x, w in zip(self.x, self.w, strict=True)]
            panel.line("nnw-tangent", self.x[0], self.x[1], foot[0], foot[1])
        panel.line("nnw-other", 0, 0, self.w[0], self.w[1])
        panel.dot(self.x[0], self.x[1])
        for point, name in ((self.x, "x"), (self.w, "w")):
            a, b = panel.at(point[0], point[1])
            picture.text(min(a + 10, 335), max(b - 8, 18), name)
        return picture.svg(f"A neuron with two inputs and the line where its sum is 0. {self.describe()}")
