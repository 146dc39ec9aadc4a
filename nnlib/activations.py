"""The activation functions of the book and their derivatives, one pair of functions each.

`NAME(z)` and `NAME_prime(z)` both take the pre-activation z: a scalar, a list or an array of any shape. They
work element by element and return a new array of the same shape and floating type (a scalar for a scalar;
integers become float64). `maxout(z, axis)` is the exception: it takes the largest of several pieces.
"""

from nnlib.piecewise import (
    absolute,
    absolute_prime,
    identity,
    identity_prime,
    leaky_relu,
    leaky_relu_prime,
    maxout,
    maxout_prime,
    piecewise_linear,
    piecewise_linear_prime,
    relu,
    relu_prime,
    sign,
    sign_prime,
    unit_step,
    unit_step_prime,
)
from nnlib.smooth import (
    sigmoid,
    sigmoid_prime,
    softplus,
    softplus_prime,
    softsign,
    softsign_prime,
    tanh,
    tanh_prime,
)

__all__ = [
    "absolute", "absolute_prime", "identity", "identity_prime", "leaky_relu", "leaky_relu_prime",
    "maxout", "maxout_prime", "piecewise_linear", "piecewise_linear_prime", "relu", "relu_prime",
    "sigmoid", "sigmoid_prime", "sign", "sign_prime", "softplus", "softplus_prime", "softsign",
    "softsign_prime", "tanh", "tanh_prime", "unit_step", "unit_step_prime",
]  # fmt: skip
