"""The training loop: epochs of mini-batches, each batch one forward, one backward and one step.

It reports by records and does nothing else: what is printed, drawn or stopped is decided by who reads them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
import numpy.typing as npt

from nnlib._check import generator, positive_integer
from nnlib.layers.module import Module
from nnlib.losses.base import Loss
from nnlib.training.batches import Samples, minibatches, paired
from nnlib.training.evaluation import Evaluation, Tally, evaluate, ignore_overflow, mode
from nnlib.training.schedules import Schedule
from nnlib.training.sgd import SGD
from nnlib.training.stopping import EarlyStopping


@dataclass(frozen=True)
class Record:
    """What happened in one epoch.

    `epoch` counts from 1, `steps` are all updates so far, `lr` is the rate of the epoch. What does not apply is None.

    `loss` and `accuracy` are means over the samples as they were seen: each batch before its own update, in training
    mode, without the penalty of a weight decay. (A classic Nesterov step sees its batch at the look-ahead point.) The
    validation is measured at the end of the epoch, in evaluation mode.

    `restored` is set in the last record of a run with early stopping: the epoch whose parameters the network has again.

    >>> record = Record(epoch=1, steps=45, lr=0.1, loss=0.25, accuracy=0.9)
    >>> print(record)
    epoch 1: loss 0.25, accuracy 0.9
    >>> record.diverged
    False
    """

    epoch: int
    steps: int
    lr: float
    loss: float
    accuracy: float | None = None
    validation_loss: float | None = None
    validation_accuracy: float | None = None
    restored: int | None = None

    @property
    def diverged(self) -> bool:
        """True if the training loss is nan or infinite."""
        return not isfinite(self.loss)

    def __str__(self) -> str:
        numbers = {
            "loss": self.loss,
            "accuracy": self.accuracy,
            "validation loss": self.validation_loss,
            "validation accuracy": self.validation_accuracy,
            "parameters of epoch": self.restored,
        }
        shown = (f"{name} {number:.4g}" for name, number in numbers.items() if number is not None)
        return f"epoch {self.epoch}: {', '.join(shown)}"


def train(
    net: Module,
    loss: Loss,
    optimiser: SGD,
    X: npt.ArrayLike,
    t: npt.ArrayLike,
    *,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator | None = None,
    validation: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    schedule: Schedule | None = None,
    stop: EarlyStopping | None = None,
) -> Iterator[Record]:
    """Train `net` on the samples X (N, ...) with targets t (N, ...) and yield one `Record` an epoch.

    Nothing happens until the records are asked for, by a `for` loop or by `list(train(...))`. Whoever stops asking has
    a network with the parameters of the last record.

    `rng` shuffles the samples anew in each epoch. `schedule(epoch)` sets the learning rate. `validation` is a pair
    (X, t) on which the network is evaluated after each epoch. The layers are in training mode during an epoch and in
    their own mode between epochs.

    With `stop` the run ends when the validation loss no longer falls. Before the last record, whatever the reason for
    the end, the parameters of the best epoch are put back; the record's losses are still those of its own epoch.

    A loss that becomes infinite or nan is not hidden: the epoch is finished, its record says `diverged`, and the run
    ends with it.

    The arguments are checked at once. Raises ValueError for lengths that differ, no samples, an optimiser of another
    network, early stopping without validation, or counts below 1; TypeError for a wrong kind of thing.

    >>> from nnlib import Linear, SigmoidBCE
    >>> rng = np.random.default_rng(0)
    >>> net, X, t = Linear(2, 1, rng=rng), [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [1]]
    >>> for record in train(net, SigmoidBCE(), SGD(net, lr=1.0), X, t, epochs=90, batch_size=2, rng=rng):
    ...     if record.epoch % 30 == 0:
    ...         print(record.epoch, record.steps, record.accuracy)
    30 60 1.0
    60 120 1.0
    90 180 1.0
    """
    for name, value, kind in (("net", net, Module), ("loss", loss, Loss), ("optimiser", optimiser, SGD)):
        if not isinstance(value, kind):
            raise TypeError(f"train expects {name} to be of type {kind.__name__}, got {value!r}")
    X, t = _samples("train", (X, t))
    epochs = positive_integer("train", "epochs", epochs)
    batch_size = positive_integer("train", "batch_size", batch_size)
    rng = generator("train", rng)
    held_back = None if validation is None else _samples("train (validation)", validation)
    if schedule is not None and not callable(schedule):
        raise TypeError(f"train expects schedule to be a function of the epoch, got {schedule!r}")
    if stop is not None and not isinstance(stop, EarlyStopping):
        raise TypeError(f"train expects stop to be an EarlyStopping, got {stop!r}")
    if stop is not None and held_back is None:
        raise ValueError("train expects validation=(X, t) for early stopping, got none")
    if not {id(w) for w in optimiser.params.values()} <= {id(w) for w in net.params.values()}:
        raise ValueError("train expects an optimiser of the parameters of net, got one of other layers")

    def records() -> Iterator[Record]:
        steps = 0
        if stop is not None:
            stop.reset()
        for epoch in range(1, epochs + 1):
            if schedule is not None:
                optimiser.lr = schedule(epoch)
            seen = _epoch(net, loss, optimiser, minibatches(X, t, batch_size, rng))
            steps += -(-len(X) // batch_size)
            record = Record(epoch, steps, optimiser.lr, seen.loss, seen.accuracy)
            last = epoch == epochs or record.diverged
            if held_back is not None:
                result = evaluate(net, loss, *held_back)
                record = replace(record, validation_loss=result.loss, validation_accuracy=result.accuracy)
                if stop is not None:
                    last = stop.update(net, result.loss) or last
                    if last and stop.best_epoch is not None:
                        stop.restore(net)
                        record = replace(record, restored=stop.best_epoch)
            yield record
            if last:
                return

    return records()


@ignore_overflow
def _epoch(net: Module, loss: Loss, optimiser: SGD, batches: Iterable[tuple[Samples, Samples]]) -> Evaluation:
    tally = Tally()
    with mode(net, training=True):
        for x, t in batches:
            if optimiser.looks_ahead:
                optimiser.look_ahead()
            prediction = net.forward(x)
            tally.add(loss, loss.forward(prediction, t), prediction, t)
            net.backward(loss.backward(), input_grad=False)
            optimiser.step()
    return tally.means()


def _samples(who: str, data: tuple[npt.ArrayLike, npt.ArrayLike]) -> tuple[Samples, Samples]:
    if not isinstance(data, tuple | list) or len(data) != 2:
        raise TypeError(f"{who} expects a pair (X, t), got {type(data).__name__}")
    X, t = paired(who, *data)
    if len(X) == 0:
        raise ValueError(f"{who} expects at least one sample, got none")
    return X, t
