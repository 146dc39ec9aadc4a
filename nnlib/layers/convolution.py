"""Convolution: one small filter that moves over the image and looks for the same pattern at every position.

The windows are copied into the columns of a matrix, and the layer becomes a matrix product; a few images at a time,
because the columns of a whole batch take k k times as much memory as the batch.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, floating_type, generator, positive_integer, whole_number
from nnlib.initialisers import Initialiser, xavier_uniform
from nnlib.layers.base import Layer
from nnlib.layers.windows import fold, padded, unfold, window_counts


class Conv2D(Layer):
    """Convolution of images with k x k filters: x (N, c_in, H, W) gives (N, c_out, H', W') (Taura).

    First x gets a frame of `padding` zeros. Then, for output channel o and position (r, c),

        z[n, o, r, c] = b[o] + sum over (ch, i, j) of W[o, ch, i, j] x[n, ch, r stride + i, c stride + j]
        H' = floor((H + 2 padding - k) / stride) + 1,  W' likewise

    As in the lecture and in all libraries this is a cross-correlation: true convolution flips the filter, it has
    W[o, ch, k - 1 - i, k - 1 - j]. To a layer that learns W it makes no difference.

    `params["W"]` has the shape (c_out, c_in, k, k), `params["b"]` (c_out,); `bias=False` leaves b out.
    `init(shape, rng=rng)` draws W; b starts at 0.

    Raises ValueError for sizes below 1, a negative padding, an x of another shape or images smaller than the filter.

    >>> layer = Conv2D(1, 1, 2, rng=np.random.default_rng(0))
    >>> layer
    Conv2D(1 -> 1, 2x2, stride=1, padding=0)
    >>> layer.params["W"] = [[[[1, 0], [0, 2]]]]
    >>> layer.forward([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]])
    array([[[[11., 14.]]]])
    >>> layer.backward([[[[1.0, 10.0]]]])
    array([[[[ 1., 10.,  0.],
             [ 0.,  2., 20.]]]])
    >>> layer.grads["W"]
    array([[[[21., 32.],
             [54., 65.]]]])
    """

    def __init__(
        self,
        c_in: int,
        c_out: int,
        k: int,
        stride: int = 1,
        padding: int = 0,
        *,
        bias: bool = True,
        init: Initialiser = xavier_uniform,
        dtype: npt.DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.c_in = positive_integer("Conv2D", "c_in", c_in)
        self.c_out = positive_integer("Conv2D", "c_out", c_out)
        self.k = positive_integer("Conv2D", "k", k)
        self.stride = positive_integer("Conv2D", "stride", stride)
        self.padding = whole_number("Conv2D", "padding", padding)
        if self.padding < 0:
            raise ValueError(f"Conv2D expects padding >= 0, got {self.padding}")
        kind = floating_type("Conv2D", dtype)
        params = {"W": init((self.c_out, self.c_in, self.k, self.k), rng=generator("Conv2D", rng)).astype(kind)}
        if bias:
            params["b"] = np.zeros(self.c_out, kind)
        super().__init__(params)

    def _check_input(self, shape: tuple[int, ...]) -> None:
        if len(shape) != 4 or shape[1] != self.c_in:
            raise ValueError(f"{self!r} expects x of shape (N, {self.c_in}, H, W), got {shape}")
        window_counts(repr(self), shape, self.k, self.stride, self.padding)

    def _forward(self, x: Array) -> tuple[Array, Array]:
        rows, columns = window_counts(repr(self), x.shape, self.k, self.stride, self.padding)
        x = padded(x, self.padding)
        z = np.empty((len(x), self.c_out, rows * columns), x.dtype)
        for some in self._groups(x, rows * columns):
            np.matmul(self._filters(), unfold(x[some], self.k, self.stride), out=z[some])
        if "b" in self.params:
            z += self.params["b"][:, None]
        return z.reshape(len(x), self.c_out, rows, columns), x

    def _parameter_gradients(self, dy: Array, x: Array) -> dict[str, Array]:
        dz = _in_rows(dy)
        dfilters = np.zeros_like(self._filters())
        for some in self._groups(x, dz.shape[2]):
            per_sample = dz[some] @ unfold(x[some], self.k, self.stride).swapaxes(1, 2)
            dfilters += per_sample.sum(axis=0)
        grads: dict[str, Array] = {"W": dfilters.reshape(self.params["W"].shape)}
        if "b" in self.params:
            grads["b"] = dz.sum(axis=(0, 2))
        return grads

    def _input_gradient(self, dy: Array, x: Array) -> Array:
        dz = _in_rows(dy)
        dx = np.empty_like(x)
        for some in self._groups(x, dz.shape[2]):
            dx[some] = fold(self._filters().T @ dz[some], x[some].shape, self.k, self.stride)
        frame = self.padding
        return dx[:, :, frame : x.shape[2] - frame, frame : x.shape[3] - frame]

    def _filters(self) -> Array:
        """W as a matrix: one row per filter, (c_out, c_in k k)."""
        return self.params["W"].reshape(self.c_out, self.c_in * self.k**2)

    def _groups(self, x: Array, windows: int) -> Iterator[slice]:
        """The batch in groups whose columns take up to a megabyte: these stay in the processor's cache."""
        size = max(1, 2**20 // (self.c_in * self.k**2 * windows * x.itemsize))
        return (slice(start, start + size) for start in range(0, len(x), size))

    def __repr__(self) -> str:
        sizes = f"{self.c_in} -> {self.c_out}, {self.k}x{self.k}"
        return f"Conv2D({sizes}, stride={self.stride}, padding={self.padding})"


def _in_rows(dy: Array) -> Array:
    """(N, c_out, H', W') as (N, c_out, H' W')."""
    samples, channels, rows, columns = dy.shape
    return dy.reshape(samples, channels, rows * columns)
