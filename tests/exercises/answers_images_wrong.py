"""Wrong answers to conv2d, conv2d_backward, maxpool2d and maxpool2d_backward."""

import numpy as np
from answers_images import (
    conv_backward_loop,
    conv_loop,
    conv_windows,
    pool_backward_divmod,
    pool_loop,
    pool_windows,
)
from scipy.signal import convolve2d, correlate2d


def _starts_at_r(x, w, stride=1, pad=0):
    x = np.pad(x, pad)
    rows, columns = (x.shape[0] - len(w)) // stride + 1, (x.shape[1] - len(w[0])) // stride + 1
    return np.array(
        [[np.sum(x[r : r + len(w), c : c + len(w[0])] * w) for c in range(columns)] for r in range(rows)]
    )  # fmt: skip


def _without_plus_one(x, w, stride=1, pad=0):
    x = np.pad(x, pad)
    rows, columns = (x.shape[0] - len(w)) // stride, (x.shape[1] - len(w[0])) // stride
    return np.array(
        [[np.sum(x[r * stride :][: len(w), c * stride :][:, : len(w[0])] * w) for c in range(columns)] for r in range(rows)]
    ).reshape(rows, columns)  # fmt: skip


def _assigned(dy, x, w):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape):
        dx[r : r + w.shape[0], c : c + w.shape[1]] = dy[r, c] * w
    return dx, correlate2d(x, dy, "valid")


def _spread(give, add=True):
    def backward(dy, x, size=2, stride=2):
        dx = np.zeros(x.shape)
        for r, c in np.ndindex(dy.shape):
            place = np.s_[r * stride : r * stride + size, c * stride : c * stride + size]
            share = give(x[place], dy[r, c])
            dx[place] = dx[place] + share if add else share
        return dx

    return backward


def _winner(v, d, of=np.argmax):
    share = np.zeros(v.shape)
    share.flat[of(v)] = d
    return share


def _from_zero(x, size=2, stride=2):
    best = np.zeros_like(pool_loop(x, size, stride))
    for r, c in np.ndindex(best.shape):
        for v in x[r * stride : r * stride + size, c * stride : c * stride + size].ravel():
            best[r, c] = v if v > best[r, c] else best[r, c]
    return best


def _partial(x, size=2, stride=2):
    rows, columns = -(-x.shape[0] // stride), -(-x.shape[1] // stride)
    return np.array(
        [[x[r * stride :][:size, c * stride :][:, :size].max() for c in range(columns)] for r in range(rows)]
    )  # fmt: skip


def _global_place(dy, x, size=2, stride=2):
    dx = np.zeros(x.shape)
    for r, c in np.ndindex(dy.shape):
        window = x[r * stride : r * stride + size, c * stride : c * stride + size]
        dx[divmod(int(np.argmax(window)), size)] += dy[r, c]
    return dx


WRONG = [
    ("conv2d", lambda x, w, stride=1, pad=0: conv_loop(x, w[::-1], stride, pad), "kernel-upside-down", "rows"),
    ("conv2d", lambda x, w, stride=1, pad=0: conv_loop(x, w, stride), "pad-ignored", "frame of pad zeros"),
    ("conv2d", lambda x, w, stride=1, pad=0: conv_loop(x, w), "stride-and-pad-ignored", "no effect"),
    ("conv2d", lambda x, w, stride=1, pad=0: correlate2d(x, w, "same"), "same-size", "without pad"),
    ("conv2d", lambda x, w, stride=1, pad=0: conv_loop(x, w, stride, 2 * pad), "frame-twice-as-wide", "each side"),
    ("conv2d", lambda x, w, stride=1, pad=0: conv_loop(x[::stride, ::stride], w, 1, pad), "image-sampled-first", "pixels"),
    ("conv2d", lambda x, w, stride=1, pad=0: conv_loop(x, w, stride, pad) / w.size, "mean-for-sum", "added"),
    ("conv2d", lambda x, w, stride=1, pad=0: conv_windows(x, w, stride, pad).T, "result-transposed", "transposed"),
    ("conv2d", _starts_at_r, "stride-in-size-only", "r * stride"),
    ("conv2d", _without_plus_one, "last-window-missing", "+ 1"),
    ("conv2d", lambda x, w, stride=1, pad=0: -conv_loop(x, w, stride, pad), "sign", "negative"),
    ("conv2d_backward", lambda dy, x, w: (correlate2d(dy, w, "valid"), correlate2d(x, dy, "valid")), "not-framed-not-flipped", "turn"),
    ("conv2d_backward", lambda dy, x, w: (convolve2d(dy, w), convolve2d(x, dy, "valid")), "dy-flipped", "dx is right"),
    ("conv2d_backward", lambda dy, x, w: (convolve2d(dy, w), correlate2d(x, dy)), "dw-full", "wrong shape"),
    ("conv2d_backward", _assigned, "overwritten", "+="),
    ("conv2d_backward", lambda dy, x, w: conv_backward_loop(dy, x, w)[::-1], "components-permuted", "order"),
    ("conv2d_backward", lambda dy, x, w: (convolve2d(dy, w), correlate2d(x, dy, "valid") / dy.size), "dw-averaged", "sum"),
    ("conv2d_backward", lambda dy, x, w: (-convolve2d(dy, w), correlate2d(x, dy, "valid")), "sign", "negative"),
    ("conv2d_backward", lambda dy, x, w: (convolve2d(dy, w[::-1]), correlate2d(x, dy, "valid")), "kernel-mirrored-only", "180"),
    ("maxpool2d", _from_zero, "starts-at-zero", "first pixel"),
    ("maxpool2d", _partial, "incomplete-windows", "stick out"),
    ("maxpool2d", lambda x, size=2, stride=2: pool_loop(x, size, 1), "stride-ignored", "no effect"),
    ("maxpool2d", lambda x, size=2, stride=2: pool_loop(x, size, size), "size-for-stride", "no effect"),
    ("maxpool2d", lambda x, size=2, stride=2: pool_loop(x, stride, size), "exchanged", "places"),
    ("maxpool2d", lambda x, size=2, stride=2: pool_loop(x, 2, 2), "always-two", "whatever"),
    ("maxpool2d", lambda x, size=2, stride=2: -pool_loop(-x, size, stride), "minimum", "largest"),
    ("maxpool2d", lambda x, size=2, stride=2: pool_windows(np.abs(x), size, stride), "largest-size", "absolute"),
    ("maxpool2d", lambda x, size=2, stride=2: x.max(), "whole-image", "each window"),
    ("maxpool2d_backward", _spread(lambda v, d: d * (v == v.max())), "all-ties", "One winner"),
    ("maxpool2d_backward", _spread(lambda v, d: d * (v == v.max()) / (v == v.max()).sum()), "ties-share", "One winner"),
    ("maxpool2d_backward", _spread(_winner, add=False), "erased", "+="),
    ("maxpool2d_backward", _spread(lambda v, d: np.full(v.shape, d)), "whole-window", "only the largest"),
    ("maxpool2d_backward", _spread(lambda v, d: _winner(v, d, np.argmin)), "smallest", "largest"),
    ("maxpool2d_backward", _spread(lambda v, d: _winner(v, 1.0)), "ones", "dy"),
    ("maxpool2d_backward", _spread(lambda v, d: _winner(v, d).T), "rows-and-columns", "exchanged"),
    ("maxpool2d_backward", _global_place, "place-in-image", "corner"),
    ("maxpool2d_backward", lambda dy, x, size=2, stride=2: dy, "small", "shape of x"),
    ("maxpool2d_backward", lambda dy, x, size=2, stride=2: 2 * pool_backward_divmod(dy, x, size, stride), "factor-2", "twice"),
]  # fmt: skip

RIGHT = {}
EQUIVALENT = {}
