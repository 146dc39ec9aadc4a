"""The perceptron learns point by point: each mistake moves the line, and the mistakes are counted.

Where a line separates the classes, Novikoff's bound (R / gamma)^2 says how many mistakes there can be at most; where none
does, the rule never stops.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, points_within, whole
from nnlib.widgets.plane import class_mark, line_within, square
from nnlib.widgets.still import Still, number

SPAN = (-1.0, 2.0)
MOST_POINTS = 30
MOST_STEPS = 3000
#: Points with a name; "xor" is separated by no line.
POINT_SETS: dict[str, list[list[float]]] = {
    "and": [[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 1]],
    "or": [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 1]],
    "xor": [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]],
}


class PerceptronTrainer(Widget):
    """Rosenblatt's rule on points of the plane, one point a step, from w = 0 and b = 0.

    Parameters
    ----------
    points : up to 30 of [x1, x2, class], coordinates from -1 to 2, class 0 or 1; they are learnt in this order
    step : how many points have been looked at, 0 to 3000

    Raises
    ------
    traitlets.TraitError : for points that are not of this form, or another number of steps

    >>> PerceptronTrainer(points=POINT_SETS["and"], step=24).describe()
    'After 24 points (epoch 6): 11 mistakes. Separated: the last epoch had none.'
    """

    page_name: ClassVar[str] = "perceptron-trainer"

    points = traitlets.Any().tag(sync=True)
    step = traitlets.Int(13).tag(sync=True)

    @traitlets.default("points")
    def _default_points(self) -> list[list[float]]:
        first = [[0.2, -0.9, 0], [1.6, 0.9, 1], [-0.9, 1.3, 0], [1.8, 0.7, 1], [-0.3, 1.5, 1]]
        return [*first, [-0.6, 0, 0], [0.5, -0.4, 0], [1.2, 1.7, 1], [1.5, 0.9, 1], [0, -0.4, 0]]

    @traitlets.validate("points")
    def _valid_points(self, proposal: Any) -> list[list[float]]:
        points = points_within("points", proposal["value"], [SPAN, SPAN, (0, 1)], (0, MOST_POINTS))
        for i, point in enumerate(points):
            whole(f"points[{i}][2]", point[2], 0, 1)
        return points

    @traitlets.validate("step")
    def _valid_step(self, proposal: Any) -> int:
        return whole("step", proposal["value"], 0, MOST_STEPS)

    def _run(self) -> tuple[np.ndarray, float, int, int, bool]:
        """Weights, bias, points looked at, mistakes, and whether an epoch had none; by nnlib's Perceptron."""
        from nnlib import Perceptron

        points, N = np.array(self.points), len(self.points)
        neuron = Perceptron(2)
        if not N or not self.step:
            return neuron.w, neuron.b, 0, 0, False
        done, rest = divmod(self.step, N)
        if done:
            neuron.fit(points[:, :2], points[:, 2], epochs=done)
            if neuron.converged:
                return neuron.w, neuron.b, N * len(neuron.mistakes), sum(neuron.mistakes), True
        w, b, mistakes = neuron.w.copy(), neuron.b, sum(neuron.mistakes)
        for x1, x2, t in points[:rest].tolist():
            error = t - (w @ np.array([x1, x2]) + b >= 0)
            w, b, mistakes = w + error * np.array([x1, x2]), b + error, mistakes + bool(error)
        return w, b, self.step, mistakes, False

    def describe(self) -> str:
        """How many mistakes there were, and whether the line separates the classes."""
        if not self.points:
            return "No points yet."
        _, _, steps, mistakes, separated = self._run()
        epoch = max(1, -(-steps // len(self.points)))
        verdict = " Separated: the last epoch had none." if separated else ""
        count = "1 mistake" if mistakes == 1 else f"{mistakes} mistakes"
        return f"After {steps} points (epoch {epoch}): {count}.{verdict}"

    def still(self) -> str:
        """The points and the line as it is now."""
        picture = Still(360, 372)
        panel = square(picture, SPAN, [-1, 0, 1, 2])
        w, b, *_ = self._run()
        ends = line_within(w.tolist(), b, SPAN)
        if ends:
            panel.line("nnw-curve", *ends[0], *ends[1])
        for x1, x2, t in self.points:
            class_mark(panel, x1, x2, t, 6)
        words = f"w = ({number(w[0], 1)}, {number(w[1], 1)}), b = {number(b, 1)}"
        return picture.svg(
            f"Points of two classes (circles: 1, squares: 0) and the perceptron's line. {words}. {self.describe()}"
        )
