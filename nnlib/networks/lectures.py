"""The networks that the lectures write down, with their sizes as defaults."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from nnlib._check import positive_integer
from nnlib.layers import Conv2D, Flatten, Linear, LogSoftmax, MaxPool2D, Module, ReLU, Sigmoid, Softmax
from nnlib.networks.network import Network


def cui_dnn(
    sizes: Sequence[int] = (460, 1024, 1024, 1024, 3000),
    *,
    dtype: npt.DTypeLike = np.float64,
    rng: np.random.Generator | None = None,
) -> Network:
    """Cui's network for speech: linear layers with sigmoids between them, and log-softmax at the end.

    x (N, sizes[0]) gives log-probabilities (N, sizes[-1]), to be used with NLL. With the lecture's sizes it has
    5,646,264 parameters. The criterion of its listing, Torch's ClassNLLCriterion, is the mean over the batch
    like ours, while the lecture's formula is the sum. Source: Cui, Algorithm 1. Raises ValueError for fewer than
    two sizes or one below 1.

    >>> print(cui_dnn((4, 3, 2)).summary())
    layer              output  parameters
    input              (N, 4)
    0: Linear(4 -> 3)  (N, 3)          15
    1: Sigmoid()       (N, 3)           0
    2: Linear(3 -> 2)  (N, 2)           8
    3: LogSoftmax()    (N, 2)           0
    total                              23
    """
    if len(sizes) < 2:
        raise ValueError(f"cui_dnn expects at least the sizes of input and output, got {tuple(sizes)}")
    layers: list[Module] = []
    for d_in, d_out in pairwise(sizes):
        layers += [Linear(d_in, d_out, dtype=dtype, rng=rng), Sigmoid()]
    return Network([*layers[:-1], LogSoftmax()])


def taura_cnn(
    channels: int = 16,
    *,
    k: int = 3,
    image: tuple[int, int, int] = (1, 28, 28),
    classes: int = 10,
    output: Literal["softmax", "log_softmax", "logits"] = "softmax",
    dtype: npt.DTypeLike = np.float64,
    rng: np.random.Generator | None = None,
) -> Network:
    """Taura's network for digits, f(x) = softmax(W1 maxpool(relu(W0 * x))), with two arrays of weights and no biases.

    W0 holds `channels` filters of k x k, the pooling is 2 x 2, and what it leaves is flattened before W1, which
    the formula does not say. Images x (N, *image) give (N, classes): probabilities as printed, or with
    `output="log_softmax"` what NLL takes, or with "logits" what SoftmaxCrossEntropy takes. Source: Taura, slides on
    digit recognition. Raises ValueError for sizes below 1, an image too small to be filtered and pooled, or another
    `output`.

    >>> print(taura_cnn(3, image=(1, 8, 8)).summary((1, 8, 8)))
    layer                                        output        parameters
    input                                        (N, 1, 8, 8)
    0: Conv2D(1 -> 3, 3x3, stride=1, padding=0)  (N, 3, 6, 6)          27
    1: ReLU()                                    (N, 3, 6, 6)           0
    2: MaxPool2D(2x2, stride=2)                  (N, 3, 3, 3)           0
    3: Flatten()                                 (N, 27)                0
    4: Linear(27 -> 10)                          (N, 10)              270
    5: Softmax()                                 (N, 10)                0
    total                                                             297
    """
    if len(image) != 3:
        raise ValueError(f"taura_cnn expects an image of shape (channels, height, width), got {tuple(image)}")
    c, h, w = (positive_integer("taura_cnn", "each size of the image", size) for size in image)
    k = positive_integer("taura_cnn", "k", k)
    pooled = (h - k + 1) // 2, (w - k + 1) // 2
    if min(pooled) < 1:
        raise ValueError(f"taura_cnn with k={k} expects images of at least {k + 1} x {k + 1} pixels, got {h} x {w}")
    ends: dict[str, list[Module]] = {"softmax": [Softmax()], "log_softmax": [LogSoftmax()], "logits": []}
    if output not in ends:
        raise ValueError(f"taura_cnn expects output to be one of {', '.join(ends)}, got {output!r}")
    return Network(
        [
            Conv2D(c, channels, k, bias=False, dtype=dtype, rng=rng),
            ReLU(),
            MaxPool2D(2),
            Flatten(),
            Linear(channels * pooled[0] * pooled[1], classes, bias=False, dtype=dtype, rng=rng),
            *ends[output],
        ]
    )


def one_hidden_layer(
    d_in: int,
    d_hidden: int,
    d_out: int,
    *,
    dtype: npt.DTypeLike = np.float64,
    rng: np.random.Generator | None = None,
) -> Network:
    """The network with one hidden layer of Bunescu and Wan: a2 = sigma(W2 sigma(W1 x + b1) + b2).

    sigma, the logistic function, stands for Bunescu's f and Wan's g. x (N, d_in) gives (N, d_out), each entry
    between 0 and 1; Bunescu's picture is 3, 3, 1. Raises ValueError for sizes below 1.

    >>> one_hidden_layer(3, 3, 1)
    Network([Linear(3 -> 3), Sigmoid(), Linear(3 -> 1), Sigmoid()])
    """
    first = Linear(d_in, d_hidden, dtype=dtype, rng=rng)
    second = Linear(d_hidden, d_out, dtype=dtype, rng=rng)
    return Network([first, Sigmoid(), second, Sigmoid()])
