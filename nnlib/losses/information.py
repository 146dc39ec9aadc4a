"""Entropy, cross-entropy and Kullback-Leibler divergence of discrete distributions, in nats.

Distributions lie along the last axis; leading axes broadcast. 0 log 0 is 0 (an event that never happens costs
nothing), and an event that does happen but was given probability 0 costs infinitely much.
"""

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, distribution, floating, ignore_underflow, weighted


@ignore_underflow
def entropy(p: npt.ArrayLike) -> Array:
    """Entropy H(p) = -sum_k p_k log p_k; p (..., K) gives (...). From 0 (certain) to log K (uniform).

    Raises ValueError unless p is non-negative and sums to 1 along its last axis.

    >>> entropy([[0.5, 0.5], [1.0, 0.0]]).round(3)
    array([0.693, 0.   ])
    """
    p = floating("entropy", p)
    distribution("entropy", p)
    return _expected(p, -_log(p))


@ignore_underflow
def cross_entropy(p: npt.ArrayLike, q: npt.ArrayLike) -> Array:
    """Cross-entropy H(p, q) = -sum_k p_k log q_k = H(p) + D_KL(p || q); p and q (..., K) give (...) (Cui).

    Infinite where q_k = 0 < p_k. Raises ValueError unless both are distributions over the same number of
    classes.

    In the book: eq-cross-entropy.

    >>> cross_entropy([1.0, 0.0], [0.5, 0.5]).round(3)
    np.float64(0.693)
    """
    p, q = _pair("cross_entropy", p, q)
    return _expected(p, -_log(q))


@ignore_underflow
def kl_divergence(p: npt.ArrayLike, q: npt.ArrayLike) -> Array:
    """Kullback-Leibler divergence D_KL(p || q) = sum_k p_k log(p_k / q_k); p and q (..., K) give (...) (Cui).

    It is 0 if p = q, positive otherwise (Gibbs' inequality), infinite where q_k = 0 < p_k, and not symmetric.
    Raises ValueError unless both are distributions over the same number of classes.

    In the book: eq-kl.

    >>> kl_divergence([0.5, 0.5], [0.9, 0.1]).round(3)
    np.float64(0.511)
    """
    p, q = _pair("kl_divergence", p, q)
    never = (p == 0) & ~np.isnan(q)  # 0 log(0 / q) = 0, also for q = 0
    log_ratio = _log(np.where(never, 1, p)) - _log(np.where(never, 1, q))
    return np.maximum(_expected(p, log_ratio), 0.0)  # below 0 only by rounding


def _pair(who: str, p: npt.ArrayLike, q: npt.ArrayLike) -> tuple[Array, Array]:
    p, q = floating(who, p), floating(who, q)
    distribution(who, p)
    distribution(who, q)
    if p.shape[-1] != q.shape[-1]:
        raise ValueError(f"{who} expects p and q over the same classes, got shapes {p.shape} and {q.shape}")
    return p, q


def _log(p: Array) -> Array:
    with np.errstate(divide="ignore"):  # log 0 = -inf is meant
        return np.log(p)


def _expected(p: Array, value: Array) -> Array:
    expected: Array = np.sum(weighted(p, value), axis=-1) + 0.0  # + 0.0: never print -0.0
    return expected
