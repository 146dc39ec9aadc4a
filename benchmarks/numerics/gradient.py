"""The price of a gradient: loss and all its partial derivatives, against the loss alone.

The reverse sweep costs a small multiple of the function itself, however many weights there are.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from numerics.steps import Task
from numerics.timing import Contender

STEP = 1e-5
TOLERANCE = {"float64": 1e-6, "float32": 2e-4}  # as near as a central difference in float64 comes


def contenders(task: Task, dtype: str) -> list[Contender]:
    """The full gradient without an update, and the forward pass through network and loss."""
    (net, loss), (x, t) = task.network(dtype), task.data(dtype)

    def forward() -> float:
        return loss.forward(net.forward(x), t)

    def full() -> float:
        value = forward()
        net.backward(loss.backward(), input_grad=False)
        return value

    return [
        Contender("gradient", full, lambda: {"slope": _along_a_line(task, net.grads)}),
        Contender("forward pass", forward, lambda: {"slope": _secant(task)}),
    ]


def _direction(task: Task) -> dict[str, Any]:
    """A random direction of length 1 in the space of all weights."""
    rng = np.random.default_rng(11)
    way = {name: rng.standard_normal(value.shape) for name, value in task.network("float64")[0].params.items()}
    length = np.sqrt(sum(np.sum(value**2) for value in way.values()))
    return {name: value / length for name, value in way.items()}


def _along_a_line(task: Task, gradients: dict[str, Any]) -> float:
    """Derivative of the loss along that direction, from the gradient."""
    return float(sum(np.sum(gradients[name] * way) for name, way in _direction(task).items()))


def _secant(task: Task) -> float:
    """The same from two forward passes in float64: a central difference."""
    (net, loss), (x, t) = task.network("float64"), task.data("float64")
    start = {name: value.copy() for name, value in net.params.items()}
    values = []
    for sign in (1, -1):
        for name, way in _direction(task).items():
            net.params[name] = start[name] + sign * STEP * way
        values.append(loss.forward(net.forward(x), t))
    return (values[0] - values[1]) / (2 * STEP)
