"""Arguments to try an answer on.

Sizes are odd primes, pairwise different, so that N, K, 2 and a transpose cannot be confused; numbers lie unevenly
around 0, so that a mirrored curve is not a reversed array; zeros and +-1000 are among them. Random ones are rounded
to two decimals to be readable as evidence.
"""

from __future__ import annotations

import numpy as np

from nnlib.exercises.registry import Array, Probe

Rng = np.random.Generator
SIZES = (3, 5, 7, 11)

HUGE = "inputs of +-1000"
MATRIX = "a matrix z"
FIXED_Z = np.array([-2.5, -0.8, 0.0, 0.3, 1.7, 3.1, 6.0])


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


def elementwise_probes() -> list[Probe]:
    """For a function of z alone: a vector with 0, a matrix, and +-1000."""
    return [
        Probe((FIXED_Z.copy(),)),
        Probe((np.array([0.9, -1.4, 2.2]),)),
        Probe((np.array([-0.1, 4.5, 0.0, -3.3, 0.6]),)),
        Probe((np.array([[1.2, -0.7, 0.0, 2.9, -1.9], [0.4, -2.6, 3.8, 1.1, -0.2], [2.0, 0.7, -1.1, 5.0, 0.1]]),), MATRIX),
        Probe((np.array([-1000.0, 0.5, 1000.0]),), HUGE),
    ]


def fresh_elementwise(rng: Rng) -> Probe:
    """A random vector around zero."""
    return Probe((around_zero(rng),))


def fresh_elementwise_edge(rng: Rng) -> Probe:
    """A random matrix, or a vector that contains 1000 and -1000."""
    if rng.random() < 0.5:
        return Probe((numbers(rng, *two_sizes(rng)),), MATRIX)
    return Probe((rng.permutation(np.append(numbers(rng, 3), [1000.0, -1000.0])),), HUGE)


def elementwise_regions(z: Array, *_others: object) -> dict[str, Array]:
    """Where an element-wise function of z may be wrong, the smallest part first."""
    return {
        "where z = 0": z == 0,
        "where z < 0": z < 0,
        "where z > 0": z > 0,
        "where z <= 0": z <= 0,
        "where z >= 0": z >= 0,
    }


def distribution(rng: Rng, k: int) -> Array:
    """A random distribution over k classes without zeros."""
    p = rng.dirichlet(np.full(k, 2.0)) + 0.01
    return np.asarray(p / p.sum())


def labels(rng: Rng, n: int, k: int) -> Array:
    """n class labels out of k, not all the same."""
    c = rng.integers(0, k, n)
    c[0], c[1] = 0, k - 1
    return np.asarray(rng.permutation(c))
