"""Flatten: the step from images to vectors, in which numbers keep their values and lose their places."""

from math import prod

import numpy as np

from nnlib._check import Array
from nnlib.layers.base import Layer


class Flatten(Layer):
    """One row per sample: x (N, ...) gives (N, D), entries in reading order; backward puts them back.

    Raises ValueError for an x without a batch axis.

    >>> layer = Flatten()
    >>> layer.forward([[[1.0, 2.0], [3.0, 4.0]]])
    array([[1., 2., 3., 4.]])
    >>> layer.backward([[5.0, 6.0, 7.0, 8.0]])
    array([[[5., 6.],
            [7., 8.]]])
    """

    def _check_input(self, shape: tuple[int, ...]) -> None:
        if not shape:
            raise ValueError(f"{self!r} expects x of shape (N, ...), got ()")

    def _forward(self, x: Array) -> tuple[Array, tuple[int, ...]]:
        return x.reshape(len(x), prod(x.shape[1:])), x.shape  # not -1, which an empty batch leaves undecided

    def _input_gradient(self, dy: Array, shape: tuple[int, ...]) -> Array:
        return np.array(dy).reshape(shape)
