"""Answers to the exercises on losses and their gradients."""

import numpy as np


def _sm(Z):
    E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))
    return E / np.sum(E, axis=-1, keepdims=True)


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
    "mse": [mse_mean, mse_dot, mse_expanded],
    "mse_grad": [mse_grad_size, mse_grad_prod, mse_grad_terms],
    "bce": [bce_where, bce_clip, bce_masks],
    "cross_entropy": [cross_entropy_lse, cross_entropy_softmax, cross_entropy_shift],
    "ce_grad": [ce_grad_subtract, ce_grad_eye, ce_grad_mask],
    "kl_divergence": [kl_divergence_mask, kl_divergence_where, kl_divergence_loop],
}


def _pick(P, c):
    return P[np.arange(len(c)), c]


# exercise, the answer, the code it gets, a phrase its message contains
WRONG = [
    ("mse", lambda p, y: np.sum((p - y) ** 2), "sum-for-mean", "number of entries"),
    ("mse", lambda p, y: np.mean((p - y) ** 2) / 2, "extra-half", "half"),
    ("mse_grad", lambda p, y: 2 * (p - y), "missing-mean", "1/(number of entries)"),
    ("mse_grad", lambda p, y: 2 * (y - p) / p.size, "sign", "negative"),
    ("bce", lambda p, y: -np.mean(y * np.log(p)), "second-term-missing", "(1 - t) log(1 - y_hat)"),
    ("bce", lambda p, y: np.mean(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12)), "sign", "minus"),
    ("cross_entropy", lambda Z, t: -np.log(_pick(_sm(Z), t)).sum(), "sum-for-mean", "N times"),
    ("cross_entropy", lambda Z, t: -np.mean(_pick(Z, t)), "logits-as-log-probabilities", "logsumexp"),
    ("ce_grad", lambda Z, t: _sm(Z) - np.eye(Z.shape[1])[t], "missing-mean", "1/N"),
    ("ce_grad", lambda Z, t: _sm(Z) / len(t), "target-not-subtracted", "target column"),
    ("kl_divergence", lambda p, q: np.sum(q * np.log(q / p)), "swapped", "changed places"),
    ("kl_divergence", lambda p, q: np.sum(p * np.log(p / q)), "edge-not-finite", "p with a zero"),
    ("mse", lambda p, y: np.mean((p - y) ** 2) + 1, "shifted", "plus 1"),
    ("ce_grad", lambda Z, c: (_sm(Z) - 2 * np.eye(Z.shape[1])[c]) / len(c), "terms", "Y/N"),
    ("mse", lambda p, y: (p - y) ** 2, "shape-no-mean", "the mean of your result"),
    ("mse", lambda p: p, "signature", "2 arguments"),
    ("mse", lambda p, y: np.mean, "kind-function", "mean"),
    ("mse", lambda y_hat, t: np.mean(np.abs(y_hat - t)), "absolute", "the mean of"),
    ("mse", lambda y_hat, t: np.sqrt(np.mean((y_hat - t) ** 2)), "root", "the square root"),
    ("mse_grad", lambda y_hat, t: 2 * (y_hat - t) / len(t), "rows-only", "K times the"),
    ("mse_grad", lambda y_hat, t: (y_hat - t) / t.size, "missing-two", "half of the"),
    ("mse_grad", lambda y_hat, t: np.mean((y_hat - t) ** 2), "loss-not-gradient", "loss itself, a"),
    ("bce", lambda y_hat, t: -np.mean(np.log(y_hat)), "ignores-target", "-mean(log y_hat), whatever"),
    ("bce", lambda y_hat, t: -np.sum(t * np.log(y_hat) + (1 - t) * np.log(1 - y_hat)), "sum-for-mean", "N times the"),
    (
        "bce",
        lambda y_hat, t: -np.mean(t * np.log(y_hat) + (1 - t) * np.log(1 - y_hat)),
        "edge-not-finite",
        "arguments, but not",
    ),
    ("cross_entropy", lambda Z, c: -np.mean(_sm(Z)[np.arange(len(c)), c]), "no-logarithm", "minus the mean"),
    ("cross_entropy", lambda Z, c: -np.mean(np.log(_sm(Z))), "all-classes", "the mean of"),
    ("cross_entropy", lambda Z, c: -np.log(_sm(Z)[np.arange(len(c)), c]), "not-averaged", "loss for each"),
    ("ce_grad", lambda Z, c: (np.eye(Z.shape[1])[c] - _sm(Z)) / len(c), "sign", "(Y - P)/N"),
    ("ce_grad", lambda Z, c: (Z - np.eye(Z.shape[1])[c]) / len(c), "no-softmax", "(Z - Y)/N"),
    ("ce_grad", lambda Z, c: _sm(Z) - np.eye(Z.shape[1])[c] / len(c), "terms", "the right one"),
    ("kl_divergence", lambda p, q: -np.sum(p * np.log(q)), "cross-entropy", "the cross-entropy -sum"),
    ("kl_divergence", lambda p, q: np.mean(p * np.log(p / q)), "mean-for-sum", "the mean over"),
    ("kl_divergence", lambda p, q: np.sum(np.log(p / q)), "unweighted", "the sum of"),
]
