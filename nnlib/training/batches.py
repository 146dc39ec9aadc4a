"""Mini-batches: the samples of a data set in a random order, a few at a time.

The mean gradient over a batch is an unbiased estimate of the mean over all samples, for a fraction of the work.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib._check import generator, positive_integer, read

Samples = npt.NDArray[Any]


def minibatches(
    X: npt.ArrayLike, t: npt.ArrayLike, size: int, rng: np.random.Generator | None = None
) -> Iterator[tuple[Samples, Samples]]:
    """Pairs (x, t) of `size` samples each, which together hold every sample of X and t once.

    X is (N, ...) and t (N, ...), samples along the first axis. The samples are shuffled, not the batches; the last
    batch is smaller if `size` does not divide N. Batches are copies in the types of X and t. The order is drawn from
    `rng` when the function is called. Raises ValueError if X and t have different lengths or for a size below 1.

    >>> rng = np.random.default_rng(0)
    >>> [len(t) for x, t in minibatches(np.eye(5), [0, 1, 2, 3, 4], 2, rng)]
    [2, 2, 1]
    """
    X, t = paired("minibatches", X, t)
    size = positive_integer("minibatches", "size", size)
    order = generator("minibatches", rng).permutation(len(X))
    parts = (order[start : start + size] for start in range(0, len(X), size))
    return ((X[rows], t[rows]) for rows in parts)


def paired(who: str, X: npt.ArrayLike, t: npt.ArrayLike) -> tuple[Samples, Samples]:
    """X and t as arrays; ValueError unless each sample of X has its target in t."""
    X, t = read(who, X), read(who, t)
    if X.ndim == 0 or t.ndim == 0:
        raise ValueError(f"{who} expects samples and targets along the first axis, got shapes {X.shape} and {t.shape}")
    if len(X) != len(t):
        raise ValueError(f"{who} expects one target for each sample, got {len(X)} samples and {len(t)} targets")
    return X, t
