"""The gradients of a network with one hidden layer of tanh units, all samples at once.

Backpropagation by hand: the error at the output, brought back through W2 and the slope of tanh, then a product with the
input of each layer.
"""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.exercises.definitions.components import different_sizes
from nnlib.exercises.definitions.two_layer_mistakes import HIDDEN, OUTPUT, SINGLE, Four, mlp_grads
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array, Component, Exercise, Probe, recipe, register

SQUARE, ONE = "layers of one width", "a batch of one sample"


def _sample_by_sample(X: Array, T: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Four:
    dW1, db1, dW2, db2 = np.zeros(W1.shape), np.zeros(b1.shape), np.zeros(W2.shape), np.zeros(b2.shape)
    scale = 2 / (len(X) * len(b2))
    for x, t in zip(X, T, strict=True):
        h = np.tanh(W1 @ x + b1)
        error = scale * (W2 @ h + b2 - t)
        delta = (W2.T @ error) / np.cosh(W1 @ x + b1) ** 2
        dW2 += np.outer(error, h)
        db2 += error
        dW1 += np.outer(delta, x)
        db1 += delta
    return dW1, db1, dW2, db2


def _arguments(rng: pr.Rng, n: int, d: int, h: int, k: int, edge: str = "") -> Probe:
    arrays = (
        pr.numbers(rng, n, d, scale=1.0), pr.numbers(rng, n, k), pr.numbers(rng, h, d, scale=0.5), pr.numbers(rng, h, scale=0.6),
        pr.numbers(rng, k, h, scale=0.8), pr.numbers(rng, k, scale=0.7),
    )  # fmt: skip
    return Probe(arrays, edge)


def _probes() -> list[Probe]:
    rng = np.random.default_rng(8)
    sizes = ((5, 3, 7, 11), (3, 7, 5, 11), (11, 5, 3, 7))
    return [
        *(_arguments(rng, *each) for each in sizes),
        _arguments(rng, 5, 3, 3, 3, SQUARE),
        _arguments(rng, 1, 5, 7, 3, ONE),
    ]


def _fresh(rng: pr.Rng) -> Probe:
    n, d, h, k = different_sizes(rng, 4)
    return _arguments(rng, n, d, h, k)


def _fresh_edge(rng: pr.Rng) -> Probe:
    n, d, h, k = different_sizes(rng, 4)
    return _arguments(rng, n, d, d, d, SQUARE) if rng.random() < 0.5 else _arguments(rng, 1, d, h, k, ONE)


def _square(rng: pr.Rng) -> Probe:
    n = pr.size(rng)
    return _arguments(rng, n, n, n, n)


_FORWARD = (
    ("multiply the inputs by the first weights", "Q = X @ W1.T"),
    ("add the first bias", "Z = Q + b1"),
    ("apply tanh", "H = tanh(Z)"),
    ("multiply by the second weights", "G = H @ W2.T"),
    ("add the second bias", "P = G + b2"),
    ("subtract the targets", "E = P - T"),
)
_NAMES = {
    "Q": "X W1^T", "Z": "the pre-activations Z", "H": "the activations H", "G": "H W2^T", "P": "the predictions P",
    "E": "the errors P - T", "n": "the number of entries", "D": "dP", "S": "the slope of tanh", "B": "dP W2", "F": "dZ",
}  # fmt: skip

_RECIPES = (
    recipe(
        *_FORWARD,
        ("count the entries", "n = T.size"),
        ("differentiate the mean of squares", "D = 2 * E / n"),
        ("bring dP back through the second weights", "B = D @ W2"),
        ("take the slope of tanh", "S = 1 - H**2"),
        ("multiply by the slope", "F = B * S"),
        ("multiply with the inputs for dW1", "dW1 = F.T @ X"),
        ("sum over the batch for db1", "db1 = sum(F, axis=0)"),
        ("multiply with the activations for dW2", "dW2 = D.T @ H"),
        ("sum over the batch for db2", "db2 = sum(D, axis=0)"),
        ("return the four", "R = (dW1, db1, dW2, db2)"),
        names=_NAMES,
    ),
    recipe(
        *_FORWARD,
        ("scale by the mean of squares", "D = (2 / (len(X) * len(b2))) * E"),
        ("take the slope of tanh", "S = (1 - H) * (1 + H)"),
        ("bring dP back through the second weights", "F = S * (D @ W2)"),
        ("add the outer products for dW1", "dW1 = sum([outer(f, x) for f, x in zip(F, X)], axis=0)"),
        ("sum over the batch for db1", "db1 = F.sum(0)"),
        ("add the outer products for dW2", "dW2 = sum([outer(e, a) for e, a in zip(D, H)], axis=0)"),
        ("sum over the batch for db2", "db2 = D.sum(0)"),
        ("return the four", "R = (dW1, db1, dW2, db2)"),
        names=_NAMES,
    ),
)


register(
    Exercise(
        id="mlp_grads",
        signature="mlp_grads(X, T, W1, b1, W2, b2)",
        chapter="backprop-vec",
        reference=mlp_grads,
        independent=_sample_by_sample,
        probes=_probes,
        fresh=_fresh,
        fresh_edge=_fresh_edge,
        square=_square,
        result="four arrays (dW1, db1, dW2, db2)",
        sizes="N samples, d inputs, h hidden units, k outputs",
        quantities=lambda X, T, W1, b1, W2, b2: {
            "N": float(len(X)), "d": float(X.shape[1]), "h": float(len(b1)), "k": float(len(b2)), "N k": float(T.size),
        },
        components=(
            Component("dW1", "an array of the shape of W1"),
            Component("db1", "an array of the shape of b1"),
            Component("dW2", "an array of the shape of W2"),
            Component("db2", "an array of the shape of b2"),
        ),
        hints=(
            "First the forward pass, keeping Z = X W1^T + b1, H = tanh(Z) and P = H W2^T + b2. Then go back one step at a "
            "time, each time with the shapes written beside.",
            "At the output, dP is 2(P - T) divided by the number of all entries. It gives dW2 and db2 as in "
            "linear_backward with the input H, and dH, what arrives at the hidden layer.",
            "Through tanh: dZ is dH times 1 - H^2, entry by entry. Then dW1 and db1 come from dZ and X exactly as dW2 and "
            "db2 came from dP and H.",
        ),
        misconceptions=(*OUTPUT, *HIDDEN, *SINGLE),
        recipes=_RECIPES,
    )
)  # fmt: skip
