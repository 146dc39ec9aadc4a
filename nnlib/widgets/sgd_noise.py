"""A line fitted by stochastic gradient descent: how a gradient from few samples scatters, and what stays of it.

The estimate from B of N samples has the variance sigma^2 / B, drawn without replacement times (N - B) / (N - 1).
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, numbers_within, whole, within
from nnlib.widgets.draws import Draws
from nnlib.widgets.still import Still, number

SAMPLINGS = {
    "shuffled": "shuffled anew each epoch",
    "in-order": "in the order of x, not shuffled",
    "replaced": "drawn with replacement",
}
X = -1.5 + 3 * np.arange(32) / 31
T = 0.5 + X + 0.9 * np.sin(17.0 * np.arange(32) ** 2)
N = len(X)
W0_RANGE, W1_RANGE = (-1.6, 2.4), (-0.8, 2.8)
BEST = np.polyfit(X, T, 1)[::-1]


def gradient(w: np.ndarray, rows: Any = slice(None)) -> np.ndarray:
    """The gradient of the mean of (w0 + w1 x - t)^2 / 2 over some samples, (2,)."""
    error = w[0] + w[1] * X[rows] - T[rows]
    return np.array([error.mean(), (error * X[rows]).mean()])


class SgdNoise(Widget):
    """The path of stochastic gradient descent on a line through 32 samples.

    Parameters
    ----------
    batch : samples a step, 1 to 32
    sampling : "shuffled" (each epoch every sample once, in new order), "in-order" (never shuffled, sorted by x) or
        "replaced" (drawn anew each step)
    rate : learning rate eta, 0.01 to 1
    start : [w0, w1], -1.6 to 2.4 and -0.8 to 2.8
    steps : 0 to 300
    seed : 0 to 9999, of the draws

    Raises
    ------
    traitlets.TraitError : for another sampling or a number outside its range

    >>> SgdNoise(batch=32).variance()
    0.0
    """

    page_name: ClassVar[str] = "sgd-noise"

    batch = traitlets.Int(2).tag(sync=True)
    sampling = traitlets.Enum(tuple(SAMPLINGS), "shuffled").tag(sync=True)
    rate = traitlets.Float(0.2).tag(sync=True)
    start = traitlets.Any().tag(sync=True)
    steps = traitlets.Int(100).tag(sync=True)
    seed = traitlets.Int(1).tag(sync=True)

    @traitlets.default("start")
    def _default_start(self) -> list[float]:
        return [-1.2, 2.4]

    @traitlets.validate("batch")
    def _valid_batch(self, proposal: Any) -> int:
        return whole("batch", proposal["value"], 1, N)

    @traitlets.validate("rate")
    def _valid_rate(self, proposal: Any) -> float:
        return within("rate", proposal["value"], 0.01, 1.0)

    @traitlets.validate("start")
    def _valid_start(self, proposal: Any) -> list[float]:
        start = numbers_within("start", proposal["value"], (2, 2), -1.6, 2.8)
        within("start[0]", start[0], *W0_RANGE)
        within("start[1]", start[1], *W1_RANGE)
        return start

    @traitlets.validate("steps")
    def _valid_steps(self, proposal: Any) -> int:
        return whole("steps", proposal["value"], 0, 300)

    @traitlets.validate("seed")
    def _valid_seed(self, proposal: Any) -> int:
        return whole("seed", proposal["value"], 0, 9999)

    def batches(self) -> list[list[int]]:
        """The numbers of the samples of each step, from 0: the same draws as in the page."""
        draws = Draws(self.seed)
        out: list[list[int]] = []
        order: list[int] = []
        for _ in range(self.steps):
            if self.sampling == "replaced":
                out.append([draws.below(N) for _ in range(self.batch)])
                continue
            if not order:
                order = draws.permutation(N) if self.sampling == "shuffled" else list(range(N))
            out.append(order[: self.batch])
            order = order[self.batch :]
        return out

    def path(self) -> np.ndarray:
        """The points of the path, (steps + 1, 2)."""
        path = [np.array(self.start)]
        for rows in self.batches():
            path.append(path[-1] - self.rate * gradient(path[-1], rows))
        return np.array(path)

    def variance(self) -> float:
        """E |g_B - g|^2 of the estimate at the minimum, from shuffled samples or from samples with replacement."""
        single = (BEST[0] + BEST[1] * X - T)[:, None] * np.stack([np.ones(N), X], axis=1)
        sigma2 = float(single.var(axis=0).sum())
        return sigma2 / self.batch * (1.0 if self.sampling == "replaced" else (N - self.batch) / (N - 1))

    def describe(self) -> str:
        """Where the path has come to, and how the estimate scatters."""
        away = np.hypot(*(self.path()[-1] - BEST))
        size = number(away, 3) if away < 1e5 else f"{away:.1e}"
        scatter = number(self.variance(), 3)
        if self.sampling == "in-order":
            law = f"Shuffled, the estimate of the gradient would scatter by {scatter} at the minimum."
        else:
            law = f"At the minimum the estimate of the gradient scatters by E|g_B − g|² = {scatter}."
        return (
            f"B = {self.batch} of {N}, {SAMPLINGS[self.sampling]}, η = {number(self.rate)}: after {self.steps} steps "
            f"the path is {size} from the minimum. {law}"
        )

    def still(self) -> str:
        """Level lines with the path."""
        picture = Still(480, 420)
        panel = picture.panel((40, 24, 420, 360), W0_RANGE, W1_RANGE)
        panel.axes("w₀", "w₁, and level lines of the loss", (-1, 0, 1, 2), (0, 1, 2))
        around = np.linspace(0, 2 * np.pi, 49)
        for above in (0.02, 0.2, 0.7, 1.7):  # the mean of x is 0, so the level lines are ellipses along the axes
            w0 = BEST[0] + np.sqrt(2 * above) * np.cos(around)
            w1 = BEST[1] + np.sqrt(2 * above / (X**2).mean()) * np.sin(around)
            shown = (w0 >= W0_RANGE[0]) & (w0 <= W0_RANGE[1]) & (w1 >= W1_RANGE[0]) & (w1 <= W1_RANGE[1])
            for piece in np.split(np.arange(around.size), np.flatnonzero(np.diff(shown.astype(int))) + 1):
                if shown[piece].all():
                    panel.curve("nnw-contour", zip(w0[piece], w1[piece], strict=True))
        path = np.clip(self.path(), [W0_RANGE[0], W1_RANGE[0]], [W0_RANGE[1], W1_RANGE[1]])
        panel.curve("nnw-curve", path)
        panel.dot(*path[-1])
        return picture.svg(f"The noise of stochastic gradient descent. {self.describe()}")
