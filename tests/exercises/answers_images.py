"""Answers to conv2d, conv2d_backward, maxpool2d and maxpool2d_backward."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import correlate2d


def conv_windows(x, w, stride=1, pad=0):
    return np.einsum("rcij,ij->rc", sliding_window_view(np.pad(x, pad), w.shape), w)[::stride, ::stride]


def conv_loop(x, w, stride=1, pad=0):
    x = np.pad(x, pad)
    kh, kw = w.shape
    rows, columns = (x.shape[0] - kh) // stride + 1, (x.shape[1] - kw) // stride + 1
    y = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            y[r, c] = np.sum(x[r * stride : r * stride + kh, c * stride : c * stride + kw] * w)
    return y


def conv_shifts(x, w, stride=1, pad=0):
    """One shifted image for each entry of the kernel."""
    x = np.pad(x, pad)
    h, v = x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1
    y = sum(w[i, j] * x[i : i + h, j : j + v] for i in range(w.shape[0]) for j in range(w.shape[1]))
    return y[::stride, ::stride]


def conv_scipy(x, w, stride=1, pad=0):
    return correlate2d(np.pad(x, pad), w, mode="valid")[::stride, ::stride]


def conv_columns(x, w, stride=1, pad=0):
    """Every window as a row of a matrix."""
    x = np.pad(x, pad)
    rows = range(0, x.shape[0] - w.shape[0] + 1, stride)
    columns = range(0, x.shape[1] - w.shape[1] + 1, stride)
    M = [x[r : r + w.shape[0], c : c + w.shape[1]].ravel() for r in rows for c in columns]
    return (np.array(M) @ w.ravel()).reshape(len(rows), len(columns)).tolist()


def conv_backward_loop(dy, x, w):
    kh, kw = w.shape
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for r in range(len(dy)):
        for c in range(len(dy[0])):
            dx[r : r + kh, c : c + kw] += dy[r, c] * w
            dw += dy[r, c] * x[r : r + kh, c : c + kw]
    return dx, dw


def conv_backward_scipy(dy, x, w):
    return correlate2d(dy, w[::-1, ::-1], mode="full"), correlate2d(x, dy, mode="valid")


def conv_backward_entries(dy, x, w):
    """One term for each entry of the kernel."""
    h, v = dy.shape
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    for i in range(w.shape[0]):
        for j in range(w.shape[1]):
            dx[i : i + h, j : j + v] += w[i, j] * dy
            dw[i, j] = np.sum(dy * x[i : i + h, j : j + v])
    return [dx, dw]


def conv_backward_windows(dy, x, w):
    kh, kw = w.shape
    framed = np.pad(dy, ((kh - 1, kh - 1), (kw - 1, kw - 1)))
    dx = np.tensordot(sliding_window_view(framed, w.shape), np.rot90(w, 2), axes=2)
    return dx, np.tensordot(sliding_window_view(x, dy.shape), dy, axes=2)


def conv_backward_matrix(dy, x, w):
    """The convolution as a matrix, which the way back transposes."""
    M = np.zeros((dy.size, x.size))
    for n, (r, c) in enumerate(np.ndindex(dy.shape)):
        row = np.zeros(x.shape)
        row[r : r + w.shape[0], c : c + w.shape[1]] = w
        M[n] = row.ravel()
    X = np.array([x[r : r + w.shape[0], c : c + w.shape[1]].ravel() for r, c in np.ndindex(dy.shape)])
    return (M.T @ dy.ravel()).reshape(x.shape), (X.T @ dy.ravel()).reshape(w.shape)


def pool_loop(x, size=2, stride=2):
    rows, columns = (x.shape[0] - size) // stride + 1, (x.shape[1] - size) // stride + 1
    y = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            y[r, c] = x[r * stride : r * stride + size, c * stride : c * stride + size].max()
    return y


def pool_windows(x, size=2, stride=2):
    return sliding_window_view(x, (size, size))[::stride, ::stride].max(axis=(2, 3))


def pool_axes(x, size=2, stride=2):
    """First along the rows, then along the columns."""
    rows = np.stack([x[i : len(x) - size + 1 + i : stride] for i in range(size)]).max(0)
    return np.stack([rows[:, j : x.shape[1] - size + 1 + j : stride] for j in range(size)]).max(0)


def pool_lists(x, size=2, stride=2):
    return [
        [
            max(x[i, j] for i in range(r, r + size) for j in range(c, c + size))
            for c in range(0, x.shape[1] - size + 1, stride)
        ]
        for r in range(0, x.shape[0] - size + 1, stride)
    ]


def pool_running(x, size=2, stride=2):
    y = None
    for i in range(size):
        for j in range(size):
            seen = x[i : x.shape[0] - size + 1 + i : stride, j : x.shape[1] - size + 1 + j : stride]
            y = seen if y is None else np.maximum(y, seen)
    return y


def pool_backward_divmod(dy, x, size=2, stride=2):
    dx = np.zeros(x.shape)
    for r in range(dy.shape[0]):
        for c in range(dy.shape[1]):
            window = x[r * stride : r * stride + size, c * stride : c * stride + size]
            i, j = divmod(int(np.argmax(window)), size)
            dx[r * stride + i, c * stride + j] += dy[r, c]
    return dx


def pool_backward_mask(dy, x, size=2, stride=2):
    dx = np.zeros_like(x)
    for r, c in np.ndindex(dy.shape):
        place = np.s_[r * stride : r * stride + size, c * stride : c * stride + size]
        first = np.arange(size * size).reshape(size, size) == x[place].argmax()
        dx[place] += first * dy[r, c]
    return dx


def pool_backward_add_at(dy, x, size=2, stride=2):
    n = sliding_window_view(x, (size, size))[::stride, ::stride].reshape(*dy.shape, -1).argmax(-1)
    r, c = np.indices(dy.shape)
    dx = np.zeros(x.shape)
    np.add.at(dx, (r * stride + n // size, c * stride + n % size), dy)
    return dx


def pool_backward_search(dy, x, size=2, stride=2):
    dx = np.zeros(x.shape)
    for r in range(len(dy)):
        for c in range(len(dy[0])):
            best = (r * stride, c * stride)
            for i in range(r * stride, r * stride + size):
                for j in range(c * stride, c * stride + size):
                    if x[i, j] > x[best]:
                        best = (i, j)
            dx[best] += dy[r, c]
    return dx.tolist()


def pool_backward_bincount(dy, x, size=2, stride=2):
    places = []
    for r, c in np.ndindex(dy.shape):
        w = x[r * stride : r * stride + size, c * stride : c * stride + size]
        i, j = np.argwhere(w == w.max())[0]
        places.append((r * stride + i) * x.shape[1] + c * stride + j)
    return np.bincount(places, weights=dy.ravel(), minlength=x.size).reshape(x.shape)


RIGHT = {
    "conv2d": [conv_windows, conv_loop, conv_shifts, conv_scipy, conv_columns],
    "conv2d_backward": [
        conv_backward_loop,
        conv_backward_scipy,
        conv_backward_entries,
        conv_backward_windows,
        conv_backward_matrix,
    ],
    "maxpool2d": [pool_loop, pool_windows, pool_axes, pool_lists, pool_running],
    "maxpool2d_backward": [
        pool_backward_divmod,
        pool_backward_mask,
        pool_backward_add_at,
        pool_backward_search,
        pool_backward_bincount,
    ],
}
