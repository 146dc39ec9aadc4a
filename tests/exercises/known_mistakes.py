"""The classic wrong answers O01 to O42 and right variants G00 to G18, as learners write them."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def _logistic(u):
    return 0.5 * (1 + np.tanh(0.5 * u))


def _soft(A):
    E = np.exp(A - np.max(A, axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def _slide(img, ker, step=1, zeros=0):
    img = np.pad(img, zeros)
    return np.tensordot(sliding_window_view(img, ker.shape)[::step, ::step], ker, axes=2)


def O01_sigmoid(u):
    return 1 / (1 + np.exp(u))


def O02_sigmoid(u):
    return np.exp(u) / (1 + np.exp(u))


def O03_sigmoid_grad(s):
    return s * (1 - s)


def O04_sigmoid_grad(u):
    return _logistic(u) * (1 + _logistic(u))


def O05_tanh_grad(u):
    return 1 - u**2


def O06_relu(u):
    return max(0, u)


def O07_relu(u):
    return np.abs(u)


def O08_relu_grad(u):
    return np.maximum(u, 0)


def O09_mse(p, y):
    return np.sum((p - y) ** 2)


def O10_mse(p, y):
    return 0.5 * np.mean((p - y) ** 2)


def O11_mse_grad(p, y):
    return 2 * (p - y)


def O12_mse_grad(p, y):
    return 2 * (y - p) / p.size


def O13_bce(p, y):
    return -np.mean(y * np.log(p))


def O14_bce(p, y):
    tiny = 1e-12
    return np.mean(y * np.log(p + tiny) + (1 - y) * np.log(1 - p + tiny))


def O15_softmax(A):
    return np.exp(A - A.max()) / np.exp(A - A.max()).sum()


def O16_softmax(A):
    return np.exp(A) / np.exp(A).sum(axis=-1, keepdims=True)


def O17_softmax(A):
    E = np.exp(A - A.max(axis=0))
    return E / E.sum(axis=0)


def O18_cross_entropy(A, labels):
    return -np.log(_soft(A)[np.arange(len(labels)), labels]).sum()


def O19_cross_entropy(A, labels):
    return -np.mean(A[np.arange(len(labels)), labels])


def O20_ce_grad(A, labels):
    return _soft(A) - np.eye(A.shape[1])[labels]


def O21_ce_grad(A, labels):
    return _soft(A) / len(labels)


def O22_softmax_jacobian(u):
    return np.diag(_soft(u) * (1 - _soft(u)))


def O23_softmax_jacobian(u):
    return _soft(u) * (1 - _soft(u))


def O24_linear_backward(G, A, M):
    return G @ M, A.T @ G, G.sum(0)


def O25_linear_backward(G, A, M):
    return G @ M, G.T @ A, G.mean(0)


def O26_linear_backward(G, A, M):
    return G @ M, G.T @ A, G


def O27_mlp_grads(A, Y, M1, c1, M2, c2):
    H = np.tanh(A @ M1.T + c1)
    G = 2 * (H @ M2.T + c2 - Y) / Y.size
    D = G @ M2
    return D.T @ A, D.sum(0), G.T @ H, G.sum(0)


def O28_mlp_grads(A, Y, M1, c1, M2, c2):
    S = A @ M1.T + c1
    H = np.tanh(S)
    G = 2 * (H @ M2.T + c2 - Y) / Y.size
    D = (G @ M2) * (1 - S**2)
    return D.T @ A, D.sum(0), G.T @ H, G.sum(0)


def O29_numerical_grad(fun, at, step=1e-5):
    at = np.array(at, float)
    slopes, here = np.zeros_like(at), fun(at)
    for k in np.ndindex(at.shape):
        old = at[k]
        at[k] = old + step
        slopes[k] = (fun(at) - here) / step
        at[k] = old
    return slopes


def O30_numerical_grad(fun, at, step=1e-5):
    at = np.array(at, float)
    slopes = np.zeros_like(at)
    for k in np.ndindex(at.shape):
        old = at[k]
        at[k] = old + step
        high = fun(at)
        at[k] = old - step
        slopes[k] = (high - fun(at)) / step
        at[k] = old
    return slopes


def O31_sgd_step(theta, grad, lr):
    return theta + lr * grad


def O32_sgd_step(theta, grad, lr):
    theta -= lr * grad
    return theta


def O33_momentum_step(theta, vel, grad, lr, mu):
    vel = mu * vel - lr * grad
    return theta - vel, vel


def O34_momentum_step(theta, vel, grad, lr, mu):
    return theta + mu * vel - lr * grad, vel


def O35_nesterov_step(theta, vel, slope, lr, mu):
    vel = mu * vel - lr * slope(theta)
    return theta + vel, vel


def O36_minibatches(data, labels, n, generator):
    order = generator.permutation(len(data))
    return [(data[order[k : k + n]], labels[k : k + n]) for k in range(0, len(data), n)]


def O37_xavier_init(fan_in, fan_out, generator):
    return generator.normal(0, 2 / (fan_in + fan_out), (fan_out, fan_in))


def O38_layer_grad_norms(weights, a):
    values = [a]
    for M in weights:
        values.append(_logistic(M @ values[-1]))
    d, found = np.ones_like(values[-1]), []
    for M, s in zip(weights[::-1], values[:0:-1], strict=True):
        d = d * s * (1 - s)
        found.append(np.linalg.norm(d))
        d = M.T @ d
    return found


def O39_conv2d(img, ker, step=1, zeros=0):
    return _slide(img, ker[::-1, ::-1], step, zeros)


def O40_conv2d(img, ker, step=1, zeros=0):
    return _slide(img, ker, 1, zeros)


def O41_conv2d_backward(G, img, ker):
    framed = np.pad(G, [(n - 1, n - 1) for n in ker.shape])
    return _slide(framed, ker), _slide(img, G)


def O42_maxpool2d_backward(G, img, k=2, step=2):
    return np.kron(G, np.ones((k, k))) / k**2


def G00_sigmoid(u):
    return 0.5 * (1 + np.tanh(0.5 * u))


def G02_mse(p, y):
    d = (p - y).ravel()
    return d @ d / d.size


def G04_softmax(A):
    E = np.exp(A - A.max(-1)[..., None])
    return (E.T / E.sum(-1).T).T


def G06_cross_entropy(A, labels):
    return float(np.mean(np.logaddexp.reduce(A, axis=1) - A[np.arange(len(labels)), labels]))


def G08_linear_backward(G, A, M):
    return np.einsum("nk,kd->nd", G, M), np.einsum("nd,nk->kd", A, G), np.ones(len(G)) @ G


def G10_momentum_step(theta, vel, grad, lr, mu):
    return [theta + (mu * vel - lr * grad), mu * vel - lr * grad]


def G12_conv2d(img, ker, stride=1, pad=0):
    img = np.pad(img, pad)
    return np.einsum("ijab,ab->ij", sliding_window_view(img, ker.shape), ker)[::stride, ::stride]


def G14_relu(u):
    return u * (u > 0)


def G16_numerical_grad(fun, at, h=1e-6):
    at = np.asarray(at, float)
    E = np.eye(at.size).reshape((-1, *at.shape)) * 1e-6
    return np.array([(fun(at + e) - fun(at - e)) / 2e-6 for e in E]).reshape(at.shape)


def G18_sigmoid(u):
    return 1 / (1 + np.exp(-u))
