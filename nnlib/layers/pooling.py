"""Pooling: the largest value of each window, which says that a pattern was seen and forgets exactly where."""

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, positive_integer
from nnlib.layers.base import Layer
from nnlib.layers.windows import Shape, places, window_counts


class MaxPool2D(Layer):
    """The maximum of each k x k window: x (N, C, H, W) gives (N, C, H', W'), H' = floor((H - k) / stride) + 1 (Taura).

    The windows are `stride` apart, by default k, so that they tile the image. Rows and columns at the end that do not
    fill a window are left out.

    The gradient goes to the largest pixel of each window, a tie to the first in reading order. A pixel that is the
    largest of several windows gets the sum.

    Raises ValueError for sizes below 1, an x of another shape or images smaller than the window.

    >>> layer = MaxPool2D(2)
    >>> layer
    MaxPool2D(2x2, stride=2)
    >>> layer.forward([[[[1.0, 2.0, 7.0, 7.0, 9.0], [4.0, 3.0, 7.0, 5.0, 9.0]]]])
    array([[[[4., 7.]]]])
    >>> layer.backward([[[[10.0, 20.0]]]])
    array([[[[ 0.,  0., 20.,  0.,  0.],
             [10.,  0.,  0.,  0.,  0.]]]])
    """

    def __init__(self, k: int, stride: int | None = None) -> None:
        self.k = positive_integer("MaxPool2D", "k", k)
        self.stride = self.k if stride is None else positive_integer("MaxPool2D", "stride", stride)
        super().__init__()

    def _check_input(self, shape: tuple[int, ...]) -> None:
        if len(shape) != 4:
            raise ValueError(f"{self!r} expects x of shape (N, C, H, W), got {shape}")
        window_counts(repr(self), shape, self.k, self.stride)

    def _forward(self, x: Array) -> tuple[Array, tuple[npt.NDArray[Any], Shape]]:
        first, *others = places(x, self.k, self.stride)
        largest = first.copy()
        winner = np.zeros(largest.shape, np.min_scalar_type(self.k**2))  # the place of the largest in its window
        for place, seen in enumerate(others, start=1):
            # places count up, so the largest of them is the last that was strictly larger than all before
            np.maximum(winner, (seen > largest) * winner.dtype.type(place), out=winner)
            np.maximum(largest, seen, out=largest)
        return largest, (winner, x.shape)

    def _input_gradient(self, dy: Array, kept: tuple[npt.NDArray[Any], Shape]) -> Array:
        winner, shape = kept
        dx = np.zeros(shape, dy.dtype)
        for place, seen in enumerate(places(dx, self.k, self.stride)):
            seen += dy * (winner == place)
        return dx

    def __repr__(self) -> str:
        return f"MaxPool2D({self.k}x{self.k}, stride={self.stride})"
