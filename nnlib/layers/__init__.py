"""The layers of the book, each with `params`, `grads`, `forward(x)` and `backward(dy)`.

They are thin shells over the functions of `nnlib.activations`: what is new in a layer is that it remembers its
input and knows its derivative.
"""

from nnlib.layers.base import Layer
from nnlib.layers.convolution import Conv2D
from nnlib.layers.dropout import Dropout
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
from nnlib.layers.flatten import Flatten
from nnlib.layers.linear import Linear
from nnlib.layers.maxout_layer import Maxout
from nnlib.layers.module import Module
from nnlib.layers.pooling import MaxPool2D
from nnlib.layers.softmax_layers import LogSoftmax, Softmax

__all__ = [
    "Absolute", "Conv2D", "Dropout", "Elementwise", "Flatten", "Identity", "Layer", "LeakyReLU", "Linear",
    "LogSoftmax", "MaxPool2D", "Maxout", "Module", "PiecewiseLinear", "ReLU", "Sigmoid", "Sign", "Softmax",
    "Softplus", "Softsign", "Tanh", "UnitStep",
]  # fmt: skip
