"""Dropout's statistics and switches, Maxout and Flatten by what they must equal, and layers of one's own."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import nnlib as nn

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_dropout_drops_a_share_p_and_keeps_the_mean(p):
    layer, x = nn.Dropout(p, rng=np.random.default_rng(0)), np.full((400, 250), 3.0)
    y = layer.forward(x)
    dropped = int(np.sum(y == 0))
    assert stats.binomtest(dropped, x.size, p).pvalue > 1e-3
    np.testing.assert_allclose(y[y != 0], 3.0 / (1 - p), rtol=1e-15)
    assert y.mean() == pytest.approx(3.0, abs=5 * 3.0 * np.sqrt(p / (1 - p) / x.size))
    kept = y != 0  # independent from entry to entry, along both axes
    for one, other in ((kept[1:], kept[:-1]), (kept[:, 1:], kept[:, :-1])):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 5 / np.sqrt(one.size)


def test_dropout_sends_back_through_what_it_kept():
    layer, x = nn.Dropout(0.5, rng=np.random.default_rng(1)), np.ones((50, 40))
    first = layer.forward(x)
    np.testing.assert_array_equal(layer.backward(x), first)
    second = layer.forward(x)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(layer.backward(3 * x), 3 * second)
    layer.eval()  # after the forward: backward still belongs to that forward
    np.testing.assert_array_equal(layer.backward(x), second)
    np.testing.assert_array_equal(layer.forward(x), x)
    layer.train()
    np.testing.assert_array_equal(layer.backward(7 * x), 7 * x)
    assert (layer.forward(x) == 0).any()


def test_dropout_in_a_network_follows_its_mode():
    net, x = nn.Network([nn.Dropout(0.5, rng=np.random.default_rng(2)), nn.Identity()]), np.ones((20, 20))
    assert (net.forward(x) == 0).any()
    np.testing.assert_array_equal(net.eval().forward(x), x)
    assert (net.train().forward(x) == 0).any()


def test_dropout_arguments():
    x = np.ones((8, 9), np.float32)
    np.testing.assert_array_equal(nn.Dropout(0).forward(x), x)
    masks = [nn.Dropout(0.5, rng=np.random.default_rng(3)).forward(x.astype(dtype)) for dtype in (np.float32, float)]
    np.testing.assert_array_equal(*masks)  # one seed, one mask, whatever the type
    assert not np.array_equal(nn.Dropout(0.5).forward(x), nn.Dropout(0.5).forward(x))
    for bad in (1, 1.0, -0.1, 2):
        with pytest.raises(ValueError, match=rf"Dropout expects a probability 0 <= p < 1, got {float(bad)}"):
            nn.Dropout(bad)
    for bad in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="Dropout expects p to be finite"):
            nn.Dropout(bad)
    for bad in ("0.5", None, [0.5], True):
        with pytest.raises(TypeError, match="Dropout expects p to be one real number"):
            nn.Dropout(bad)
    with pytest.raises(TypeError, match="Dropout expects rng to be a generator"):
        nn.Dropout(0.5, rng=0)


@given(st.integers(1, 4), st.integers(1, 5), st.integers(1, 4))
def test_maxout_units_are_maxima_of_linear_pieces(d_in, d, k):
    rng = np.random.default_rng((d_in, d, k))
    linear, maxout, x = nn.Linear(d_in, d * k, rng=rng), nn.Maxout(k), rng.normal(size=(6, d_in))
    linear.params["b"] = rng.normal(size=d * k)
    y = maxout.forward(linear.forward(x))
    for n in range(6):
        for unit in range(d):
            pieces = [linear.params["W"][unit * k + j] @ x[n] + linear.params["b"][unit * k + j] for j in range(k)]
            assert y[n, unit] == pytest.approx(max(pieces), rel=1e-13, abs=1e-14)


def test_maxout_ties_and_known_units():
    layer = nn.Maxout(2)
    np.testing.assert_array_equal(layer.forward([[0.0, 0.0, 1.0, 1.0]]), [[0, 1]])
    np.testing.assert_array_equal(layer.backward([[5.0, 7.0]]), [[5, 0, 7, 0]])
    x = np.linspace(-2, 2, 9)[:, None]
    relu = nn.Linear(1, 2)
    relu.params["W"] = [[0.0], [1.0]]  # max(0, x)
    np.testing.assert_array_equal(nn.Maxout(2).forward(relu.forward(x)), nn.relu(x))
    relu.params["W"] = [[-1.0], [1.0]]  # max(-x, x)
    np.testing.assert_array_equal(nn.Maxout(2).forward(relu.forward(x)), nn.absolute(x))
    assert nn.Maxout(3).forward(np.zeros((4, 0))).shape == (4, 0)


def test_maxout_arguments():
    for bad, error in ((0, ValueError), (-1, ValueError), (2.0, TypeError), (True, TypeError)):
        with pytest.raises(error, match="Maxout expects k"):
            nn.Maxout(bad)


@pytest.mark.parametrize("shape", [(4,), (4, 3), (4, 3, 2), (4, 1, 5, 6), (4, 0, 3), (0, 3, 2), (0,)])
def test_flatten(shape):
    x = np.arange(np.prod(shape), dtype=float).reshape(shape)
    layer = nn.Flatten()
    y = layer.forward(x)
    assert y.shape == (shape[0], np.prod(shape[1:], dtype=int))
    for n in range(shape[0]):
        np.testing.assert_array_equal(y[n], list(np.ravel(x[n])))
    np.testing.assert_array_equal(layer.backward(y), x)
    np.testing.assert_array_equal(layer.forward(np.asfortranarray(x)), y)


def test_elementwise_of_ones_own_and_its_scalars():
    layer = nn.Elementwise(np.sin, np.cos)
    x = np.random.default_rng(4).normal(size=(2, 3, 4))
    np.testing.assert_array_equal(layer.forward(x), np.sin(x))
    np.testing.assert_array_equal(layer.backward(np.full(x.shape, 2.0)), 2 * np.cos(x))
    assert layer.forward(0.5) == np.sin(0.5) and layer.backward(1.0) == np.cos(0.5)
    assert (
        repr(layer) == "Elementwise(sin)" and repr(nn.Elementwise(lambda z: z, np.ones_like)) == "Elementwise(<lambda>)"
    )
    assert repr(nn.Elementwise(partial(np.power, 2.0), np.cos)) == "Elementwise(...)"  # has no name


def test_a_layer_of_ones_own():
    class Scale(nn.Layer):
        def __init__(self):
            super().__init__({"s": np.array([2.0])})

        def _forward(self, x):
            return self.params["s"] * x, x

        def _parameter_gradients(self, dy, x):
            return {"s": np.array([np.sum(dy * x)])}

        def _input_gradient(self, dy, x):
            return self.params["s"] * dy

    layer = Scale()
    np.testing.assert_array_equal(layer.forward([[1.0, 3.0]]), [[2, 6]])
    np.testing.assert_array_equal(layer.backward([[1.0, 1.0]]), [[2, 2]])
    assert layer.grads["s"] == 4 and repr(layer) == "Scale()"
    with pytest.raises(TypeError, match="abstract"):
        nn.Layer()
    with pytest.raises(TypeError, match="abstract"):
        nn.Module()


class Scale(nn.Layer):
    """A layer as somebody writes it who has not read on; `returned` is what its hooks give."""

    def __init__(self, returned):
        self.returned = returned
        super().__init__({"s": np.array([2.0, 3.0])})

    def _forward(self, x):
        return self.returned(self.params["s"] * x)

    def _input_gradient(self, dy, x):
        return self.params["s"] * dy


def test_forgotten_in_a_layer_of_ones_own():
    x = np.ones((2, 2))  # two rows: they would pass for the output and what is kept
    for returned, kind in ((lambda y: y, "ndarray"), (lambda y: (y,), "tuple"), (lambda y: None, "NoneType")):
        layer = Scale(returned)
        with pytest.raises(TypeError) as error:
            layer.forward(x)
        assert str(error.value) == f"Scale() expects _forward to return the output and what to keep, got {kind}"
        with pytest.raises(RuntimeError, match="needs a forward"):
            layer.backward(x)
    layer = Scale(lambda y: (y, x))
    layer.forward(x)
    for gradients, text in (({}, "{}"), ({"s": np.ones((2, 2))}, "{'s': (2, 2)}"), ({"t": [1.0, 1.0]}, "{'t': (2,)}")):
        layer._parameter_gradients = lambda dy, x, gradients=gradients: gradients
        with pytest.raises(ValueError) as error:
            layer.backward(x)
        expected = "Scale() expects _parameter_gradients to return the shapes {'s': (2,)}, got"
        assert str(error.value) == f"{expected} {text}"
        np.testing.assert_array_equal(layer.grads["s"], [0, 0])


def test_slopes_at_the_kinks():
    z = np.array([[-0.5, 0.0, 0.5]])
    for layer, want in ((nn.ReLU(), [0, 0, 1]), (nn.LeakyReLU(0.1), [0.1, 0.1, 1]), (nn.Absolute(), [-1, 0, 1]),
                        (nn.Sign(), [0, 0, 0]), (nn.UnitStep(), [0, 0, 0]), (nn.PiecewiseLinear(), [0, 1, 0])):  # fmt: skip
        layer.forward(z)
        np.testing.assert_array_equal(layer.backward(np.ones((1, 3))), [want])
    assert nn.UnitStep().forward([[0.0]]) == 1 and nn.Sign().forward([[0.0]]) == 0
    assert repr(nn.LeakyReLU()) == "LeakyReLU(alpha=0.01)"
    for bad in ("0.1", None, True):
        with pytest.raises(TypeError, match="LeakyReLU expects alpha to be one real number"):
            nn.LeakyReLU(bad)
