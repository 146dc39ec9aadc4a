"""What goes wrong on the way back through max pooling: who receives dy, where its window lies, and what is added up."""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nnlib.exercises.registry import Array, Misconception
from nnlib.layers.pooling import MaxPool2D


def maxpool2d_backward(dy: Array, x: Array, size: int = 2, stride: int = 2) -> Array:
    layer = MaxPool2D(size, stride)
    layer.forward(x[None, None])
    return np.asarray(layer.backward(dy[None, None])[0, 0])


Spread = Callable[[Array, float], Array]


def places(dy: Array, size: int, stride: int) -> Iterator[tuple[float, tuple[slice, slice]]]:
    for r, c in np.ndindex(dy.shape):
        yield float(dy[r, c]), (slice(r * stride, r * stride + size), slice(c * stride, c * stride + size))


def _spreading(spread: Spread, overwrite: bool = False) -> Callable[..., Array]:
    """Each window's dy, spread over its pixels in another way."""

    def backward(dy: Array, x: Array, size: int = 2, stride: int = 2) -> Array:
        dx = np.zeros(x.shape)
        for d, place in places(dy, size, stride):
            share = spread(x[place], d)
            dx[place] = np.where(share != 0, share, dx[place]) if overwrite else dx[place] + share
        return dx

    return backward


def one_winner(v: Array, d: float, which: Callable[[Array], Any] = np.argmax) -> Array:
    """d at one place of the window, 0 elsewhere."""
    share = np.zeros(v.size)
    share[int(which(v))] = d
    return share.reshape(v.shape)


def _last(v: Array) -> int:
    return int(v.size - 1 - np.argmax(v.ravel()[::-1]))


def _by_columns(v: Array) -> int:
    j, i = divmod(int(np.argmax(v.T)), len(v))
    return int(i * v.shape[1] + j)


def _whole_window(dy: Array, x: Array, size: int = 2, stride: int = 2) -> Array:
    """All other pixels of the window are set to 0, also those that another window has won."""
    dx = np.zeros(x.shape)
    for d, place in places(dy, size, stride):
        dx[place] = one_winner(x[place], d)
    return dx


def _in_image(dy: Array, x: Array, size: int = 2, stride: int = 2) -> Array:
    """The winner's place in the window is taken for a place in the image."""
    dx = np.zeros(x.shape)
    for d, place in places(dy, size, stride):
        dx[np.unravel_index(int(np.argmax(x[place])), (size, size))] += d
    return dx


def _stride_is_size(dy: Array, x: Array, size: int = 2, stride: int = 2) -> Array:
    """Windows `size` apart, as far as they lie in the image."""
    dx = np.zeros(x.shape)
    for d, place in places(dy, size, size):
        if x[place].shape == (size, size):
            dx[place] += one_winner(x[place], d)
    return dx


def _stride_is_one(dy: Array, x: Array, size: int = 2, stride: int = 2) -> Array:
    dx = np.zeros(x.shape)
    for d, place in places(dy, size, 1):
        dx[place] += one_winner(x[place], d)
    return dx


MISTAKES = (
    Misconception(
        "spread-evenly",
        "You spread dy evenly over each window: that is average pooling's way back. Here only the largest pixel of a window "
        "counts, so it alone receives dy.",
        _spreading(lambda v, d: np.full(v.shape, d / v.size)),
    ),
    Misconception(
        "whole-window",
        "Every pixel of a window gets the whole dy: only the largest one does, the others get 0.",
        _spreading(lambda v, d: np.full(v.shape, d)),
    ),
    Misconception(
        "all-ties",
        "Right except for ties: every largest pixel of a window gets the whole dy. One winner a window, the first.",
        _spreading(lambda v, d: d * (v == v.max())),
    ),
    Misconception(
        "ties-share",
        "Right except for ties: the largest pixels of a window share dy. One winner a window, the first.",
        _spreading(lambda v, d: d * (v == v.max()) / np.sum(v == v.max())),
    ),
    Misconception(
        "last-of-ties",
        "Right except for ties: the last of the largest pixels gets dy. The book takes the first in reading order.",
        _spreading(lambda v, d: one_winner(v, d, _last)),
    ),
    Misconception(
        "ties-by-columns",
        "Right except for ties: you look column by column. The first in reading order, row by row, gets dy.",
        _spreading(lambda v, d: one_winner(v, d, _by_columns)),
    ),
    Misconception(
        "overwritten",
        "Right except where windows overlap: a pixel that is the largest of several windows gets the sum of their dy, so use "
        "+= in place of =.",
        _spreading(one_winner, overwrite=True),
    ),
    Misconception(
        "erased",
        "Right except where windows overlap: a later window sets the pixels of an earlier one back to 0. Add to dx, with "
        "+=, instead of replacing the window.",
        _whole_window,
    ),
    Misconception(
        "smallest",
        "dy goes to the smallest pixel of each window: the largest one was passed on, so it receives dy.",
        _spreading(lambda v, d: one_winner(v, d, np.argmin)),
    ),
    Misconception(
        "largest-size",
        "dy goes to the pixel with the largest absolute value: signs count, and a large negative pixel is small.",
        _spreading(lambda v, d: one_winner(v, d, lambda a: np.argmax(np.abs(a)))),
    ),
    Misconception(
        "first-pixel",
        "dy goes to the first pixel of each window: the largest one was passed on, so it receives dy.",
        _spreading(lambda v, d: one_winner(v, d, lambda a: 0)),
    ),
    Misconception(
        "times-pixel",
        "You multiply dy by the largest pixel: the slope of a maximum by its winner is 1, so dy arrives unchanged.",
        _spreading(lambda v, d: one_winner(v, d * float(v.max()))),
    ),
    Misconception(
        "value-for-gradient",
        "You put the largest pixel itself in its place: what arrives there is dy.",
        _spreading(lambda v, d: one_winner(v, float(v.max()))),
    ),
    Misconception(
        "ones",
        "You mark the winners with 1: what arrives there is dy.",
        _spreading(lambda v, d: one_winner(v, 1.0)),
    ),
    Misconception(
        "rows-and-columns",
        "Row and column of the winner are exchanged within the window: place n of a window is row n // size, column n % size.",
        _spreading(lambda v, d: one_winner(v, d).T),
    ),
    Misconception(
        "place-in-image",
        "All of dy lands in the upper left corner: the winner's place in its window starts from the window's corner, "
        "r * stride and c * stride.",
        _in_image,
    ),
    Misconception(
        "size-for-stride",
        "stride has no effect: your windows are `size` pixels apart. They start at r * stride and c * stride.",
        _stride_is_size,
    ),
    Misconception(
        "stride-ignored",
        "stride has no effect: your windows are one pixel apart. They start at r * stride and c * stride.",
        _stride_is_one,
    ),
    Misconception("sign", "dx has the wrong sign: a larger winner makes a larger maximum, so dy arrives as it is.",
                  lambda dy, x, size=2, stride=2: -maxpool2d_backward(dy, x, size, stride)),
    Misconception("small", "You return dy itself: dx has the shape of x, with each dy at the place of its window's largest pixel.",
                  lambda dy, x, size=2, stride=2: dy),
)  # fmt: skip
