"""The activation functions of the book and their derivatives, one pair of functions each.

`NAME(z)` and `NAME_prime(z)` both take the pre-activation z: a scalar, a list or an array of any shape. They
work element by element and return a new array of the same shape and floating type (a scalar for a scalar;
integers become float64). `maxout` and the softmax family are the exceptions: they look along an axis.
"""

from nnlib.activations.piecewise import (
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
from nnlib.activations.smooth import (
    sigmoid,
    sigmoid_prime,
    softplus,
    softplus_prime,
    softsign,
    softsign_prime,
    tanh,
    tanh_prime,
)
from nnlib.activations.softmax_family import log_softmax, logsumexp, softmax, softmax_jacobian

__all__ = [
    "absolute", "absolute_prime", "identity", "identity_prime", "leaky_relu", "leaky_relu_prime",
    "log_softmax", "logsumexp", "maxout", "maxout_prime", "piecewise_linear", "piecewise_linear_prime",
    "relu", "relu_prime", "sigmoid", "sigmoid_prime", "sign", "sign_prime", "softmax",
    "softmax_jacobian", "softplus", "softplus_prime", "softsign", "softsign_prime", "tanh",
    "tanh_prime", "unit_step", "unit_step_prime",
]  # fmt: skip
