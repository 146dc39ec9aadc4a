"""Drag a point along an activation function and watch its slope.

The slope is what a neuron can learn from: it multiplies every gradient on its way back. Where it falls below a
hundredth of its largest value the picture is shaded: the function is saturated there.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, within
from nnlib.widgets.still import Still, number

#: The element-wise functions of nnlib.activations, with the symbol the picture prints.
FUNCTIONS = {
    "identity": "identity",
    "unit_step": "step",
    "sign": "sign",
    "piecewise_linear": "ramp",
    "sigmoid": "σ",
    "tanh": "tanh",
    "relu": "relu",
    "leaky_relu": "leaky relu",
    "absolute": "abs",
    "softplus": "softplus",
    "softsign": "softsign",
}
Z_RANGE = (-8.0, 8.0)


class ActivationExplorer(Widget):
    """One of the eleven element-wise activations, its tangent at z, and its derivative.

    Parameters
    ----------
    function : one of ``FUNCTIONS``, by default "sigmoid"
    z : pre-activation, -8 to 8
    alpha : slope of the leaky ReLU for negative z, 0 to 1; the other functions ignore it

    Raises
    ------
    traitlets.TraitError : for a function that does not exist or a number outside its range

    >>> ActivationExplorer(function="relu", z=-2).state()
    {'function': 'relu', 'z': -2.0, 'alpha': 0.01}
    """

    page_name: ClassVar[str] = "activation-explorer"

    function = traitlets.Enum(tuple(FUNCTIONS), "sigmoid").tag(sync=True)
    z = traitlets.Float(0.0).tag(sync=True)
    alpha = traitlets.Float(0.01).tag(sync=True)

    @traitlets.validate("z")
    def _valid_z(self, proposal: Any) -> float:
        return within("z", proposal["value"], *Z_RANGE)

    @traitlets.validate("alpha")
    def _valid_alpha(self, proposal: Any) -> float:
        return within("alpha", proposal["value"], 0.0, 1.0)

    def _values(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The function and its derivative at ``z``, from nnlib."""
        from nnlib import activations

        extra = {"alpha": self.alpha} if self.function == "leaky_relu" else {}
        value = getattr(activations, self.function)(z, **extra)
        slope = getattr(activations, f"{self.function}_prime")(z, **extra)
        return np.asarray(value), np.asarray(slope)

    def describe(self) -> str:
        """The numbers at z in words."""
        value, slope = (float(v[0]) for v in self._values(np.array([self.z])))
        name = FUNCTIONS[self.function]
        return f"z = {number(self.z)}, {name}(z) = {number(value, 3)}, slope {number(slope, 3)}."

    def still(self) -> str:
        """Curve with tangent above, derivative below."""
        picture = Still(480, 420)
        grid = np.linspace(*Z_RANGE, 321)
        value, slope = self._values(grid)
        here, slope_here = (float(v[0]) for v in self._values(np.array([self.z])))
        low, high = min(0.0, float(value.min())), float(value.max())
        pad = 0.12 * (high - low)
        ticks = sorted({float(round(low)), 0.0, float(round(high))})  # the limits of sigmoid and tanh are not reached
        top = picture.panel((48, 24, 420, 190), Z_RANGE, (low - pad, high + pad))
        top.axes("", "φ(z)", range(-8, 9, 2), ticks)
        steepest = max(float(slope.max()), 0.01)
        bottom_low = min(0.0, float(slope.min()))
        bottom = picture.panel((48, 262, 420, 110), Z_RANGE, (bottom_low - 0.1 * steepest, 1.15 * steepest))
        bottom.axes("z", "slope φ′(z)", range(-8, 9, 2), [*([bottom_low] if bottom_low < 0 else []), 0.0, steepest])
        jump = np.abs(np.diff(value)) > 0.5  # a step is drawn as two pieces, not as a steep line
        for piece in np.split(np.arange(grid.size), np.flatnonzero(jump) + 1):
            top.curve("nnw-curve", zip(grid[piece][::2], value[piece][::2], strict=True))
        jump = np.abs(np.diff(slope)) > 0.2
        for piece in np.split(np.arange(grid.size), np.flatnonzero(jump) + 1):
            if piece.size > 1:
                bottom.curve("nnw-curve", zip(grid[piece], slope[piece], strict=True))
        run = 2.0 / math.hypot(1.0, slope_here * 16 / (high - low + 2 * pad) * 190 / 420)
        top.line("nnw-tangent", self.z - run, here - run * slope_here, self.z + run, here + run * slope_here)
        top.dot(self.z, here)
        bottom.dot(self.z, slope_here)
        return picture.svg(f"The activation function {FUNCTIONS[self.function]} and its derivative. {self.describe()}")
