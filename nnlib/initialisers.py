"""Initial weights whose spread keeps the size of signals from layer to layer.

A sum of many random terms grows with their number, the fan of the layer: fan_in inputs feed one unit on the way
forward, fan_out units feed one input on the way back. Every initialiser takes the shape of the weight, (out, in)
or (out, in, kh, kw), where each fan counts the kh kw places of the filter too.
"""

from math import prod, sqrt
from typing import Protocol

import numpy as np

from nnlib._check import Array, generator

__all__ = ["he_normal", "he_uniform", "lecun_normal", "xavier_normal", "xavier_uniform"]

Shape = tuple[int, ...]


class Initialiser(Protocol):
    """What a layer calls for its weight: a shape and a random generator give a new float64 array."""

    def __call__(self, shape: Shape, *, rng: np.random.Generator | None = None) -> Array: ...


def xavier_normal(shape: Shape, *, rng: np.random.Generator | None = None) -> Array:
    """Normal weights of variance 2 / (fan_in + fan_out): a compromise between both directions.

    Source: Glorot and Bengio (2010), equation 12 for the variance; they draw uniformly. Raises ValueError for a shape
    that is not (out, in, ...).

    >>> round(float(xavier_normal((300, 100), rng=np.random.default_rng(0)).std()), 3)
    0.071
    """
    fan_in, fan_out = _fans("xavier_normal", shape)
    return _normal("xavier_normal", shape, 2 / (fan_in + fan_out), rng)


def xavier_uniform(shape: Shape, *, rng: np.random.Generator | None = None) -> Array:
    """Uniform weights between -r and r, r = sqrt(6 / (fan_in + fan_out)); the variance of xavier_normal.

    Source: Glorot and Bengio (2010), equation 16, their "normalised initialisation". Raises ValueError for a
    shape that is not (out, in, ...).

    >>> round(float(xavier_uniform((300, 100), rng=np.random.default_rng(0)).max()), 3)
    0.122
    """
    fan_in, fan_out = _fans("xavier_uniform", shape)
    return _uniform("xavier_uniform", shape, 2 / (fan_in + fan_out), rng)


def he_normal(shape: Shape, *, rng: np.random.Generator | None = None) -> Array:
    """Normal weights of variance 2 / fan_in: relu stops half of the signal, the 2 makes up for it.

    Source: He, Zhang, Ren and Sun (2015), equation 10. Raises ValueError for a shape that is not (out, in, ...).

    >>> round(float(he_normal((300, 100), rng=np.random.default_rng(0)).std()), 3)
    0.141
    """
    fan_in, _ = _fans("he_normal", shape)
    return _normal("he_normal", shape, 2 / fan_in, rng)


def he_uniform(shape: Shape, *, rng: np.random.Generator | None = None) -> Array:
    """Uniform weights between -r and r, r = sqrt(6 / fan_in); the variance of he_normal.

    Source: He, Zhang, Ren and Sun (2015), equation 10 for the variance; they draw from a normal distribution. Raises
    ValueError for a shape that is not (out, in, ...).

    >>> round(float(he_uniform((300, 100), rng=np.random.default_rng(0)).max()), 3)
    0.245
    """
    fan_in, _ = _fans("he_uniform", shape)
    return _uniform("he_uniform", shape, 2 / fan_in, rng)


def lecun_normal(shape: Shape, *, rng: np.random.Generator | None = None) -> Array:
    """Normal weights of variance 1 / fan_in: a sum of fan_in terms of variance 1 keeps the variance 1.

    Source: LeCun, Bottou, Orr and Mueller (1998), section 4.6, where the distribution is left open. Raises ValueError
    for a shape that is not (out, in, ...).

    >>> round(float(lecun_normal((300, 100), rng=np.random.default_rng(0)).std()), 3)
    0.1
    """
    fan_in, _ = _fans("lecun_normal", shape)
    return _normal("lecun_normal", shape, 1 / fan_in, rng)


def _fans(who: str, shape: Shape) -> tuple[int, int]:
    """(fan_in, fan_out) of a weight of this shape."""
    if np.ndim(shape) != 1 or len(shape) < 2 or not all(isinstance(n, int | np.integer) and n >= 1 for n in shape):
        raise ValueError(f"{who} expects the shape (out, in) or (out, in, kh, kw) of a weight, got {shape!r}")
    places = prod(shape[2:])
    return int(shape[1]) * places, int(shape[0]) * places


def _normal(who: str, shape: Shape, variance: float, rng: np.random.Generator | None) -> Array:
    return generator(who, rng).normal(0.0, sqrt(variance), size=shape)


def _uniform(who: str, shape: Shape, variance: float, rng: np.random.Generator | None) -> Array:
    bound = sqrt(3 * variance)  # the variance of a uniform variable between -r and r is r^2 / 3
    return generator(who, rng).uniform(-bound, bound, size=shape)
