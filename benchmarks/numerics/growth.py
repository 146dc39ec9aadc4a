"""What finite differences cost, in units of one backpropagation, for networks with 40 to 5,000 weights.

Two forward passes a weight against one forward and one backward pass: the ratio grows like the number of weights.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.checking import numerical_gradient
from nnlib.layers import Linear, Sigmoid
from nnlib.losses import SoftmaxCrossEntropy
from nnlib.networks import Network
from numerics.agreement import compare
from numerics.timing import Contender, ratio, times

SIZES = [(3, 5, 4), (4, 8, 5), (6, 12, 6), (8, 20, 8), (12, 28, 12), (16, 44, 16), (24, 64, 24), (32, 80, 28)]
BATCH = 8
SLOPE = (0.95, 1.05)
TOLERANCE = 1e-7  # a central difference in float64 reaches about 1e-9


def contenders(sizes: tuple[int, ...]) -> tuple[int, list[Contender]]:
    """The number of weights (biases are weights too), and the two ways to the gradient of the same loss."""
    rng = np.random.default_rng(5)
    d_in, d_hidden, d_out = sizes
    net = Network([Linear(d_in, d_hidden, rng=rng), Sigmoid(), Linear(d_hidden, d_out, rng=rng)])
    loss = SoftmaxCrossEntropy()
    x, t = rng.standard_normal((BATCH, d_in)), rng.integers(d_out, size=BATCH)
    numerical: dict[str, Any] = {}

    def backpropagation() -> None:
        loss.forward(net.forward(x), t)
        net.backward(loss.backward(), input_grad=False)

    def loss_with(name: str, value: Any) -> float:
        net.params[name] = value
        return loss.forward(net.forward(x), t)

    def differences() -> None:
        for name in net.params:
            here = net.params[name].copy()
            numerical[name] = numerical_gradient(lambda value, name=name: loss_with(name, value), here)
            net.params[name] = here

    weights = sum(value.size for value in net.params.values())
    return weights, [
        Contender("differences", differences, lambda: numerical),
        Contender("backpropagation", backpropagation, lambda: net.grads),
    ]


def slope(points: list[dict[str, Any]]) -> float:
    """Slope of the straight line through the logarithms, by least squares."""
    weights, ratios = ([np.log(point[name]) for point in points] for name in ("weights", "ratio"))
    return float(np.polyfit(weights, ratios, 1)[0])


def measure(rounds: int) -> list[dict[str, Any]]:
    """One point for each network; `ratio` is that of the best times."""
    points = []
    for sizes in SIZES:
        weights, pair = contenders(sizes)
        for contender in pair:
            contender.run()
        compare("differences", pair[0].results(), pair[1].results(), TOLERANCE)
        measured = ratio(*times(pair, rounds))
        points.append(
            {
                "sizes": list(sizes),
                "weights": weights,
                "ratio": measured.value,
                "differences_seconds": measured.ours_seconds,
                "backpropagation_seconds": measured.theirs_seconds,
            }
        )
    return points
