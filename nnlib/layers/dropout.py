"""Dropout: units that fall silent at random while a network trains, so that none can rely on a single other."""

import numpy as np

from nnlib._check import Array, generator, real_number
from nnlib.layers.base import Layer


class Dropout(Layer):
    """Sets each entry to 0 with probability p, independently, in training; lets everything through after `eval()`.

    In training, y = x m / (1 - p) with a random mask m of zeros and ones, a new one at each `forward`. Dividing by
    1 - p ("inverted" dropout) makes the expected output the input, so that nothing has to be rescaled afterwards.
    Backward, dL/dx = dL/dy m / (1 - p) with the mask of the last `forward`.

    Source: Srivastava et al. (2014), whose p is the probability to stay, and who multiply the weights by it after
    training instead. Raises ValueError unless 0 <= p < 1.

    >>> layer = Dropout(0.5, rng=np.random.default_rng(0))
    >>> layer.forward([[1.0, 2.0, 3.0, 4.0]])
    array([[2., 0., 0., 0.]])
    >>> layer.backward([[1.0, 1.0, 1.0, 1.0]])
    array([[2., 0., 0., 0.]])
    >>> layer.eval().forward([[1.0, 2.0, 3.0, 4.0]])
    array([[1., 2., 3., 4.]])
    """

    def __init__(self, p: float, *, rng: np.random.Generator | None = None) -> None:
        self.p = real_number("Dropout", "p", p)
        if not 0 <= self.p < 1:
            raise ValueError(f"Dropout expects a probability 0 <= p < 1, got {self.p}")
        self._rng = generator("Dropout", rng)
        super().__init__()

    def _forward(self, x: Array) -> tuple[Array, Array | None]:
        if not self.training:
            return x, None
        mask = (self._rng.random(x.shape) >= self.p).astype(x.dtype) / (1 - self.p)
        return x * mask, mask

    def _input_gradient(self, dy: Array, mask: Array | None) -> Array:
        return dy.copy() if mask is None else dy * mask

    def __repr__(self) -> str:
        return f"Dropout(p={self.p:g})"
