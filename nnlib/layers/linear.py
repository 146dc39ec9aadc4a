"""The linear layer z = W a + b, for a whole batch at once."""

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, floating_type, generator, positive_integer
from nnlib.initialisers import Initialiser, xavier_uniform
from nnlib.layers.base import Layer


class Linear(Layer):
    """Linear layer z_n = W a_n + b (affine, strictly speaking): x (N, d_in) gives (N, d_out).

    `params["W"]` has the shape (d_out, d_in), as in the formula, so a batch x with one sample a row is multiplied by
    the transpose. With dy = dL/dz (Cui, Taura):

        forward     z = x W^T + b
        backward    dL/dW = dy^T x,   dL/db = sum of the rows of dy,   dL/dx = dy W

    `init(shape, rng=rng)` draws W; b starts at 0. `bias=False` leaves b out.

    Raises ValueError for sizes below 1 or an x of another shape.

    >>> layer = Linear(2, 3, rng=np.random.default_rng(0))
    >>> layer.params["W"] = [[1, 0], [0, 1], [1, 1]]
    >>> layer
    Linear(2 -> 3)
    >>> layer.forward([[5.0, 7.0]])
    array([[ 5.,  7., 12.]])
    >>> layer.backward([[1.0, 0.0, 1.0]])
    array([[2., 1.]])
    >>> layer.grads["W"]
    array([[5., 7.],
           [0., 0.],
           [5., 7.]])
    """

    def __init__(
        self,
        d_in: int,
        d_out: int,
        *,
        bias: bool = True,
        init: Initialiser = xavier_uniform,
        dtype: npt.DTypeLike = np.float64,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.d_in = positive_integer("Linear", "d_in", d_in)
        self.d_out = positive_integer("Linear", "d_out", d_out)
        kind = floating_type("Linear", dtype)
        params = {"W": init((self.d_out, self.d_in), rng=generator("Linear", rng)).astype(kind)}
        if bias:
            params["b"] = np.zeros(self.d_out, kind)
        super().__init__(params)

    def _check_input(self, shape: tuple[int, ...]) -> None:
        if len(shape) != 2 or shape[1] != self.d_in:
            raise ValueError(f"{self!r} expects x of shape (N, {self.d_in}), got {shape}")

    def _forward(self, x: Array) -> tuple[Array, Array]:
        z = x @ self.params["W"].T
        if "b" in self.params:
            z += self.params["b"]
        return z, x

    def _parameter_gradients(self, dy: Array, x: Array) -> dict[str, Array]:
        grads: dict[str, Array] = {"W": dy.T @ x}
        if "b" in self.params:
            grads["b"] = dy.sum(axis=0)
        return grads

    def _input_gradient(self, dy: Array, x: Array) -> Array:
        return dy @ self.params["W"]

    def __repr__(self) -> str:
        return f"Linear({self.d_in} -> {self.d_out})"
