"""Answers to the steps of an optimiser: sgd_step, momentum_step and nesterov_step."""

import numpy as np


def sgd_minus(w, g, eta):
    return w - eta * g


def sgd_copy(w, g, eta):
    new = w.copy()
    new -= eta * g
    return new


def sgd_plus_negative(w, g, eta):
    return np.add(w, np.multiply(-eta, g))


def sgd_lists(w, g, eta):
    return [a - b * eta for a, b in zip(w, g, strict=True)]


def sgd_factor(w, g, eta):
    return eta * (w / eta - g)


def momentum_lines(w, v, g, eta, beta):
    u = beta * v - eta * g
    return w + u, u


def momentum_list(w, v, g, eta, beta):
    return [w + (beta * v - eta * g), -eta * g + beta * v]


def momentum_difference(w, v, g, eta, beta):
    new = w - eta * g + beta * v
    return new, new - w


def momentum_stacked(w, v, g, eta, beta):
    u = np.subtract(v * beta, g * eta)
    return np.stack([np.add(w, u), u])


def momentum_entries(w, v, g, eta, beta):
    u = np.array([b * beta - c * eta for b, c in zip(v, g, strict=True)])
    return np.array([a + b for a, b in zip(w, u, strict=True)]), u


def nesterov_lines(w, v, grad, eta, beta):
    g = grad(w + beta * v)
    u = beta * v - eta * g
    return w + u, u


def nesterov_ahead(w, v, grad, eta, beta):
    ahead = w + beta * v
    new = ahead - eta * grad(ahead)
    return new, new - w


def nesterov_list(w, v, grad, eta, beta):
    fade = v * beta
    pull = grad(np.add(w, fade)) * eta
    return [w + fade - pull, fade - pull]


def nesterov_copy(w, v, grad, eta, beta):
    p = w.copy()
    p += beta * v
    u = v.copy()
    u *= beta
    u -= eta * grad(p)
    return w + u, u


def nesterov_negative(w, v, grad, eta, beta):
    """With the velocity of the other sign inside."""
    m = -v
    n = beta * m + eta * grad(w - beta * m)
    return w - n, -n


RIGHT = {
    "sgd_step": [sgd_minus, sgd_copy, sgd_plus_negative, sgd_lists, sgd_factor],
    "momentum_step": [momentum_lines, momentum_list, momentum_difference, momentum_stacked, momentum_entries],
    "nesterov_step": [nesterov_lines, nesterov_ahead, nesterov_list, nesterov_copy, nesterov_negative],
}


def _momentum_in_place(w, v, g, lr, mu):
    v *= mu
    v -= lr * g
    return w + v, v


def _nesterov_in_place(w, v, grad, lr, mu):
    w += mu * v
    u = mu * v - lr * grad(w)
    return w - mu * v + u, u


def _torch_nesterov(w, v, grad, lr, mu):
    g = grad(w)
    v = mu * v + g
    return w - lr * (g + mu * v), v


def _nesterov(point, velocity=lambda v, g, lr, mu: mu * v - lr * g):
    def step(w, v, grad, lr, mu):
        u = velocity(v, grad(point(w, v, mu)), lr, mu)
        return w + u, u

    return step


def _ahead(w, v, mu):
    return w + mu * v


WRONG = [
    ("sgd_step", lambda w, g, lr: w - g, "no-rate", "eta is missing"),
    ("sgd_step", lambda w, g, lr: -lr * g, "change-only", "add it to the old weights"),
    ("sgd_step", lambda w, g, lr: lr * (w - g), "parentheses", "eta multiplies the gradient only"),
    ("sgd_step", lambda w, g, lr: w - g / lr, "rate-divides", "Multiply"),
    ("sgd_step", lambda w, g, lr: w - lr * w, "shrinks-weights", "whatever the gradient"),
    ("sgd_step", lambda w, g, lr: w - lr * g.mean(), "mean-gradient", "gradient of its own"),
    ("sgd_step", lambda w, g, lr: w - lr * g / np.linalg.norm(g), "normalised", "length"),
    ("sgd_step", lambda w, g, lr: w - lr * np.sign(g), "sign-only", "sign of g"),
    ("sgd_step", lambda w, g, lr: w - 3 * lr * g, "terms", "3"),
    ("sgd_step", lambda w, g, lr: w - lr * g - lr * w, "terms", "eta w"),
    ("sgd_step", lambda w, g: w - g, "signature", "3 arguments"),
    ("momentum_step", lambda w, v, g, lr, mu: (w + mu * v + lr * g, mu * v + lr * g), "ascent", "climbs"),
    ("momentum_step", lambda w, v, g, lr, mu: (w - lr * (mu * v + g), mu * v + g), "library-form", "libraries"),
    ("momentum_step", lambda w, v, g, lr, mu: (w + v - lr * g, v - lr * g), "no-friction", "beta"),
    ("momentum_step", lambda w, v, g, lr, mu: (w + mu * v - g, mu * v - g), "no-rate", "eta is missing"),
    ("momentum_step", lambda w, v, g, lr, mu: (w - lr * g, mu * v - lr * g), "plain-step", "v is right"),
    ("momentum_step", lambda w, v, g, lr, mu: (w + v, mu * v - lr * g), "old-velocity", "old velocity"),
    (
        "momentum_step",
        lambda w, v, g, lr, mu: (w - mu * v - lr * g, mu * v + lr * g),
        "positive-velocity",
        "other sign",
    ),
    ("momentum_step", _momentum_in_place, "changes-argument", "argument v"),
    ("momentum_step", lambda w, v, g, lr, mu: (mu * v - lr * g, w + mu * v - lr * g), "components-permuted", "order"),
    ("momentum_step", lambda w, v, g, lr, mu: w + mu * v - lr * g, "count", "right w"),
    ("momentum_step", lambda w, v, g, lr, mu: (w + mu * v - 3 * lr * g, mu * v - lr * g), "terms", "eta g"),
    ("nesterov_step", _nesterov(lambda w, v, mu: w - mu * v), "looks-back", "w - beta v"),
    ("nesterov_step", _nesterov(lambda w, v, mu: w + v), "looks-too-far", "w + v"),
    ("nesterov_step", _nesterov(lambda w, v, mu: mu * v), "gradient-at-velocity", "beta v"),
    ("nesterov_step", _nesterov(_ahead, lambda v, g, lr, mu: mu * v + lr * g), "ascent", "climbs"),
    ("nesterov_step", _nesterov(_ahead, lambda v, g, lr, mu: mu * v - g), "no-rate", "eta is missing"),
    ("nesterov_step", _nesterov(_ahead, lambda v, g, lr, mu: v - lr * g), "no-friction", "beta"),
    ("nesterov_step", _torch_nesterov, "library-form", "libraries"),
    ("nesterov_step", _nesterov_in_place, "changes-argument", "argument w"),
    (
        "nesterov_step",
        lambda w, v, grad, lr, mu: (w + 2 * mu * v - lr * grad(w + mu * v), mu * v - lr * grad(w + mu * v)),
        "from-look-ahead",
        "twice",
    ),
    (
        "nesterov_step",
        lambda w, v, grad, lr, mu: (w + mu * v - lr * grad(w + mu * v), v),
        "velocity-unchanged",
        "w is right",
    ),
]

EQUIVALENT = {}
