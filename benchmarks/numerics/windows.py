"""Convolution and pooling, forward and backward with all gradients: nnlib and PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.layers import Conv2D, MaxPool2D
from numerics import peers
from numerics.timing import Contender

BATCH = 64


def _arrays(dtype: str, x_shape: tuple[int, ...], y_shape: tuple[int, ...]) -> tuple[Any, Any]:
    rng = np.random.default_rng(7)
    return rng.standard_normal(x_shape).astype(dtype), rng.standard_normal(y_shape).astype(dtype)


def convolution(c_in: int, c_out: int, side: int, dtype: str) -> list[Contender]:
    """3x3 windows with a border of zeros, so that the picture keeps its size."""
    x, dy = _arrays(dtype, (BATCH, c_in, side, side), (BATCH, c_out, side, side))
    layer = Conv2D(c_in, c_out, 3, padding=1, dtype=dtype, rng=np.random.default_rng(5))
    made: dict[str, Any] = {}

    def run() -> None:
        made["y"] = layer.forward(x)
        made["dx"] = layer.backward(dy)

    def results() -> dict[str, Any]:
        return {**made, "dW": layer.grads["W"], "db": layer.grads["b"]}

    contenders = [Contender("nnlib", run, results)]
    if peers.available("torch"):
        contenders.append(_pytorch(x, dy, layer.params, lambda torch, x, W, b: torch.conv2d(x, W, b, padding=1)))
    return contenders


def pooling(channels: int, side: int, dtype: str) -> list[Contender]:
    """2x2 windows side by side."""
    x, dy = _arrays(dtype, (BATCH, channels, side, side), (BATCH, channels, side // 2, side // 2))
    layer = MaxPool2D(2)
    made: dict[str, Any] = {}

    def run() -> None:
        made["y"] = layer.forward(x)
        made["dx"] = layer.backward(dy)

    contenders = [Contender("nnlib", run, lambda: made)]
    if peers.available("torch"):
        contenders.append(_pytorch(x, dy, {}, lambda torch, x: torch.nn.functional.max_pool2d(x, 2)))
    return contenders


def _pytorch(x: Any, dy: Any, params: Any, function: Any) -> Contender:
    torch = peers.torch()
    names = ["x", *params]
    inputs = [torch.tensor(np.array(array), requires_grad=True) for array in [x, *params.values()]]
    dy = torch.from_numpy(dy)
    made: dict[str, Any] = {}

    def run() -> None:
        y = function(torch, *inputs)
        made["y"] = y
        made["gradients"] = torch.autograd.grad(y, inputs, dy)

    def results() -> dict[str, Any]:
        gradients = {f"d{name}": value.numpy() for name, value in zip(names, made["gradients"], strict=True)}
        return {"y": made["y"].detach().numpy(), **gradients}

    return Contender("PyTorch", run, results)
