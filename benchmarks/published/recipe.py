"""A way to train a classifier, and its accuracy: float32, softmax with cross-entropy, momentum, a rate that falls."""

from __future__ import annotations

from dataclasses import dataclass
from time import process_time

import numpy as np

from nnlib import SGD, Network, SoftmaxCrossEntropy, constant_rate, cosine_decay, evaluate, train

MOMENTUM = 0.9


@dataclass(frozen=True)
class Recipe:
    """`rate` is that of the first epoch; with `cosine` it falls to 0 along half a wave, else it stays."""

    rate: float
    epochs: int
    batch_size: int
    weight_decay: float
    cosine: bool = True

    def fit(self, net: Network, x: np.ndarray, t: np.ndarray, rng: np.random.Generator) -> float:
        """Train `net`; the processor time it took, in seconds."""
        schedule = cosine_decay(self.rate, self.epochs) if self.cosine else constant_rate(self.rate)
        optimiser = SGD(net, self.rate, momentum=MOMENTUM, weight_decay=self.weight_decay)
        start = process_time()
        for record in train(
            net,
            SoftmaxCrossEntropy(),
            optimiser,
            x,
            t,
            epochs=self.epochs,
            batch_size=self.batch_size,
            rng=rng,
            schedule=schedule,
        ):
            if record.diverged:
                raise RuntimeError(f"{self} diverged in epoch {record.epoch}")
        return process_time() - start

    def __str__(self) -> str:
        rate = f"rate {self.rate:g}" + (" falling to 0 as a cosine" if self.cosine else "")
        return (
            f"{rate}, momentum {MOMENTUM:g}, weight decay {self.weight_decay:g}, "
            f"{self.epochs} epochs in batches of {self.batch_size}"
        )


def accuracy(net: Network, x: np.ndarray, t: np.ndarray) -> float:
    """Share of right answers, in evaluation mode."""
    share = evaluate(net, SoftmaxCrossEntropy(), x, t).accuracy
    assert share is not None
    return share


def percent(share: float) -> str:
    return f"{100 * share:.2f}\u00a0%"  # no line break before the sign
