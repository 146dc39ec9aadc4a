"""The losses of classification: the surprise -log p at what happened, averaged over the samples.

Softmax and sigmoid are part of their losses here, which take the logits z: together the derivative is simply
p - target, and nothing overflows or becomes log 0. NLL takes logarithms of probabilities computed before.
"""

from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, weighted
from nnlib.activations.smooth import sigmoid, softplus
from nnlib.activations.softmax_family import log_softmax
from nnlib.losses.base import Kept, Loss, class_target, same_shape_target, total


class NLL(Loss):
    """Negative log-likelihood -(1/N) sum_n log p_n[c_n] of log-probabilities (Taura).

    `forward(log_p, target)` takes log-probabilities (N, K), or (K,) for one sample, and either class indices c (N,)
    or one-hot or soft targets t (N, K). For the latter it is, with 0 log 0 = 0,

        -(1/N) sum_n sum_k t_nk log p_nk

    `backward()` gives -t / N, in the shape and floating type of log_p.

    Raises ValueError for an empty batch, shapes that do not fit, labels out of range or targets that are not
    distributions; TypeError for labels that are not integers; RuntimeError for a backward before any forward.

    >>> loss = NLL()
    >>> round(loss.forward(np.log([[0.5, 0.5], [0.25, 0.75]]), [0, 1]), 3)
    0.49
    >>> loss.backward()
    array([[-0.5,  0. ],
           [ 0. , -0.5]])
    """

    def _forward(self, prediction: Array, target: npt.ArrayLike) -> tuple[float, Kept]:
        t = class_target("NLL", prediction, target)
        return _mean_surprise(prediction, t), (prediction, t)  # backward needs the shape and type only

    def _backward(self, kept: Array, target: npt.NDArray[Any]) -> Array:
        if target.ndim == kept.ndim:
            return target / -_samples(kept)
        gradient = np.zeros(kept.shape, kept.dtype)
        _one_a_row(gradient)[_at(target)] = -1.0 / _samples(kept)
        return gradient


class SoftmaxCrossEntropy(Loss):
    """Softmax followed by cross-entropy, (1/N) sum_n (log sum_j e^(z_nj) - z_nc) for the class c of sample n.

    `forward(logits, target)` takes logits z (N, K), or (K,) for one sample, and either class indices c (N,) or one-hot
    or soft targets t (N, K). For the latter it is (Cui, Taura)

        -(1/N) sum_n sum_k t_nk log softmax(z_n)_k

    `backward()` gives (softmax(z) - t) / N, in the shape and floating type of the logits; 1 - p, where it is needed, is
    computed without cancellation.

    Raises ValueError for an empty batch, shapes that do not fit, labels out of range or targets that are not
    distributions; TypeError for labels that are not integers; RuntimeError for a backward before any forward.

    In the book: eq-softmax-nll.

    >>> loss = SoftmaxCrossEntropy()
    >>> round(loss.forward([[0.0, 0.0], [0.0, 1000.0]], [0, 0]), 3)
    500.347
    >>> loss.backward()
    array([[-0.25,  0.25],
           [-0.5 ,  0.5 ]])
    """

    def _forward(self, prediction: Array, target: npt.ArrayLike) -> tuple[float, Kept]:
        t = class_target("SoftmaxCrossEntropy", prediction, target)
        log_p = log_softmax(prediction)
        return _mean_surprise(log_p, t), (log_p, t)

    def _backward(self, kept: Array, target: npt.NDArray[Any]) -> Array:
        gradient = np.exp(kept, order="C")
        # near p = 1, p - t is taken as (p - 1) + (1 - t): expm1(log p) is p - 1 to full relative precision
        if target.ndim == kept.ndim:
            gradient = np.where(target > 0.5, np.expm1(kept) + (1.0 - target), gradient - target)
        else:
            _one_a_row(gradient)[_at(target)] = np.expm1(_one_a_row(kept)[_at(target)])
        return gradient / _samples(kept)


class SigmoidBCE(Loss):
    """Sigmoid, then binary cross-entropy: the mean of -t log p - (1 - t) log(1 - p) with p = sigma(z).

    `forward(logits, target)` takes two arrays of one shape, targets t between 0 and 1; for several outputs (N, d) the
    mean is over samples and outputs. It is evaluated without a logarithm of 0, and both tails are exact:

        loss of one entry        t softplus(-z) + (1 - t) softplus(z)
        its derivative by z      sigma(z) - t = (1 - t) sigma(z) - t sigma(-z)

    `backward()` gives that derivative by the number of entries. Source: Wan, who prints a sum instead of the mean.

    Raises ValueError for an empty batch, shapes that differ (also (N,) against (N, 1)) or targets outside [0, 1];
    RuntimeError for a backward before any forward.

    In the book: eq-bce-logits.

    >>> loss = SigmoidBCE()
    >>> round(loss.forward([0.0, -1000.0], [1, 1]), 3)
    500.347
    >>> loss.backward()
    array([-0.25, -0.5 ])
    """

    def _forward(self, prediction: Array, target: npt.ArrayLike) -> tuple[float, Kept]:
        t = same_shape_target("SigmoidBCE", prediction, target)
        outside = (t < 0) | (t > 1)
        if np.any(outside):
            raise ValueError(f"SigmoidBCE expects targets from 0 to 1, got {t[outside].flat[0]}")
        z = prediction.copy()
        terms = weighted(t, softplus(-z)) + weighted(1.0 - t, softplus(z))
        return total(terms) / terms.size, (z, t)

    def _backward(self, kept: Array, target: npt.NDArray[Any]) -> Array:
        return ((1.0 - target) * sigmoid(kept) - target * sigmoid(-kept)) / kept.size


def _samples(array: Array) -> int:
    return prod(array.shape[:-1])


def _mean_surprise(log_p: Array, target: npt.NDArray[Any]) -> float:
    if target.ndim == log_p.ndim:
        return -total(weighted(target, log_p)) / _samples(log_p)
    return -total(_one_a_row(log_p)[_at(target)]) / _samples(log_p)


def _one_a_row(array: Array) -> Array:
    """(..., K) as (N, K), one sample a row: a view if the array is in C order, else a copy."""
    return array.reshape(-1, array.shape[-1])


def _at(target: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Where the class of each sample stands in an array (N, K)."""
    return np.arange(target.size), target.ravel()
