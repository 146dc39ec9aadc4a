"""A layer near one point: a circle of inputs becomes an ellipse, whose half-axes are the singular values.

The Jacobian is the layer's linear model. Its singular values say how much a small change of the input is stretched or
lost, its determinant by which factor areas change; far from the point the true image leaves the ellipse.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, numbers_within, within
from nnlib.widgets.still import Still, number

ACTIVATIONS = ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "softplus")


class JacobianMap(Widget):
    """The layer y = phi(W x) on a circle around x, and its linear model by the Jacobian diag(phi'(z)) W.

    Parameters
    ----------
    W : four numbers, row by row, each -3 to 3
    activation : one of ``ACTIVATIONS``
    x : the middle of the circle, two numbers from -3 to 3
    radius : of the circle, 0.1 to 2

    Raises
    ------
    traitlets.TraitError : for an unknown activation, a number outside its range or another count of numbers

    >>> JacobianMap(W=[2, 0, 0, 1], activation="identity", x=[1, 1]).describe()
    'x = (1.00, 1.00) goes to y = (2.00, 1.00). Singular values 2.000 and 1.000, det J = 2.000.'
    """

    page_name: ClassVar[str] = "jacobian-map"

    W = traitlets.Any().tag(sync=True)
    activation = traitlets.Enum(ACTIVATIONS, "tanh").tag(sync=True)
    x = traitlets.Any().tag(sync=True)
    radius = traitlets.Float(0.6).tag(sync=True)

    @traitlets.default("W")
    def _default_weights(self) -> list[float]:
        return [1.5, 1.0, 0.3, 0.8]

    @traitlets.default("x")
    def _default_x(self) -> list[float]:
        return [0.2, -0.1]

    @traitlets.validate("W")
    def _valid_weights(self, proposal: Any) -> list[float]:
        return numbers_within("W", np.ravel(proposal["value"]), (4, 4), -3.0, 3.0)

    @traitlets.validate("x")
    def _valid_x(self, proposal: Any) -> list[float]:
        return numbers_within("x", proposal["value"], (2, 2), -3.0, 3.0)

    @traitlets.validate("radius")
    def _valid_radius(self, proposal: Any) -> float:
        return within("radius", proposal["value"], 0.1, 2.0)

    def _layer(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The layer at points (N, 2), and its Jacobian at the first of them; from nnlib."""
        import nnlib

        linear = nnlib.Linear(2, 2, bias=False)
        linear.params["W"] = np.reshape(self.W, (2, 2))
        names = {"relu": "ReLU", "leaky_relu": "LeakyReLU"}
        after = getattr(nnlib, names.get(self.activation, self.activation.capitalize()))()
        net = nnlib.Network([linear, after])
        return net.forward(points), nnlib.jacobian(net, points[0])

    def describe(self) -> str:
        """Where x goes, and what the Jacobian does there."""
        y, J = self._layer(np.array([self.x]))
        largest, smallest = np.linalg.svd(J, compute_uv=False).tolist()
        places = [f"({number(float(a))}, {number(float(b))})" for a, b in (self.x, y[0])]
        area = number(float(np.linalg.det(J)), 3)
        return (
            f"x = {places[0]} goes to y = {places[1]}. Singular values {number(largest, 3)} and {number(smallest, 3)}, "
            f"det J = {area}."
        )

    def still(self) -> str:
        """The true image of the circle, the ellipse, and its half-axes."""
        angles = np.linspace(0, 2 * np.pi, 73)
        circle = self.radius * np.column_stack([np.cos(angles), np.sin(angles)])
        x = np.array(self.x)
        (centre, *curved), J = self._layer(np.vstack([x, x + circle]))
        linear = centre + circle @ J.T
        reach = 1.3 * max(self.radius, float(np.abs(np.vstack([curved, linear]) - centre).max()))
        picture = Still(400, 420)
        low, high = centre - reach, centre + reach
        view = picture.panel((48, 28, 340, 340), (low[0], high[0]), (low[1], high[1]))
        view.axes(
            "y₁",
            "y₂: image of a circle, and the ellipse by J",
            np.round([low[0], centre[0], high[0]], 2),
            np.round([low[1], centre[1], high[1]], 2),
        )
        view.curve("nnw-other", linear.tolist())
        view.curve("nnw-curve", np.array(curved).tolist())
        U, s, _ = np.linalg.svd(J)
        for k in range(2):
            tip = centre + self.radius * s[k] * U[:, k]
            view.line("nnw-tangent", float(centre[0]), float(centre[1]), float(tip[0]), float(tip[1]))
        view.dot(float(centre[0]), float(centre[1]))
        return picture.svg(f"A circle of inputs and what a layer makes of it. {self.describe()}")
