"""What goes wrong in max pooling: another function of the window, or windows in other places."""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib.exercises.definitions.images import windows
from nnlib.exercises.registry import Array, Misconception
from nnlib.layers.pooling import MaxPool2D


def maxpool2d(x: Array, size: int = 2, stride: int = 2) -> Array:
    return np.asarray(MaxPool2D(size, stride).forward(x[None, None])[0, 0])


def _of_windows(reduce: Callable[[Array], Any]) -> Callable[..., Any]:
    return lambda x, size=2, stride=2: reduce(windows(x, size, size, stride))


def _with(size_and_stride: Callable[[int, int], tuple[int, int]]) -> Callable[..., Any]:
    """Pooling with another size or stride."""
    return lambda x, size=2, stride=2: maxpool2d(x, *size_and_stride(size, stride))


def _corner(x: Array, size: int = 2, stride: int = 2) -> Array:
    shape = maxpool2d(x, size, stride).shape
    return maxpool2d(x, size, 1)[: shape[0], : shape[1]]


def _with_rest(x: Array, size: int = 2, stride: int = 2) -> Array:
    """Windows that begin inside the image count, even where they stick out."""
    starts = [range(0, n, stride) for n in x.shape]
    return np.array([[x[r : r + size, c : c + size].max() for c in starts[1]] for r in starts[0]])


def _first_argmax(v: Array) -> Array:
    return np.asarray(v.reshape(*v.shape[:2], -1).argmax(-1))


MISTAKES = (
    Misconception("mean", "You take the mean of each window: max pooling keeps the largest pixel.", _of_windows(lambda v: v.mean((2, 3)))),
    Misconception("minimum", "You take the smallest pixel of each window: max pooling keeps the largest.", _of_windows(lambda v: v.min((2, 3)))),
    Misconception("sum", "You add the pixels of each window: max pooling keeps the largest.", _of_windows(lambda v: v.sum((2, 3)))),
    Misconception(
        "largest-size",
        "You take the largest absolute value of each window: signs count, and a large negative pixel is small.",
        _of_windows(lambda v: np.abs(v).max((2, 3))),
    ),
    Misconception(
        "starts-at-zero",
        "Where all pixels of a window are negative you return 0: your search starts from 0. Start from the window's first "
        "pixel, or use np.max.",
        _of_windows(lambda v: np.maximum(v.max((2, 3)), 0)),
    ),
    Misconception(
        "place-for-value",
        "You return where in its window the largest pixel is (argmax); asked is the pixel itself.",
        _of_windows(_first_argmax),
    ),
    Misconception("first-pixel", "You return the first pixel of each window: it has to be the largest.", _of_windows(lambda v: v[..., 0, 0])),
    Misconception(
        "rows-only",
        "You take the largest pixel of each row of a window and keep them apart: the maximum goes over both axes of it.",
        _of_windows(lambda v: v.max(3)),
    ),
    Misconception(
        "first-row",
        "You look at the first row of each window only: it has size rows and size columns.",
        _of_windows(lambda v: v[:, :, 0].max(2)),
    ),
    Misconception(
        "first-column",
        "You look at the first column of each window only: it has size rows and size columns.",
        _of_windows(lambda v: v[:, :, :, 0].max(2)),
    ),
    Misconception(
        "stride-ignored",
        "stride has no effect: your windows are one pixel apart. They start at r * stride and c * stride.",
        _with(lambda size, stride: (size, 1)),
    ),
    Misconception(
        "size-for-stride",
        "stride has no effect: your windows are `size` pixels apart. They start at r * stride and c * stride.",
        _with(lambda size, stride: (size, size)),
    ),
    Misconception(
        "stride-for-size",
        "size has no effect: your windows have stride rows and columns. A window spans `size` of each.",
        _with(lambda size, stride: (stride, stride)),
    ),
    Misconception(
        "exchanged", "size and stride have changed places in your function.", _with(lambda size, stride: (stride, size))
    ),
    Misconception(
        "always-two", "You pool 2 x 2 windows, 2 apart, whatever size and stride are.", _with(lambda size, stride: (2, 2))
    ),
    Misconception(
        "size-always-two", "Your windows are 2 x 2 whatever size is: they span `size` rows and columns.", _with(lambda size, stride: (2, stride))
    ),
    Misconception(
        "stride-always-two", "Your windows are 2 apart whatever stride is.", _with(lambda size, stride: (size, 2))
    ),
    Misconception(
        "stride-in-number-only",
        "Your output has the right size, but its windows are one pixel apart: they start at r * stride and c * stride, not "
        "at r and c.",
        _corner,
    ),
    Misconception(
        "last-window-missing",
        "The last row and column of windows are missing: along an axis of n pixels there are (n - size)//stride + 1 "
        "windows, and the + 1 is left out.",
        lambda x, size=2, stride=2: maxpool2d(x, size, stride)[:-1, :-1],
    ),
    Misconception(
        "incomplete-windows",
        "You count windows that stick out of the image: what does not fill a window is left out, so there are "
        "(n - size)//stride + 1 along an axis.",
        _with_rest,
    ),
    Misconception("transposed", "Your result is transposed: entry (r, c) is the window r steps down and c steps to the right.",
                  lambda x, size=2, stride=2: maxpool2d(x, size, stride).T),
    Misconception("whole-image", "You return the largest pixel of the whole image: one maximum for each window is asked.",
                  lambda x, size=2, stride=2: x.max()),
)  # fmt: skip
