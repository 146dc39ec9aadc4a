"""What goes wrong with the gradients of a convolution: which array is turned, which is framed, and what is added up."""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.exercises.definitions.components import mistakes_in
from nnlib.exercises.definitions.images import correlate, rotated
from nnlib.exercises.registry import Array, Misconception

Pair = tuple[Array, Array]


def full(dy: Array, w: Array) -> Array:
    """The correlation of dy, framed so that every overlap counts, with w."""
    kh, kw = w.shape
    return correlate(np.pad(dy, [(kh - 1, kh - 1), (kw - 1, kw - 1)]), w)


def conv2d_backward(dy: Array, x: Array, w: Array) -> Pair:
    """(dx, dw) of y = conv2d(x, w) without padding and with stride 1."""
    return full(dy, rotated(w)), correlate(x, dy)


def _overwritten(dy: Array, x: Array, w: Array) -> Array:
    kh, kw = w.shape
    dx = np.zeros(x.shape)
    for r, c in np.ndindex(dy.shape):
        dx[r : r + kh, c : c + kw] = dy[r, c] * w
    return dx


def _shifted(dy: Array, x: Array, w: Array, flip: bool) -> Array:
    """The full correlation with the frame on two sides only, so that everything lies in the wrong place."""
    kh, kw = w.shape
    return correlate(np.pad(dy, [(0, 2 * kh - 2), (0, 2 * kw - 2)]), rotated(w) if flip else w)


_in_dx, _in_dw = mistakes_in(conv2d_backward, 0), mistakes_in(conv2d_backward, 1)

MISTAKES = (
    Misconception(
        "both-flipped",
        "dx and dw are both turned the wrong way: dx needs the kernel turned by 180 degrees, dw needs dy as it is.",
        lambda dy, x, w: (full(dy, w), rotated(correlate(x, dy))),
    ),
    _in_dx(
        "kernel-not-flipped",
        "dx: the kernel is not turned. Forwards y[r, c] takes x[r+i, c+j] with w[i, j], so backwards dx is the full "
        "correlation of dy with w turned by 180 degrees.",
        lambda dy, x, w: full(dy, w),
    ),
    _in_dx(
        "kernel-upside-down-only",
        "dx: only the rows of the kernel are reversed. Turn it by 180 degrees: rows and columns, w[::-1, ::-1].",
        lambda dy, x, w: full(dy, w[::-1]),
    ),
    _in_dx(
        "kernel-mirrored-only",
        "dx: only the columns of the kernel are reversed. Turn it by 180 degrees: rows and columns, w[::-1, ::-1].",
        lambda dy, x, w: full(dy, w[:, ::-1]),
    ),
    _in_dx(
        "overwritten",
        "dx: overlapping windows overwrite each other. A pixel lies in several windows and gets the sum: use += in the loop.",
        _overwritten,
    ),
    _in_dx(
        "kernel-ignored",
        "dx: dy is spread over the windows without the kernel: each pixel gets dy times the entry of w it was multiplied by.",
        lambda dy, x, w: full(dy, np.ones_like(w)),
    ),
    _in_dx(
        "dx-averaged",
        "dx is divided by the number of entries of w: every window adds dy times w, without a mean.",
        lambda dy, x, w: full(dy, rotated(w)) / w.size,
    ),
    _in_dx(
        "not-framed",
        "dx is too small: dy is not framed. So that every window counts, dy gets a frame of kh - 1 rows and kw - 1 columns "
        "of zeros before it meets the turned kernel.",
        lambda dy, x, w: correlate(dy, rotated(w)),
    ),
    _in_dx(
        "not-flipped-one-width",
        "dx: the kernel is not turned. dx is the full correlation of dy with w turned by 180 degrees; where w is not square, "
        "the frame of zeros round dy is kh - 1 rows high and kw - 1 columns wide.",
        lambda dy, x, w: correlate(np.pad(dy, w.shape[0] - 1), w),
    ),
    _in_dx(
        "not-framed-not-flipped",
        "dx is the plain correlation of dy with w. Two things are missing: a frame of kh - 1 rows and kw - 1 columns of zeros "
        "round dy, and the turn of the kernel by 180 degrees.",
        lambda dy, x, w: correlate(dy, w),
    ),
    _in_dx(
        "frame-of-one-width",
        "dx has the wrong shape: the frame of zeros round dy is kh - 1 rows above and below, but kw - 1 columns left and "
        "right.",
        lambda dy, x, w: correlate(np.pad(dy, w.shape[0] - 1), rotated(w)),
    ),
    _in_dx(
        "frame-on-two-sides",
        "dx is shifted: all zeros stand below and to the right of dy. Half of the frame belongs above and to the left.",
        lambda dy, x, w: _shifted(dy, x, w, True),
    ),
    _in_dx(
        "of-image",
        "dx is a correlation of x: the gradient for x does not depend on x, it spreads dy by the kernel.",
        lambda dy, x, w: full(correlate(x, w), rotated(w)),
    ),
    _in_dw(
        "dw-flipped",
        "dw is turned by 180 degrees: w[i, j] met x[r+i, c+j], so dw is x correlated with dy, without turning anything.",
        lambda dy, x, w: rotated(correlate(x, dy)),
    ),
    _in_dw(
        "dy-flipped",
        "dw: dy is turned by 180 degrees. w[i, j] met x[r+i, c+j], so dw is x correlated with dy as it is.",
        lambda dy, x, w: correlate(x, rotated(dy)),
    ),
    _in_dw(
        "dw-averaged",
        "dw is the mean over all windows: every window adds its share, so it is the sum.",
        lambda dy, x, w: correlate(x, dy) / dy.size,
    ),
    _in_dw(
        "last-window",
        "dw holds the last window only: every window adds its share, so use += in the loop.",
        lambda dy, x, w: dy[-1, -1] * x[-w.shape[0] :, -w.shape[1] :],
    ),
    _in_dw(
        "dw-ignores-dy",
        "dw is the sum of the windows of x: each is multiplied by its dy first.",
        lambda dy, x, w: correlate(x, np.ones_like(dy)),
    ),
    _in_dw(
        "dw-full",
        "dw has the wrong shape: x is framed there. Only places where dy lies inside x count, one for each entry of w.",
        lambda dy, x, w: full(x, dy),
    ),
    _in_dw("dw-transposed", "dw is transposed: it has the rows and columns of w.", lambda dy, x, w: correlate(x, dy).T),
    _in_dw("dw-is-image-sum", "dw: you add x and dy without moving the window: each entry of w has its own sum over all windows.",
           lambda dy, x, w: np.full(w.shape, np.sum(dy * x[: dy.shape[0], : dy.shape[1]]))),
)  # fmt: skip
