"""Activation functions made of straight pieces, and the slopes of the pieces.

Where two pieces meet there is no derivative and a convention decides; each docstring states it. The slope
functions take the pre-activation z, like the functions themselves. A nan in z is a nan in the value and in
the slope.
"""

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, classes_axis, floating, ignore_underflow, real_number


def identity(z: npt.ArrayLike) -> Array:
    """The identity z, as a new array of the shape of z: the unit of linear regression (Sybrandt).

    >>> identity([-1.5, 2.0])
    array([-1.5,  2. ])
    """
    return +floating("identity", z)


def identity_prime(z: npt.ArrayLike) -> Array:
    """Slope of the identity: 1 everywhere, in the shape of z.

    >>> identity_prime([-1.5, 2.0])
    array([1., 1.])
    """
    return _constant_slope(floating("identity_prime", z), 1.0)


def unit_step(z: npt.ArrayLike) -> Array:
    """Unit step [z >= 0]: 0 for z < 0 and 1 for z >= 0, in the shape of z.

    At the jump the value is 1, as the perceptron of Bunescu's lecture has it; Sybrandt's table prints 1/2
    there.

    In the book: eq-step.

    >>> unit_step([-2.0, 0.0, 3.0])
    array([0., 1., 1.])
    """
    return np.heaviside(floating("unit_step", z), 1.0)


def unit_step_prime(z: npt.ArrayLike) -> Array:
    """Slope of the unit step: 0 in the shape of z, by convention at the jump too. Nothing learns through it.

    >>> unit_step_prime([-2.0, 0.0, 3.0])
    array([0., 0., 0.])
    """
    return _constant_slope(floating("unit_step_prime", z), 0.0)


def sign(z: npt.ArrayLike) -> Array:
    """Sign of z: -1, 0 or 1, with sign(0) = 0, in the shape of z (Sybrandt's table of activations).

    In the book: eq-sign.

    >>> sign([-2.0, 0.0, 3.0])
    array([-1.,  0.,  1.])
    """
    return np.sign(floating("sign", z))


def sign_prime(z: npt.ArrayLike) -> Array:
    """Slope of sign: 0 in the shape of z, by convention at the jump too.

    >>> sign_prime([-2.0, 0.0, 3.0])
    array([0., 0., 0.])
    """
    return _constant_slope(floating("sign_prime", z), 0.0)


def piecewise_linear(z: npt.ArrayLike) -> Array:
    """Ramp: 0 for z <= -1/2, z + 1/2 between, 1 for z >= 1/2, in the shape of z (Sybrandt's table).

    It is relu(z + 1/2) - relu(z - 1/2).

    In the book: eq-ramp.

    >>> piecewise_linear([-2.0, -0.25, 0.0, 3.0])
    array([0.  , 0.25, 0.5 , 1.  ])
    """
    ramp: Array = np.clip(floating("piecewise_linear", z) + 0.5, 0.0, 1.0)
    return ramp


def piecewise_linear_prime(z: npt.ArrayLike) -> Array:
    """Slope of the ramp: 1 for -1/2 < z < 1/2, else 0, in the shape of z. At both ends 0 by convention.

    >>> piecewise_linear_prime([-2.0, -0.5, 0.0, 0.5])
    array([0., 0., 1., 0.])
    """
    return np.heaviside(0.5 - np.abs(floating("piecewise_linear_prime", z)), 0.0)


def relu(z: npt.ArrayLike) -> Array:
    """Rectified linear unit max(0, z), in the shape of z (all five lectures).

    In the book: eq-relu.

    >>> relu([-2.0, 0.0, 3.0])
    array([0., 0., 3.])
    """
    return np.maximum(floating("relu", z), 0.0)


def relu_prime(z: npt.ArrayLike) -> Array:
    """Slope of relu: 0 for z <= 0, 1 for z > 0, in the shape of z.

    At 0 the book takes the slope of the left branch, relu'(0) = 0, as Cui does; Wan's lecture takes 1. Any
    value from 0 to 1 is a subgradient.

    In the book: eq-relu-prime.

    >>> relu_prime([-2.0, 0.0, 3.0])
    array([0., 0., 1.])
    """
    # the sign of relu(z): np.heaviside(z, 0.0) says the same and takes several times as long
    return np.sign(np.maximum(floating("relu_prime", z), 0.0))


@ignore_underflow
def leaky_relu(z: npt.ArrayLike, alpha: float = 0.01) -> Array:
    """Leaky relu max(0, z) + alpha min(0, z), in the shape of z (Bunescu). alpha is the slope on the left.

    Raises TypeError or ValueError if alpha is not one finite real number.

    In the book: eq-leaky.

    >>> leaky_relu([-2.0, 0.0, 3.0], alpha=0.1)
    array([-0.2,  0. ,  3. ])
    """
    z, alpha = floating("leaky_relu", z), real_number("leaky_relu", "alpha", alpha)
    return np.maximum(z, 0.0) + alpha * np.minimum(z, 0.0)


def leaky_relu_prime(z: npt.ArrayLike, alpha: float = 0.01) -> Array:
    """Slope of the leaky relu: alpha for z <= 0 (at 0 the left branch, by convention), 1 for z > 0.

    >>> leaky_relu_prime([-2.0, 0.0, 3.0], alpha=0.1)
    array([0.1, 0.1, 1. ])
    """
    z, alpha = floating("leaky_relu_prime", z), real_number("leaky_relu_prime", "alpha", alpha)
    right = np.heaviside(z, 0.0)
    return right + alpha * (1.0 - right)


def absolute(z: npt.ArrayLike) -> Array:
    """Absolute value |z|, in the shape of z (Bunescu's "absolute value ReLU").

    >>> absolute([-2.0, 0.0, 3.0])
    array([2., 0., 3.])
    """
    return np.abs(floating("absolute", z))


def absolute_prime(z: npt.ArrayLike) -> Array:
    """Slope of |z|: sign(z), so -1, 0 or 1; at the kink 0 by convention.

    >>> absolute_prime([-2.0, 0.0, 3.0])
    array([-1.,  0.,  1.])
    """
    return np.sign(floating("absolute_prime", z))


def maxout(z: npt.ArrayLike, axis: int = -1) -> Array:
    """Maxout: the largest of the k pieces along `axis`; z (..., k) gives (...) (Bunescu).

    Raises ValueError if that axis is missing or empty.

    In the book: eq-maxout.

    >>> maxout([[1.0, 4.0, 2.0], [0.0, -1.0, 0.0]])
    array([4., 0.])
    """
    z = floating("maxout", z)
    classes_axis("maxout", z, axis, "piece")
    largest: Array = np.max(z, axis=axis)
    return largest


def maxout_prime(z: npt.ArrayLike, axis: int = -1) -> Array:
    """Slope of maxout with respect to each piece: 1 for the largest, else 0, in the shape of z.

    A tie goes to the first of the largest pieces.

    >>> maxout_prime([[1.0, 4.0, 2.0], [0.0, -1.0, 0.0]])
    array([[0., 1., 0.],
           [1., 0., 0.]])
    """
    z = floating("maxout_prime", z)
    classes_axis("maxout_prime", z, axis, "piece")
    slope = np.zeros_like(z)
    np.put_along_axis(slope, np.expand_dims(np.argmax(z, axis=axis), axis), 1.0, axis=axis)
    largest = np.max(z, axis=axis, keepdims=True)
    return np.where(np.isnan(largest), largest, slope)


def _constant_slope(z: Array, slope: float) -> Array:
    # [()] turns a 0-d array into a scalar, as NumPy's own functions do
    return np.where(np.isnan(z), z, z.dtype.type(slope))[()]
