"""Layers without a nonlinearity are one layer: their matrices multiply to one, and the grid of inputs stays a grid.

With a nonlinearity between them the grid bends, and no matrix does that.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, numbers_within, points_within, whole
from nnlib.widgets.still import Still, number

NONLINEARITIES = {"identity": "none", "relu": "ReLU", "tanh": "tanh", "absolute": "absolute value"}
WEIGHT_RANGE = (-2.0, 2.0)
X_RANGE = (-1.0, 1.0)


class LinearCollapse(Widget):
    """Two to four layers of two units each, and the one layer they fold into.

    Parameters
    ----------
    layers : 2 to 4 of [w11, w12, b1, w21, w22, b2], each number from -2 to 2
    activation : "identity" for none, "relu", "tanh" or "absolute", after each layer
    shown : the layer whose numbers are in the table, from 1
    x : the point that is followed, coordinates from -1 to 1

    Raises
    ------
    traitlets.TraitError : for layers of another form, another activation, or a number outside its range

    >>> LinearCollapse(layers=[[1, 1, 0, 0, 1, 0], [1, 0, 1, 0, 1, 0]]).describe()
    'Without a nonlinearity the layers are one: W = [1.00 1.00; 0.00 1.00], b = (1.00, 0.00).'
    """

    page_name: ClassVar[str] = "linear-collapse"

    layers = traitlets.Any().tag(sync=True)
    activation = traitlets.Enum(tuple(NONLINEARITIES), "identity").tag(sync=True)
    shown = traitlets.Int(1).tag(sync=True)
    x = traitlets.Any().tag(sync=True)

    @traitlets.default("layers")
    def _default_layers(self) -> list[list[float]]:
        return [[1, 0.5, 0, -0.5, 1, 0], [0.8, -0.6, 0.2, 0.6, 0.8, 0], [1, 1, -0.4, -0.4, 1.2, 0.3]]

    @traitlets.default("x")
    def _default_x(self) -> list[float]:
        return [0.5, 0.75]

    @traitlets.validate("layers")
    def _valid_layers(self, proposal: Any) -> list[list[float]]:
        return points_within("layers", proposal["value"], [WEIGHT_RANGE] * 6, (2, 4))

    @traitlets.validate("shown")
    def _valid_shown(self, proposal: Any) -> int:
        return whole("shown", proposal["value"], 1, len(self.layers))

    @traitlets.validate("x")
    def _valid_x(self, proposal: Any) -> list[float]:
        return numbers_within("x", proposal["value"], (2, 2), *X_RANGE)

    @traitlets.observe("layers")
    def _refit_shown(self, _change: Any) -> None:
        self.shown = min(self.shown, len(self.layers))

    def _matrices(self) -> list[tuple[np.ndarray, np.ndarray]]:
        tables = [np.reshape(layer, (2, 3)) for layer in self.layers]
        return [(table[:, :2], table[:, 2]) for table in tables]

    def _folded(self) -> tuple[np.ndarray, np.ndarray]:
        """The one W and b of the layers without their nonlinearity."""
        W, b = np.eye(2), np.zeros(2)
        for matrix, shift in self._matrices():
            W, b = matrix @ W, matrix @ b + shift
        return W, b

    def _through(self, points: np.ndarray) -> np.ndarray:
        """The points (N, 2) after all layers, by nnlib's activation."""
        from nnlib import activations

        for matrix, shift in self._matrices():
            points = getattr(activations, self.activation)(points @ matrix.T + shift)
        return points

    def _misfit(self) -> float:
        """How far the best affine map stays from the layers' output, over the grid of inputs."""
        ticks = np.linspace(-1, 1, 17)
        grid = np.array([(x1, x2) for x2 in np.linspace(-1, 1, 5) for x1 in ticks])
        grid = np.concatenate([grid, grid[:, ::-1]])
        images, rows = self._through(grid), np.column_stack([grid, np.ones(len(grid))])
        fit = np.linalg.lstsq(rows, images, rcond=None)[0]
        return float(np.linalg.norm(rows @ fit - images, axis=1).max())

    def describe(self) -> str:
        """The folded layer, or how far no matrix comes."""
        if self.activation != "identity":
            misfit = self._misfit()
            name = NONLINEARITIES[self.activation]
            if misfit < 1e-9:
                return f"With {name} after each layer this grid is still mapped by one matrix: no kink is crossed."
            return (
                f"With {name} after each layer no matrix does the same: the best one misses by up to {number(misfit)}."
            )
        (row1, row2), b = self._folded()
        numbers = "; ".join(" ".join(number(float(w)) for w in row) for row in (row1, row2))
        shift = ", ".join(number(float(entry)) for entry in b)
        return f"Without a nonlinearity the layers are one: W = [{numbers}], b = ({shift})."

    def still(self) -> str:
        """The grid of inputs, and what the layers make of it."""
        picture = Still(480, 270)
        along = np.linspace(-1, 1, 17)
        lines = [np.column_stack([along, np.full(17, at)]) for at in np.linspace(-1, 1, 5)]
        lines += [line[:, ::-1] for line in lines]
        images = [self._through(line) for line in lines]
        reach = max(1.0, float(np.ceil(2 * np.abs(images).max())) / 2)
        for left, what, half, curves in ((40, "input", 1.25, lines), (272, "output", reach, images)):
            panel = picture.panel((left, 26, 200, 200), (-half, half), (-half, half))
            panel.axes("", what, [-half, 0, half], [-half, 0, half])
            for curve in curves:
                panel.curve("nnw-curve", curve.tolist())
            place = np.array([self.x]) if what == "input" else self._through(np.array([self.x]))
            panel.dot(*place[0].tolist())
        return picture.svg(f"A grid of inputs before and after {len(self.layers)} layers. {self.describe()}")
