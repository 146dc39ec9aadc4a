"""Training: the update rule, batches, the loop over epochs, learning rates that change, and when to stop.

Each part works alone too: a loop of your own needs only `minibatches` and an `SGD` with its `step()`.
"""

from nnlib.training.batches import minibatches
from nnlib.training.evaluation import Evaluation, evaluate
from nnlib.training.loop import Record, train
from nnlib.training.schedules import (
    constant_rate,
    cosine_decay,
    exponential_decay,
    inverse_time_decay,
    step_decay,
    warm_up,
)
from nnlib.training.sgd import SGD
from nnlib.training.stopping import EarlyStopping

__all__ = [
    "SGD", "EarlyStopping", "Evaluation", "Record", "constant_rate", "cosine_decay", "evaluate",
    "exponential_decay", "inverse_time_decay", "minibatches", "step_decay", "train", "warm_up",
]  # fmt: skip
