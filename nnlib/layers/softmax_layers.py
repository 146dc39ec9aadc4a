"""Softmax and its logarithm as layers, with gradients that hold when one class has nearly all the probability.

There the textbook formulas subtract numbers that are almost equal. Both layers treat the largest entry of each
slice apart, so that what is left of the probability, 1 - p, is never computed as a difference.
"""

import numpy as np

from nnlib._check import Array, whole_number
from nnlib.activations.softmax_family import log_softmax, softmax
from nnlib.layers.base import Layer


class _AlongAxis(Layer):
    """A layer that works on slices along `axis`, by default the last one."""

    def __init__(self, axis: int = -1) -> None:
        self.axis = whole_number(type(self).__name__, "axis", axis)
        super().__init__()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({'' if self.axis == -1 else f'axis={self.axis}'})"


class Softmax(_AlongAxis):
    """Softmax p_k = e^(z_k) / sum_j e^(z_j) along `axis` as a layer, in the shape of z.

    Backward it is the Jacobian of softmax times dL/dp (Cui):

        dL/dz_i = p_i (dL/dp_i - sum_k p_k dL/dp_k)

    A constant taken off all dL/dp changes nothing, so that of the largest p is taken off first: the sum then has small
    terms only.

    To train a classifier, leave this layer out and use `SoftmaxCrossEntropy`, which takes the logits.
    Raises ValueError if the axis is missing or has no entry.

    >>> layer = Softmax()
    >>> layer.forward([[1000.0, 1000.0]])
    array([[0.5, 0.5]])
    >>> layer.backward([[1.0, 0.0]])
    array([[ 0.25, -0.25]])
    """

    def _forward(self, z: Array) -> tuple[Array, Array]:
        p = softmax(z, axis=self.axis)
        return p, p.copy()

    def _input_gradient(self, dy: Array, p: Array) -> Array:
        top = np.argmax(p, axis=self.axis, keepdims=True)
        relative = dy - np.take_along_axis(dy, top, axis=self.axis)
        dz: Array = p * (relative - np.sum(p * relative, axis=self.axis, keepdims=True))
        return dz


class LogSoftmax(_AlongAxis):
    """Logarithm of softmax, y_k = z_k - log(sum_j e^(z_j)) along `axis` as a layer, in the shape of z (Taura).

    Backward, with p = e^y:

        dL/dz_i = dL/dy_i - p_i sum_k dL/dy_k = (1 - p_i) dL/dy_i - p_i (sum of dL/dy_k over the others)

    The second form serves for the largest p, where 1 - p_i = -expm1(y_i) keeps its precision near p_i = 1.

    Followed by `NLL` this layer is `SoftmaxCrossEntropy` in two steps.
    Raises ValueError if the axis is missing or has no entry.

    >>> layer = LogSoftmax()
    >>> layer.forward([[0.0, 1000.0]])
    array([[-1000.,     0.]])
    >>> layer.backward([[-1.0, 0.0]])
    array([[-1.,  1.]])
    """

    def _forward(self, z: Array) -> tuple[Array, Array]:
        y = log_softmax(z, axis=self.axis)
        return y, y.copy()

    def _input_gradient(self, dy: Array, y: Array) -> Array:
        top = np.argmax(y, axis=self.axis, keepdims=True)
        y_top, dy_top = (np.take_along_axis(array, top, axis=self.axis) for array in (y, dy))
        others = dy.copy()
        np.put_along_axis(others, top, 0, axis=self.axis)
        sum_others = np.sum(others, axis=self.axis, keepdims=True)
        dz: Array = dy - np.exp(y) * (dy_top + sum_others)
        np.put_along_axis(dz, top, -np.expm1(y_top) * dy_top - np.exp(y_top) * sum_others, axis=self.axis)
        return dz
