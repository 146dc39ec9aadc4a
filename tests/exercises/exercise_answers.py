"""Right answers of different construction, at least three an exercise, and the classic wrong ones with their codes.

None of them is known to the package: they are what readers write.
"""

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


def mse_mean(y_hat, t):
    return np.mean((y_hat - t) ** 2)


def mse_dot(y_hat, t):
    d = (y_hat - t).ravel()
    return d @ d / d.size


def mse_expanded(y_hat, t):
    return np.mean(y_hat**2) - 2 * np.mean(y_hat * t) + np.mean(t**2)


def mse_grad_size(y_hat, t):
    return 2 * (y_hat - t) / y_hat.size


def mse_grad_prod(y_hat, t):
    return (y_hat - t) * (2 / np.prod(t.shape))


def mse_grad_terms(y_hat, t):
    return 2 * y_hat / t.size - 2 * t / t.size


def bce_where(y_hat, t):
    return -np.mean(np.log(np.where(t == 1, y_hat, 1 - y_hat)))


def bce_clip(y_hat, t):
    y = np.clip(y_hat, 1e-12, 1 - 1e-12)
    return -np.mean(t * np.log(y) + (1 - t) * np.log(1 - y))


def bce_masks(y_hat, t):
    return (-np.log(y_hat[t == 1]).sum() - np.log(1 - y_hat[t == 0]).sum()) / len(t)


def cross_entropy_lse(Z, c):
    return float(np.mean(np.logaddexp.reduce(Z, axis=1) - Z[np.arange(len(c)), c]))


def cross_entropy_softmax(Z, c):
    return -np.mean(np.log(_sm(Z)[np.arange(len(c)), c]))


def cross_entropy_shift(Z, c):
    S = Z - Z.max(axis=1, keepdims=True)
    L = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    return -L[np.arange(len(c)), c].sum() / len(c)


def ce_grad_subtract(Z, c):
    P = _sm(Z)
    P[np.arange(len(c)), c] -= 1
    return P / len(c)


def ce_grad_eye(Z, c):
    return (_sm(Z) - np.eye(Z.shape[1])[c]) / Z.shape[0]


def ce_grad_mask(Z, c):
    return np.where(np.arange(Z.shape[1]) == c[:, None], _sm(Z) - 1, _sm(Z)) / len(Z)


def kl_divergence_mask(p, q):
    m = p > 0
    return np.sum(p[m] * (np.log(p[m]) - np.log(q[m])))


def kl_divergence_where(p, q):
    return np.sum(np.where(p == 0, 0.0, p * np.log(np.where(p == 0, 1.0, p) / np.where(p == 0, 1.0, q))))


def kl_divergence_loop(p, q):
    total = 0.0
    for a, b in zip(p, q, strict=True):
        if a > 0:
            total += np.inf if b == 0 else a * np.log(a / b)
    return total


RIGHT = {
    "sigmoid": [sigmoid_tanh, sigmoid_plain, sigmoid_where],
    "sigmoid_grad": [sigmoid_grad_product, sigmoid_grad_exp, sigmoid_grad_square],
    "tanh_grad": [tanh_grad_square, tanh_grad_cosh, tanh_grad_factors],
    "relu": [relu_maximum, relu_mask, relu_where],
    "relu_grad": [relu_grad_mask, relu_grad_where, relu_grad_sign],
    "leaky_relu": [leaky_relu_where, leaky_relu_maximum, leaky_relu_mask],
    "softmax": [softmax_shift, softmax_transposed, softmax_log],
    "softmax_jacobian": [softmax_jacobian_diag, softmax_jacobian_broadcast, softmax_jacobian_loop],
    "mse": [mse_mean, mse_dot, mse_expanded],
    "mse_grad": [mse_grad_size, mse_grad_prod, mse_grad_terms],
    "bce": [bce_where, bce_clip, bce_masks],
    "cross_entropy": [cross_entropy_lse, cross_entropy_softmax, cross_entropy_shift],
    "ce_grad": [ce_grad_subtract, ce_grad_eye, ce_grad_mask],
    "kl_divergence": [kl_divergence_mask, kl_divergence_where, kl_divergence_loop],
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


def _pick(P, c):
    return P[np.arange(len(c)), c]


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
    ("mse", lambda p, y: np.sum((p - y) ** 2), "sum-for-mean", "number of entries"),
    ("mse", lambda p, y: np.mean((p - y) ** 2) / 2, "extra-half", "half"),
    ("mse_grad", lambda p, y: 2 * (p - y), "missing-mean", "1/(number of entries)"),
    ("mse_grad", lambda p, y: 2 * (y - p) / p.size, "sign", "negative"),
    ("bce", lambda p, y: -np.mean(y * np.log(p)), "second-term-missing", "(1 - t) log(1 - y_hat)"),
    ("bce", lambda p, y: np.mean(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12)), "sign", "minus"),
    ("softmax", _whole, "whole-array", "each row"),
    ("softmax", _naive, "overflow", "maximum"),
    ("softmax", _columns, "axis-0", "columns sum to 1"),
    ("cross_entropy", lambda Z, t: -np.log(_pick(_sm(Z), t)).sum(), "sum-for-mean", "N times"),
    ("cross_entropy", lambda Z, t: -np.mean(_pick(Z, t)), "logits-as-log-probabilities", "logsumexp"),
    ("ce_grad", lambda Z, t: _sm(Z) - np.eye(Z.shape[1])[t], "missing-mean", "1/N"),
    ("ce_grad", lambda Z, t: _sm(Z) / len(t), "target-not-subtracted", "target column"),
    ("softmax_jacobian", lambda z: np.diag(_sm(z) * (1 - _sm(z))), "off-diagonal-zero", "-p_i p_j"),
    ("softmax_jacobian", lambda z: _sm(z) * (1 - _sm(z)), "only-diagonal", "(K, K)"),
    ("kl_divergence", lambda p, q: np.sum(q * np.log(q / p)), "swapped", "changed places"),
    ("kl_divergence", lambda p, q: np.sum(p * np.log(p / q)), "edge-not-finite", "p with a zero"),
    # true relations, nobody's misconception
    ("relu", lambda z: 3 * np.maximum(z, 0), "factor-3", "3 times"),
    ("softmax", lambda Z: _sm(Z)[..., ::-1], "reversed", "reversed"),
    ("mse", lambda p, y: np.mean((p - y) ** 2) + 1, "shifted", "plus 1"),
    ("tanh_grad", lambda z: np.where(z < 0, 0.0, 1 - np.tanh(z) ** 2), "right-except-z-below-0", "z < 0"),
    ("ce_grad", lambda Z, c: (_sm(Z) - 2 * np.eye(Z.shape[1])[c]) / len(c), "terms", "Y/N"),
    ("sigmoid_grad", lambda z: _s(z) - 2 * _s(z) ** 2, "terms", "s^2"),
    ("sigmoid", lambda z: np.sin(z * z), "counter-example", "by hand"),
    ("mse", lambda p, y: (p - y) ** 2, "shape-no-mean", "the mean of your result"),
    ("softmax", lambda Z: _sm(Z).sum(-1), "shape-extra-sum", "sum"),
    # kinds, arguments and errors
    ("mse", lambda p: p, "signature", "2 arguments"),
    ("mse", lambda p, y: np.mean, "kind-function", "mean"),
    ("relu", lambda z: print(z), "returns-none", "return"),
    ("relu", lambda z: (v for v in z), "kind-generator", "generator"),
    ("softmax", lambda Z: undefined_name, "raised-name", "undefined_name"),  # noqa: F821
    ("relu", 3, "not-a-function", "int"),
]
