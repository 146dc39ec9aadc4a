"""The widgets' convolution, relu and max pooling in Node against nnlib's layers."""

from __future__ import annotations

from typing import Any

import numpy as np
from node_math import node_answers

from nnlib import Conv2D, MaxPool2D, relu

COUNT = 1000


def image(rng: np.random.Generator, channels: int, least: int) -> np.ndarray:
    height, width = rng.integers(least, 9, 2)
    return rng.normal(size=(channels, height, width))


def test_convolution_is_nnlibs() -> None:
    rng = np.random.default_rng(1)
    calls, wanted = [], []
    for i in range(COUNT):
        k, stride, padding, bias = 1 + i % 4, 1 + (i // 4) % 3, i % 3, i % 5 > 0
        layer = Conv2D(1 + i % 2, 1 + i % 3, k, stride, padding, bias=bias, rng=rng)
        if bias:
            layer.params["b"] = rng.normal(size=layer.c_out)
        x = image(rng, layer.c_in, k)
        calls.append([x, layer.params["W"], layer.params["b"] if bias else None, stride, padding])
        wanted.append(layer.forward(x[None])[0])
    for got, want in zip(node_answers("convolution", {"z": ("convolve", calls)})["z"], wanted, strict=True):
        assert np.shape(got) == want.shape
        np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-12)


def test_a_filter_with_zeros_is_no_other() -> None:
    x, W = np.random.default_rng(2).normal(size=(1, 6, 5)), np.array([[[[0, 1, 0], [0, 0, 0], [2, 0, 0.0]]]])
    layer = Conv2D(1, 1, 3, bias=False)
    layer.params["W"] = W
    got = node_answers("convolution", {"z": ("convolve", [[x, W, None]])})["z"][0]
    np.testing.assert_allclose(got, layer.forward(x[None])[0], rtol=1e-12)


def test_pooling_and_relu_are_nnlibs() -> None:
    rng = np.random.default_rng(3)
    calls: list[list[Any]] = []
    wanted = []
    for i in range(COUNT):
        k, stride = 1 + i % 3, 1 + (i // 3) % 3
        x = np.round(image(rng, 1 + i % 2, k), i % 2)  # rounded ones have ties
        calls.append([x, k, stride])
        wanted.append((MaxPool2D(k, stride).forward(x[None])[0], relu(x)))
    questions = {"pool": ("maxPool", calls), "relu": ("reluOf", [[x] for x, _, _ in calls])}
    answers = node_answers("convolution", questions)
    for pooled, positive, (pool, rectified) in zip(answers["pool"], answers["relu"], wanted, strict=True):
        np.testing.assert_array_equal(pooled, pool)
        np.testing.assert_array_equal(positive, rectified)


def test_a_window_holds_what_the_sum_is_made_of() -> None:
    rng = np.random.default_rng(4)
    calls, wanted = [], []
    for i in range(COUNT):
        k, stride, padding = 1 + i % 3, 1 + (i // 3) % 3, i % 3
        layer = Conv2D(1, 1, k, stride, padding, bias=False, rng=rng)
        x = image(rng, 1, 3)
        z = layer.forward(x[None])[0, 0]
        r, c = int(rng.integers(z.shape[0])), int(rng.integers(z.shape[1]))
        calls.append([x[0], r, c, k, stride, padding])
        wanted.append((layer.params["W"][0, 0], z[r, c]))
    answers = node_answers("convolution", {"w": ("windowAt", calls)})["w"]
    for seen, (W, z) in zip(answers, wanted, strict=True):
        np.testing.assert_allclose(np.sum(W * seen), z, rtol=1e-9, atol=1e-12)
