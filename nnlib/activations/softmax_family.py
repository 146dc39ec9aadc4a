"""Softmax, its logarithm, its Jacobian, and the log-sum-exp that all three rest on.

Adding a constant to every logit changes no probability, so the largest is subtracted first: exp then only
sees numbers <= 0. The largest term is exactly 1 and enters as log(1 + rest), which keeps a tiny rest to full
precision.
"""

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, classes_axis, floating, ignore_underflow


@np.errstate(under="ignore", over="ignore")  # exp overflows only in a slice whose answer is infinite anyway
def logsumexp(z: npt.ArrayLike, axis: int = -1) -> Array:
    """Log-sum-exp log(sum_k e^(z_k)) along `axis`; z (..., K) gives (...).

    It lies between max z and max z + log K (Cui), which is why softmax is called a soft max.
    Raises ValueError if the axis is missing or has no entry.

    In the book: eq-logsumexp.

    >>> logsumexp([[0.0, 0.0], [1000.0, 0.0]])
    array([6.93147181e-01, 1.00000000e+03])
    """
    z = floating("logsumexp", z)
    classes_axis("logsumexp", z, axis)
    slices = np.moveaxis(z, axis, -1)
    rows = slices.reshape(-1, slices.shape[-1])
    top = _largest(rows)
    largest = rows[top][:, None]
    total = largest + np.log1p(_rest(rows - np.where(np.isinf(largest), 0, largest), top))
    result: Array = total.reshape(slices.shape[:-1])[()]
    return result


@ignore_underflow
def softmax(z: npt.ArrayLike, axis: int = -1) -> Array:
    """Softmax e^(z_k) / sum_j e^(z_j) along `axis`, in the shape of z (Cui, Taura).

    Every entry is positive (or underflows to 0) and each slice sums to 1.
    Raises ValueError if the axis is missing or has no entry.

    In the book: eq-softmax.

    >>> softmax([1001.0, 1000.0, 999.0]).round(3)
    array([0.665, 0.245, 0.09 ])
    """
    z = floating("softmax", z)
    classes_axis("softmax", z, axis)
    unnormalised = np.exp(z - np.max(z, axis=axis, keepdims=True))
    p: Array = unnormalised / np.sum(unnormalised, axis=axis, keepdims=True)
    return p


@ignore_underflow
def log_softmax(z: npt.ArrayLike, axis: int = -1) -> Array:
    """Logarithm of softmax, z_k - log(sum_j e^(z_j)) along `axis`, in the shape of z (Taura).

    The logarithm of softmax(z) would be -inf wherever softmax underflows; this is not.
    Raises ValueError if the axis is missing or has no entry.

    >>> log_softmax([1000.0, 0.0])
    array([    0., -1000.])
    """
    z = floating("log_softmax", z)
    classes_axis("log_softmax", z, axis)
    slices = z.swapaxes(axis, -1)
    rows = slices.reshape(-1, slices.shape[-1])
    top = _largest(rows)
    shifted = rows - rows[top][:, None]
    log_p: Array = shifted - np.log1p(_rest(shifted, top))
    return log_p.reshape(slices.shape).swapaxes(axis, -1)


@ignore_underflow
def softmax_jacobian(z: npt.ArrayLike) -> Array:
    """Jacobian J_ki = dp_k/dz_i = p_k ([k = i] - p_i) of p = softmax(z); z (..., K) gives (..., K, K) (Cui).

    Rows are outputs; the matrix is symmetric, positive semidefinite, and its rows sum to 0. That last fact
    gives the diagonal, p_k times the sum of the others: p_k (1 - p_k) would cancel when p_k is close to 1.
    Raises ValueError if z has no axis or no class.

    In the book: eq-softmax-jacobian-matrix.

    >>> softmax_jacobian([0.0, 0.0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    z = floating("softmax_jacobian", z)
    classes_axis("softmax_jacobian", z, -1)
    p = softmax(z)
    jacobian = -p[..., :, None] * p[..., None, :]
    diagonal = np.arange(p.shape[-1])
    jacobian[..., diagonal, diagonal] = 0
    jacobian[..., diagonal, diagonal] = -jacobian.sum(axis=-1)
    return jacobian


def _largest(rows: Array) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The place of a largest entry in each row: finding it once serves the maximum and `_rest`."""
    return np.arange(len(rows)), rows.argmax(axis=1)


def _rest(shifted: Array, top: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]) -> Array:
    """Sum of e^shifted over each row without its largest term, which is 1."""
    terms = np.exp(shifted)
    terms[top] = 0
    rest: Array = terms.sum(axis=1, keepdims=True)
    return rest
