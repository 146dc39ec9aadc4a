"""One layer of each kind, with sizes, inputs and its formula once more for autograd."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import autograd.numpy as anp
import numpy as np
import pytest
from autograd.scipy.signal import convolve

import nnlib as nn


# The layers once more, for autograd: plain formulas of x, W and b, with nothing of nnlib in them.
def linear(x, W, b=0.0):
    return anp.einsum("oi,ni->no", W, x) + b


def convolution(x, W, b=None, stride=1, padding=0):
    framed = anp.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), "constant")
    flipped = W[:, :, ::-1, ::-1]  # autograd's is the true convolution
    z = convolve(framed, flipped, axes=([2, 3], [2, 3]), dot_axes=([1], [1]), mode="valid")[:, :, ::stride, ::stride]
    return z if b is None else z + b[:, None, None]


def pooling(x, k, stride):
    rows, columns = ((size - k) // stride + 1 for size in x.shape[2:])
    corners = [(stride * r, stride * c) for r in range(rows) for c in range(columns)]
    windows = [anp.max(anp.max(x[:, :, r : r + k, c : c + k], axis=3), axis=2) for r, c in corners]
    return anp.reshape(anp.stack(windows, axis=2), (*x.shape[:2], rows, columns))


def softmax(x):
    return anp.exp(x) / anp.sum(anp.exp(x), axis=-1, keepdims=True)


def dropped(x):
    kept = make("Dropout").forward(np.ones(x.shape))
    return x * kept


class Case(NamedTuple):
    make: Callable[..., nn.Layer]  # (dtype) -> a new layer; its random numbers start anew each time
    shape: tuple[int, ...]
    reference: Callable[..., Any]
    text: str
    wrong: Mapping[tuple[int, ...], str] = MappingProxyType({})  # shapes that do not fit, what is expected instead


def with_parameters(layer_type, *sizes, **options):
    def make_layer(dtype=np.float64):
        rng = np.random.default_rng(7)
        layer = layer_type(*sizes, rng=rng, dtype=dtype, **options)
        for array in layer.params.values():
            array[...] = rng.normal(size=array.shape)  # b starts at 0, where an error could hide
        return layer

    return make_layer


def plain(layer_type, *arguments):
    return lambda dtype=np.float64: layer_type(*arguments)


def dropout(dtype=np.float64):
    return nn.Dropout(0.4, rng=np.random.default_rng(3))


vector, image = (5, 6), (3, 2, 7, 6)
CASES = {
    "Linear": Case(with_parameters(nn.Linear, 6, 4), vector, linear, "Linear(6 -> 4)",
        {(5, 7): "(N, 6)", (6,): "(N, 6)", (2, 5, 6): "(N, 6)", (): "(N, 6)"}),
    "Linear, square": Case(with_parameters(nn.Linear, 6, 6), vector, linear, "Linear(6 -> 6)"),
    "Linear, no bias": Case(with_parameters(nn.Linear, 6, 4, bias=False), vector, linear, "Linear(6 -> 4)"),
    "Conv2D": Case(with_parameters(nn.Conv2D, 2, 3, 3), image, convolution, "Conv2D(2 -> 3, 3x3, stride=1, padding=0)",
        {(3, 1, 7, 6): "(N, 2, H, W)", (2, 7, 6): "(N, 2, H, W)", (5, 6): "(N, 2, H, W)"}),
    "Conv2D, stride 2": Case(with_parameters(nn.Conv2D, 2, 3, 3, 2), image,
        lambda x, W, b: convolution(x, W, b, stride=2), "Conv2D(2 -> 3, 3x3, stride=2, padding=0)"),
    "Conv2D, padding": Case(with_parameters(nn.Conv2D, 2, 3, 2, 3, 2), image,
        lambda x, W, b: convolution(x, W, b, stride=3, padding=2), "Conv2D(2 -> 3, 2x2, stride=3, padding=2)"),
    "Conv2D, no bias": Case(with_parameters(nn.Conv2D, 2, 1, 1, bias=False), image, convolution,
        "Conv2D(2 -> 1, 1x1, stride=1, padding=0)"),
    "MaxPool2D": Case(plain(nn.MaxPool2D, 2), image, lambda x: pooling(x, 2, 2), "MaxPool2D(2x2, stride=2)",
        {(2, 7, 6): "(N, C, H, W)", (5, 6): "(N, C, H, W)"}),
    "MaxPool2D, overlapping": Case(plain(nn.MaxPool2D, 3, 1), image, lambda x: pooling(x, 3, 1),
        "MaxPool2D(3x3, stride=1)"),
    "MaxPool2D, with gaps": Case(plain(nn.MaxPool2D, 2, 3), image, lambda x: pooling(x, 2, 3),
        "MaxPool2D(2x2, stride=3)"),
    "Maxout": Case(plain(nn.Maxout, 3), vector, lambda x: anp.max(anp.reshape(x, (-1, 2, 3)), axis=2), "Maxout(k=3)",
        {(5, 7): "(N, d * 3)", (6,): "(N, d * 3)", (2, 5, 6): "(N, d * 3)"}),
    "Flatten": Case(plain(nn.Flatten), image, lambda x: anp.reshape(x, (-1, 84)), "Flatten()", {(): "(N, ...)"}),
    "Dropout": Case(dropout, vector, dropped, "Dropout(p=0.4)"),
    "Dropout in evaluation": Case(lambda dtype=np.float64: dropout().eval(), vector, lambda x: 1.0 * x,
        "Dropout(p=0.4)"),
    "Softmax": Case(plain(nn.Softmax), vector, softmax, "Softmax()"),
    "Softmax, axis 1": Case(plain(nn.Softmax, 1), image, lambda x: anp.swapaxes(softmax(anp.swapaxes(x, 1, 3)), 1, 3),
        "Softmax(axis=1)"),
    "LogSoftmax": Case(plain(nn.LogSoftmax), vector, lambda x: anp.log(softmax(x)), "LogSoftmax()"),
    "Identity": Case(plain(nn.Identity), vector, lambda x: 1.0 * x, "Identity()"),
    "UnitStep": Case(plain(nn.UnitStep), vector, lambda x: (1 + anp.sign(x)) / 2 + 0.0 * x, "UnitStep()"),
    "Sign": Case(plain(nn.Sign), vector, lambda x: anp.sign(x) + 0.0 * x, "Sign()"),
    "PiecewiseLinear": Case(plain(nn.PiecewiseLinear), vector, lambda x: anp.clip(x + 0.5, 0, 1), "PiecewiseLinear()"),
    "Sigmoid": Case(plain(nn.Sigmoid), vector, lambda x: 1 / (1 + anp.exp(-x)), "Sigmoid()"),
    "Tanh": Case(plain(nn.Tanh), image, anp.tanh, "Tanh()"),
    "ReLU": Case(plain(nn.ReLU), image, lambda x: anp.where(x > 0, x, 0), "ReLU()"),
    "LeakyReLU": Case(plain(nn.LeakyReLU, 0.2), vector, lambda x: anp.where(x > 0, x, 0.2 * x),
        "LeakyReLU(alpha=0.2)"),
    "Absolute": Case(plain(nn.Absolute), vector, anp.abs, "Absolute()"),
    "Softplus": Case(plain(nn.Softplus), vector, lambda x: anp.log(1 + anp.exp(x)), "Softplus()"),
    "Softsign": Case(plain(nn.Softsign), vector, lambda x: x / (1 + anp.abs(x)), "Softsign()"),
    "Elementwise": Case(plain(nn.Elementwise, np.square, lambda z: 2 * z), vector, lambda x: x * x, "Elementwise(square)"),
}  # fmt: skip
every_layer = pytest.mark.parametrize("name", CASES)


def make(name, dtype=np.float64):
    return CASES[name].make(dtype)


def batch(name, seed=0):
    """An input for the layer, and a dL/dy of the shape of its output."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=CASES[name].shape)
    return x, rng.normal(size=make(name).forward(x).shape)


def run(layer, x, dy):
    """Everything a layer computes for one batch, by name."""
    y = layer.forward(x)
    dx = layer.backward(dy)
    return {"y": y, "dx": dx} | {f"d{name}": array for name, array in layer.grads.items()}


def assert_same(got, want, **tolerance):
    assert got.keys() == want.keys()
    for key in want:
        np.testing.assert_allclose(got[key], want[key], err_msg=key, **tolerance)
