"""Plain descent, momentum and Nesterov side by side from one start, in the form of the libraries or the classic one.

While the rate is constant v_classic = -eta v_torch: momentum takes the same path in both forms, and Nesterov's w of one
form is the look-ahead point of the other.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, whole, within
from nnlib.widgets.gradient_descent import valid_start
from nnlib.widgets.landscapes import LANDSCAPES, W1_RANGE, W2_RANGE, draw_path, loss_words, run
from nnlib.widgets.still import Still, number

RACERS = {"plain": (False, False), "momentum": (True, False), "Nesterov": (True, True)}  # uses momentum, and Nesterov's
FORMS = ("torch", "classic")
CUT = 20  # the step after which a falling rate is a tenth
MOST_STEPS = 150


class MomentumRace(Widget):
    """Three optimisers on one loss over two parameters.

    Parameters
    ----------
    landscape : "bowl", "ravine", "saddle" or "well" (two minima)
    rate : learning rate eta, 0.005 to 0.6
    beta : momentum, 0 to 0.99
    form : "torch" (v <- beta v + g, w <- w - eta v) or "classic" (v <- beta v - eta g, w <- w + v)
    cut : True lets the rate fall to a tenth after step 20, where the two forms part
    start : [w1, w2], -3 to 3 and -2 to 2
    steps : 0 to 150

    Raises
    ------
    traitlets.TraitError : for another landscape or form, or a number outside its range

    >>> MomentumRace().losses()["plain"] > MomentumRace().losses()["momentum"]
    True
    """

    page_name: ClassVar[str] = "momentum-race"

    landscape = traitlets.Enum(tuple(LANDSCAPES), "ravine").tag(sync=True)
    rate = traitlets.Float(0.04).tag(sync=True)
    beta = traitlets.Float(0.9).tag(sync=True)
    form = traitlets.Enum(FORMS, "torch").tag(sync=True)
    cut = traitlets.Bool(False).tag(sync=True)
    start = traitlets.Any().tag(sync=True)
    steps = traitlets.Int(40).tag(sync=True)

    @traitlets.default("start")
    def _default_start(self) -> list[float]:
        return [-2.5, 1.2]

    @traitlets.validate("rate")
    def _valid_rate(self, proposal: Any) -> float:
        return within("rate", proposal["value"], 0.005, 0.6)

    @traitlets.validate("beta")
    def _valid_beta(self, proposal: Any) -> float:
        return within("beta", proposal["value"], 0.0, 0.99)

    @traitlets.validate("start")
    def _valid_start(self, proposal: Any) -> list[float]:
        return valid_start(proposal["value"])

    @traitlets.validate("steps")
    def _valid_steps(self, proposal: Any) -> int:
        return whole("steps", proposal["value"], 0, MOST_STEPS)

    def paths(self) -> dict[str, np.ndarray]:
        """The points of each optimiser, (steps + 1, 2)."""
        rates = [self.rate / 10 if self.cut and k >= CUT else self.rate for k in range(self.steps)]
        ground = LANDSCAPES[self.landscape]
        return {
            name: run(ground, self.start, rates, self.beta if uses else 0.0, nesterov, self.form)
            for name, (uses, nesterov) in RACERS.items()
        }

    def losses(self) -> dict[str, float]:
        """The loss where each one has come to."""
        return {name: LANDSCAPES[self.landscape].value(path[-1]) for name, path in self.paths().items()}

    def describe(self) -> str:
        """Who is where after these steps."""
        sizes = {k: loss_words(loss) for k, loss in self.losses().items()}
        list_ = ", ".join(f"{name} {size}" for name, size in sizes.items())
        return (
            f"After {self.steps} steps with η = {number(self.rate, 3)}, β = {number(self.beta)}, {self.form} form, "
            f"the loss is: {list_}."
        )

    def still(self) -> str:
        """Three panels with the level lines, a path in each."""
        picture = Still(680, 220)
        for i, (name, path) in enumerate(self.paths().items()):
            panel = picture.panel((30 + 218 * i, 24, 202, 150), W1_RANGE, W2_RANGE)
            panel.axes("w₁" if i == 2 else "", name, (-2, 0, 2), () if i else (-2, 0, 2))
            LANDSCAPES[self.landscape].draw(panel)
            draw_path(panel, path[::2] if len(path) > 60 else path)
        return picture.svg(f"Momentum race. {self.describe()}")
