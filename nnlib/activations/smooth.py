"""The smooth activation functions sigmoid, tanh, softplus and softsign, and their derivatives.

All four flatten or straighten far from 0, where the textbook formulas overflow or cancel. The forms used here
only ever take exp of a number <= 0, and keep both tails to full relative precision.
"""

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, floating, ignore_underflow


@ignore_underflow
def sigmoid(z: npt.ArrayLike) -> Array:
    """Logistic function sigma(z) = 1 / (1 + e^(-z)), in the shape of z (Cui, Wan, Bunescu, Sybrandt).

    For z < 0 it is evaluated as e^z / (1 + e^z), so that e^(-z) never overflows and the left tail is exact.

    In the book: eq-sigmoid.

    >>> sigmoid([-1000.0, 0.0, 1000.0])
    array([0. , 0.5, 1. ])
    """
    z = floating("sigmoid", z)
    tail = np.exp(-np.abs(z))
    return np.maximum(tail, z >= 0) / (1.0 + tail)


@ignore_underflow
def sigmoid_prime(z: npt.ArrayLike) -> Array:
    """Derivative sigma'(z) = sigma(z) (1 - sigma(z)) = sigma(z) sigma(-z), in the shape of z (Cui).

    Evaluated as e^(-|z|) / (1 + e^(-|z|))^2: 1 - sigma(z) would round to 0 for z > 37. The largest value is
    1/4, at 0.

    In the book: eq-sigmoid-prime.

    >>> sigmoid_prime([0.0, 40.0])
    array([2.50000000e-01, 4.24835426e-18])
    """
    tail = np.exp(-np.abs(floating("sigmoid_prime", z)))
    return tail / (1.0 + tail) ** 2


def tanh(z: npt.ArrayLike) -> Array:
    """Hyperbolic tangent (e^z - e^(-z)) / (e^z + e^(-z)) = 2 sigma(2z) - 1, in the shape of z (Cui).

    In the book: eq-tanh.

    >>> tanh([-1000.0, 0.0, 1000.0])
    array([-1.,  0.,  1.])
    """
    return np.tanh(floating("tanh", z))


@ignore_underflow
def tanh_prime(z: npt.ArrayLike) -> Array:
    """Derivative tanh'(z) = 1 - tanh(z)^2 = 4 / (e^z + e^(-z))^2, in the shape of z (Cui).

    Evaluated as the square of 1 / cosh z = 2 e^(-|z|) / (1 + e^(-2|z|)): 1 - tanh(z)^2 would round to 0 for
    |z| > 19.

    In the book: eq-tanh-prime.

    >>> tanh_prime([0.0, 20.0])
    array([1.0000000e+00, 1.6993417e-17])
    """
    tail = np.exp(-np.abs(floating("tanh_prime", z)))
    sech = 2.0 * tail / (1.0 + tail * tail)
    return sech * sech


@ignore_underflow
def softplus(z: npt.ArrayLike) -> Array:
    """Softplus log(1 + e^z), the smooth version of relu, in the shape of z (Bunescu).

    Evaluated as max(0, z) + log(1 + e^(-|z|)), which cannot overflow and keeps the left tail, about e^z.

    In the book: eq-softplus.

    >>> softplus([-1000.0, 0.0, 1000.0])
    array([0.00000000e+00, 6.93147181e-01, 1.00000000e+03])
    """
    z = floating("softplus", z)
    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))


def softplus_prime(z: npt.ArrayLike) -> Array:
    """Derivative of softplus: the logistic function sigma(z), in the shape of z.

    In the book: eq-softplus-prime.

    >>> softplus_prime([-1000.0, 0.0, 1000.0])
    array([0. , 0.5, 1. ])
    """
    return sigmoid(floating("softplus_prime", z))


@ignore_underflow
def softsign(z: npt.ArrayLike) -> Array:
    """Softsign z / (1 + |z|), in the shape of z (Cui's table).

    It nears -1 and 1 like 1/|z|, far more slowly than tanh.

    In the book: eq-softsign.

    >>> softsign([-3.0, 0.0, 1.0])
    array([-0.75,  0.  ,  0.5 ])
    """
    z = floating("softsign", z)
    size = np.minimum(np.abs(z), np.finfo(z.dtype).max)  # infinity / infinity would hide the limit 1
    return np.copysign(size / (1.0 + size), z)


@ignore_underflow
def softsign_prime(z: npt.ArrayLike) -> Array:
    """Derivative softsign'(z) = 1 / (1 + |z|)^2, in the shape of z; at 0 it is 1: there is no kink.

    It equals (1 - |softsign(z)|)^2, the form of Cui's table, which cancels for large |z|.

    In the book: eq-softsign-prime.

    >>> softsign_prime([-3.0, 0.0, 1.0])
    array([0.0625, 1.    , 0.25  ])
    """
    rest = 1.0 / (1.0 + np.abs(floating("softsign_prime", z)))
    return rest * rest
