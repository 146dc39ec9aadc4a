"""What one gradient costs: difference quotients against backpropagation as the network grows.

A quotient needs a forward pass for every parameter, so its cost grows with the square of the weights. Backpropagation
gets all derivatives from one pass back, at about the price of two forward passes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, whole
from nnlib.widgets.still import Still

FORMS = {"central": "central, 2 passes a parameter", "forward": "forward, 1 pass a parameter"}
LIMITS = {"inputs": 1000, "width": 1000, "hidden": 5, "outputs": 100}


def multiplications(sizes: list[int], form: str) -> tuple[int, int, int]:
    """Parameters, multiplications by difference quotients, and by backpropagation, for one sample.

    Forward takes one a weight; backward one a weight for dW, one for W^T delta in all layers but the first, and one a
    hidden unit for phi'. The slopes themselves are not counted, nor are additions.

    >>> multiplications([2, 3, 1], "central")
    (13, 234, 24)
    """
    weights = sum(p * q for p, q in pairwise(sizes))
    parameters = weights + sum(sizes[1:])
    backward = 2 * weights - sizes[0] * sizes[1] + sum(sizes[1:-1])
    passes = 2 * parameters if form == "central" else parameters + 1
    return parameters, passes * weights, weights + backward


class CostOfGradient(Widget):
    """Multiplications for one gradient over the number of parameters, as the hidden layers widen.

    Parameters
    ----------
    inputs, outputs : units of the first and the last layer, 1 to 1000 and 1 to 100
    width : units in each hidden layer, 1 to 1000
    hidden : hidden layers, 1 to 5
    form : of the difference quotients, one of ``FORMS``

    Raises
    ------
    traitlets.TraitError : for a number outside its range or another form

    >>> CostOfGradient(inputs=2, width=3, outputs=1).describe()
    '2-3-1 has 13 parameters: 234 multiplications by central differences, 24 by backpropagation, 10 times fewer.'
    """

    page_name: ClassVar[str] = "cost-of-gradient"

    inputs = traitlets.Any(default_value=784).tag(sync=True)
    width = traitlets.Any(default_value=100).tag(sync=True)
    hidden = traitlets.Any(default_value=1).tag(sync=True)
    outputs = traitlets.Any(default_value=10).tag(sync=True)
    form = traitlets.Enum(tuple(FORMS), "central").tag(sync=True)

    @traitlets.validate("inputs", "width", "hidden", "outputs")
    def _valid_size(self, proposal: Any) -> int:
        name = proposal["trait"].name
        return whole(name, proposal["value"], 1, LIMITS[name])

    def _costs(self, width: int) -> tuple[int, int, int]:
        return multiplications([self.inputs, *[width] * self.hidden, self.outputs], self.form)

    def describe(self) -> str:
        """Both costs of the chosen network."""
        parameters, quotients, backprop = self._costs(self.width)
        network = "-".join(str(size) for size in (self.inputs, *[self.width] * self.hidden, self.outputs))
        return (
            f"{network} has {parameters} parameters: {quotients} multiplications by {self.form} differences, "
            f"{backprop} by backpropagation, {round(quotients / backprop)} times fewer."
        )

    def still(self) -> str:
        """Both costs on logarithmic axes, with a dot each for the chosen network."""
        rows = np.log10([self._costs(int(width)) for width in np.round(10 ** np.linspace(0, 3, 46))])
        x = (float(np.floor(rows[0, 0])), float(np.ceil(rows[-1, 0] + 1e-9)))
        y = (float(np.floor(rows[:, 2].min())), float(np.ceil(rows[:, 1].max())))
        picture = Still(480, 350)
        view = picture.panel((56, 28, 408, 270), x, y)
        view.axes(
            "exponent of the parameters",
            "exponent of the multiplications",
            np.arange(x[0], x[1] + 1),
            np.arange(y[0], y[1] + 1, 2),
        )
        view.curve("nnw-other", zip(rows[:, 0], rows[:, 1], strict=True))
        view.curve("nnw-curve", zip(rows[:, 0], rows[:, 2], strict=True))
        at, quotients, backprop = (float(v) for v in np.log10(self._costs(self.width)))
        view.dot(at, quotients)
        view.dot(at, backprop)
        picture.text(56, 342, f"dashed: {self.form} differences, solid: backpropagation")
        return picture.svg(f"Multiplications for one gradient as the network grows. {self.describe()}")
