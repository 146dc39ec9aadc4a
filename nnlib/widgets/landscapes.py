"""The losses over two parameters that gradient-descent and momentum-race walk on, with runs of nnlib.SGD over them.

Each is a sum f(w1) + c w2^2, so that a level line is w2 = +-sqrt((level - f(w1)) / c).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from nnlib import SGD, Linear
from nnlib._check import Array
from nnlib.widgets.still import Panel, number

CLASSIC: Final = "classic"
W1_RANGE, W2_RANGE = (-3.0, 3.0), (-2.0, 2.0)


@dataclass(frozen=True)
class Landscape:
    """first(w1) + second w2^2, with the slope of `first`, its curvatures along both axes at the minima, and the minima."""

    first: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    second: float
    curvatures: tuple[float, float]
    minima: tuple[tuple[float, float], ...]
    levels: tuple[float, ...]

    def value(self, w: Array) -> float:
        """The loss at w of shape (2,)."""
        with np.errstate(over="ignore"):
            return float(self.first(w[0]) + self.second * w[1] ** 2)

    def gradient(self, w: Array) -> Array:
        """Its gradient, (2,)."""
        return np.array([self.slope(w[0]), 2 * self.second * w[1]])

    def draw(self, panel: Panel) -> None:
        """Level lines, as pieces over w1."""
        w1 = np.linspace(*panel.x, 31)
        for level in self.levels:
            square = (level - self.first(w1)) / self.second
            for sign in (1, -1):
                w2 = sign * np.sqrt(np.where(square >= 0, square, np.nan))
                shown = np.isfinite(w2) & (w2 >= panel.y[0]) & (w2 <= panel.y[1])
                edges = np.flatnonzero(np.diff(shown.astype(int))) + 1
                for piece in np.split(np.arange(w1.size), edges):
                    if shown[piece].all() and piece.size > 1:
                        panel.curve("nnw-contour", zip(w1[piece], w2[piece], strict=True))


def _quadratic(a: float, b: float, levels: Sequence[float]) -> Landscape:
    minima = ((0.0, 0.0),) if b > 0 else ()
    return Landscape(lambda w: a * w * w / 2, lambda w: a * w, b / 2, (a, b), minima, tuple(levels))


LANDSCAPES = {
    "bowl": _quadratic(2.5, 2.5, (0.4, 1.5, 3.5, 7)),
    "ravine": _quadratic(0.3, 6.5, (0.05, 0.7, 3, 8)),
    "saddle": _quadratic(2.0, -0.5, (-0.4, 0.5, 2.5, 6)),
    "well": Landscape(
        lambda w: 0.375 * (w * w - 1) ** 2,
        lambda w: 1.5 * w * (w * w - 1),
        1.0,
        (3.0, 2.0),
        ((-1.0, 0.0), (1.0, 0.0)),
        (0.1, 0.375, 1.2, 3, 9),
    ),
}


def run(
    landscape: Landscape,
    start: Sequence[float],
    rates: Sequence[float],
    momentum: float = 0.0,
    nesterov: bool = False,
    form: str = "torch",
) -> Array:
    """The points of nnlib.SGD from `start`, a step for each of `rates`; (steps + 1, 2), fewer if it leaves the numbers."""
    layer = Linear(2, 1, bias=False, rng=np.random.default_rng(0))
    layer.params["W"] = [list(start)]
    optimiser = SGD([layer], 0.0, momentum=momentum, nesterov=nesterov, form=CLASSIC if form == CLASSIC else "torch")
    path = [layer.params["W"][0].copy()]
    with np.errstate(over="ignore", invalid="ignore"):
        for rate in rates:
            optimiser.lr = rate
            if optimiser.looks_ahead:
                optimiser.look_ahead()
            gradient = landscape.gradient(layer.params["W"][0])
            if not np.isfinite(gradient).all():
                break
            layer.forward(gradient[None])  # the gradient of a linear layer's only unit by W is its input
            layer.backward([[1.0]])
            optimiser.step()
            if not np.isfinite(layer.params["W"]).all():
                break
            path.append(layer.params["W"][0].copy())
    return np.array(path)


def loss_words(loss: float) -> str:
    """A loss as the text lines print it."""
    return "∞ (diverged)" if not np.isfinite(loss) else number(loss, 3) if abs(loss) < 1e5 else f"{loss:.1e}"


def draw_path(panel: Panel, path: Array, kind: str = "nnw-curve") -> None:
    """The path as far as it is within the panel, with the last point shown as a dot."""
    inside = [panel.x[0] <= a <= panel.x[1] and panel.y[0] <= b <= panel.y[1] for a, b in path]
    count = inside.index(False) if False in inside else len(path)
    panel.curve(kind, path[: max(count, 1)])
    panel.dot(*path[max(count, 1) - 1])
