"""Whole networks: their gradients against HIPS autograd on formulas written here, and how the layers are called."""

import copy
import pickle
from itertools import pairwise

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnlib as nn

pytestmark = pytest.mark.filterwarnings("error")
RNG = np.random.default_rng(31)
LABELS = np.array([2, 0, 1, 1, 0])
ONE_HOT = np.eye(3)[LABELS]
X = RNG.normal(size=(5, 4))


# The activations once more, for autograd; nothing is shared with nnlib.
FORMULAS = [
    pytest.param(nn.Identity, lambda z: z, id="Identity"),
    pytest.param(nn.Sigmoid, lambda z: 1 / (1 + anp.exp(-z)), id="Sigmoid"),
    pytest.param(nn.Tanh, lambda z: 1 - 2 / (1 + anp.exp(2 * z)), id="Tanh"),
    pytest.param(nn.ReLU, lambda z: anp.where(z > 0, z, 0.0), id="ReLU"),
    pytest.param(nn.LeakyReLU, lambda z: anp.where(z > 0, z, 0.01 * z), id="LeakyReLU"),
    pytest.param(nn.Absolute, lambda z: anp.where(z > 0, z, -z), id="Absolute"),
    pytest.param(nn.Softplus, lambda z: anp.log(1 + anp.exp(z)), id="Softplus"),
    pytest.param(nn.Softsign, lambda z: z / (1 + anp.sqrt(z**2)), id="Softsign"),
    pytest.param(
        nn.PiecewiseLinear, lambda z: anp.where(z > 0.5, 1.0, anp.where(z < -0.5, 0.0, z + 0.5)), id="PiecewiseLinear"
    ),
]


def affine(x, params, place):
    z = anp.dot(x, anp.transpose(params[f"{place}.W"]))
    return z + params[f"{place}.b"] if f"{place}.b" in params else z


def mean_cross_entropy(z):
    return -anp.sum(ONE_HOT * (z - anp.log(anp.sum(anp.exp(z), axis=1, keepdims=True)))) / len(z)


def with_random_biases(net):
    """Biases start at 0, where a missing one would not be noticed."""
    for name in net.params:
        if name.endswith("b"):
            net.params[name] = RNG.normal(size=net.params[name].shape)
    return net


def assert_gradients(net, x, formula):
    """Value and every gradient of the mean cross-entropy of `net` against `formula(x, params)` under autograd."""
    loss = nn.SoftmaxCrossEntropy()
    value = loss.forward(net.forward(x), LABELS)
    dx = net.backward(loss.backward())
    params = {name: array.copy() for name, array in net.params.items()}

    def cost(x, params):
        return mean_cross_entropy(formula(x, params))

    want_dx, want = autograd.grad(cost, 0)(x, params), autograd.grad(cost, 1)(x, params)
    assert value == pytest.approx(cost(x, params), rel=1e-12)
    assert set(net.grads) == set(net.params) == set(want)
    np.testing.assert_allclose(dx, want_dx, rtol=1e-10, atol=1e-14)
    for name, gradient in net.grads.items():
        np.testing.assert_allclose(gradient, want[name], rtol=1e-10, atol=1e-14, err_msg=name)


@pytest.mark.parametrize(("activation", "phi"), FORMULAS)
def test_gradients_of_a_deep_network(activation, phi):
    layers = [nn.Linear(4, 6, rng=RNG), activation(), nn.Linear(6, 5, rng=RNG), activation(), nn.Linear(5, 3, rng=RNG)]
    net = with_random_biases(nn.Network(layers))
    assert_gradients(net, X, lambda x, p: affine(phi(affine(phi(affine(x, p, 0)), p, 2)), p, 4))


def test_gradients_without_hidden_layer():
    assert_gradients(with_random_biases(nn.Network([nn.Linear(4, 3, rng=RNG)])), X, lambda x, p: affine(x, p, 0))


def test_gradients_of_nested_networks():
    inner = nn.Network([nn.Linear(4, 7, rng=RNG), nn.Tanh()])
    middle = nn.Network([nn.Sigmoid(), inner, nn.Network([nn.Linear(7, 5, bias=False, rng=RNG), nn.Softplus()])])
    net = with_random_biases(nn.Network([middle, nn.Linear(5, 3, rng=RNG)]))
    assert list(net.params) == ["0.1.0.W", "0.1.0.b", "0.2.0.W", "1.W", "1.b"]

    def formula(x, p):
        h = anp.tanh(affine(1 / (1 + anp.exp(-x)), p, "0.1.0"))
        return affine(anp.log(1 + anp.exp(affine(h, p, "0.2.0"))), p, 1)

    assert_gradients(net, X, formula)


def test_gradients_of_layers_that_mix_their_inputs():
    """Convolution, pooling, maxout and softmax in one network, with the mean square as its loss."""
    layers = [nn.Conv2D(2, 3, 2, padding=1, rng=RNG), nn.Tanh(), nn.MaxPool2D(2), nn.Flatten()]
    net = nn.Network([nn.Network(layers), nn.Linear(12, 8, rng=RNG), nn.Maxout(2), nn.Softmax()])
    with_random_biases(net)
    x, t, loss = RNG.normal(size=(5, 2, 3, 3)), RNG.normal(size=(5, 4)), nn.MSE()
    value = loss.forward(net.forward(x), t)
    dx = net.backward(loss.backward())

    def cost(x, p):
        wide = anp.concatenate([anp.zeros((5, 2, 1, 3)), x, anp.zeros((5, 2, 1, 3))], axis=2)
        wide = anp.concatenate([anp.zeros((5, 2, 5, 1)), wide, anp.zeros((5, 2, 5, 1))], axis=3)
        seen = [[wide[:, :, i : i + 4, j : j + 4] for j in range(2)] for i in range(2)]
        c = sum(anp.einsum("oi,nihw->nohw", p["0.0.W"][:, :, i, j], seen[i][j]) for i in range(2) for j in range(2))
        h = anp.tanh(c + anp.reshape(p["0.0.b"], (3, 1, 1)))
        pooled = anp.max(anp.reshape(h, (5, 3, 2, 2, 2, 2)), axis=(3, 5))
        z = anp.max(anp.reshape(affine(anp.reshape(pooled, (5, 12)), p, 1), (5, 4, 2)), axis=2)
        y = anp.exp(z) / anp.sum(anp.exp(z), axis=1, keepdims=True)
        return anp.mean((y - t) ** 2)

    params = {name: array.copy() for name, array in net.params.items()}
    assert value == pytest.approx(cost(x, params), rel=1e-12)
    np.testing.assert_allclose(dx, autograd.grad(cost, 0)(x, params), rtol=1e-10, atol=1e-14)
    for name, want in autograd.grad(cost, 1)(x, params).items():
        np.testing.assert_allclose(net.grads[name], want, rtol=1e-10, atol=1e-14, err_msg=name)
    assert net.forward(x[:0]).shape == (0, 4) and net.backward(t[:0]).shape == (0, 2, 3, 3)
    assert not any(gradient.any() for gradient in net.grads.values())


@settings(deadline=None)
@given(sizes=st.lists(st.integers(1, 5), min_size=2, max_size=5), n=st.integers(0, 4), seed=st.integers(0, 2**32 - 1))
def test_linear_layers_in_a_row_are_one(sizes, n, seed):
    """W_L ... W_1 is the weight of the whole, so its transpose takes dy to dx, for empty batches too."""
    rng = np.random.default_rng(seed)
    layers = [nn.Linear(a, b, rng=rng) for a, b in pairwise(sizes)]
    x, dy = rng.normal(size=(n, sizes[0])), rng.normal(size=(n, sizes[-1]))
    whole = np.eye(sizes[0])
    for layer in layers:
        whole = layer.params["W"] @ whole
    for net in (nn.Network(layers), nn.Network([nn.Network(layers[:1]), *layers[1:]])):
        y = net.forward(x)
        assert y.shape == (n, sizes[-1])
        np.testing.assert_allclose(y, x @ whole.T, rtol=1e-11, atol=1e-12)
        np.testing.assert_allclose(net.backward(dy), dy @ whole, rtol=1e-11, atol=1e-12)
        assert all(np.isfinite(gradient).all() for gradient in net.grads.values())


class Spy(nn.Layer):
    """The identity, which writes down when it is called and with what."""

    def __init__(self, name, log, params=None):
        super().__init__(params)
        self.name, self.log = name, log

    def _forward(self, x):
        self.log.append(("forward", self.name))
        return x.copy(), None

    def backward(self, dy, input_grad=True):
        self.log.append(("backward", self.name, input_grad))
        return super().backward(dy, input_grad)

    def _input_gradient(self, dy, kept):
        return dy.copy()

    def _parameter_gradients(self, dy, kept):
        return {name: np.full_like(array, dy.sum()) for name, array in self.params.items()}


def test_order_of_the_calls():
    log = []
    net = nn.Network([Spy("first", log), Spy("second", log), Spy("third", log)])
    net.forward(X)
    net.backward(X)
    assert log == [
        ("forward", "first"), ("forward", "second"), ("forward", "third"),
        ("backward", "third", True), ("backward", "second", True), ("backward", "first", True),
    ]  # fmt: skip


def test_input_gradient_is_not_computed_when_nobody_wants_it():
    """Not that of the first layer with parameters, and nothing at all of the layers before it."""
    log = []
    weight = {"W": np.ones(1)}
    inner = nn.Network([Spy("b", log), Spy("c", log, weight), Spy("d", log)])
    net = nn.Network([Spy("a", log), inner, Spy("e", log, weight)])
    net.forward(X)
    del log[:]
    assert net.backward(X, input_grad=False) is None
    assert log == [("backward", "e", True), ("backward", "d", True), ("backward", "c", False)]
    assert net.grads["1.1.W"] == net.grads["2.W"] == pytest.approx(X.sum())

    del log[:]
    bare = nn.Network([Spy("a", log), Spy("b", log)])
    bare.forward(X)
    assert bare.backward(X, input_grad=False) is None
    assert ("backward", "a", True) not in log


def test_gradients_are_the_same_without_the_input_gradient():
    net = with_random_biases(nn.Network([nn.Tanh(), nn.Linear(4, 3, rng=RNG), nn.Tanh(), nn.Linear(3, 2, rng=RNG)]))
    dy = RNG.normal(size=(5, 2))
    net.forward(X)
    assert net.backward(dy).shape == X.shape
    full = {name: gradient.copy() for name, gradient in net.grads.items()}
    net.params["1.W"] *= 1  # in place: the arrays stay
    assert net.backward(dy, False) is None
    assert full.keys() == net.grads.keys()
    for name in full:
        np.testing.assert_array_equal(net.grads[name], full[name])


def test_parameters_are_the_arrays_of_the_layers():
    first, last = nn.Linear(4, 3, rng=RNG), nn.Linear(3, 2, rng=RNG)
    net = nn.Network([first, nn.Network([nn.ReLU(), last])])
    assert net.params["0.W"] is first.params["W"] and net.params["1.1.b"] is last.params["b"]
    net.params["1.1.b"] = [3, 4]
    np.testing.assert_array_equal(last.params["b"], [3.0, 4.0])
    last.params["b"] -= 1
    np.testing.assert_array_equal(net.params["1.1.b"], [2.0, 3.0])
    assert not np.any(np.concatenate([gradient.ravel() for gradient in net.grads.values()]))
    net.forward(X)
    net.backward(np.ones((5, 2)))
    assert net.grads["0.W"] is first.grads["W"] and net.grads["1.1.b"] is last.grads["b"]
    np.testing.assert_array_equal(net.grads["1.1.b"], [5.0, 5.0])  # and not 10 after a second backward
    net.backward(np.ones((5, 2)))
    np.testing.assert_array_equal(net.grads["1.1.b"], [5.0, 5.0])


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))], ids=["copy", "pickle"])
def test_a_copy_is_a_network_of_its_own(copied):
    net = nn.Network([nn.Linear(4, 3, rng=RNG), nn.ReLU()])
    twin = copied(net)
    np.testing.assert_array_equal(twin.forward(X), net.forward(X))
    twin.params["0.W"] = np.zeros((3, 4))
    assert twin.layers[0].params["W"] is twin.params["0.W"]
    assert not twin.forward(X).any() and net.forward(X).any()


def test_callers_arrays_are_left_alone_and_not_kept():
    net = nn.Network([nn.Identity(), nn.Linear(4, 3, rng=RNG), nn.Sigmoid()])
    x, dy = X.copy(), RNG.normal(size=(5, 3))
    want_y = net.forward(X)
    want_dx, want = net.backward(dy), net.grads["1.W"].copy()
    x.flags.writeable = dy.flags.writeable = False
    y = net.forward(x)
    x.flags.writeable = True
    x[...], y[...] = 7, 7
    dx = net.backward(dy)
    np.testing.assert_array_equal(dx, want_dx)
    np.testing.assert_array_equal(net.grads["1.W"], want)
    dx[...] = 7
    np.testing.assert_array_equal(net.backward(dy), want_dx)
    np.testing.assert_array_equal(net.forward(np.asfortranarray(X)[::-1])[::-1], want_y)


def test_float32_stays_float32():
    layers = [nn.Tanh(), nn.Linear(4, 6, rng=RNG, dtype="f4"), nn.Sigmoid(), nn.Linear(6, 3, rng=RNG, dtype="f4")]
    net = with_random_biases(nn.Network(layers))
    wide = nn.Network([nn.Tanh(), nn.Linear(4, 6), nn.Sigmoid(), nn.Linear(6, 3)])
    for name, array in net.params.items():
        wide.params[name] = array
    for x in (X.astype("f4"), X):
        dy = RNG.normal(size=(5, 3))  # float64, as a careless one-hot would make it
        y, want_y = net.forward(x), wide.forward(x)
        dx, want_dx = net.backward(dy), wide.backward(dy)
        assert y.dtype == np.float32 and {gradient.dtype for gradient in net.grads.values()} == {np.dtype("f4")}
        np.testing.assert_allclose(y, want_y, rtol=2e-4, atol=2e-6)
        np.testing.assert_allclose(dx, want_dx, rtol=2e-4, atol=2e-6)
        for name in net.grads:
            np.testing.assert_allclose(net.grads[name], wide.grads[name], rtol=2e-4, atol=2e-6)


def test_training_and_evaluation_reach_every_layer():
    deep = nn.ReLU()
    net = nn.Network([nn.Linear(2, 2), nn.Network([nn.Network([deep])])])
    assert net.training and deep.training
    assert net.eval() is net and not net.training and not deep.training and not net.layers[1].training
    assert net.train() is net and net.training and deep.training


def test_leaves():
    class Residual(nn.Network):
        """x + f(x): not layers in a row."""

        def forward(self, x):
            return x + super().forward(x)

    skip = Residual([nn.Linear(2, 2)])
    net = nn.Network([nn.ReLU(), nn.Network([nn.Tanh(), nn.Network([nn.Sigmoid()])]), skip])
    assert [place for place, _ in net.leaves()] == ["0", "1.0", "1.1.0", "2"]
    assert list(net.leaves())[-1][1] is skip
    assert list(net.params) == ["2.0.W", "2.0.b"]


def test_repr():
    net = nn.Network([nn.Linear(2, 3), nn.Network([nn.ReLU(), nn.LeakyReLU(0.5)])])
    assert repr(net) == "Network([Linear(2 -> 3), Network([ReLU(), LeakyReLU(alpha=0.5)])])"
    assert nn.Network(layer for layer in [nn.ReLU()]).layers[0].training  # any iterable of layers


def test_errors():
    with pytest.raises(ValueError, match="Network expects at least one layer, got none"):
        nn.Network([])
    with pytest.raises(TypeError, match=r"Network expects a list of layers, got Linear\(2 -> 3\)"):
        nn.Network(nn.Linear(2, 3))
    with pytest.raises(TypeError, match=r"Network expects layers, got <class .*ReLU'> at place 1"):
        nn.Network([nn.ReLU(), nn.ReLU])
    layer = nn.Linear(2, 2)
    with pytest.raises(ValueError, match=r"a new layer object at each place, got one Linear\(2 -> 2\) at 0 and 2$"):
        nn.Network([layer, nn.ReLU(), layer])
    with pytest.raises(ValueError, match=r"got one Linear\(2 -> 2\) at 0\.1 and 1$"):
        nn.Network([nn.Network([nn.ReLU(), layer]), layer])
    net = nn.Network([nn.Linear(4, 3), nn.Linear(2, 1)])
    with pytest.raises(KeyError, match=r"Network has the parameters 0\.W, 0\.b, 1\.W, 1\.b, not 'W'"):
        net.params["W"] = 1
    with pytest.raises(ValueError, match=r"Network expects 0\.b of shape \(3,\), got \(1, 3\)"):
        net.params["0.b"] = [[1, 2, 3]]
    with pytest.raises(RuntimeError, match=r"Network: backward\(dy\) needs a forward\(x\) before it"):
        net.backward([[1.0]])
    with pytest.raises(ValueError, match=r"Linear\(4 -> 3\) expects x of shape \(N, 4\), got \(5, 3\)"):
        net.forward(X[:, :3])


def test_a_forward_that_fails_half_way_leaves_no_gradient():
    net = nn.Network([nn.Linear(4, 3), nn.Network([nn.Linear(3, 2), nn.Linear(2, 2)])])
    net.forward(X)
    with pytest.raises(ValueError, match=r"expects dy of the shape \(5, 2\)"):
        net.backward(np.ones((4, 2)))
    assert net.backward(np.ones((5, 2))).shape == (5, 4)
    held = dict(net.grads)
    net.layers[1].layers[0].d_in = 9
    with pytest.raises(ValueError, match=r"expects x of shape \(N, 9\)"):
        net.forward(X)
    for module in (net, net.layers[1]):
        with pytest.raises(RuntimeError, match=r"^Network: backward"):
            module.backward(np.ones((5, 2)))
    assert net.layers[0].grads["W"] is held["0.W"]
    assert net.layers[1].layers[1].grads["W"] is held["1.1.W"]

    net = nn.Network([nn.Tanh(), nn.Linear(4, 2)])
    net.forward(X)
    with pytest.raises(TypeError, match="complex128"):
        net.forward(X * 1j)
    with pytest.raises(RuntimeError, match=r"^Network: backward"):  # although the linear layer remembers the older x
        net.backward(np.ones((5, 2)), input_grad=False)
