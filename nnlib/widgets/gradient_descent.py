"""Gradient descent over the level lines of a loss: it converges, crawls, zigzags or diverges, and the rate says which.

Along a direction of curvature lambda each step multiplies the distance by 1 - eta lambda, so it settles only while eta
is below 2 / lambda_max.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, numbers_within, whole, within
from nnlib.widgets.landscapes import LANDSCAPES, W1_RANGE, W2_RANGE, draw_path, loss_words, run
from nnlib.widgets.still import Still, number

MOST_STEPS = 100


def valid_start(value: Any) -> list[float]:
    """A start within the picture, or a TraitError."""
    start = numbers_within("start", value, (2, 2), *W1_RANGE)
    within("start[1]", start[1], *W2_RANGE)
    return start


class GradientDescent(Widget):
    """The path of plain gradient descent on a loss over two parameters.

    Parameters
    ----------
    landscape : "bowl", "ravine", "saddle" or "well" (two minima)
    rate : learning rate eta, 0.01 to 1
    start : [w1, w2], -3 to 3 and -2 to 2
    steps : 0 to 100

    Raises
    ------
    traitlets.TraitError : for another landscape, or a number outside its range

    >>> GradientDescent(rate=0.4).describe()
    'Descent on the ravine with η = 0.40 diverges: the rate is above 2/λmax = 0.31. After 20 steps the loss is 6.8e+08.'
    """

    page_name: ClassVar[str] = "gradient-descent"

    landscape = traitlets.Enum(tuple(LANDSCAPES), "ravine").tag(sync=True)
    rate = traitlets.Float(0.27).tag(sync=True)
    start = traitlets.Any().tag(sync=True)
    steps = traitlets.Int(20).tag(sync=True)

    @traitlets.default("start")
    def _default_start(self) -> list[float]:
        return [-2.5, 1.2]

    @traitlets.validate("rate")
    def _valid_rate(self, proposal: Any) -> float:
        return within("rate", proposal["value"], 0.01, 1.0)

    @traitlets.validate("start")
    def _valid_start(self, proposal: Any) -> list[float]:
        return valid_start(proposal["value"])

    @traitlets.validate("steps")
    def _valid_steps(self, proposal: Any) -> int:
        return whole("steps", proposal["value"], 0, MOST_STEPS)

    def path(self) -> np.ndarray:
        """The points of the path, (steps + 1, 2)."""
        return run(LANDSCAPES[self.landscape], self.start, [self.rate] * self.steps)

    def _fate(self) -> str:
        """What becomes of the descent in the long run, and why."""
        ground = LANDSCAPES[self.landscape]
        limit = 2 / max(ground.curvatures)
        end = run(ground, self.start, [self.rate] * 3000)[-1]
        if not np.abs(end).max() < 1e6:
            leaves = self.landscape == "saddle" and self.rate < limit
            below = f"it started too high, though the rate is below 2/λmax = {number(limit)}"
            above = f"the rate is above 2/λmax = {number(limit)}"
            return "runs away down the saddle" if leaves else f"diverges: {below if self.rate < limit else above}"
        near = [place for place in ground.minima if np.hypot(*(end - place)) < 1e-6]
        if not near:
            stuck = np.hypot(*ground.gradient(end)) < 1e-6
            return "stops where the gradient is 0, at no minimum" if stuck else "never settles"
        felt = [1 - self.rate * c for c, w in zip(ground.curvatures, self.start, strict=True) if w]
        word = "zigzags" if min(felt, default=0) < -1e-9 else "crawls" if max(felt, default=0) > 0.95 else "converges"
        return f"{word}: the rate is below 2/λmax = {number(limit)}"

    def describe(self) -> str:
        """What the rate does, and the loss at the end of the path."""
        loss = LANDSCAPES[self.landscape].value(self.path()[-1])
        name = "double well" if self.landscape == "well" else self.landscape
        return (
            f"Descent on the {name} with η = {number(self.rate)} {self._fate()}. After {self.steps} steps the loss is "
            f"{loss_words(loss)}."
        )

    def still(self) -> str:
        """Level lines with the path."""
        picture = Still(480, 340)
        panel = picture.panel((40, 24, 420, 280), W1_RANGE, W2_RANGE)
        panel.axes("w₁", "w₂, and level lines of the loss", range(-3, 4), range(-2, 3))
        LANDSCAPES[self.landscape].draw(panel)
        draw_path(panel, self.path())
        return picture.svg(f"Gradient descent. {self.describe()}")
