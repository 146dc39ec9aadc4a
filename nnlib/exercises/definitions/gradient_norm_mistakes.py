"""What goes wrong on the way back through a deep sigmoid network.

A slope may be forgotten or taken of the wrong value, a layer may be left out, and another size may stand for the norm.
"""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnlib.activations import sigmoid
from nnlib.exercises.registry import Array, Misconception

Weights = list[Array]


def activations(Ws: Weights, x: Array) -> list[Array]:
    a = [x]
    for W in Ws:
        a.append(sigmoid(W @ a[-1]))
    return a


def errors(Ws: Weights, x: Array, slope: Callable[[Array], Array] = lambda a: a * (1 - a)) -> list[Array]:
    """d loss / d z_k for every layer, the first layer first."""
    a = activations(Ws, x)
    d = slope(a[-1])
    found = [d]
    for W, before in zip(Ws[:0:-1], a[-2:0:-1], strict=True):
        d = (W.T @ d) * slope(before)
        found.insert(0, d)
    return found


def norms(arrays: list[Array]) -> Array:
    return np.array([np.linalg.norm(d) for d in arrays])


def layer_grad_norms(Ws: Weights, x: Array) -> Array:
    """The norms of d loss / d z_k."""
    return norms(errors(Ws, x))


def _upstream(Ws: Weights, x: Array) -> list[Array]:
    """d loss / d a_k for every layer."""
    return [*(W.T @ d for W, d in zip(Ws[1:], errors(Ws, x)[1:], strict=True)), np.ones(len(Ws[-1]))]


def _without_last_slope(Ws: Weights, x: Array) -> Array:
    a = activations(Ws, x)
    d = np.ones_like(a[-1])
    found = [d]
    for W, before in zip(Ws[:0:-1], a[-2:0:-1], strict=True):
        d = (W.T @ d) * before * (1 - before)
        found.insert(0, d)
    return norms(found)


def _only_last_slope(Ws: Weights, x: Array) -> Array:
    a = activations(Ws, x)
    d = a[-1] * (1 - a[-1])
    found = [d]
    for W in Ws[:0:-1]:
        d = W.T @ d
        found.insert(0, d)
    return norms(found)


def _slope_of_inputs(Ws: Weights, x: Array) -> Array:
    """s(1 - s) of the pre-activations themselves."""
    a = activations(Ws, x)
    z = [W @ before for W, before in zip(Ws, a, strict=False)]
    d = z[-1] * (1 - z[-1])
    found = [d]
    for W, before in zip(Ws[:0:-1], z[-2::-1], strict=True):
        d = (W.T @ d) * before * (1 - before)
        found.insert(0, d)
    return norms(found)


def _of_weights(Ws: Weights, x: Array) -> Array:
    a = activations(Ws, x)
    return np.array([np.linalg.norm(np.outer(d, before)) for d, before in zip(errors(Ws, x), a, strict=False)])


def _linear(Ws: Weights, x: Array) -> Array:
    d = np.ones(len(Ws[-1]))
    found = [d]
    for W in Ws[:0:-1]:
        d = W.T @ d
        found.insert(0, d)
    return norms(found)


MISTAKES = (
    Misconception(
        "last-first",
        "The values are right, but the last layer comes first: the way back starts there, so reverse the list at the end.",
        lambda Ws, x: layer_grad_norms(Ws, x)[::-1],
    ),
    Misconception(
        "activation-gradients",
        "These are the norms of d loss/d a_k. Asked is d loss/d z_k, before the sigmoid: each is multiplied by the slope "
        "a_k(1 - a_k) first.",
        lambda Ws, x: norms(_upstream(Ws, x)),
    ),
    Misconception(
        "activation-gradients-last-first",
        "These are the norms of d loss/d a_k, the last layer first. Asked is d loss/d z_k, with the slope a_k(1 - a_k), the "
        "first layer first.",
        lambda Ws, x: norms(_upstream(Ws, x))[::-1],
    ),
    Misconception(
        "last-slope-missing",
        "At the last layer the slope is missing: the loss is the sum of its activations, so d loss/d z is a(1 - a) there, "
        "not 1.",
        _without_last_slope,
    ),
    Misconception(
        "inner-slopes-missing",
        "Only the last layer has its slope: on the way back every layer multiplies by its own a_k(1 - a_k).",
        _only_last_slope,
    ),
    Misconception(
        "no-slopes",
        "The slopes of the sigmoid are missing: every layer multiplies by its a_k(1 - a_k), the last one too.",
        _linear,
    ),
    Misconception(
        "slope-of-input",
        "You use z(1 - z). The rule s(1 - s) holds for the activation s = sigmoid(z): take a_k(1 - a_k).",
        _slope_of_inputs,
    ),
    Misconception(
        "tanh-slope",
        "You multiply by 1 - a^2, the slope of tanh. The layers are sigmoids: a(1 - a).",
        lambda Ws, x: norms(errors(Ws, x, lambda a: 1 - a**2)),
    ),
    Misconception(
        "sigmoid-twice",
        "Your slope is s(1 - s) with s = sigmoid(a), but a is sigmoid(z) already: take a(1 - a).",
        lambda Ws, x: norms(errors(Ws, x, lambda a: sigmoid(a) * (1 - sigmoid(a)))),
    ),
    Misconception(
        "value-for-slope",
        "You multiply by the activation a_k. On the way back its slope counts, a_k(1 - a_k).",
        lambda Ws, x: norms(errors(Ws, x, lambda a: a)),
    ),
    Misconception(
        "squared",
        "Your values are the squares of the right ones: the norm is the square root of the sum of squares.",
        lambda Ws, x: layer_grad_norms(Ws, x) ** 2,
    ),
    Misconception(
        "sum-of-absolutes",
        "You add the absolute values; the norm is the square root of the sum of squares, np.linalg.norm.",
        lambda Ws, x: np.array([np.sum(np.abs(d)) for d in errors(Ws, x)]),
    ),
    Misconception(
        "largest",
        "You take the largest absolute value; the norm is the square root of the sum of squares, np.linalg.norm.",
        lambda Ws, x: np.array([np.max(np.abs(d)) for d in errors(Ws, x)]),
    ),
    Misconception(
        "mean-of-absolutes",
        "You take the mean absolute value; the norm is the square root of the sum of squares, np.linalg.norm.",
        lambda Ws, x: np.array([np.mean(np.abs(d)) for d in errors(Ws, x)]),
    ),
    Misconception(
        "root-mean-square",
        "You take the root of the mean of squares; the norm is the root of their sum, np.linalg.norm.",
        lambda Ws, x: np.array([np.sqrt(np.mean(d**2)) for d in errors(Ws, x)]),
    ),
    Misconception(
        "weight-gradients",
        "These are the norms of d loss/d W_k. Asked is d loss/d z_k: leave away the product with the layer's input.",
        _of_weights,
    ),
    Misconception(
        "mean-loss",
        "Your loss is the mean of the last activations; here it is their sum, so nothing is divided by their number.",
        lambda Ws, x: layer_grad_norms(Ws, x) / len(Ws[-1]),
    ),
    Misconception(
        "last-missing",
        "The last layer is missing: the way back starts with its own d loss/d z, which is a(1 - a).",
        lambda Ws, x: layer_grad_norms(Ws, x)[:-1],
    ),
    Misconception(
        "first-missing",
        "The first layer is missing: go one step further back, through the second layer's weight.",
        lambda Ws, x: layer_grad_norms(Ws, x)[1:],
    ),
    Misconception(
        "input-too",
        "You return one norm too many: the first is that of d loss/d x. Asked is one for each layer's z_k.",
        lambda Ws, x: np.append(np.linalg.norm(Ws[0].T @ errors(Ws, x)[0]), layer_grad_norms(Ws, x)),
    ),
    Misconception(
        "input-too-last-first",
        "You return one norm too many, that of d loss/d x at the end, and the last layer comes first.",
        lambda Ws, x: np.append(np.linalg.norm(Ws[0].T @ errors(Ws, x)[0]), layer_grad_norms(Ws, x))[::-1],
    ),
    Misconception(
        "activation-norms",
        "These are the norms of the activations, from the way forward. Asked are those of the gradients d loss/d z_k.",
        lambda Ws, x: norms(activations(Ws, x)[1:]),
    ),
)
