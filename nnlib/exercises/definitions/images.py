"""Small images for convolution and pooling: no side equal to another, no two pixels equal unless a tie is meant."""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array


def distinct(rng: pr.Rng, *shape: int) -> Array:
    """Numbers of both signs that all differ by at least 0.1."""
    n = int(np.prod(shape))
    return np.round((rng.permutation(n) - 0.4 * n) / 10, 1).reshape(shape)


def windows(x: Array, kh: int, kw: int, stride: int = 1) -> Array:
    """All windows of an image, (rows, columns, kh, kw)."""
    return np.asarray(sliding_window_view(x, (kh, kw))[::stride, ::stride])


def correlate(x: Array, w: Array, stride: int = 1, pad: int = 0) -> Array:
    """The cross-correlation of an image with a kernel, with a frame of zeros and a stride."""
    return np.asarray(np.einsum("rcij,ij->rc", windows(np.pad(x, pad), w.shape[0], w.shape[1], stride), w))


def rotated(w: Array) -> Array:
    """The kernel turned by 180 degrees."""
    return w[::-1, ::-1]


def border(shape: tuple[int, ...]) -> dict[str, Array]:
    """Parts of an image of this shape as masks, the smaller first."""
    rows, columns = np.indices(shape)
    below, right = rows == shape[0] - 1, columns == shape[1] - 1
    return {
        "in the first row": rows == 0,
        "in the last row": below,
        "in the first column": columns == 0,
        "in the last column": right,
        "in the last row or column": below | right,
        "in the first row or column": (rows == 0) | (columns == 0),
        "at the border": (rows == 0) | (columns == 0) | below | right,
        "behind the first column": columns > 0,
        "below the first row": rows > 0,
    }
