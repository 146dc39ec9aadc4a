"""Early stopping: end the training when the loss on held-back samples no longer falls, and take the best weights.

The training loss goes on falling while a network learns its samples by heart; the loss on samples that it does not
train on shows when that begins.
"""

from math import inf

from nnlib._check import Array, non_negative, positive_integer
from nnlib.layers.module import Module


class EarlyStopping:
    """Watch the validation loss, keep a copy of the parameters with the lowest one, and say when to stop.

    The loss falls when it is more than `min_delta` below the loss of its last fall. After `patience` epochs in a row
    without a fall the time to stop has come. A loss of nan is no fall.

    `best_loss` and `best_epoch` (from 1; None before a finite loss) are those of the lowest loss, however little lower.
    `train` does all of it; in a loop of your own call `reset()`, `update` after each epoch, and `restore` at the end.
    Raises ValueError for a patience below 1 or a negative `min_delta`. Prechelt (1998)
    compares rules of this kind.

    >>> from nnlib import Linear
    >>> layer, stop = Linear(1, 1), EarlyStopping(patience=2)
    >>> for validation_loss in (0.5, 0.3, 0.4, 0.6):
    ...     layer.params["W"] = [[validation_loss]]
    ...     print(stop.update(layer, validation_loss), stop.best_epoch)
    False 1
    False 2
    False 2
    True 2
    >>> stop.restore(layer)
    >>> layer.params["W"]
    array([[0.3]])
    """

    best_loss: float
    best_epoch: int | None

    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        self.patience = positive_integer("EarlyStopping", "patience", patience)
        self.min_delta = non_negative("EarlyStopping", "min_delta", min_delta)
        self.reset()

    def reset(self) -> None:
        """Forget everything: a new run begins."""
        self.best_loss, self.best_epoch = inf, None
        self._best: dict[str, Array] = {}
        self._epoch = self._last_fall = 0
        self._level = inf

    def update(self, net: Module, loss: float) -> bool:
        """Take note of the validation loss of one more epoch; True when it is time to stop."""
        self._epoch += 1
        if loss < self.best_loss:
            self.best_loss, self.best_epoch = loss, self._epoch
            self._best = {name: array.copy() for name, array in net.params.items()}
        if loss < self._level - self.min_delta:
            self._level, self._last_fall = loss, self._epoch
        return self._epoch - self._last_fall >= self.patience

    def restore(self, net: Module) -> None:
        """Write the best parameters back into `net`; RuntimeError if no loss was finite yet."""
        if self.best_epoch is None:
            raise RuntimeError("EarlyStopping has no best parameters: no validation loss was finite")
        for name, array in self._best.items():
            net.params[name] = array

    def __repr__(self) -> str:
        return f"EarlyStopping(patience={self.patience}, min_delta={self.min_delta:g})"
