"""Random numbers to make arguments of, for an answer to be tried on.

Sizes are odd primes, pairwise different, so that N, K, 2 and a transpose cannot be confused; numbers lie unevenly
around 0, so that a mirrored curve is not a reversed array. They are rounded to two decimals to be readable as
evidence.
"""

from __future__ import annotations

import numpy as np

from nnlib.exercises.model import Array

Rng = np.random.Generator
SIZES = (3, 5, 7, 11)


def size(rng: Rng) -> int:
    """An odd prime."""
    return int(rng.choice(SIZES))


def two_sizes(rng: Rng) -> tuple[int, int]:
    """Two different odd primes."""
    a, b = rng.choice(SIZES, size=2, replace=False)
    return int(a), int(b)


def numbers(rng: Rng, *shape: int, scale: float = 2.0) -> Array:
    """Numbers around 1/3, never symmetric around 0."""
    return np.round(rng.normal(1 / 3, scale, shape), 2)


def around_zero(rng: Rng) -> Array:
    """A vector with positive and negative entries and exactly one 0, in random order."""
    n = size(rng)
    z = np.concatenate([rng.uniform(0.05, 4.0, n), -rng.uniform(0.05, 3.0, n - 1), np.zeros(1)])
    return rng.permutation(np.round(z, 2))


def distribution(rng: Rng, k: int) -> Array:
    """A random distribution over k classes without zeros."""
    p = rng.dirichlet(np.full(k, 2.0)) + 0.01
    return np.asarray(p / p.sum())


def labels(rng: Rng, n: int, k: int) -> Array:
    """n class labels out of k, not all the same."""
    c = rng.integers(0, k, n)
    c[0], c[1] = 0, k - 1
    return np.asarray(rng.permutation(c))
