"""What goes wrong in a convolution: the kernel, the places of the window, the frame of zeros, the sum.

Each mistake is the same computation with one of these four done otherwise.
"""
# modelsolution83c1d7

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises.definitions.images import correlate, rotated, windows
from nnlib.exercises.registry import Array, Misconception


def _sampled_first(x: Array, w: Array, stride: int = 1, pad: int = 0) -> Array:
    return correlate(x[::stride, ::stride], w, 1, pad)


def _corner(x: Array, w: Array, stride: int = 1, pad: int = 0) -> Array:
    """As many windows as there should be, but one pixel apart."""
    shape = correlate(x, w, stride, pad).shape
    return correlate(x, w, 1, pad)[: shape[0], : shape[1]]


def _reduced(reduce: Any) -> Any:
    return lambda x, w, stride=1, pad=0: reduce(windows(np.pad(x, pad), w.shape[0], w.shape[1], stride) * w)


def _padded(**how: Any) -> Any:
    """Another frame than one of zeros."""
    return lambda x, w, stride=1, pad=0: correlate(np.pad(x, pad, **how), w, stride)


def _framed(rows: tuple[int, int], columns: tuple[int, int]) -> Any:
    """The frame on some sides only, as multiples of pad: above, below, left, right."""
    return lambda x, w, stride=1, pad=0: correlate(
        np.pad(x, [(rows[0] * pad, rows[1] * pad), (columns[0] * pad, columns[1] * pad)]), w, stride
    )


def _same(x: Array, w: Array, stride: int = 1, pad: int = 0) -> Array:
    (above, left), (kh, kw) = ((k - 1) // 2 for k in w.shape), w.shape
    frame = [(above + pad, kh - 1 - above + pad), (left + pad, kw - 1 - left + pad)]
    return correlate(np.pad(x, frame), w, stride)


MISTAKES = (
    Misconception(
        "kernel-flipped",
        "Your kernel is flipped: this is the convolution of mathematics, with w turned by 180 degrees. The book's conv2d is "
        "a cross-correlation, w as it is.",
        lambda x, w, stride=1, pad=0: correlate(x, rotated(w), stride, pad),
    ),
    Misconception(
        "kernel-upside-down",
        "The rows of your kernel are reversed: w[i, j] belongs to the pixel i rows below the window's corner.",
        lambda x, w, stride=1, pad=0: correlate(x, w[::-1], stride, pad),
    ),
    Misconception(
        "kernel-mirrored",
        "The columns of your kernel are reversed: w[i, j] belongs to the pixel j columns right of the window's corner.",
        lambda x, w, stride=1, pad=0: correlate(x, w[:, ::-1], stride, pad),
    ),
    Misconception(
        "kernel-transposed",
        "Your kernel is transposed: w[i, j] meets the pixel i rows below and j columns right of the window's corner.",
        lambda x, w, stride=1, pad=0: correlate(x, w.T, stride, pad),
    ),
    Misconception(
        "result-transposed",
        "Your result is transposed: entry (r, c) is the window r steps down and c steps to the right.",
        lambda x, w, stride=1, pad=0: correlate(x, w, stride, pad).T,
    ),
    Misconception(
        "stride-and-pad-ignored",
        "stride and pad have no effect: frame x with pad zeros on every side, and set the windows stride pixels apart.",
        lambda x, w, stride=1, pad=0: correlate(x, w),
    ),
    Misconception(
        "stride-ignored",
        "stride has no effect: your windows are one pixel apart, so the output is too large. They start at r * stride and "
        "c * stride.",
        lambda x, w, stride=1, pad=0: correlate(x, w, 1, pad),
    ),
    Misconception(
        "stride-in-size-only",
        "Your output has the right size, but its windows are one pixel apart: they start at r * stride and c * stride, not "
        "at r and c.",
        _corner,
    ),
    Misconception(
        "image-sampled-first",
        "You take every stride-th pixel of the image first, then convolve. The stride moves the window; inside it all pixels "
        "count.",
        _sampled_first,
    ),
    Misconception(
        "stride-down-only",
        "stride works downwards only: the columns have to be stride apart as well.",
        lambda x, w, stride=1, pad=0: correlate(x, w, 1, pad)[::stride],
    ),
    Misconception(
        "stride-across-only",
        "stride works to the right only: the rows have to be stride apart as well.",
        lambda x, w, stride=1, pad=0: correlate(x, w, 1, pad)[:, ::stride],
    ),
    Misconception(
        "pad-ignored",
        "pad has no effect: put a frame of pad zeros around x first, np.pad(x, pad).",
        lambda x, w, stride=1, pad=0: correlate(x, w, stride),
    ),
    Misconception(
        "frame-on-two-sides",
        "Your zeros stand above and to the left only: the frame of width pad goes round all four sides.",
        _framed((1, 0), (1, 0)),
    ),
    Misconception(
        "frame-behind",
        "Your zeros stand below and to the right only: the frame of width pad goes round all four sides.",
        _framed((0, 1), (0, 1)),
    ),
    Misconception(
        "frame-rows-only",
        "Your zeros stand above and below only: columns are framed too.",
        _framed((1, 1), (0, 0)),
    ),
    Misconception(
        "frame-columns-only",
        "Your zeros stand left and right only: rows are framed too.",
        _framed((0, 0), (1, 1)),
    ),
    Misconception(
        "frame-twice-as-wide",
        "Your frame is twice as wide as it should be: pad counts the zeros on each side.",
        _framed((2, 2), (2, 2)),
    ),
    Misconception(
        "frame-repeats-edge",
        "Your frame repeats the pixels of the edge: it has to be made of zeros.",
        _padded(mode="edge"),
    ),
    Misconception(
        "frame-of-ones", "Your frame is made of ones: it has to be made of zeros.", _padded(constant_values=1.0)
    ),
    Misconception(
        "last-window-missing",
        "The last row and column of windows are missing: along an axis of n pixels there are (n - k)//stride + 1 windows, "
        "and the + 1 is left out.",
        lambda x, w, stride=1, pad=0: correlate(x, w, stride, pad)[:-1, :-1],
    ),
    Misconception(
        "same-size",
        "You keep the size of the image, with zeros added around it: without pad the windows stay inside, and the output is "
        "smaller.",
        _same,
    ),
    Misconception(
        "mean-for-sum",
        "You take the mean over each window: the products are added, not averaged.",
        _reduced(lambda p: p.mean((2, 3))),
    ),
    Misconception(
        "largest-product",
        "You take the largest product of each window: a convolution adds them all. The maximum belongs to pooling.",
        _reduced(lambda p: p.max((2, 3))),
    ),
    Misconception(
        "one-product",
        "Each entry holds the last product of its window only: add all of them, with += in the loop.",
        _reduced(lambda p: p[:, :, -1, -1]),
    ),
    Misconception(
        "kernel-ignored",
        "You add the pixels of each window without the kernel: multiply them by w first, entry by entry.",
        lambda x, w, stride=1, pad=0: correlate(x, np.ones_like(w), stride, pad),
    ),
    Misconception(
        "not-summed",
        "You return the products of each window: their sum makes one entry of the output.",
        _reduced(lambda p: p),
    ),
)
