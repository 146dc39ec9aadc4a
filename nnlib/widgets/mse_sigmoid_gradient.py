"""The squared error behind a sigmoid learns least where the output is most wrong.

Its update of z is |o - t| o (1 - o), largest at o = 1/3 for t = 1 and at o = 2/3 for t = 0; only the factor o (1 - o)
is largest at 1/2. The cross-entropy's update is |o - t|.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, whole, within
from nnlib.widgets.still import Still, number

OUTPUT_RANGE = (0.01, 0.99)
RATE_RANGE = (0.1, 10.0)


class MseSigmoidGradient(Widget):
    """The size of a step of descent as a function of the output of a sigmoid neuron.

    Parameters
    ----------
    target : 0 or 1
    output : the output o of the neuron, 0.01 to 0.99
    rate : the learning rate of the two runs that are compared, 0.1 to 10

    Raises
    ------
    traitlets.TraitError : for another target, or a number outside its range

    >>> MseSigmoidGradient(target=1, output=0.5).describe()
    'Target 1, output 0.50: |dl/dz| is 0.125 for the squared error (at most 0.148, at o = 1/3), 0.500 for the cross-entropy.'
    """

    page_name: ClassVar[str] = "mse-sigmoid-gradient"

    target = traitlets.Int(1).tag(sync=True)
    output = traitlets.Float(0.02).tag(sync=True)
    rate = traitlets.Float(1.0).tag(sync=True)

    @traitlets.validate("target")
    def _valid_target(self, proposal: Any) -> int:
        return whole("target", proposal["value"], 0, 1)

    @traitlets.validate("output")
    def _valid_output(self, proposal: Any) -> float:
        return within("output", proposal["value"], *OUTPUT_RANGE)

    @traitlets.validate("rate")
    def _valid_rate(self, proposal: Any) -> float:
        return within("rate", proposal["value"], *RATE_RANGE)

    def _updates(self, outputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """|dl/dz| of the squared error and of the cross-entropy at each output, from nnlib's losses."""
        from nnlib import Sigmoid, SigmoidBCE, SquaredError

        z = np.log(outputs / (1 - outputs))[:, None]
        t = np.full_like(z, self.target)
        layer, squared, entropy = Sigmoid(), SquaredError(), SigmoidBCE()
        squared.forward(layer.forward(z), t)
        entropy.forward(z, t)
        # the losses are means over the samples, the updates those of one sample
        both = layer.backward(squared.backward()), entropy.backward()
        return np.abs(both[0][:, 0]) * len(z), np.abs(both[1][:, 0]) * len(z)

    def describe(self) -> str:
        """Both updates at the output."""
        small, large = (float(update[0]) for update in self._updates(np.array([self.output])))
        peak = "1/3" if self.target else "2/3"
        return (
            f"Target {self.target}, output {number(self.output)}: |dl/dz| is {number(small, 3)} for the squared error "
            f"(at most 0.148, at o = {peak}), {number(large, 3)} for the cross-entropy."
        )

    def still(self) -> str:
        """Both updates against the output."""
        picture = Still(480, 300)
        grid = np.linspace(0.002, 0.998, 167)
        small, large = self._updates(grid)
        panel = picture.panel((48, 26, 420, 230), (0, 1), (0, 1))
        panel.axes("output o", "size of the update, |dl/dz|", [0, 0.5, 1], [0, 0.5, 1])
        panel.curve("nnw-other", zip(grid, large, strict=True))
        panel.curve("nnw-curve", zip(grid, small, strict=True))
        peak = 1 / 3 if self.target else 2 / 3
        panel.line("nnw-tangent", peak, 0, peak, 4 / 27)
        here = self._updates(np.array([self.output]))[0]
        panel.dot(self.output, float(here[0]))
        picture.text(*panel.at(0.36, 0.2), "squared error")
        picture.text(*panel.at(0.52, 0.62), "cross-entropy")
        return picture.svg(f"The update of a sigmoid neuron under two losses. {self.describe()}")
