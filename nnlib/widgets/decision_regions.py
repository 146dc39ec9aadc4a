"""A small network learns two classes in the plane, and its border is watched.

Everything follows from the settings and two seeds of the page's own generator, so the still picture shows the border that
the page shows.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, points_within, whole, within
from nnlib.widgets.draws import Draws
from nnlib.widgets.plane import class_mark, square
from nnlib.widgets.still import STYLES, Still, number

SPAN = (-2.0, 2.0)
HIDDEN: dict[str, list[int]] = {"none": [], "3": [3], "8": [8], "16": [16], "8-8": [8, 8]}
MOST_POINTS = 60
MOST_STEPS = 5000


class DecisionRegions(Widget):
    """A network with one output, trained by full batches of plain gradient descent on the cross-entropy.

    Parameters
    ----------
    data : "moons", "circles", "xor", "spirals", or "own", which `points` are
    points : up to 60 of [x1, x2, class], coordinates from -2 to 2, class 0 or 1
    hidden : "none", "3", "8", "16" or "8-8" hidden units
    activation : "tanh", "relu" or "sigmoid"
    rate : the learning rate, 0.01 to 30
    seed : of data and weights, 1 to 99
    pace : how many steps a press of the button makes, 1 to 50
    steps : how many have been made, 0 to 5000

    Raises
    ------
    traitlets.TraitError : for another choice, points of another form, or a number outside its range

    >>> DecisionRegions(hidden="none", steps=0).describe()
    '0 steps on moons, no hidden units, rate 1.00: loss 0.712, 42 of 100 right.'
    """

    page_name: ClassVar[str] = "decision-regions"

    data = traitlets.Enum(("moons", "circles", "xor", "spirals", "own"), "moons").tag(sync=True)
    points = traitlets.Any().tag(sync=True)
    hidden = traitlets.Enum(tuple(HIDDEN), "8").tag(sync=True)
    activation = traitlets.Enum(("tanh", "relu", "sigmoid"), "tanh").tag(sync=True)
    rate = traitlets.Float(1.0).tag(sync=True)
    seed = traitlets.Int(1).tag(sync=True)
    pace = traitlets.Int(10).tag(sync=True)
    steps = traitlets.Int(100).tag(sync=True)

    @traitlets.default("points")
    def _default_points(self) -> list[list[float]]:
        return []

    @traitlets.validate("points")
    def _valid_points(self, proposal: Any) -> list[list[float]]:
        points = points_within("points", proposal["value"], [SPAN, SPAN, (0, 1)], (0, MOST_POINTS))
        for i, point in enumerate(points):
            whole(f"points[{i}][2]", point[2], 0, 1)
        return points

    @traitlets.validate("rate")
    def _valid_rate(self, proposal: Any) -> float:
        return within("rate", proposal["value"], 0.01, 30.0)

    @traitlets.validate("seed", "pace", "steps")
    def _valid_count(self, proposal: Any) -> int:
        name = proposal["trait"].name
        low, high = {"seed": (1, 99), "pace": (1, 50), "steps": (0, MOST_STEPS)}[name]
        return whole(name, proposal["value"], low, high)

    def samples(self) -> tuple[np.ndarray, np.ndarray]:
        """The points x (N, 2) and their classes t (N, 1), in the order and with the noise of the page."""
        if self.data == "own":
            own = np.reshape(np.array(self.points, dtype=float), (-1, 3))
            return own[:, :2], own[:, 2:]
        x, t, noise, centre, scale = self._clean()
        draws = Draws(1000 + self.seed)
        order = draws.permutation(len(x))
        x = x[order] + noise * np.array([draws.normals(2) for _ in order])
        return scale * (x - np.array(centre)), t[order, None]

    def _clean(self) -> tuple[np.ndarray, np.ndarray, float, tuple[float, float], float]:
        """Points without noise, classes, the noise, and what brings the set into the square."""
        if self.data == "moons":
            angle = np.linspace(0, np.pi, 50)
            upper, lower = (np.cos(angle), np.sin(angle)), (1 - np.cos(angle), 0.5 - np.sin(angle))
            x = np.concatenate([np.column_stack(upper), np.column_stack(lower)])
            return x, np.repeat([0.0, 1.0], 50), 0.12, (0.5, 0.25), 1.15
        if self.data == "circles":
            angle = 2 * np.pi * np.arange(50) / 50
            circle = np.column_stack([np.cos(angle), np.sin(angle)])
            return np.concatenate([circle, 0.5 * circle]), np.repeat([0.0, 1.0], 50), 0.08, (0, 0), 1.5
        if self.data == "xor":
            x = np.repeat([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], 25, axis=0)
            return x, np.repeat([0.0, 1.0, 1.0, 0.0], 25), 0.15, (0.5, 0.5), 2.2
        radius = np.arange(1, 61) / 60
        arms = [(radius, 2.4 * np.pi * radius + np.pi * t) for t in (0, 1)]
        x = np.concatenate([r[:, None] * np.column_stack([np.cos(a), np.sin(a)]) for r, a in arms])
        return x, np.repeat([0.0, 1.0], 60), 0.01, (0, 0), 1.8

    def _trained(self) -> tuple[Any, float, int, int]:
        """The network after its steps, mean loss, right answers and the number of points; by nnlib."""
        from nnlib import SGD, Linear, Network, ReLU, Sigmoid, SigmoidBCE, Tanh

        sizes, draws = [2, *HIDDEN[self.hidden], 1], Draws(self.seed)
        kind = {"tanh": Tanh, "relu": ReLU, "sigmoid": Sigmoid}[self.activation]
        layers: list[Any] = []
        for level, size in enumerate(sizes[1:]):
            last, into = level == len(sizes) - 2, sizes[level]
            spread = np.sqrt((2 if self.activation == "relu" and not last else 1) / into)
            layers.append(Linear(into, size))
            layers[-1].params["W"] = np.reshape(spread * np.array(draws.normals(size * into)), (size, into))
            layers[-1].params["b"] = np.zeros(size)
            layers += [] if last else [kind()]
        net, loss, (x, t) = Network(layers), SigmoidBCE(), self.samples()
        if not len(x):
            return net, 0.0, 0, 0
        optimiser = SGD(net, self.rate)
        with np.errstate(all="ignore"):  # a rate that is too large diverges, which is told and not raised
            for _ in range(self.steps):
                value = loss.forward(net.forward(x), t)
                if not np.isfinite(value) or value > 1e6:
                    break
                net.backward(loss.backward())
                optimiser.step()
            z = net.forward(x)
            return net, loss.forward(z, t), int(((z >= 0) == t).sum()), len(x)

    def describe(self) -> str:
        """Steps, network, loss and accuracy."""
        _, loss, right, count = self._trained()
        if not count:
            return "No points yet."
        units = "no hidden units" if self.hidden == "none" else f"{self.hidden} {self.activation} units"
        start = f"{self.steps} steps on {self.data}, {units}, rate {number(self.rate)}:"
        if not np.isfinite(loss) or loss > 1e6:
            return f"{start} diverged, the rate is too large."
        return f"{start} loss {number(loss, 3)}, {right} of {count} right."

    def still(self) -> str:
        """The points, and the two regions as dots where the network says class 1."""
        picture = Still(360, 372)
        panel = square(picture, SPAN, [-2, -1, 0, 1, 2])
        net, loss, _, count = self._trained()
        side = np.linspace(-1.95, 1.95, 40)
        if count and np.isfinite(loss):
            grid = np.array([(x1, x2) for x2 in side for x1 in side])
            inside = net.forward(grid)[:, 0].reshape(40, 40) >= 0
            path = ""
            for row, x2 in zip(inside, side, strict=True):  # runs of class 1 in each row, as one thick line each
                edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
                for first, last in edges.reshape(-1, 2):
                    (a, b), (c, _) = panel.at(side[first] - 0.05, x2), panel.at(side[last - 1] + 0.05, x2)
                    path += f"M{a:.4g} {b:.4g}H{c:.4g}"
            picture.parts.append(
                f'<path class="nnw-region" {STYLES["nnw-axis"]} stroke-opacity="0.28" stroke-width="7.7" d="{path}"/>'
            )
        for (x1, x2), t in zip(*(values.tolist() for values in self.samples()), strict=True):
            class_mark(panel, x1, x2, t[0], 3.5)
        return picture.svg(
            f"Points of two classes (circles: 1, squares: 0), and shaded where the network says 1. {self.describe()}"
        )
