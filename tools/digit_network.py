"""Trains the network of the digit recogniser with nnlib, rounds its weights to bytes, and writes them as JavaScript.

python tools/digit_network.py            trains and says what it found
python tools/digit_network.py --write    and replaces nnlib/widgets/shared/math/digit_weights.js
"""

from __future__ import annotations

import argparse
import base64
import sys

import numpy as np

from nnlib import SGD, Network, SoftmaxCrossEntropy, cosine_decay, data, evaluate, he_normal, train
from nnlib.widgets.digit_network import WEIGHTS, empty_network, read_network
from nnlib.widgets.drawing import HELD_BACK, SPLIT_SEED

SEED = 0
EPOCHS, RATE, MOMENTUM, DECAY, BATCH = 16, 0.05, 0.9, 5e-4, 64
# a reader draws less evenly than MNIST's writers: every epoch sees the digits turned, stretched and moved a little
TURN, STRETCH, MOVE = 0.2, 0.12, 1.5


def disturbed(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Images (N, 28, 28), each under an affine map of its own, read off between the pixels."""
    count = len(images)
    angle = rng.uniform(-TURN, TURN, count)
    rows, columns = np.exp(rng.uniform(-STRETCH, STRETCH, (2, count)))
    across, down = rng.uniform(-MOVE, MOVE, (2, count, 1, 1))
    r, c = np.meshgrid(np.arange(28) - 13.5, np.arange(28) - 13.5, indexing="ij")
    cos, sin = np.cos(angle), np.sin(angle)
    y = (rows * cos)[:, None, None] * r - (rows * sin)[:, None, None] * c + 13.5 + down
    x = (columns * sin)[:, None, None] * r + (columns * cos)[:, None, None] * c + 13.5 + across
    framed = np.pad(images, ((0, 0), (1, 2), (1, 2)))
    y, x = np.clip(y + 1, 0, 29), np.clip(x + 1, 0, 29)
    i, j = y.astype(int), x.astype(int)
    v, u = (y - i).astype(images.dtype), (x - j).astype(images.dtype)
    which = np.arange(count)[:, None, None]
    upper = (1 - u) * framed[which, i, j] + u * framed[which, i, j + 1]
    lower = (1 - u) * framed[which, i + 1, j] + u * framed[which, i + 1, j + 1]
    return (1 - v) * upper + v * lower


def trained(part: data.Dataset) -> Network:
    """The network after EPOCHS epochs in float32 on `part`, each on newly disturbed images."""
    rng = np.random.default_rng(SEED)
    net = empty_network(np.float32)
    for layer in net.layers:
        if "W" in layer.params:
            layer.params["W"] = he_normal(layer.params["W"].shape, rng=rng)
    optimiser, schedule = SGD(net, RATE, momentum=MOMENTUM, weight_decay=DECAY), cosine_decay(RATE, EPOCHS)
    images = part.scaled(np.float32)
    for epoch in range(1, EPOCHS + 1):
        optimiser.lr = schedule(epoch)
        x = disturbed(images, rng)[:, None]
        record = next(train(net, SoftmaxCrossEntropy(), optimiser, x, part.t, epochs=1, batch_size=BATCH, rng=rng))
        print(f"epoch {epoch}: loss {record.loss:.4f}, accuracy {record.accuracy:.4f}", flush=True)
    return net


def javascript(net: Network, right: int) -> str:
    """The weights as one signed byte each times a scale for each filter or unit, in base64; biases in full."""
    lines = [
        "// The digit recogniser's weights, made by tools/digit_network.py: signed bytes in base64, a scale for each filter",
        "// or unit, biases. Of the digits of nnlib.data.mnist() that were held back this network, as it is here, has `right`.",
        "",
        "export const digitWeights = {",
        f"  heldBack: {HELD_BACK},",
        f"  right: {right},",
        "  layers: [",
    ]
    for layer in net.layers:
        if "W" not in layer.params:
            continue
        W = layer.params["W"].astype(np.float64)
        flat = W.reshape(len(W), -1)
        scale = np.array([float(f"{s:.6g}") for s in np.abs(flat).max(axis=1) / 127])
        bytes_ = np.clip(np.rint(flat / scale[:, None]), -127, 127).astype(np.int8)
        lines += [
            "    {",
            f"      shape: {list(W.shape)},",
            f"      scale: {scale.tolist()},",
            f"      bias: {[float(f'{b:.6g}') for b in layer.params['b']]},",
            f'      bytes: "{base64.b64encode(bytes_.tobytes()).decode()}",',
            "    },",
        ]
    return "\n".join([*lines, "  ],", "};", ""])


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the file of weights")
    write = parser.parse_args(arguments).write
    training, held_back = data.mnist().split(HELD_BACK, rng=np.random.default_rng(SPLIT_SEED))
    net = trained(training)
    x = held_back.scaled(np.float64)[:, None]
    full = evaluate(net, SoftmaxCrossEntropy(), x.astype(np.float32), held_back.t)
    rounded = read_network(javascript(net, 0))
    right = int((rounded.forward(x).argmax(axis=1) == held_back.t).sum())
    print(f"held back: {full.accuracy:.2%} in float32, {right} of {HELD_BACK} with weights of a byte")
    if write:
        WEIGHTS.write_text(javascript(net, right), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
