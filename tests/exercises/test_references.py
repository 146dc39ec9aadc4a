"""The references themselves, against what is independent of them: SciPy, the layers of nnlib, a complex step.

An exercise is no better than the answer it compares with, and its own independent implementation has the same author.
"""

import numpy as np
import pytest
import scipy.signal
import scipy.special
import scipy.stats

import nnlib
from nnlib.exercises import exercise_ids
from nnlib.exercises.registry import get

STEP = 1e-30
RANDOM = ("xavier_init", "he_init", "minibatches")


def fresh_arguments(name, count=25):
    exercise, rng = get(name), np.random.default_rng(31)
    probes = [exercise.fresh(rng) for _ in range(count)]
    if exercise.fresh_edge is not None:
        probes += [exercise.fresh_edge(rng) for _ in range(count)]
    return [probe.args for probe in probes]


def complex_step(f, x):
    """The gradient of f at x, exact to rounding: the imaginary part of f(x + ih) by h, entry by entry."""
    gradient = np.zeros(np.shape(x))
    for i in np.ndindex(*np.shape(x)):
        moved = np.array(x, dtype=complex)
        moved[i] += 1j * STEP
        gradient[i] = np.imag(f(moved)) / STEP
    return gradient


def slope(f):
    return lambda z: np.imag(f(z + 1j * STEP)) / STEP


def one_hot(c, like):
    return np.eye(like.shape[-1])[c]


def entropy_of(Z, c):
    return -np.mean(np.sum(one_hot(c, Z) * (Z - np.log(np.sum(np.exp(Z), axis=-1, keepdims=True))), axis=-1))


def mlp_loss(T, X, W1, b1, W2, b2):
    return np.mean((np.tanh(X @ W1.T + b1) @ W2.T + b2 - T) ** 2)


def mlp_by_complex_step(X, T, W1, b1, W2, b2):
    given = [W1, b1, W2, b2]

    def moved(k):
        return lambda p: mlp_loss(T, X, *given[:k], p, *given[k + 1 :])

    return [complex_step(moved(k), p) for k, p in enumerate(given)]


def mlp_by_layers(X, T, W1, b1, W2, b2):
    first, second = nnlib.Linear(*W1.shape[::-1]), nnlib.Linear(*W2.shape[::-1])
    for layer, W, b in ((first, W1, b1), (second, W2, b2)):
        layer.params["W"], layer.params["b"] = W, b
    net = nnlib.Network([first, nnlib.Tanh(), second])
    net.backward(2 * (net.forward(X) - T) / T.size)
    return [net.grads[key] for key in ("0.W", "0.b", "2.W", "2.b")]


def linear_by_layer(dY, X, W):
    layer = nnlib.Linear(*W.shape[::-1])
    layer.params["W"] = W
    layer.forward(X)
    return [layer.backward(dY), layer.grads["W"], layer.grads["b"]]


def norms_by_layers(Ws, x):
    """The gradient by a bias of 0 is that by z."""
    linear = [nnlib.Linear(*W.shape[::-1]) for W in Ws]
    for layer, W in zip(linear, Ws, strict=True):
        layer.params["W"] = W
    net = nnlib.Network([part for layer in linear for part in (layer, nnlib.Sigmoid())])
    net.backward(np.ones_like(net.forward(x[None])))
    return [np.linalg.norm(layer.grads["b"]) for layer in linear]


def step_of_sgd(w, v, gradient, eta, beta, nesterov=False):
    layer = nnlib.Linear(w.size, 1, bias=False)
    layer.params["W"] = w.reshape(1, -1)
    optimiser = nnlib.SGD([layer], lr=eta, momentum=beta, nesterov=nesterov, form="classic")
    (key,) = optimiser.params
    optimiser.velocities[key][...] = v.reshape(1, -1)
    if nesterov:
        optimiser.look_ahead()
    g = gradient(layer.params["W"].reshape(w.shape).copy())
    layer.forward(np.eye(w.size))
    layer.grads["W"] = g.reshape(1, -1)
    optimiser.step()
    return [layer.params["W"].reshape(w.shape), optimiser.velocities[key].reshape(w.shape)]


def convolved(x, w, stride=1, pad=0):
    return scipy.signal.correlate2d(np.pad(x, pad), w, mode="valid")[::stride, ::stride]


def pooled(size, stride, x):
    layer = nnlib.MaxPool2D(size, stride)
    return layer, layer.forward(x[None, None])[0, 0]


def pooled_backward(dy, x, size=2, stride=2):
    return pooled(size, stride, x)[0].backward(dy[None, None])[0, 0]


INDEPENDENT = {
    "sigmoid": [scipy.special.expit],
    "sigmoid_grad": [lambda z: scipy.stats.logistic.pdf(z)],
    "tanh_grad": [slope(np.tanh)],
    "relu": [lambda z: nnlib.ReLU().forward(z)],
    "relu_grad": [lambda z: np.heaviside(z, 0.0)],
    "leaky_relu": [lambda z, alpha=0.01: nnlib.LeakyReLU(alpha).forward(z)],
    "softmax": [lambda Z: scipy.special.softmax(Z, axis=-1)],
    "softmax_jacobian": [
        lambda z: np.stack([complex_step(lambda m, i=i: np.exp(m[i]) / np.sum(np.exp(m)), z - z.max()) for i in range(len(z))])
    ],
    "mse": [lambda y_hat, t: nnlib.MSE().forward(y_hat, t)],
    "mse_grad": [lambda y_hat, t: complex_step(lambda y: np.mean((y - t) ** 2), y_hat)],
    "bce": [
        lambda y_hat, t: -np.mean(scipy.special.xlogy(t, y_hat) + scipy.special.xlog1py(1 - t, -y_hat)),
    ],
    "cross_entropy": [
        lambda Z, c: -np.mean(scipy.special.log_softmax(Z, axis=-1)[np.arange(len(Z)), c]),
    ],
    "ce_grad": [lambda Z, c: complex_step(lambda M: entropy_of(M, c), Z - Z.max(axis=-1, keepdims=True))],
    "kl_divergence": [lambda p, q: scipy.stats.entropy(p, q)],
    "linear_backward": [
        linear_by_layer,
        lambda dY, X, W: [
            complex_step(lambda m: np.sum(dY * (m @ W.T)), X),
            complex_step(lambda m: np.sum(dY * (X @ m.T)), W),
            complex_step(lambda m: np.sum(dY * m), np.zeros(len(W))),
        ],
    ],
    "mlp_grads": [mlp_by_layers, mlp_by_complex_step],
    "layer_grad_norms": [norms_by_layers],
    "sgd_step": [lambda w, g, eta: step_of_sgd(w, 0 * w, lambda _: g, eta, 0.0)[0]],
    "momentum_step": [lambda w, v, g, eta, beta: step_of_sgd(w, v, lambda _: g, eta, beta)],
    "nesterov_step": [lambda w, v, grad, eta, beta: step_of_sgd(w, v, grad, eta, beta, nesterov=True)],
    "conv2d": [convolved],
    "conv2d_backward": [
        lambda dy, x, w: [scipy.signal.convolve2d(dy, w, mode="full"), scipy.signal.correlate2d(x, dy, mode="valid")],
        lambda dy, x, w: [
            complex_step(lambda m: np.sum(dy * scipy.signal.correlate2d(m, w, mode="valid")), x),
            complex_step(lambda m: np.sum(dy * scipy.signal.convolve2d(x, m[::-1, ::-1], mode="valid")), w),
        ],
    ],
    "maxpool2d": [lambda x, size=2, stride=2: pooled(size, stride, x)[1]],
    "maxpool2d_backward": [pooled_backward],
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:divide by zero")  # bce at predictions of exactly 0 and 1
@pytest.mark.parametrize("name", INDEPENDENT)
def test_reference_equals_what_is_independent_of_it(name):
    exercise = get(name)
    for args in fresh_arguments(name):
        expected = exercise.reference(*args)
        several = isinstance(expected, tuple)
        for other in INDEPENDENT[name]:
            made = other(*args)
            for a, b in zip(expected, made, strict=True) if several else ((expected, made),):
                assert np.shape(a) == np.shape(b)
                np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


def test_every_exercise_is_compared():
    assert sorted([*INDEPENDENT, *RANDOM, "numerical_grad"]) == sorted(exercise_ids("code"))


def test_gradients_of_the_functions_to_be_differentiated_are_theirs():
    """numerical_grad is judged by the exact gradients written down for its functions."""
    for f, x, *h in fresh_arguments("numerical_grad"):
        exact = complex_step(f, x)
        np.testing.assert_allclose(f.gradient(x), exact, rtol=1e-9, atol=1e-9)
        step = h[0] if h else 1e-5
        central = get("numerical_grad").reference(f, x, *h)
        # the error of central differences falls like h^2, that of rounding grows like 1/h
        assert np.max(np.abs(central - exact)) <= 40 * step**2 * (1 + np.max(np.abs(exact))) + 1e-9 / step


@pytest.mark.parametrize(
    ("name", "variance"), [("xavier_init", lambda i, o: 2 / (i + o)), ("he_init", lambda i, o: 2 / i)]
)
def test_initial_weights_have_the_variance_of_the_papers_and_are_normal(name, variance):
    n_in, n_out = 300, 200
    W = get(name).reference(n_in, n_out, np.random.default_rng(8))
    assert W.shape == (n_out, n_in)
    assert scipy.stats.kstest(W.ravel() / np.sqrt(variance(n_in, n_out)), "norm").pvalue > 1e-3


def test_minibatches_hold_every_pair_once():
    X, t = np.arange(22.0).reshape(11, 2), np.arange(11)
    batches = get("minibatches").reference(X, t, 4, np.random.default_rng(2))
    assert [len(xs) for xs, _ in batches] == [4, 4, 3]
    rows, targets = np.concatenate([xs for xs, _ in batches]), np.concatenate([ts for _, ts in batches])
    assert sorted(targets) == list(t) and not np.array_equal(targets, t)
    np.testing.assert_array_equal(rows, X[targets])
