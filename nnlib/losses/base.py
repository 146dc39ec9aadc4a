"""What the losses share: the two steps forward and backward, and the reading of predictions and targets.

`forward` keeps its own copy of what `backward` needs, so the caller may reuse or overwrite its arrays in
between, and `backward` may be called again.
"""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, distribution, floating, ignore_underflow, read

Kept = tuple[Array, npt.NDArray[Any]]  # what forward keeps for backward: an array like the prediction, the target


class Loss(ABC):
    """A loss: `forward(prediction, target)` gives the number, then `backward()` its gradient."""

    _saved: Kept | None = None

    @ignore_underflow
    def forward(self, prediction: npt.ArrayLike, target: npt.ArrayLike) -> float:
        """The loss of the whole batch as a Python float; keeps what `backward` needs."""
        self._saved = None  # a failed forward must not leave the gradient of an older one
        prediction = floating(self._name, prediction, "a prediction of real numbers")
        if prediction.size == 0:
            raise ValueError(f"{self._name} of an empty batch is undefined, got shape {prediction.shape}")
        value, self._saved = self._forward(prediction, target)
        return value + 0.0  # never -0.0

    @ignore_underflow
    def backward(self) -> Array:
        """Gradient of the last loss by its prediction: a new array of the same shape and floating type."""
        if self._saved is None:
            raise RuntimeError(f"{self._name}.backward() needs a forward(prediction, target) before it")
        return self._backward(*self._saved)

    @abstractmethod
    def _forward(self, prediction: Array, target: npt.ArrayLike) -> tuple[float, Kept]: ...

    @abstractmethod
    def _backward(self, kept: Array, target: npt.NDArray[Any]) -> Array: ...

    @property
    def _name(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        return f"{self._name}()"


def total(terms: Array) -> float:
    """Sum of all entries as a Python float, added up in float64 (or wider) whatever the type of the terms."""
    return float(terms.sum(dtype=np.result_type(terms.dtype, np.float64)))


def same_shape_target(who: str, prediction: Array, target: npt.ArrayLike) -> Array:
    """A copy of the target in the floating type of the prediction; ValueError unless the shapes are equal."""
    array = floating(who, target, "a target of real numbers")
    if array.shape != prediction.shape:
        raise ValueError(f"{who} expects prediction and target of one shape, got {prediction.shape} and {array.shape}")
    return array.astype(prediction.dtype)


def class_target(who: str, prediction: Array, target: npt.ArrayLike) -> npt.NDArray[Any]:
    """A copy of the target of a (..., K) prediction: class indices (...) or distributions (..., K)."""
    if prediction.ndim == 0:
        raise ValueError(f"{who} expects a prediction of shape (N, K), got shape ()")
    array = read(who, target)
    classes = prediction.shape[-1]
    if array.shape == prediction.shape:
        probabilities = floating(who, array, "a target of real numbers")
        distribution(f"{who} (target)", probabilities)
        return probabilities.astype(prediction.dtype)
    if array.shape != prediction.shape[:-1]:
        raise ValueError(
            f"{who} expects class indices of shape {prediction.shape[:-1]} or one-hot targets of shape "
            f"{prediction.shape} for a prediction of shape {prediction.shape}, got shape {array.shape}"
        )
    if array.dtype.kind not in "iu":
        raise TypeError(f"{who} expects integer class indices, got {array.dtype}")
    outside = (array < 0) | (array >= classes)
    if outside.any():
        raise ValueError(f"{who} expects class indices from 0 to {classes - 1}, got {array[outside].flat[0]}")
    return array.astype(np.intp)
