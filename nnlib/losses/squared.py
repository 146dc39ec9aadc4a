"""The two squared losses of the book. They differ by a factor only, so they have the same minimiser.

With the residual r = prediction - target, over N samples with d outputs each, the lectures print

    Cui, Wan    1/2 sum of r^2          gradient r            = N x gradient of SquaredError
    Taura       sum of r^2              gradient 2 r          = 2 N x gradient of SquaredError
    Bunescu     mean over n of 1/2 r^2  gradient r / N        = gradient of SquaredError
    Sybrandt    1/2 mean of r^2 (d = 1) gradient r / N        = gradient of SquaredError

and MSE, the mean of r^2 over all N d entries, has the gradient 2 r / (N d) = (2 / d) x gradient of
SquaredError. A gradient c times as large takes the same step with a learning rate c times as small.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib._check import Array
from nnlib.losses.base import Kept, Loss, same_shape_target, total


class MSE(Loss):
    """Mean squared error: the mean of (prediction - target)^2 over all entries; any shape.

    `forward(prediction, target)` takes two arrays of one shape and gives a float; `backward()` gives
    2 (prediction - target) / (number of entries), in the shape and floating type of the prediction.
    Raises ValueError for an empty batch or for shapes that differ (also (N,) against (N, 1)), RuntimeError
    for a backward before any forward.

    In the book: eq-mse.

    >>> loss = MSE()
    >>> loss.forward([[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0], [3.0, 0.0]])
    4.0
    >>> loss.backward()
    array([[0., 0.],
           [0., 2.]])
    """

    def _forward(self, prediction: Array, target: npt.ArrayLike) -> tuple[float, Kept]:
        t = same_shape_target("MSE", prediction, target)
        residual = prediction - t
        return _sum_of_squares(residual) / residual.size, (residual, t)

    def _backward(self, kept: Array, target: npt.NDArray[Any]) -> Array:
        return kept * (2.0 / kept.size)


class SquaredError(Loss):
    """Squared error (1/N) sum_n 1/2 ||prediction_n - target_n||^2 over the N samples along the first axis.

    `forward(prediction, target)` takes two arrays of one shape, (N, d), (N,) for one output, or () for one
    number; `backward()` gives (prediction - target) / N, in the shape and floating type of the prediction.
    Raises ValueError for an empty batch or for shapes that differ (also (N,) against (N, 1)), RuntimeError
    for a backward before any forward.

    In the book: eq-squared-error.

    >>> loss = SquaredError()
    >>> loss.forward([[1.0, 2.0], [3.0, 4.0]], [[1.0, 2.0], [3.0, 0.0]])
    4.0
    >>> loss.backward()
    array([[0., 0.],
           [0., 2.]])
    """

    def _forward(self, prediction: Array, target: npt.ArrayLike) -> tuple[float, Kept]:
        t = same_shape_target("SquaredError", prediction, target)
        residual = prediction - t
        return 0.5 * _sum_of_squares(residual) / _samples(residual), (residual, t)

    def _backward(self, kept: Array, target: npt.NDArray[Any]) -> Array:
        return kept / _samples(kept)


def _samples(array: Array) -> int:
    return array.shape[0] if array.ndim else 1


def _sum_of_squares(residual: Array) -> float:
    return total(np.square(residual.astype(np.result_type(residual.dtype, np.float64), copy=False)))
