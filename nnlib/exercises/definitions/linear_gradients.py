"""The gradients of a linear layer Y = X W^T + b, from the gradient dY that arrives from behind.

Three results, each with its own mistakes: where a transpose belongs, which axis the bias is summed over, and that dY
already holds the 1/N of the loss.
"""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.exercises.definitions.common import MATRIX_3X5
from nnlib.exercises.definitions.components import different_sizes
from nnlib.exercises.definitions.linear_gradient_mistakes import IN_DB, IN_DW, IN_DX, linear_backward
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array, Component, Exercise, Misconception, Probe, recipe, register

SQUARE, ONE = "as many outputs as inputs", "a batch of one sample"
Three = tuple[Array, Array, Array]


def _sample_by_sample(dY: Array, X: Array, W: Array) -> Three:
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(len(W))
    for n in range(len(X)):
        dX[n] = W.T @ dY[n]
        dW += np.outer(dY[n], X[n])
        db += dY[n]
    return dX, dW, db


def _arguments(rng: pr.Rng, n: int, k: int, d: int, edge: str = "") -> Probe:
    return Probe((pr.numbers(rng, n, k, scale=1.0), pr.numbers(rng, n, d), pr.numbers(rng, k, d)), edge)


def _probes() -> list[Probe]:
    rng = np.random.default_rng(5)
    first = Probe(
        (MATRIX_3X5.T / 4, np.round(np.linspace(-1.3, 3.1, 35).reshape(5, 7) ** 2 - 1, 2), pr.numbers(rng, 3, 7))
    )
    return [
        first,
        _arguments(rng, 3, 7, 5),
        _arguments(rng, 11, 5, 3),
        _arguments(rng, 5, 3, 3, SQUARE),
        _arguments(rng, 1, 5, 3, ONE),
    ]


def _fresh(rng: pr.Rng) -> Probe:
    n, k, d = different_sizes(rng, 3)
    return _arguments(rng, n, k, d)


def _fresh_edge(rng: pr.Rng) -> Probe:
    n, k, d = different_sizes(rng, 3)
    return _arguments(rng, n, k, k, SQUARE) if rng.random() < 0.5 else _arguments(rng, 1, k, d, ONE)


def _square(rng: pr.Rng) -> Probe:
    n = pr.size(rng)
    return _arguments(rng, n, n, n)


_RECIPES = (
    recipe(
        ("bring dY back through the weight", "dX = dY @ W"),
        ("lay dY on its side", "A = dY.T"),
        ("multiply by the inputs", "dW = A @ X"),
        ("sum dY over the batch", "db = sum(dY, axis=0)"),
        ("return the three", "R = (dX, dW, db)"),
        names={"A": "dY^T"},
    ),
    recipe(
        ("bring dY back through the weight", "dX = transpose(transpose(W) @ transpose(dY))"),
        ("multiply each sample's dY with its inputs", "P = dY[:, :, None] * X[:, None, :]"),
        ("sum these products over the batch", "dW = sum(P, axis=0)"),
        ("sum dY over the batch", "db = ones(len(dY)) @ dY"),
        ("return the three", "R = (dX, dW, db)"),
        names={"P": "the products of each sample"},
    ),
    recipe(
        ("bring each sample's dY back through the weight", "dX = stack([dot(W.T, g) for g in dY])"),
        ("add the outer products of all samples", "dW = sum([outer(g, x) for g, x in zip(dY, X)], axis=0)"),
        ("add dY of all samples", "db = sum([g for g in dY], axis=0)"),
        ("return the three", "R = (dX, dW, db)"),
    ),
)


register(
    Exercise(
        id="linear_backward",
        signature="linear_backward(dY, X, W)",
        chapter="backprop-vec",
        reference=linear_backward,
        independent=_sample_by_sample,
        probes=_probes,
        fresh=_fresh,
        fresh_edge=_fresh_edge,
        square=_square,
        sizes="N samples, k outputs, d inputs",
        quantities=lambda dY, X, W: {"N": float(len(X)), "k": float(len(W)), "d": float(W.shape[1])},
        hints=(
            "Write down the shapes: dX is shaped like X, dW like W, db like b. With dY (N, k) only one product of two "
            "matrices fits each.",
            r"For one sample: $\partial L/\partial w_{ki}=dy_k\,x_i$, $\partial L/\partial b_k=dy_k$ and "
            r"$\partial L/\partial x_i=\sum_k dy_k w_{ki}$. What is shared by all samples is summed over them.",
            "dX is dY times W; dW is the transpose of dY times X; db is dY summed over axis 0. No mean anywhere: dY holds it.",
        ),
        components=(
            Component("dX", "an array of the shape of X"),
            Component("dW", "an array of the shape of W"),
            Component("db", "an array of shape (k,)"),
        ),
        misconceptions=(
            Misconception(
                "all-averaged",
                "dW and db are N times too small (N samples): dY already holds the 1/N of the loss, so sum over the batch.",
                lambda dY, X, W: (dY @ W, dY.T @ X / len(X), dY.mean(0)),
            ),
            *IN_DX,
            *IN_DW,
            *IN_DB,
        ),
        result="three arrays (dX, dW, db)",
        recipes=_RECIPES,
    )
)
