"""Maxout: a unit whose output is the largest of k linear pieces, so that it learns its own activation function."""

from nnlib._check import Array, positive_integer
from nnlib.activations.piecewise import maxout, maxout_prime
from nnlib.layers.base import Layer


class Maxout(Layer):
    """The largest of each k neighbouring entries: z (N, d k) gives (N, d) (Bunescu; Goodfellow et al., 2013).

    The k pieces of a unit stand side by side, so `Linear(d_in, d * k)` and then `Maxout(k)` is a layer of d
    maxout units, max_j (W_j x + b_j). The gradient goes to the largest piece, a tie to the first of them.
    Raises ValueError for k below 1 or a z whose second axis does not divide into k pieces.

    >>> layer = Maxout(3)
    >>> layer.forward([[1.0, 4.0, 2.0, 0.0, -1.0, 0.0]])
    array([[4., 0.]])
    >>> layer.backward([[10.0, 20.0]])
    array([[ 0., 10.,  0., 20.,  0.,  0.]])
    """

    def __init__(self, k: int) -> None:
        self.k = positive_integer("Maxout", "k", k)
        super().__init__()

    def _check_input(self, shape: tuple[int, ...]) -> None:
        if len(shape) != 2 or shape[1] % self.k:
            raise ValueError(f"{self!r} expects x of shape (N, d * {self.k}), got {shape}")

    def _forward(self, z: Array) -> tuple[Array, Array]:
        samples, entries = z.shape
        pieces = z.reshape(samples, entries // self.k, self.k)
        return maxout(pieces), pieces

    def _input_gradient(self, dy: Array, pieces: Array) -> Array:
        samples, units, k = pieces.shape
        return (dy[:, :, None] * maxout_prime(pieces)).reshape(samples, units * k)

    def __repr__(self) -> str:
        return f"Maxout(k={self.k})"
