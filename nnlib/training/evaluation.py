"""The mean loss of a network on a data set, and its accuracy where the targets are classes.

Samples count alike: a batch enters the mean with its number of samples, so the last, smaller one weighs less.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, positive_integer
from nnlib.layers.module import Module
from nnlib.losses.base import Loss
from nnlib.losses.classification import NLL, SigmoidBCE, SoftmaxCrossEntropy
from nnlib.networks.network import Network
from nnlib.training.batches import Samples, paired

# a loss of inf or nan says that numbers overflowed, NumPy need not say it again
ignore_overflow = np.errstate(over="ignore", invalid="ignore")


@dataclass(frozen=True)
class Evaluation:
    """Mean loss over the samples, and the share of right answers (None where targets are not classes).

    >>> Evaluation(loss=0.25, accuracy=0.9).accuracy
    0.9
    """

    loss: float
    accuracy: float | None


@ignore_overflow
def evaluate(net: Module, loss: Loss, X: npt.ArrayLike, t: npt.ArrayLike, batch_size: int = 256) -> Evaluation:
    """Mean loss and accuracy of `net` on the samples X (N, ...) with targets t (N, ...), in evaluation mode.

    What counts as a right answer depends on the loss:

        SoftmaxCrossEntropy, NLL         the largest output is that of the class; the first of several equal ones
        SigmoidBCE, targets 0 and 1      [z >= 0] is the target
        other losses                     there is no accuracy

    The class of a one-hot or soft target is its largest entry; an output with a nan is wrong.

    The mode of each layer is put back afterwards; what `net` and `loss` kept for a backward is replaced. `batch_size`
    limits memory and does not change the result. Raises ValueError for no samples, lengths that differ or a batch size
    below 1.

    >>> from nnlib import Identity, SoftmaxCrossEntropy
    >>> evaluate(Identity(), SoftmaxCrossEntropy(), [[9.0, 0.0], [0.0, 9.0], [9.0, 0.0]], [0, 1, 1]).accuracy
    0.6666666666666666
    """
    X, t = paired("evaluate", X, t)
    size = positive_integer("evaluate", "batch_size", batch_size)
    if len(X) == 0:
        raise ValueError("evaluate expects at least one sample, got none")
    tally = Tally()
    with mode(net, training=False):
        for start in range(0, len(X), size):
            target = t[start : start + size]
            prediction = net.forward(X[start : start + size])
            tally.add(loss, loss.forward(prediction, target), prediction, target)
    return tally.means()


class Tally:
    """Loss and right answers added up over batches of different sizes."""

    def __init__(self) -> None:
        self._samples, self._loss = 0, 0.0
        self._right: float | None = 0.0

    def add(self, loss: Loss, value: float, prediction: Array, target: Samples) -> None:
        samples, share = len(target), _share_right(loss, prediction, target)
        self._samples += samples
        self._loss += samples * value
        self._right = None if self._right is None or share is None else self._right + samples * share

    def means(self) -> Evaluation:
        right = None if self._right is None else self._right / self._samples
        return Evaluation(self._loss / self._samples, right)


@contextmanager
def mode(net: Module, *, training: bool) -> Iterator[None]:
    """Put `net` into training or evaluation mode for a while, and every layer back into its own after it."""
    before = [(module, module.training) for module in _modules(net)]
    if training:
        net.train()
    else:
        net.eval()
    try:
        yield
    finally:
        for module, was_training in before:
            module.training = was_training


def _modules(module: Module) -> Iterator[Module]:
    yield module
    if isinstance(module, Network):
        for layer in module.layers:
            yield from _modules(layer)


def _share_right(loss: Loss, prediction: Array, target: Samples) -> float | None:
    if isinstance(loss, SoftmaxCrossEntropy | NLL):
        classes = target if target.ndim < prediction.ndim else target.argmax(axis=-1)
        right = (prediction.argmax(axis=-1) == classes) & ~np.isnan(prediction).any(axis=-1)
    elif isinstance(loss, SigmoidBCE) and ((target == 0) | (target == 1)).all():
        right = np.where(target == 1, prediction >= 0, prediction < 0)  # neither holds for a nan
    else:
        return None
    return float(np.count_nonzero(right) / right.size)
