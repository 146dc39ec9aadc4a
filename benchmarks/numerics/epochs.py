"""One epoch of stochastic gradient descent over batches in the order of the data: nnlib and scikit-learn.

scikit-learn offers no single step; over an epoch what it does once a call hardly counts.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.training import SGD
from numerics.steps import RATE, Task, changes
from numerics.timing import Contender

BATCHES = 56


def ours(task: Task, dtype: str) -> Contender:
    (net, loss), (x, t) = task.network(dtype), task.data(dtype, BATCHES)
    optimiser = SGD(net, RATE)
    start = {name: value.copy() for name, value in net.params.items()}

    def run() -> float:
        total = 0.0
        for first in range(0, len(x), task.batch):
            batch = slice(first, first + task.batch)
            total += loss.forward(net.forward(x[batch]), t[batch])
            net.backward(loss.backward(), input_grad=False)
            optimiser.step()
        return total / BATCHES

    def results() -> dict[str, Any]:
        return changes({name: value.copy() for name, value in net.params.items()}, start)

    return Contender("nnlib", run, results, lambda: net.params.update(start))


def scikit_learn(task: Task, dtype: str) -> Contender:
    """`MLPClassifier.partial_fit`, which is one epoch, without regularisation, momentum and shuffling."""
    from sklearn.neural_network import MLPClassifier

    x, t = task.data(dtype, BATCHES)
    model = MLPClassifier(
        task.sizes[1:-1],
        solver="sgd",
        alpha=0.0,
        batch_size=task.batch,
        learning_rate_init=RATE,
        momentum=0.0,
        nesterovs_momentum=False,
        shuffle=False,
    )
    model.partial_fit(x, t, classes=np.arange(task.sizes[-1]))  # makes the arrays, which reset then fills
    start = {name: value.copy() for name, value in task.network(dtype)[0].params.items()}
    mine = {f"{2 * place}.W": value.T for place, value in enumerate(model.coefs_)}
    mine |= {f"{2 * place}.b": value for place, value in enumerate(model.intercepts_)}

    def run() -> float:
        model.partial_fit(x, t)
        return float(model.loss_)

    def reset() -> None:
        for name, value in mine.items():
            value[...] = start[name]

    return Contender(
        "scikit-learn", run, lambda: changes({name: value.copy() for name, value in mine.items()}, start), reset
    )
