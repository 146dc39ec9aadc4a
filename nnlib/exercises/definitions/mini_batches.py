"""Mini-batches: all samples in a random order, a few at a time, each with its own target.

The order is random, so an answer is judged by what holds for every order: each sample once, pairs kept, sizes right.
"""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.exercises.definitions.mini_batch_faults import FAULTS
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.diagnosis.statistics import pairs
from nnlib.exercises.registry import Array, Exercise, Probe, recipe, register
from nnlib.training.batches import minibatches

Batches = list[tuple[Array, Array]]


def _minibatches(X: Array, t: Array, size: int, rng: np.random.Generator) -> Batches:
    return list(minibatches(X, t, size, rng))


def _one_by_one(X: Array, t: Array, size: int, rng: np.random.Generator) -> Batches:
    left = list(range(len(X)))
    rng.shuffle(left)
    batches = []
    while left:
        taken = left[:size]
        left = left[size:]
        batches.append((np.array([X[i] for i in taken]), np.array([t[i] for i in taken])))
    return batches


def _data(rng: pr.Rng, n: int, d: int, size: int, outputs: int = 0) -> Probe:
    """Rows and targets that are all different, so that each is known again wherever it is put."""
    X = pr.numbers(rng, n, d)
    X[:, 0] = rng.permutation(n) + 0.25
    t: Array = rng.permutation(n) + 100.0
    if outputs:
        t = t[:, None] + np.arange(outputs)
    return Probe((X, t, size, np.random.default_rng(int(rng.integers(2**31)))))


def _probes() -> list[Probe]:
    rng = np.random.default_rng(4)
    shapes = (
        (11, 3, 5),
        (7, 5, 3),
        (13, 3, 5),
        (17, 5, 3),
        (23, 3, 7),
        (15, 7, 5),
        (11, 5, 11),
        (21, 5, 3),
        (19, 3, 5),
        (7, 3, 5),
    )
    return [*(_data(rng, *shape) for shape in shapes), _data(rng, 11, 5, 3, outputs=3), _data(rng, 13, 3, 5, outputs=5)]


def _fresh(rng: pr.Rng) -> Probe:
    n = int(rng.choice([11, 13, 17, 19, 23]))
    return _data(rng, n, int(rng.choice([3, 5])), int(rng.choice([3, 5, 7])))


register(
    Exercise(
        id="minibatches",
        signature="minibatches(X, t, size, rng)",
        chapter="sgd",
        reference=_minibatches,
        independent=_one_by_one,
        probes=_probes,
        fresh=_fresh,
        fresh_edge=None,
        result="a list of pairs (X_B, t_B)",
        convert=pairs,
        hints=(
            "Shuffle once, then cut: every sample is used exactly once before any is used again.",
            "A row of X and its target must stay together, so do not shuffle both: draw one order of the row numbers and "
            "pick from both with it.",
            "order = rng.permutation(len(X)); for each start in range(0, len(X), size) the batch takes the numbers "
            "order[start : start + size]. A slice at the end is short by itself.",
        ),
        misconceptions=(),
        faults=FAULTS,
        recipes=(
            recipe(
                ("draw the order of the samples", "order = rng.permutation(len(X))"),
                ("list where the batches start", "starts = range(0, len(X), size)"),
                ("cut the order", "parts = [order[k : k + size] for k in starts]"),
                ("pick the samples of each part", "batches = [(X[p], t[p]) for p in parts]"),
                names={"order": "the random order", "parts": "the parts"},
            ),
            recipe(
                ("draw the order of the samples", "order = rng.permutation(len(X))"),
                ("bring the inputs into this order", "A = X[order]"),
                ("bring the targets into this order", "b = t[order]"),
                ("count the batches", "n = (len(X) + size - 1) // size"),
                (
                    "cut both",
                    "batches = [(A[k * size : (k + 1) * size], b[k * size : (k + 1) * size]) for k in range(n)]",
                ),
                names={"A": "the shuffled inputs", "b": "the shuffled targets", "n": "the number of batches"},
            ),
        ),
    )
)
