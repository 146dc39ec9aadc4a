"""Answers to the gradients of layers: linear_backward, mlp_grads and layer_grad_norms."""

import numpy as np


def _s(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def linear_products(dY, X, W):
    return dY @ W, dY.T @ X, dY.sum(axis=0)


def linear_einsum(dY, X, W):
    return np.einsum("nk,kd->nd", dY, W), np.einsum("nd,nk->kd", X, dY), np.ones(len(dY)) @ dY


def linear_loop(dY, X, W):
    dX = [[sum(dY[n, k] * W[k, i] for k in range(len(W))) for i in range(W.shape[1])] for n in range(len(X))]
    dW = sum(np.outer(dY[n], X[n]) for n in range(len(X)))
    return [dX, dW, sum(dY[n] for n in range(len(X)))]


def linear_transposes(dY, X, W):
    return (W.T @ dY.T).T, (X.T @ dY).T, np.add.reduce(dY)


def linear_mean(dY, X, W):
    return np.tensordot(dY, W, axes=1), np.tensordot(dY, X, axes=(0, 0)), dY.mean(axis=0) * len(dY)


def mlp_products(X, T, W1, b1, W2, b2):
    H = np.tanh(X @ W1.T + b1)
    dP = 2 * (H @ W2.T + b2 - T) / T.size
    dZ = (dP @ W2) * (1 - H**2)
    return dZ.T @ X, dZ.sum(0), dP.T @ H, dP.sum(0)


def mlp_cosh(X, T, W1, b1, W2, b2):
    Z = X @ W1.T + b1
    dP = (np.tanh(Z) @ W2.T + b2 - T) * (2 / np.prod(T.shape))
    dZ = (dP @ W2) / np.cosh(Z) ** 2
    return [np.einsum("nh,nd->hd", dZ, X), dZ.sum(0), np.einsum("nk,nh->kh", dP, np.tanh(Z)), dP.sum(0)]


def mlp_columns(X, T, W1, b1, W2, b2):
    A = np.tanh(W1 @ X.T + b1[:, None])
    E = 2 * (W2 @ A + b2[:, None] - T.T) / (len(X) * len(b2))
    D = (W2.T @ E) * (1 - A) * (1 + A)
    return D @ X, D @ np.ones(len(X)), E @ A.T, E @ np.ones(len(X))


def mlp_samples(X, T, W1, b1, W2, b2):
    parts = []
    for x, t in zip(X, T, strict=True):
        h = np.tanh(W1 @ x + b1)
        e = 2 * (W2 @ h + b2 - t) / T.size
        d = (W2.T @ e) * (1 - h * h)
        parts.append((np.outer(d, x), d, np.outer(e, h), e))
    return [sum(p) for p in zip(*parts, strict=True)]


def mlp_appended(X, T, W1, b1, W2, b2):
    """Biases as weights of a constant input 1."""
    one = np.ones((len(X), 1))
    X1 = np.hstack([X, one])
    H = np.tanh(X1 @ np.hstack([W1, b1[:, None]]).T)
    H1 = np.hstack([H, one])
    E = (H1 @ np.hstack([W2, b2[:, None]]).T - T) / (T.size / 2)
    G2 = E.T @ H1
    G1 = ((E @ W2) * (1 - H**2)).T @ X1
    return G1[:, :-1], G1[:, -1], G2[:, :-1], G2[:, -1]


def norms_list(Ws, x):
    a = [x]
    for W in Ws:
        a.append(_s(W @ a[-1]))
    d = a[-1] * (1 - a[-1])
    found = [np.linalg.norm(d)]
    for k in range(len(Ws) - 1, 0, -1):
        d = (Ws[k].T @ d) * a[k] * (1 - a[k])
        found.append(np.linalg.norm(d))
    return found[::-1]


def norms_rows(Ws, x):
    slopes = []
    for W in Ws:
        s = 1 / (1 + np.exp(-(W @ x)))
        slopes.append(s - s**2)
        x = s
    row, found = slopes[-1], []
    for W, slope in zip(reversed(Ws[1:]), reversed(slopes[:-1]), strict=True):
        found.insert(0, np.sqrt(row @ row))
        row = row @ W * slope
    return [np.sqrt(row @ row), *found]


def norms_matrices(Ws, x):
    S = []
    for W in Ws:
        x = _s(W @ x)
        S.append(np.diag(x * (1 - x)))
    out = []
    for k in range(len(Ws)):
        g = np.ones(len(Ws[-1])) @ S[-1]
        for j in range(len(Ws) - 1, k, -1):
            g = g @ Ws[j] @ S[j - 1]
        out.append(float(np.sqrt(np.sum(g**2))))
    return out


def norms_recursive(Ws, x):
    def back(k, a):
        here = _s(Ws[k] @ a)
        if k == len(Ws) - 1:
            return [here * (1 - here)]
        rest = back(k + 1, here)
        return [(Ws[k + 1].T @ rest[0]) * here * (1 - here), *rest]

    return np.array([np.linalg.norm(d) for d in back(0, x)])


def norms_complex_step(Ws, x):
    """Numerically: each z_k is disturbed by an imaginary amount."""
    out = []
    for k in range(len(Ws)):
        g = []
        for i in range(len(Ws[k])):
            a = x.astype(complex)
            for j, W in enumerate(Ws):
                z = W @ a
                if j == k:
                    z[i] += 1e-20j
                a = 1 / (1 + np.exp(-z))
            g.append(a.sum().imag / 1e-20)
        out.append(np.linalg.norm(g))
    return out


RIGHT = {
    "linear_backward": [linear_products, linear_einsum, linear_loop, linear_transposes, linear_mean],
    "mlp_grads": [mlp_products, mlp_cosh, mlp_columns, mlp_samples, mlp_appended],
    "layer_grad_norms": [norms_list, norms_rows, norms_matrices, norms_recursive, norms_complex_step],
}


def _mlp(slope=lambda Z, H: 1 - H**2, scale=None, forward=np.tanh, b1_on=1.0):
    def grads(X, T, W1, b1, W2, b2):
        Z = X @ W1.T + b1_on * b1
        H = forward(Z)
        dP = (H @ W2.T + b2 - T) * (2 / T.size if scale is None else scale(T))
        dZ = (dP @ W2) * slope(Z, H)
        return dZ.T @ X, dZ.sum(0), dP.T @ H, dP.sum(0)

    return grads


def _pre(X, T, W1, b1, W2, b2):
    r = mlp_products(X, T, W1, b1, W2, b2)
    dP = 2 * (np.tanh(X @ W1.T + b1) @ W2.T + b2 - T) / T.size
    return r[0], r[1], dP.T @ (X @ W1.T + b1), r[3]


def _sizes(Ws, x, size):
    found = []
    for k in range(len(Ws)):
        a = [x]
        for W in Ws:
            a.append(_s(W @ a[-1]))
        d = a[-1] * (1 - a[-1])
        for j in range(len(Ws) - 1, k, -1):
            d = (Ws[j].T @ d) * a[j] * (1 - a[j])
        found.append(size(d))
    return found


WRONG = [
    ("linear_backward", lambda G, X, W: (G @ W, G.T @ X / len(X), G.sum(0)), "dw-averaged", "dX and db are right"),
    ("linear_backward", lambda G, X, W: (G @ W, G.T @ X / len(X), G.mean(0)), "all-averaged", "already holds the 1/N"),
    ("linear_backward", lambda G, X, W: (G @ W.T, G.T @ X, G.sum(0)), "raised-product-dx-weight-transposed", "W^T"),
    ("linear_backward", lambda G, X, W: (G @ W, G.T @ X, G.sum(1)), "db-over-outputs", "axis 0"),
    ("linear_backward", lambda G, X, W: (G @ W, G.T @ X, G.sum(0, keepdims=True)), "db-keeps-axis", "keepdims"),
    ("linear_backward", lambda G, X, W: (G @ W, np.outer(G[-1], X[-1]), G.sum(0)), "dw-one-sample", "last sample"),
    ("linear_backward", lambda G, X, W: ((G @ W).T, G.T @ X, G.sum(0)), "dx-lies-on-its-side", "one sample a row"),
    ("linear_backward", lambda G, X, W: (G @ W, X.T @ G, G.mean(0)), "dw-transposed", "db is not right either"),
    ("linear_backward", lambda G, X, W: (X @ W.T, G.T @ X, G.sum(0)), "dx-is-forward", "forward product"),
    ("mlp_grads", _mlp(lambda Z, H: H * (1 - H)), "sigmoid-slope", "logistic"),
    ("mlp_grads", _mlp(lambda Z, H: (Z > 0) * 1.0), "relu-slope", "[Z > 0]"),
    ("mlp_grads", _mlp(lambda Z, H: 1 + H**2), "slope-plus", "a sign"),
    ("mlp_grads", _mlp(scale=lambda T: 2), "missing-mean", "number of entries"),
    ("mlp_grads", _mlp(scale=lambda T: 2 / len(T)), "mean-over-samples", "k times"),
    ("mlp_grads", _mlp(scale=lambda T: 1 / T.size), "missing-two", "half"),
    ("mlp_grads", _mlp(scale=lambda T: -2 / T.size), "sign", "wrong sign"),
    ("mlp_grads", _mlp(b1_on=0), "no-bias-1", "leaves out b1"),
    ("mlp_grads", _mlp(forward=lambda Z: Z), "no-tanh", "no tanh"),
    ("mlp_grads", _pre, "dw2-of-z", "not Z"),
    ("layer_grad_norms", lambda Ws, x: _sizes(Ws, x, lambda d: np.abs(d).sum()), "sum-of-absolutes", "sum of squares"),
    ("layer_grad_norms", lambda Ws, x: _sizes(Ws, x, lambda d: d @ d), "squared", "square root"),
    ("layer_grad_norms", lambda Ws, x: _sizes(Ws, x, lambda d: np.abs(d).max()), "largest", "largest"),
    ("layer_grad_norms", lambda Ws, x: _sizes(Ws, x, lambda d: np.linalg.norm(d) / len(Ws[-1])), "mean-loss", "sum"),
    ("layer_grad_norms", lambda Ws, x: norms_list(Ws, x)[1:], "first-missing", "first layer is missing"),
    ("layer_grad_norms", lambda Ws, x: norms_list(Ws, x)[:-1], "last-missing", "last layer is missing"),
    ("layer_grad_norms", lambda Ws, x: 4 * np.array(norms_list(Ws, x)), "factor-4", "4 times"),
    ("layer_grad_norms", lambda Ws, x: np.sum(norms_list(Ws, x)), "shape-extra-sum", "sum"),
    ("layer_grad_norms", lambda Ws, x: None, "not-attempted", "Not attempted"),
]

EQUIVALENT = {}
