"""Functions that act on every entry of z by itself: their arguments, the parts of their results, their properties.

Every such exercise tries a vector with 0, a matrix and ±1000, and tells z < 0, z = 0 and z > 0 apart.
"""
# modelsolution83c1d7

from __future__ import annotations

from functools import partial

import numpy as np

from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Args, Array, Exercise, Probe, Property

HUGE = "inputs of ±1000"
MATRIX = "a matrix z"
FIXED_Z = np.array([-2.5, -0.8, 0.0, 0.3, 1.7, 3.1, 6.0])


def fixed() -> list[Probe]:
    """Vectors with and without 0, a matrix, and ±1000."""
    return [
        Probe((FIXED_Z.copy(),)),
        Probe((np.array([0.9, -1.4, 2.2]),)),
        Probe((np.array([-0.1, 4.5, 0.0, -3.3, 0.6]),)),
        Probe(
            (np.array([[1.2, -0.7, 0.0, 2.9, -1.9], [0.4, -2.6, 3.8, 1.1, -0.2], [2.0, 0.7, -1.1, 5.0, 0.1]]),), MATRIX
        ),
        Probe((np.array([-1000.0, 0.5, 1000.0]),), HUGE),
    ]


def fresh(rng: pr.Rng) -> Probe:
    """A random vector around zero."""
    return Probe((pr.around_zero(rng),))


def edge(rng: pr.Rng) -> Probe:
    """A random matrix, or a vector that contains 1000 and -1000."""
    if rng.random() < 0.5:
        return Probe((pr.numbers(rng, *pr.two_sizes(rng)),), MATRIX)
    return Probe((rng.permutation(np.append(pr.numbers(rng, 3), [1000.0, -1000.0])),), HUGE)


def parts(z: Array, *_others: object) -> dict[str, Array]:
    """Where the result may be wrong, the smallest part first."""
    return {
        "where z = 0": z == 0,
        "where z < 0": z < 0,
        "where z > 0": z > 0,
        "where z <= 0": z <= 0,
        "where z >= 0": z >= 0,
    }


ElementwiseExercise = partial(
    Exercise,
    chapter="activations",
    probes=fixed,
    fresh=fresh,
    fresh_edge=edge,
    regions=parts,
    elementwise=True,
    result="an array of the shape of z",
)


def between(low: float, high: float) -> Property:
    """No value outside the interval."""
    name = f"all values between {low:g} and {high:g}"
    return Property(name, lambda _args, got: bool(np.all((got >= low) & (got <= high))))


def _rises(args: Args, got: Array) -> bool:
    order = np.argsort(args[0], axis=None)
    return bool(np.all(np.diff(got.ravel()[order]) >= -1e-9))


INCREASING = Property("never falls when z grows", _rises)
LARGEST_NEAR_ZERO = Property(
    "largest at the z closest to 0", lambda args, got: bool(np.argmax(got) == np.argmin(np.abs(args[0])))
)
