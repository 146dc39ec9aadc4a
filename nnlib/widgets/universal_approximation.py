"""Steps, bumps or ramps of one hidden layer add up to a function, and the error falls as they become more.

Sigmoids have to be steep enough for their number: once they rise over more than a cell, they blur into each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, numbers_within, whole, within
from nnlib.widgets.still import Still, number

KINDS = {"steps": "step", "bumps": "bump", "ramps": "ramp"}
TARGETS = ("wave", "ripple", "kink", "jump", "drawn")
KNOTS = 17
HEIGHTS = (-1.0, 1.0)
STEEPNESS_RANGE = (5.0, 2000.0)


class UniversalApproximation(Widget):
    """A function on [0, 1] and the sum of a hidden layer's units that comes near it.

    Parameters
    ----------
    target : "wave" (sin 2 pi x), "ripple", "kink" (|2x - 1|), "jump", or "drawn", which `values` describe
    kind : "steps" (sigmoids), "bumps" (two sigmoids each) or "ramps" (ReLU)
    units : the number N of cells of [0, 1], 1 to 64
    steepness : the weight s of the sigmoids, 5 to 2000; ramps do not use it
    values : 17 heights from -1 to 1 at even steps, joined by straight lines

    Raises
    ------
    traitlets.TraitError : for another function or kind, or a number outside its range

    >>> UniversalApproximation(target="kink", kind="ramps", units=2).describe()
    '2 ramps: the largest error is 0.000.'
    """

    page_name: ClassVar[str] = "universal-approximation"

    target = traitlets.Enum(TARGETS, "wave").tag(sync=True)
    kind = traitlets.Enum(tuple(KINDS), "bumps").tag(sync=True)
    units = traitlets.Int(12).tag(sync=True)
    steepness = traitlets.Float(200.0).tag(sync=True)
    values = traitlets.Any().tag(sync=True)

    @traitlets.default("values")
    def _default_values(self) -> list[float]:
        return [0, 0.2, 0.5, 0.8, 0.9, 0.7, 0.3, -0.1, -0.4, -0.5, -0.4, -0.1, 0.3, 0.5, 0.4, 0.1, -0.2]

    @traitlets.validate("units")
    def _valid_units(self, proposal: Any) -> int:
        return whole("units", proposal["value"], 1, 64)

    @traitlets.validate("steepness")
    def _valid_steepness(self, proposal: Any) -> float:
        return within("steepness", proposal["value"], *STEEPNESS_RANGE)

    @traitlets.validate("values")
    def _valid_values(self, proposal: Any) -> list[float]:
        return numbers_within("values", proposal["value"], (KNOTS, KNOTS), *HEIGHTS)

    def _f(self, x: np.ndarray) -> np.ndarray:
        """The function that is to be met."""
        named: dict[str, Callable[[np.ndarray], np.ndarray]] = {
            "wave": lambda at: np.sin(2 * np.pi * at),
            "ripple": lambda at: 0.9 * np.sin(2 * np.pi * at * (0.6 + 1.8 * at)),
            "kink": lambda at: np.abs(2 * at - 1),
            "jump": lambda at: np.where(at < 0.37, -0.5, 0.5),
            "drawn": lambda at: np.interp(at, np.linspace(0, 1, KNOTS), self.values),
        }
        return named[self.target](x)

    def _sum(self, x: np.ndarray) -> np.ndarray:
        """The network's output: a hidden layer of nnlib's sigmoids or ReLUs, weighted and added."""
        from nnlib import relu, sigmoid

        N = self.units
        ends, middles = np.linspace(0, 1, N + 1), (np.arange(N) + 0.5) / N
        if self.kind == "ramps":
            slopes = N * np.diff(self._f(ends))
            places, heights, constant = ends[:-1], np.diff(slopes, prepend=0), self._f(ends[:1])
            return np.asarray(constant + relu(x[:, None] - places) @ heights)
        if self.kind == "steps":
            places, heights, constant = middles, np.diff(self._f(ends)), self._f(ends[:1])
        else:
            places = np.concatenate([[-1.0], ends[1:-1], [2.0]])
            heights, constant = np.diff(self._f(middles), prepend=0, append=0), np.zeros(1)
        return np.asarray(constant + sigmoid(self.steepness * (x[:, None] - places)) @ heights)

    def describe(self) -> str:
        """The number of units and the largest error on a grid."""
        x = np.arange(740) / 739
        error = float(np.abs(self._sum(x) - self._f(x)).max())
        word = KINDS[self.kind]
        return f"{self.units} {word}{'' if self.units == 1 else 's'}: the largest error is {number(error, 3)}."

    def still(self) -> str:
        """The function and the sum."""
        picture = Still(480, 300)
        panel = picture.panel((40, 26, 430, 230), (0, 1), (-1.25, 1.25))
        panel.axes("x", "function (dashed) and sum", [0, 0.5, 1], [-1, 0, 1])
        x = np.linspace(0, 1, 201)
        panel.curve("nnw-other", zip(x, self._f(x), strict=True))
        panel.curve("nnw-curve", zip(x, self._sum(x), strict=True))
        return picture.svg(f"A function on [0, 1] and the sum of a hidden layer's units. {self.describe()}")
