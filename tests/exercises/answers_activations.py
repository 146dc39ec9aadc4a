"""Answers to the exercises on activations and their slopes."""

import numpy as np


def _sm(Z):
    E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))
    return E / np.sum(E, axis=-1, keepdims=True)


def _s(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def sigmoid_tanh(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def sigmoid_plain(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_where(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_grad_product(z):
    return _s(z) * (1 - _s(z))


def sigmoid_grad_exp(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def sigmoid_grad_square(z):
    s = _s(z)
    return s - s**2


def tanh_grad_square(z):
    return 1 - np.tanh(z) ** 2


def tanh_grad_cosh(z):
    return 1 / np.cosh(z) ** 2


def tanh_grad_factors(z):
    return (1 - np.tanh(z)) * (1 + np.tanh(z))


def relu_maximum(z):
    return np.maximum(z, 0)


def relu_mask(z):
    return z * (z > 0)


def relu_where(z):
    return np.where(z > 0, z, 0)


def relu_grad_mask(z):
    return (z > 0).astype(float)


def relu_grad_where(z):
    return np.where(z > 0, 1.0, 0.0)


def relu_grad_sign(z):
    return np.sign(np.maximum(z, 0))


def leaky_relu_where(z, alpha=0.01):
    return np.where(z > 0, z, alpha * z)


def leaky_relu_maximum(z, alpha=0.01):
    return np.maximum(z, alpha * z)


def leaky_relu_mask(z, alpha=0.01):
    return z * ((z > 0) + alpha * (z <= 0))


def softmax_shift(Z):
    E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))
    return E / np.sum(E, axis=-1, keepdims=True)


def softmax_transposed(Z):
    E = np.exp(Z - Z.max(-1)[..., None])
    return (E.T / E.sum(-1).T).T


def softmax_log(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=-1)[..., None])


def softmax_jacobian_diag(z):
    p = _sm(z)
    return np.diag(p) - np.outer(p, p)


def softmax_jacobian_broadcast(z):
    p = _sm(z)
    return p[:, None] * (np.eye(len(p)) - p[None, :])


def softmax_jacobian_loop(z):
    p = _sm(z)
    return [[p[i] * ((1 if i == j else 0) - p[j]) for j in range(len(p))] for i in range(len(p))]


RIGHT = {
    "sigmoid": [sigmoid_tanh, sigmoid_plain, sigmoid_where],
    "sigmoid_grad": [sigmoid_grad_product, sigmoid_grad_exp, sigmoid_grad_square],
    "tanh_grad": [tanh_grad_square, tanh_grad_cosh, tanh_grad_factors],
    "relu": [relu_maximum, relu_mask, relu_where],
    "relu_grad": [relu_grad_mask, relu_grad_where, relu_grad_sign],
    "leaky_relu": [leaky_relu_where, leaky_relu_maximum, leaky_relu_mask],
    "softmax": [softmax_shift, softmax_transposed, softmax_log],
    "softmax_jacobian": [softmax_jacobian_diag, softmax_jacobian_broadcast, softmax_jacobian_loop],
}


def _whole(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum()


def _naive(Z):
    E = np.exp(Z)
    return E / E.sum(-1, keepdims=True)


def _columns(Z):
    E = np.exp(Z - Z.max(0))
    return E / E.sum(0)


# exercise, the answer, the code it gets, a phrase its message contains
WRONG = [
    ("sigmoid", lambda z: 1 / (1 + np.exp(z)), "mirrored", "sigma(-z)"),
    ("sigmoid", lambda z: np.exp(z) / (1 + np.exp(z)), "overflow", "overflows"),
    ("sigmoid_grad", lambda z: z * (1 - z), "input-for-activation", "z itself"),
    ("sigmoid_grad", lambda z: _s(z) * (1 + _s(z)), "plus-for-minus", "1 - s"),
    ("tanh_grad", lambda z: 1 - z**2, "input-for-activation", "squared the input"),
    ("relu", lambda z: max(0, z), "python-max", "np.maximum"),
    ("relu", lambda z: np.abs(z), "absolute-value", "Negative inputs must give 0"),
    ("relu_grad", lambda z: np.maximum(z, 0), "value-not-slope", "1 where z > 0"),
    ("softmax", _whole, "whole-array", "each row"),
    ("softmax", _naive, "overflow", "maximum"),
    ("softmax", _columns, "axis-0", "columns sum to 1"),
    ("softmax_jacobian", lambda z: np.diag(_sm(z) * (1 - _sm(z))), "off-diagonal-zero", "-p_i p_j"),
    ("softmax_jacobian", lambda z: _sm(z) * (1 - _sm(z)), "only-diagonal", "(K, K)"),
    ("relu", lambda z: 3 * np.maximum(z, 0), "factor-3", "3 times"),
    ("softmax", lambda Z: _sm(Z)[..., ::-1], "reversed", "reversed"),
    ("tanh_grad", lambda z: np.where(z < 0, 0.0, 1 - np.tanh(z) ** 2), "right-except-z-below-0", "z < 0"),
    ("sigmoid_grad", lambda z: _s(z) - 2 * _s(z) ** 2, "terms", "sigma(z)^2"),
    ("sigmoid", lambda z: np.sin(z * z), "counter-example", "by hand"),
    ("softmax", lambda Z: _sm(Z).sum(-1), "shape-extra-sum", "sum"),
    ("relu", lambda z: print(z), "returns-none", "return"),
    ("relu", lambda z: (v for v in z), "kind-generator", "generator"),
    ("softmax", lambda Z: undefined_name, "raised-name", "undefined_name"),  # noqa: F821
    ("relu", 3, "not-a-function", "int"),
    ("sigmoid", lambda z: 1 / (1 - np.exp(-z)), "difference", "1/(1 - e^(-z))"),
    ("sigmoid", lambda z: 1 / 1 + np.exp(-z), "missing-reciprocal", "1 + e^(-z)"),
    ("sigmoid", lambda z: 1 / (1 + np.exp(-2 * z)), "argument-scaled", "sigmoid(2 z): right"),
    ("sigmoid_grad", lambda z: _s(z), "value-not-slope", "itself. Its slope"),
    ("sigmoid_grad", lambda z: np.exp(-z) / (1 + np.exp(-z)), "missing-first-factor", "1 - s"),
    ("sigmoid_grad", lambda z: np.exp(z) / (1 + np.exp(-z)) ** 2, "two-edits", "the right computation"),
    ("tanh_grad", lambda z: 1 - np.tanh(z), "square-missing", "1 - t"),
    ("tanh_grad", lambda z: 1 + np.tanh(z) ** 2, "plus-for-minus", "1 + t^2"),
    ("tanh_grad", lambda z: 1 / np.cosh(z), "root", "the square root"),
    ("relu", lambda z: np.minimum(z, 0), "minimum", "the smaller of"),
    ("relu_grad", lambda z: (z >= 0) * 1.0, "one-at-zero", "z = 0"),
    ("relu_grad", lambda z: np.sign(z), "sign", "you return -1"),
    ("relu_grad", lambda z: np.ones_like(z), "always-one", "everywhere: where z"),
    ("relu_grad", lambda z: np.where(z > 1, 1.0, 0.0), "argument-shifted", "relu_grad(z - 1)"),
    ("leaky_relu", lambda z, alpha=0.01: np.maximum(z, 0), "plain-relu", "where z <"),
    ("leaky_relu", lambda z, alpha=0.01: np.where(z > 0, alpha * z, z), "sides-exchanged", "are exchanged: you"),
    ("leaky_relu", lambda z, alpha=0.01: np.where(z > 0, z, 0.01 * z), "alpha-ignored", "whatever alpha is"),
    ("leaky_relu", lambda z, alpha=0.01: np.where(z > 0, z, alpha), "constant-alpha", "0 you return"),
    ("leaky_relu", lambda z, alpha=0.01: np.minimum(z, alpha * z), "sides-exchanged", "are exchanged: you"),
    ("softmax", lambda Z: np.exp(Z), "exponential-only", "e^z: the division"),
    ("softmax", lambda Z: np.exp(Z) / np.exp(Z).sum(-1), "raised-broadcast", "with ValueError in"),
    ("softmax_jacobian", lambda z: np.diag(_sm(z)) + np.outer(_sm(z), _sm(z)), "plus-for-minus", "diag(p) + p"),
    ("softmax_jacobian", lambda z: -np.outer(_sm(z), _sm(z)), "diagonal-missing", "-p_i p_j everywhere"),
    ("softmax_jacobian", lambda z: np.outer(_sm(z), 1 - _sm(z)), "terms", "the right one"),
]
