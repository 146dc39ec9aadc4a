"""The linear model of a loss along its gradient, and how far it holds.

For a step of size eta against the gradient the tangent promises a decrease of eta times the squared length of the
gradient. The loss keeps the promise for small steps only; the curvature says how small.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, numbers_within, within
from nnlib.widgets.still import Still, number

#: The losses, with the largest rate that their picture shows.
LOSSES = {"bowl": 0.6, "logistic": 8.0, "valley": 0.2, "hills": 3.0, "relu": 1.2}
SAMPLES = np.array([[1, 0.5, 1], [2, -1, 1], [0.5, 1.5, 1], [-1, -0.5, 0], [-0.5, 1, 0], [-2, -1.5, 0]])
POINTS = np.array([[-1, 0.5], [0.5, 1], [2, 2.5]])


def loss_and_gradient(name: str, w: np.ndarray) -> tuple[float, np.ndarray]:
    """Value and gradient of one of ``LOSSES`` at two weights; the neurons are nnlib's."""
    import nnlib

    u, v = w
    if name == "bowl":
        return float(0.5 * (u * u + 4 * v * v)), np.array([u, 4 * v])
    if name == "valley":
        return float(0.5 * (1 - u) ** 2 + 2 * (v - u * u) ** 2), np.array(
            [u - 1 - 8 * u * (v - u * u), 4 * (v - u * u)]
        )
    if name == "hills":
        value = 1.5 + np.sin(1.5 * u) * np.cos(v) + 0.1 * (u * u + v * v)
        slope = [1.5 * np.cos(1.5 * u) * np.cos(v) + 0.2 * u, -np.sin(1.5 * u) * np.sin(v) + 0.2 * v]
        return float(value), np.array(slope)
    layer = nnlib.Linear(2, 1, bias=False)
    layer.params["W"] = w[None, :]
    if name == "logistic":
        seen = nnlib.trace(nnlib.Network([layer]), nnlib.SigmoidBCE(), SAMPLES[:, :2], SAMPLES[:, 2:])
    else:
        rows = np.column_stack([POINTS[:, 0], np.ones(len(POINTS))])
        seen = nnlib.trace(nnlib.Network([layer, nnlib.ReLU()]), nnlib.SquaredError(), rows, POINTS[:, 1:])
    return seen.loss, seen.grad_W[1][0]


class TaylorStep(Widget):
    """The loss after a step against its gradient, the tangent, and the promised and the actual decrease.

    Parameters
    ----------
    loss : one of ``LOSSES``
    w : two weights, each -3 to 3
    eta : the rate, 0 to 8; one beyond the end of the loss's picture is shown at the end

    Raises
    ------
    traitlets.TraitError : for a loss that does not exist or a number outside its range

    >>> TaylorStep(loss="bowl", w=[2, 1], eta=0.1).describe()
    'w = (2.00, 1.00), loss 4.000. With η = 0.100 the tangent promises a decrease of 2.000; the loss falls by 1.660.'
    """

    page_name: ClassVar[str] = "taylor-step"

    loss = traitlets.Enum(tuple(LOSSES), "logistic").tag(sync=True)
    w = traitlets.Any().tag(sync=True)
    eta = traitlets.Float(2.0).tag(sync=True)

    @traitlets.default("w")
    def _default_w(self) -> list[float]:
        return [-0.5, -1.0]

    @traitlets.validate("w")
    def _valid_w(self, proposal: Any) -> list[float]:
        return numbers_within("w", proposal["value"], (2, 2), -3.0, 3.0)

    @traitlets.validate("eta")
    def _valid_eta(self, proposal: Any) -> float:
        return within("eta", proposal["value"], 0.0, 8.0)

    def _section(self, etas: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """The loss at w, its gradient there, and the loss after steps of these sizes."""
        w = np.array(self.w)
        here, gradient = loss_and_gradient(self.loss, w)
        after = [loss_and_gradient(self.loss, w - eta * gradient)[0] for eta in etas]
        return here, gradient, np.array(after)

    def describe(self) -> str:
        """Promised and actual decrease in words."""
        eta = min(self.eta, LOSSES[self.loss])
        here, gradient, after = self._section(np.array([eta]))
        start = f"w = ({number(self.w[0])}, {number(self.w[1])}), loss {number(here, 3)}."
        if not gradient.any():
            return f"{start} The gradient is 0 here: the linear model promises nothing, for any η."
        change = here - float(after[0])
        verdict = f"the loss falls by {number(change, 3)}" if change >= 0 else f"the loss rises by {number(-change, 3)}"
        promise = number(eta * float(gradient @ gradient), 3)
        return f"{start} With η = {number(eta, 3)} the tangent promises a decrease of {promise}; {verdict}."

    def still(self) -> str:
        """The loss over the size of the step, with its tangent."""
        most = LOSSES[self.loss]
        eta = min(self.eta, most)
        etas = np.linspace(0, most, 81)
        here, gradient, after = self._section(etas)
        slope = float(gradient @ gradient)
        drop = max(here - float(after.min()), 0.02 * max(here, 0.1))
        low, high = float(after.min()) - 0.45 * drop, min(float(after.max()), here + 0.9 * drop) + 0.12 * drop
        picture = Still(480, 330)
        view = picture.panel((56, 28, 408, 240), (0.0, most), (low, high))
        middle = float(f"{(low + high) / 2:.2g}")
        view.axes(
            "step η", "loss after the step, and its tangent", [0.0, most / 2, most], [middle, float(f"{here:.3g}")]
        )
        end = min(most, (here - low) / max(slope, 1e-12))
        view.line("nnw-tangent", 0.0, here, end, here - end * slope)
        shown = after <= high
        stop = len(etas) if shown.all() else int(np.argmin(shown))
        view.curve("nnw-curve", zip(etas[:stop], after[:stop], strict=True))
        at = float(self._section(np.array([eta]))[2][0])
        view.line("nnw-guide", eta, low, eta, high)
        view.dot(eta, at)
        return picture.svg(f"The loss along its gradient and the tangent at the start. {self.describe()}")
