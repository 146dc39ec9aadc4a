"""nnlib: the mathematics of neural networks in NumPy, small enough to read.

Activation functions and their derivatives, the softmax family, entropies and losses, one idea a module.
Importing it needs NumPy and nothing else; widgets and exercises are separate subpackages with dependencies of
their own.
"""

from importlib.metadata import version

from nnlib.activations import (
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
    sigmoid,
    sigmoid_prime,
    sign,
    sign_prime,
    softplus,
    softplus_prime,
    softsign,
    softsign_prime,
    tanh,
    tanh_prime,
    unit_step,
    unit_step_prime,
)
from nnlib.information import cross_entropy, entropy, kl_divergence
from nnlib.losses import MSE, NLL, Loss, SigmoidBCE, SoftmaxCrossEntropy, SquaredError
from nnlib.softmax_family import log_softmax, logsumexp, softmax, softmax_jacobian

__version__ = version("nnlib")

__all__ = [
    "MSE", "NLL", "Loss", "SigmoidBCE", "SoftmaxCrossEntropy", "SquaredError", "absolute",
    "absolute_prime", "cross_entropy", "entropy", "identity", "identity_prime", "kl_divergence",
    "leaky_relu", "leaky_relu_prime", "log_softmax", "logsumexp", "maxout", "maxout_prime",
    "piecewise_linear", "piecewise_linear_prime", "relu", "relu_prime", "sigmoid", "sigmoid_prime",
    "sign", "sign_prime", "softmax", "softmax_jacobian", "softplus", "softplus_prime", "softsign",
    "softsign_prime", "tanh", "tanh_prime", "unit_step", "unit_step_prime",
]  # fmt: skip
