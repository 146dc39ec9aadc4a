"""What goes wrong in the gradients of a linear layer, result by result.

Transposes and forgotten sums change the shape, a mean in place of a sum changes the size.
"""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.exercises.definitions.components import mistakes_in
from nnlib.exercises.registry import Array


def linear_backward(dY: Array, X: Array, W: Array) -> tuple[Array, Array, Array]:
    """(dX, dW, db) of Y = X W^T + b in matrix form; dY is (N, k), X (N, d), W (k, d)."""
    return dY @ W, dY.T @ X, dY.sum(axis=0)


_in_dx, _in_dw, _in_db = (mistakes_in(linear_backward, place) for place in range(3))

IN_DX = (
    _in_dx(
        "dx-weight-transposed",
        "dX: you multiply by W^T. Forwards it is X W^T, so backwards it is dY W, without a transpose: (N, k) times (k, d); for one sample W^T dY[n].",
        lambda dY, X, W: dY @ W.T,
    ),
    _in_dx(
        "dx-lies-on-its-side",
        "dX comes out as W^T dY^T, one sample a column. The book's batches have one sample a row: dX = dY W.",
        lambda dY, X, W: W.T @ dY.T,
    ),
    _in_dx(
        "dx-summed",
        "dX is summed over the batch. Each sample has its own input, so dX keeps one row a sample, like X.",
        lambda dY, X, W: dY.sum(0) @ W,
    ),
    _in_dx(
        "dx-averaged",
        "dX is N times too small (N samples): dY already holds the 1/N of the loss.",
        lambda dY, X, W: dY @ W / len(X),
    ),
    _in_dx(
        "dx-is-forward",
        "dX: you return X W^T, the forward product. On the way back dY meets the weight: dY W.",
        lambda dY, X, W: X @ W.T,
    ),
    _in_dx(
        "dx-is-dy",
        "dX: you return dY itself. The input acts through the weight, so its gradient is dY W, of the shape of X.",
        lambda dY, X, W: dY,
    ),
    _in_dx(
        "dx-is-weight",
        "dX: you return W, the derivative of one output by one input. The chain rule multiplies it by what arrives: dY W.",
        lambda dY, X, W: W,
    ),
)
IN_DW = (
    _in_dw(
        "dw-transposed",
        "dW is X^T dY, the transpose of the right one: the book's W is (out, in), so dW = dY^T X.",
        lambda dY, X, W: X.T @ dY,
    ),
    _in_dw(
        "dw-averaged",
        "dW is N times too small (N samples): the sum over the batch is right, because dY already holds the 1/N of the loss.",
        lambda dY, X, W: dY.T @ X / len(X),
    ),
    _in_dw(
        "dw-outer-of-sums",
        "dW is the outer product of two sums. Multiply within each sample first, then sum over the batch: dY^T X does both.",
        lambda dY, X, W: np.outer(dY.sum(0), X.sum(0)),
    ),
    _in_dw(
        "dw-outer-of-means",
        "dW is the outer product of two means. Multiply within each sample first, then sum over the batch: dY^T X does both.",
        lambda dY, X, W: np.outer(dY.mean(0), X.mean(0)),
    ),
    _in_dw(
        "dw-one-sample",
        "dW holds the last sample only: every sample adds its own outer product, so use += in the loop, or dY^T X.",
        lambda dY, X, W: np.outer(dY[-1], X[-1]),
    ),
    _in_dw(
        "dw-first-sample",
        "dW holds the first sample only: the sum runs over the whole batch, dY^T X.",
        lambda dY, X, W: np.outer(dY[0], X[0]),
    ),
    _in_dw(
        "dw-for-each-sample",
        "dW has shape (N, k, d), one matrix a sample: the weight is shared by all samples, so sum over the batch axis 0.",
        lambda dY, X, W: np.einsum("nk,nd->nkd", dY, X),
    ),
    _in_dw(
        "dw-ignores-dy",
        "dW: you return the sum of the inputs for every output. The chain rule multiplies each input by its dY: dY^T X.",
        lambda dY, X, W: np.ones_like(dY).T @ X,
    ),
    _in_dw(
        "dw-is-input",
        "dW: you return X. The chain rule multiplies it by what arrives: dY^T X.",
        lambda dY, X, W: X,
    ),
)
IN_DB = (
    _in_db(
        "db-averaged",
        "db is N times too small (N samples): sum dY over the batch; its 1/N is already in dY.",
        lambda dY, X, W: dY.mean(0),
    ),
    _in_db(
        "db-not-summed",
        "db has the shape (N, k) of dY, expected (k,): the bias is added to every sample, so sum over the batch axis 0.",
        lambda dY, X, W: dY,
    ),
    _in_db(
        "db-over-outputs",
        "db is summed over the outputs, axis 1. Each output has its own bias: sum over the batch, axis 0.",
        lambda dY, X, W: dY.sum(1),
    ),
    _in_db(
        "db-one-number",
        "db is one number, the sum of all of dY. Each output has its own bias: sum over the batch axis 0 only.",
        lambda dY, X, W: dY.sum(),
    ),
    _in_db(
        "db-keeps-axis",
        "db has shape (1, k), expected (k,) like b: leave keepdims away.",
        lambda dY, X, W: dY.sum(0, keepdims=True),
    ),
    _in_db(
        "db-of-inputs",
        "db is the sum of the inputs X. The bias does not multiply X: its gradient is the sum of dY over the batch.",
        lambda dY, X, W: X.sum(0),
    ),
    _in_db(
        "db-ones",
        "db: you return 1 for every output, the derivative of y by b. The chain rule multiplies by dY and sums over the batch.",
        lambda dY, X, W: np.ones(len(W)),
    ),
    _in_db(
        "db-one-sample",
        "db holds the last sample only: every sample adds its row of dY, so use += in the loop, or dY.sum(axis=0).",
        lambda dY, X, W: dY[-1],
    ),
    _in_db(
        "db-zero", "db is 0. The bias is added to every output, so its gradient is the sum of dY over the batch.",
        lambda dY, X, W: np.zeros(len(W)),
    ),
)  # fmt: skip
