"""A trace against the book's identities, and its deltas against complex steps in losses of single samples."""

import copy
from dataclasses import FrozenInstanceError
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnlib as nn

pytestmark = pytest.mark.filterwarnings("error")
RNG = np.random.default_rng(13)
N, SIZES = 5, (4, 6, 3, 2)
X = RNG.normal(size=(N, SIZES[0]))
T = RNG.normal(size=(N, SIZES[-1]))
LABELS = np.array([0, 1, 1, 0, 1])
BITS = RNG.integers(0, 2, size=(N, SIZES[-1]))


# Losses l_n of one sample, given the prediction of the network, for complex numbers.
def half_square(y, n):
    return sum((y[i] - T[n, i]) ** 2 / 2 for i in range(2))


def mean_square(y, n):
    return ((y[0] - T[n, 0]) ** 2 + (y[1] - T[n, 1]) ** 2) / 2


def surprise(y, n):
    return np.log(np.exp(y[0]) + np.exp(y[1])) - y[LABELS[n]]


def likelihood(log_p, n):
    return -log_p[LABELS[n]]


def binary(y, n):
    p = 1 / (1 + np.exp(-y))
    return -sum(np.log(p[i]) if BITS[n, i] else np.log(1 - p[i]) for i in range(2)) / 2


def logistic(z):
    return 1 / (1 + np.exp(-z))


def logistic_slope(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


def log_softmax(z):
    return z - np.log(np.sum(np.exp(z)))


CASES = [  # loss, its target, l_n, the layer after the last linear one, and its formula
    pytest.param(nn.SquaredError, T, half_square, None, lambda z: z, id="SquaredError"),
    pytest.param(nn.SquaredError, T, half_square, nn.Sigmoid, logistic, id="SquaredError-Sigmoid"),
    pytest.param(nn.MSE, T, mean_square, nn.Tanh, np.tanh, id="MSE-Tanh"),
    pytest.param(nn.SoftmaxCrossEntropy, LABELS, surprise, None, lambda z: z, id="SoftmaxCrossEntropy"),
    pytest.param(nn.SoftmaxCrossEntropy, np.eye(2)[LABELS], surprise, None, lambda z: z, id="one-hot"),
    pytest.param(nn.NLL, LABELS, likelihood, nn.LogSoftmax, log_softmax, id="NLL-LogSoftmax"),
    pytest.param(nn.SigmoidBCE, BITS, binary, None, lambda z: z, id="SigmoidBCE"),
]


def network(last=None):
    """Three linear layers with sigmoids between them, biases that are not 0, and `last` at the end."""
    layers = []
    for d_in, d_out in pairwise(SIZES):
        layers += [nn.Linear(d_in, d_out, rng=RNG), nn.Sigmoid()]
    net = nn.Network([*layers[:-1], *([last()] if last else [])])
    for place in (0, 2, 4):
        net.params[f"{place}.b"] = RNG.normal(size=net.params[f"{place}.b"].shape)
    return net


@pytest.mark.parametrize(("loss_type", "t", "sample_loss", "last", "phi"), CASES)
def test_deltas_are_derivatives_of_single_sample_losses(loss_type, t, sample_loss, last, phi):
    net = network(last)
    seen = nn.trace(net, loss_type(), X, t)
    p, L = net.params, 3

    def loss_from(layer, z, n):  # the rest of the network, from z of this layer and sample n to the loss
        for later in range(layer + 1, L + 1):
            z = p[f"{2 * later - 2}.W"] @ logistic(z) + p[f"{2 * later - 2}.b"]
        return sample_loss(phi(z), n)

    def slope(function, at, index):
        moved = at.astype(complex)
        moved[index] += 1e-30j
        return np.imag(function(moved)) / 1e-30

    total = 0.0
    for n in range(N):
        z = p["0.W"] @ X[n] + p["0.b"]
        total += loss_from(1, z, n) / N
        for layer in range(1, L + 1):
            np.testing.assert_allclose(seen.z[layer][n], z, rtol=1e-12, atol=1e-14)
            for i in range(SIZES[layer]):
                want = slope(lambda z, layer=layer, n=n: loss_from(layer, z, n), z, i)
                assert seen.delta[layer][n, i] == pytest.approx(want, rel=1e-10, abs=1e-14)
            z = p[f"{2 * layer}.W"] @ logistic(z) + p[f"{2 * layer}.b"] if layer < L else z
        np.testing.assert_allclose(seen.prediction[n], phi(z), rtol=1e-12, atol=1e-14)
        for j in range(SIZES[0]):
            want = slope(lambda x, n=n: loss_from(1, p["0.W"] @ x + p["0.b"], n), X[n], j)
            assert seen.steps[0].input_grad[n, j] == pytest.approx(want, rel=1e-10, abs=1e-14)
    assert type(seen.loss) is float and seen.loss == pytest.approx(total, rel=1e-12)


@pytest.mark.parametrize(("loss_type", "t", "sample_loss", "last", "phi"), CASES)
def test_identities_of_the_book(loss_type, t, sample_loss, last, phi):
    net = network(last)
    seen = nn.trace(net, loss_type(), X, t)
    L = 3
    assert list(seen.a) == [0, 1, 2, 3]
    assert list(seen.z) == list(seen.delta) == list(seen.W) == list(seen.b) == [1, 2, 3]
    assert list(seen.grad_W) == list(seen.grad_b) == [1, 2, 3]
    np.testing.assert_array_equal(seen.a[0], X)
    np.testing.assert_array_equal(seen.a[L], seen.prediction)
    np.testing.assert_array_equal(seen.prediction, net.forward(X))
    for layer in range(1, L + 1):
        assert seen.a[layer].shape == seen.z[layer].shape == seen.delta[layer].shape == (N, SIZES[layer])
        for n in range(N):
            np.testing.assert_allclose(
                seen.z[layer][n], seen.W[layer] @ seen.a[layer - 1][n] + seen.b[layer], rtol=1e-13, atol=1e-14
            )
            if layer < L:
                np.testing.assert_allclose(seen.a[layer][n], logistic(seen.z[layer][n]), rtol=1e-13)
                back = logistic_slope(seen.z[layer][n]) * (seen.delta[layer + 1][n] @ seen.W[layer + 1])
                np.testing.assert_allclose(seen.delta[layer][n], back, rtol=1e-11, atol=1e-14)
        mean = sum(np.outer(seen.delta[layer][n], seen.a[layer - 1][n]) for n in range(N)) / N
        np.testing.assert_allclose(seen.grad_W[layer], mean, rtol=1e-11, atol=1e-14)
        np.testing.assert_allclose(seen.grad_b[layer], seen.delta[layer].mean(axis=0), rtol=1e-11, atol=1e-14)


@settings(deadline=None)
@given(n=st.integers(1, 6), seed=st.integers(0, 2**32 - 1))
def test_a_sample_does_not_feel_the_others(n, seed):
    """Per sample and without 1/N: each row is what the sample gives as a batch of its own."""
    rng = np.random.default_rng(seed)
    net = nn.Network([nn.Linear(3, 4, rng=rng), nn.Tanh(), nn.Linear(4, 2, rng=rng)])
    x, t = rng.normal(size=(n, 3)), rng.integers(0, 2, size=n)
    loss = nn.SoftmaxCrossEntropy()
    whole = nn.trace(net, loss, x, t)
    alone = [nn.trace(net, loss, x[i : i + 1], t[i : i + 1]) for i in range(n)]
    for layer in (1, 2):
        rows = np.concatenate([one.delta[layer] for one in alone])
        np.testing.assert_allclose(whole.delta[layer], rows, rtol=1e-10, atol=1e-14)
        mean = np.mean([one.grad_W[layer] for one in alone], axis=0)
        np.testing.assert_allclose(whole.grad_W[layer], mean, rtol=1e-10, atol=1e-14)
    assert whole.loss == pytest.approx(np.mean([one.loss for one in alone]), rel=1e-12)


def test_steps_fit_together_and_are_those_of_the_network():
    net, loss = network(nn.Sigmoid), nn.SquaredError()
    seen = nn.trace(net, loss, X, T)
    loss.forward(net.forward(X), T)
    dx = net.backward(loss.backward())
    assert [step.name for step in seen.steps] == [
        "0: Linear(4 -> 6)", "1: Sigmoid()", "2: Linear(6 -> 3)", "3: Sigmoid()", "4: Linear(3 -> 2)", "5: Sigmoid()",
    ]  # fmt: skip
    np.testing.assert_allclose(seen.steps[0].input_grad, N * dx, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(seen.steps[-1].output_grad, seen.prediction - T, rtol=1e-13, atol=1e-15)
    for before, after in pairwise(seen.steps):
        np.testing.assert_array_equal(before.output, after.input)
        np.testing.assert_array_equal(before.output_grad, after.input_grad)
    for place, step in enumerate(seen.steps):
        assert step.output.shape == step.output_grad.shape and step.input.shape == step.input_grad.shape
        assert set(step.params) == set(step.grads) == ({"W", "b"} if place % 2 == 0 else set())
        for name in step.params:
            np.testing.assert_array_equal(step.params[name], net.params[f"{place}.{name}"])
            np.testing.assert_array_equal(step.grads[name], net.grads[f"{place}.{name}"])
        if place % 2 == 0:
            layer = place // 2 + 1
            np.testing.assert_array_equal(step.delta, seen.delta[layer])
            np.testing.assert_array_equal(step.output_grad, seen.delta[layer])
            np.testing.assert_array_equal(step.output, seen.z[layer])
            np.testing.assert_array_equal(step.input, seen.a[layer - 1])
        else:
            assert step.delta is None
            np.testing.assert_allclose(
                step.input_grad, step.output_grad * logistic_slope(step.input), rtol=1e-12, atol=1e-16
            )


def state(net, loss):
    """Everything that a network and a loss remember, as a copy."""
    layers = [{**vars(layer), "params": dict(layer.params), "_rng": None} for _, layer in net.leaves()]
    return copy.deepcopy([vars(loss), net.training, net._ran, *layers])


def test_network_and_loss_stay_as_they_are():
    rng = np.random.default_rng(2)
    drop = nn.Dropout(0.5, rng=rng)
    loss = nn.MSE()
    net = nn.Network([nn.Linear(4, 9, rng=rng), nn.Network([drop, nn.Tanh()]), nn.Linear(9, 2, rng=rng)])
    nn.trace(net, loss, X, T)
    for run in (lambda: net.backward(T), loss.backward):  # neither has run
        with pytest.raises(RuntimeError):
            run()
    loss.forward(net.forward(X), T)
    dx, held, drawn = net.backward(loss.backward()), dict(net.grads), rng.bit_generator.state
    before = state(net, loss)
    x, t = X[:3] * 2, T[:3].copy()
    x.flags.writeable = t.flags.writeable = False
    nn.trace(net, loss, x, t)
    np.testing.assert_equal(state(net, loss), before)
    assert rng.bit_generator.state == drawn
    assert all(net.grads[name] is held[name] for name in held)
    np.testing.assert_array_equal(net.backward(loss.backward()), dx)


def test_dropout_drops_what_the_next_forward_drops():
    net = nn.Network([nn.Dropout(0.5, rng=np.random.default_rng(0)), nn.Linear(4, 2, rng=RNG)])
    first, again = (nn.trace(net, nn.MSE(), X, T) for _ in range(2))
    np.testing.assert_array_equal(first.prediction, again.prediction)
    np.testing.assert_array_equal(first.prediction, net.forward(X))
    assert not np.array_equal(first.prediction, nn.trace(net, nn.MSE(), X, T).prediction)
    np.testing.assert_array_equal(nn.trace(net.eval(), nn.MSE(), X, T).a[0], X)


def arrays(seen):
    yield seen.prediction
    for by_layer in (seen.a, seen.z, seen.delta, seen.W, seen.b, seen.grad_W, seen.grad_b):
        yield from by_layer.values()
    for step in seen.steps:
        yield from (step.input, step.output, step.output_grad, step.input_grad)
        yield from (*step.params.values(), *step.grads.values())


def test_everything_is_a_copy():
    net, loss, x, t = network(), nn.SquaredError(), X.copy(), T.copy()
    loss.forward(net.forward(x), t)
    net.backward(loss.backward())
    seen = nn.trace(net, loss, x, t)
    kept = [array.copy() for array in arrays(seen)]
    mine = [x, t, *net.params.values(), *net.grads.values()]
    assert not any(np.shares_memory(theirs, array) for theirs in arrays(seen) for array in mine)
    for array in mine:
        array += 1
    assert all(np.array_equal(a, b) for a, b in zip(arrays(seen), kept, strict=True))
    before = [array.copy() for array in mine]
    for array in arrays(seen):
        array[...] = 7
    assert all(np.array_equal(a, b) for a, b in zip(mine, before, strict=True))


def test_numbers_of_the_book_in_other_networks():
    """a[0] is what enters the first weight layer; networks within the network are opened; a bias may be missing."""
    inner = nn.Network([nn.Linear(6, 4, bias=False, rng=RNG), nn.ReLU()])
    net = nn.Network([nn.Flatten(), nn.Network([nn.Tanh(), inner]), nn.Linear(4, 2, rng=RNG)])
    x = RNG.normal(size=(N, 2, 3))
    seen = nn.trace(net, nn.MSE(), x, T)
    places = [step.name.partition(":")[0] for step in seen.steps]
    assert places == ["0", "1.0", "1.1.0", "1.1.1", "2"]
    np.testing.assert_allclose(seen.a[0], np.tanh(x.reshape(N, 6)), rtol=1e-14)
    np.testing.assert_array_equal(seen.a[1], np.maximum(seen.z[1], 0))
    assert seen.steps[0].input.shape == seen.steps[0].input_grad.shape == x.shape
    assert set(seen.W) == set(seen.grad_W) == {1, 2} and set(seen.b) == set(seen.grad_b) == {2}
    np.testing.assert_array_equal(seen.W[1], inner.params["0.W"])
    bare = nn.trace(nn.Network([nn.Tanh()]), nn.MSE(), T, T)
    assert bare.a.keys() == {0} and not bare.z and not bare.delta
    np.testing.assert_array_equal(bare.a[0], bare.prediction)


def test_types():
    layers = [nn.Linear(4, 6, rng=RNG, dtype="f4"), nn.Sigmoid(), nn.Linear(6, 2, rng=RNG, dtype="f4")]
    net = nn.Network(layers)
    for x in (X, X.astype("f4"), np.ones((N, 4), int), np.asfortranarray(X).tolist()):
        seen = nn.trace(net, nn.SoftmaxCrossEntropy(), x, np.eye(2)[LABELS])
        assert {array.dtype for array in arrays(seen)} == {np.dtype("f4")}
        np.testing.assert_allclose(seen.grad_W[2], seen.delta[2].T @ seen.a[1] / N, rtol=2e-4, atol=1e-7)
    assert nn.trace(nn.Network([nn.ReLU()]), nn.MSE(), T.astype("f4"), T).prediction.dtype == np.float32


def test_no_warnings_for_large_numbers():
    with np.errstate(all="raise"):
        seen = nn.trace(network(), nn.SoftmaxCrossEntropy(), X * 1e4, LABELS)
    assert all(np.isfinite(array).all() for array in arrays(seen))


def test_frozen_and_readable():
    seen = nn.trace(network(), nn.SquaredError(), X, T)
    assert repr(seen) == f"Trace(loss={seen.loss:g}, 5 steps, 3 weight layers)"
    assert repr(seen.steps[1]) == "Step(1: Sigmoid())"
    with pytest.raises(FrozenInstanceError):
        seen.loss = 0.0
    with pytest.raises(FrozenInstanceError):
        seen.steps[0].name = ""
    assert copy.deepcopy(seen).loss == seen.loss and seen == seen


def test_errors():
    net, loss = network(), nn.SquaredError()
    with pytest.raises(ValueError, match=r"SquaredError of an empty batch is undefined, got shape \(0, 2\)"):
        nn.trace(net, loss, X[:0], T[:0])
    with pytest.raises(ValueError, match=r"trace expects a batch x of shape \(N, \.\.\.\), got \(4,\)"):
        nn.trace(net, loss, X[0], T[0])
    with pytest.raises(ValueError, match=r"Linear\(4 -> 6\) expects x of shape \(N, 4\), got \(5, 3\)"):
        nn.trace(net, loss, X[:, :3], T)
    with pytest.raises(ValueError, match=r"expects prediction and target of one shape, got \(5, 2\) and \(5,\)"):
        nn.trace(net, loss, X, T[:, 0])
    with pytest.raises(TypeError, match=r"trace expects a Network, got ReLU\(\)"):
        nn.trace(nn.ReLU(), loss, X, T)
    with pytest.raises(TypeError, match=r"trace expects a loss such as SquaredError\(\), got <class"):
        nn.trace(net, nn.SquaredError, X, T)
    with pytest.raises(TypeError, match="trace expects real numbers, got complex128"):
        nn.trace(net, loss, X * 1j, T)
