"""The layers of the book, each with `params`, `grads`, `forward(x)` and `backward(dy)`.

They are thin shells over the functions of `nnlib.activations`: what is new in a layer is that it remembers its
input and knows its derivative.
"""

from nnlib.layers.base import Layer
from nnlib.layers.elementwise import (
    Absolute,
    Elementwise,
    Identity,
    LeakyReLU,
    PiecewiseLinear,
    ReLU,
    Sigmoid,
    Sign,
    Softplus,
    Softsign,
    Tanh,
    UnitStep,
)
from nnlib.layers.linear import Linear
from nnlib.layers.module import Module

__all__ = [
    "Absolute", "Elementwise", "Identity", "Layer", "LeakyReLU", "Linear", "Module",
    "PiecewiseLinear", "ReLU", "Sigmoid", "Sign",
    "Softplus", "Softsign", "Tanh", "UnitStep",
]  # fmt: skip
