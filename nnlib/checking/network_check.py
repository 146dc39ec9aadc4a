"""Gradient checking for a whole network: backpropagation against the difference quotients of its loss."""

from copy import deepcopy
from functools import partial

import numpy.typing as npt

from nnlib._check import Array, double_precision
from nnlib.checking.gradient_check import gradcheck
from nnlib.checking.report import GradReport
from nnlib.layers import Module
from nnlib.losses import Loss


def check_gradients(
    net: Module,
    loss: Loss,
    x: npt.ArrayLike,
    t: npt.ArrayLike,
    *,
    eps: float = 1e-6,
    tolerance: float = 1e-5,
) -> dict[str, GradReport]:
    """Check what backpropagation says about the loss of `net` for the batch x with the targets t, by `gradcheck`.

    Returns one report for each parameter under its name in `net.params` ("0.W", ...), and under "x" one for the
    input. Each entry costs two forward passes, so take a small network and a few samples. Every pass runs on a fresh
    copy of the network: its parameters, gradients, mode and random state stay as they were, and Dropout, in
    training mode, drops the same units each time.

    Raises TypeError for a network or an x in float32 (build the network in float64 to check it), and what network
    and loss raise for x and t that do not fit.

    >>> import numpy as np
    >>> from nnlib import Linear, Network, SoftmaxCrossEntropy, Tanh
    >>> rng = np.random.default_rng(0)
    >>> net = Network([Linear(3, 4, rng=rng), Tanh(), Linear(4, 2, rng=rng)])
    >>> reports = check_gradients(net, SoftmaxCrossEntropy(), rng.normal(size=(5, 3)), [0, 1, 1, 0, 1])
    >>> list(reports)
    ['0.W', '0.b', '2.W', '2.b', 'x']
    >>> all(reports.values())
    True
    """
    x = double_precision("check_gradients", "x", x)
    for name, array in net.params.items():
        double_precision("check_gradients", f"the parameter {name}", array)
    probe, loss = deepcopy(net), deepcopy(loss)
    loss.forward(probe.forward(x), t)
    gradients = {"x": probe.backward(loss.backward()), **probe.grads}

    def loss_with(name: str, value: Array) -> float:
        moved = deepcopy(net)
        if name != "x":
            moved.params[name] = value
        return loss.forward(moved.forward(value if name == "x" else x), t)

    return {
        name: gradcheck(partial(loss_with, name), gradients[name], at, eps=eps, tolerance=tolerance)
        for name, at in [*net.params.items(), ("x", x)]
    }
