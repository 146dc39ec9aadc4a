"""Numbers for the questions of the chapter on practice: the parameters of Cui's network."""
# modelsolution83c1d7

from __future__ import annotations

from itertools import pairwise

SIZES = (460, 1024, 1024, 1024, 3000)


def _weights(sizes: tuple[int, ...]) -> int:
    return sum(m * n for m, n in pairwise(sizes))


def weights() -> int:
    """The weights alone."""
    return _weights(SIZES)


def parameters() -> int:
    """Weights and biases of all four layers."""
    return _weights(SIZES) + sum(SIZES[1:])


def one_hidden_less() -> int:
    """The same network with one hidden layer less."""
    return _weights(SIZES[1:]) - SIZES[1] * SIZES[1] + SIZES[0] * SIZES[1] + sum(SIZES[2:])
