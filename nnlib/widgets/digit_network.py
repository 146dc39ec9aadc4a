"""The network of the digit recogniser: the weights that the page loads, read into a network of nnlib.

There is one copy of the weights, the JavaScript that the widget imports; `tools/digit_network.py` trains and writes it.
"""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nnlib import Conv2D, Flatten, Linear, MaxPool2D, Network, ReLU

WEIGHTS = Path(__file__).parent / "shared" / "math" / "digit_weights.js"


def empty_network(dtype: npt.DTypeLike = np.float64) -> Network:
    """Two 5 x 5 convolutions with 8 and 16 filters, each with relu and 2 x 2 pooling, and ten logits.

    x (N, 1, 28, 28) from 0 (paper) to 1 (ink) gives logits (N, 10).
    """
    rng = np.random.default_rng(0)
    return Network(
        [
            *(Conv2D(1, 8, 5, dtype=dtype, rng=rng), ReLU(), MaxPool2D(2)),
            *(Conv2D(8, 16, 5, dtype=dtype, rng=rng), ReLU(), MaxPool2D(2)),
            *(Flatten(), Linear(256, 10, dtype=dtype, rng=rng)),
        ]
    )


def read_network(source: str | None = None) -> Network:
    """The network with the weights in the text `source`, by default those of the page."""
    text = WEIGHTS.read_text(encoding="utf-8") if source is None else source
    net = empty_network()
    layers = [layer for layer in net.layers if "W" in layer.params]
    keys = ("shape", "scale", "bias", "bytes")
    for layer, *found in zip(layers, *(re.findall(rf"\b{key}: (.*),\n", text) for key in keys), strict=True):
        shape, scale, bias, coded = (json.loads(value) for value in found)
        numbers = np.frombuffer(base64.b64decode(coded), np.int8).astype(np.float64)
        layer.params["W"] = (numbers.reshape(len(scale), -1) * np.array(scale)[:, None]).reshape(shape)
        layer.params["b"] = bias
    return net


def held_back_result(source: str | None = None) -> tuple[int, int]:
    """(right, all): how many digits that were held back the network of the page reads rightly, as the page says."""
    text = WEIGHTS.read_text(encoding="utf-8") if source is None else source
    right, count = (int(re.findall(rf"\b{key}: (\d+),", text)[0]) for key in ("right", "heldBack"))
    return right, count
