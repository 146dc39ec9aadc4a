"""What goes wrong in the gradients of a network with one hidden layer, by the place where it starts.

A mistake behind the output layer (in dP) spoils all four results, one on the way to the hidden layer (in dZ) only dW1
and db1, one in a single product only that result.
"""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib.exercises.definitions.components import mistakes_in
from nnlib.exercises.registry import Array, Misconception

Four = tuple[Array, Array, Array, Array]
Arrays = tuple[Array, ...]


def mlp_grads(X: Array, T: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Four:
    """(dW1, db1, dW2, db2) of mse(tanh(X W1^T + b1) W2^T + b2, T), samples in rows."""
    return _with(lambda Z, H, dH: dH * (1 - H**2))(X, T, W1, b1, W2, b2)


def _with(
    hidden: Callable[[Array, Array, Array], Array] = lambda Z, H, dH: dH * (1 - H**2),
    error: Callable[[Array, Array], Array] = lambda P, T: 2 * (P - T) / P.size,
    squash: Callable[[Array], Array] = np.tanh,
    biases: tuple[float, float] = (1.0, 1.0),
    out: Callable[[Array], Array] = lambda Q: Q,
) -> Callable[..., Four]:
    """The four gradients, with dZ = hidden(Z, H, dH), dP = error(P, T), H = squash(Z) and P = out(...) as given."""

    def grads(X: Array, T: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Four:
        Z = X @ W1.T + biases[0] * b1
        H = squash(Z)
        dP = error(out(H @ W2.T + biases[1] * b2), T)
        dZ = hidden(Z, H, dP @ W2)
        return dZ.T @ X, dZ.sum(0), dP.T @ H, dP.sum(0)

    return grads


def values(X: Array, T: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Arrays:
    """(Z, H, dP, dZ) of the right computation."""
    Z = X @ W1.T + b1
    H = np.tanh(Z)
    dP = 2 * (H @ W2.T + b2 - T) / T.size
    return Z, H, dP, (dP @ W2) * (1 - H**2)


def _slope(slope: Callable[[Array, Array], Array]) -> Callable[..., Four]:
    return _with(hidden=lambda Z, H, dH: dH * slope(Z, H))


HIDDEN = (
    Misconception(
        "slope-missing",
        "dW1, db1: the slope of tanh is missing. On the way back through the hidden layer dP W2 is multiplied, entry by "
        "entry, by 1 - H^2.",
        _slope(lambda Z, H: np.ones_like(H)),
    ),
    Misconception(
        "slope-of-input",
        "dW1, db1: you multiply by 1 - Z^2. The slope of tanh is written with its value: 1 - H^2 with H = tanh(Z).",
        _slope(lambda Z, H: 1 - Z**2),
    ),
    Misconception(
        "tanh-twice",
        "dW1, db1: you multiply by 1 - tanh(H)^2, but H is tanh(Z) already: the slope is 1 - H^2.",
        _slope(lambda Z, H: 1 - np.tanh(H) ** 2),
    ),
    Misconception(
        "sigmoid-slope",
        "dW1, db1: you multiply by H(1 - H), the rule of the logistic function. For tanh it is 1 - H^2.",
        _slope(lambda Z, H: H * (1 - H)),
    ),
    Misconception(
        "relu-slope",
        "dW1, db1: you multiply by [Z > 0], the slope of relu. The hidden layer is tanh, with the slope 1 - H^2.",
        _slope(lambda Z, H: (Z > 0) * 1.0),
    ),
    Misconception(
        "slope-plus",
        "dW1, db1: you multiply by 1 + H^2. The slope of tanh is 1 - H^2: a sign.",
        _slope(lambda Z, H: 1 + H**2),
    ),
    Misconception(
        "slope-not-squared",
        "dW1, db1: you multiply by 1 - H. In the slope of tanh, H is squared: 1 - H^2.",
        _slope(lambda Z, H: 1 - H),
    ),
    Misconception(
        "slope-of-difference",
        "dW1, db1: you multiply by (1 - H)^2. Only H is squared: 1 - H^2.",
        _slope(lambda Z, H: (1 - H) ** 2),
    ),
    Misconception(
        "value-for-slope",
        "dW1, db1: you multiply by H itself. On the way back the slope counts: 1 - H^2.",
        _slope(lambda Z, H: H),
    ),
    Misconception(
        "slope-twice",
        "dW1, db1: the slope 1 - H^2 was multiplied in twice; the hidden layer is passed once.",
        _slope(lambda Z, H: (1 - H**2) ** 2),
    ),
)

OUTPUT = (
    Misconception(
        "missing-mean",
        "All four are n times too large, n being the number of entries of T: mse is a mean, so dP = 2(P - T)/(number of entries).",
        _with(error=lambda P, T: 2 * (P - T)),
    ),
    Misconception(
        "mean-over-samples",
        "All four are k times too large (k outputs): mse is the mean over all N k entries, and you divide by N only.",
        _with(error=lambda P, T: 2 * (P - T) / len(T)),
    ),
    Misconception(
        "averaged-twice",
        "All four are N times too small (N samples): dP = 2(P - T)/(N k) already holds the 1/N of the mean; it was divided "
        "by a second time.",
        _with(error=lambda P, T: 2 * (P - T) / T.size / len(T)),
    ),
    Misconception(
        "missing-two",
        "All four are half of the right ones: the square in mse brings down a factor 2, and there is no 1/2 to cancel it.",
        _with(error=lambda P, T: (P - T) / T.size),
    ),
    Misconception(
        "bare-difference",
        "All four start from dP = P - T: the factor 2 of the square and the 1/(number of entries) of the mean are missing.",
        _with(error=lambda P, T: P - T),
    ),
    Misconception(
        "difference-over-samples",
        "All four start from (P - T)/N: for the book's mse it is 2(P - T)/(N k), with N samples and k outputs.",
        _with(error=lambda P, T: (P - T) / len(T)),
    ),
    Misconception(
        "sign",
        "All four have the wrong sign: d mse/dP is 2(P - T)/(N k), prediction minus target.",
        _with(error=lambda P, T: 2 * (T - P) / T.size),
    ),
    Misconception(
        "no-bias-1",
        "Your forward pass leaves out b1: the hidden layer is tanh(X W1^T + b1), and all gradients depend on its values.",
        _with(biases=(0.0, 1.0)),
    ),
    Misconception(
        "no-bias-2",
        "Your forward pass leaves out b2: the prediction is H W2^T + b2, and all gradients start from P - T.",
        _with(biases=(1.0, 0.0)),
    ),
    Misconception(
        "no-biases",
        "Your forward pass leaves out both biases: Z = X W1^T + b1 and P = H W2^T + b2.",
        _with(biases=(0.0, 0.0)),
    ),
    Misconception(
        "tanh-at-output",
        "Your forward pass ends with tanh; the output layer is linear: P = H W2^T + b2.",
        _with(out=np.tanh),
    ),
    Misconception(
        "no-tanh",
        "Your hidden layer has no tanh: H = tanh(X W1^T + b1), and everything after it uses H.",
        _with(squash=lambda Z: Z),
    ),
    Misconception(
        "no-tanh-no-slope",
        "Your hidden layer is linear, forwards and backwards: tanh is missing, H = tanh(Z), and so is its slope 1 - H^2.",
        _with(hidden=lambda Z, H, dH: dH, squash=lambda Z: Z),
    ),
)

_in_dw1, _in_db1, _in_dw2, _in_db2 = (mistakes_in(mlp_grads, place) for place in range(4))


def _of(function: Callable[[Arrays, Array], Any]) -> Callable[..., Any]:
    """A function of (Z, H, dP, dZ) and X as one of the six arguments."""
    return lambda X, *others: function(values(X, *others), X)


SINGLE = (
    _in_dw2(
        "dw2-of-z",
        "dW2 is dP^T Z: the output layer's input is the activation H = tanh(Z), not Z.",
        _of(lambda v, X: v[2].T @ v[0]),
    ),
    _in_dw2("dw2-transposed", "dW2 is transposed: W2 is (out, in), so dW2 = dP^T H.", _of(lambda v, X: v[1].T @ v[2])),
    _in_dw2(
        "dw2-averaged",
        "dW2 is N times too small (N samples): dP already holds the 1/N of the mean.",
        _of(lambda v, X: v[2].T @ v[1] / len(X)),
    ),
    _in_db2(
        "db2-averaged",
        "db2 is N times too small (N samples): sum dP over the batch; it already holds the 1/N of the mean.",
        _of(lambda v, X: v[2].mean(0)),
    ),
    _in_db2(
        "db2-not-summed", "db2 is dP itself, one row a sample: sum it over the batch, axis 0.", _of(lambda v, X: v[2])
    ),
    _in_db2("db2-one-number", "db2 is one number: sum dP over the batch, axis 0, only.", _of(lambda v, X: v[2].sum())),
    _in_dw1("dw1-transposed", "dW1 is transposed: W1 is (out, in), so dW1 = dZ^T X.", _of(lambda v, X: X.T @ v[3])),
    _in_dw1(
        "dw1-averaged",
        "dW1 is N times too small (N samples): dZ already holds the 1/N of the mean.",
        _of(lambda v, X: v[3].T @ X / len(X)),
    ),
    _in_dw1(
        "dw1-of-h",
        "dW1 is dZ^T H: the first layer's input is X, and each weight's gradient takes the input of its own layer.",
        _of(lambda v, X: v[3].T @ v[1]),
    ),
    _in_db1(
        "db1-averaged",
        "db1 is N times too small (N samples): sum dZ over the batch; it already holds the 1/N of the mean.",
        _of(lambda v, X: v[3].mean(0)),
    ),
    _in_db1(
        "db1-not-summed", "db1 is dZ itself, one row a sample: sum it over the batch, axis 0.", _of(lambda v, X: v[3])
    ),
    _in_db1("db1-one-number", "db1 is one number: sum dZ over the batch, axis 0, only.", _of(lambda v, X: v[3].sum())),
    _in_db1(
        "db1-without-slope",
        "db1 is the sum of dP W2: the slope of tanh is missing. db1 sums the same dZ = (dP W2)(1 - H^2) that dW1 uses.",
        lambda X, T, W1, b1, W2, b2: (values(X, T, W1, b1, W2, b2)[2] @ W2).sum(0),
    ),
    _in_dw1(
        "dw1-without-slope",
        "dW1 is (dP W2)^T X: the slope of tanh is missing. dW1 takes the same dZ = (dP W2)(1 - H^2) that db1 sums.",
        lambda X, T, W1, b1, W2, b2: (values(X, T, W1, b1, W2, b2)[2] @ W2).T @ X,
    ),
)
