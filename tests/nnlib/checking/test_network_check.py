"""check_gradients: every layer and loss passes, planted faults are found by name, and the network is left alone."""

from copy import deepcopy

import numpy as np
import pytest

import nnlib as nn
from nnlib.checking import check_gradients

pytestmark = pytest.mark.filterwarnings("error")


def network(rng, *between, sizes=(5, 4, 3)):
    return nn.Network([nn.Linear(sizes[0], sizes[1], rng=rng), *between, nn.Linear(sizes[-2], sizes[-1], rng=rng)])


@pytest.fixture
def rng():
    return np.random.default_rng(8)


@pytest.fixture
def x(rng):
    return rng.normal(size=(6, 5))


LABELS = np.array([0, 2, 1, 1, 0, 2])
REAL = np.random.default_rng(1).normal(size=(6, 3))
BITS = (REAL > 0).astype(int)
LAYERS = [
    nn.Identity, nn.Sigmoid, nn.Tanh, nn.ReLU, nn.LeakyReLU, nn.Absolute, nn.Softplus, nn.Softsign,
    nn.PiecewiseLinear, nn.Softmax, nn.LogSoftmax,
]  # fmt: skip


@pytest.mark.parametrize("layer", LAYERS)
def test_every_activation(layer, rng, x):
    reports = check_gradients(network(rng, layer()), nn.SoftmaxCrossEntropy(), x, LABELS)
    assert list(reports) == ["0.W", "0.b", "2.W", "2.b", "x"]
    assert all(reports.values()), reports
    assert all(report.error < 1e-6 and report.bounded_closeness < 1e-8 for report in reports.values())


@pytest.mark.parametrize(("loss", "t"), [(nn.MSE(), REAL), (nn.SquaredError(), REAL), (nn.SigmoidBCE(), BITS),
                                         (nn.SoftmaxCrossEntropy(), LABELS),
                                         (nn.SoftmaxCrossEntropy(), np.eye(3)[LABELS])])  # fmt: skip
def test_every_loss(loss, t, rng, x):
    assert all(check_gradients(network(rng, nn.Tanh()), loss, x, t).values())
    reports = check_gradients(nn.Network([nn.Linear(5, 3, rng=rng), nn.LogSoftmax()]), nn.NLL(), x, LABELS)
    assert all(reports.values())


def test_images_and_nested_networks(rng):
    eyes = nn.Network([nn.Conv2D(2, 3, 3, padding=1, rng=rng), nn.ReLU(), nn.MaxPool2D(2)])
    mind = nn.Network([nn.Flatten(), nn.Linear(12, 8, rng=rng), nn.Maxout(2), nn.Linear(4, 3, rng=rng)])
    reports = check_gradients(
        nn.Network([eyes, mind]), nn.SoftmaxCrossEntropy(), rng.normal(size=(3, 2, 4, 5)), [0, 2, 1]
    )
    assert list(reports) == ["0.0.W", "0.0.b", "1.1.W", "1.1.b", "1.3.W", "1.3.b", "x"]
    assert all(reports.values()), reports


def test_a_single_layer(rng, x):
    reports = check_gradients(nn.Linear(5, 3, rng=rng), nn.MSE(), x.tolist(), REAL.tolist())
    assert list(reports) == ["W", "b", "x"] and all(reports.values())
    assert list(check_gradients(nn.Tanh(), nn.MSE(), REAL, REAL + 1)) == ["x"]


class SumInsteadOfMean(nn.MSE):
    def backward(self):
        return super().backward() * 18


class Sabotaged(nn.Linear):
    """A linear layer with one fault in its backward step, chosen by name."""

    def __init__(self, fault, rng):
        super().__init__(4, 4, rng=rng)
        self.fault = fault

    def _parameter_gradients(self, dy, x):
        grads = super()._parameter_gradients(dy, x)
        if self.fault == "transposed W":
            grads["W"] = grads["W"].T
        if self.fault == "mean b":
            grads["b"] = dy.mean(axis=0)
        if self.fault == "no b":
            grads["b"] = np.zeros(4)
        if self.fault == "one entry":
            grads["W"][2, 1] *= 1 + 1e-4
        return grads

    def _input_gradient(self, dy, x):
        if self.fault == "W instead of its transpose":
            return dy @ self.params["W"].T
        return -super()._input_gradient(dy, x) if self.fault == "sign" else super()._input_gradient(dy, x)


BEFORE = {"0.W", "0.b", "x"}
FAULTS = {"": set(), "transposed W": {"1.W"}, "mean b": {"1.b"}, "no b": {"1.b"}, "one entry": {"1.W"},
          "W instead of its transpose": BEFORE, "sign": BEFORE}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_found_where_they_show(fault, rng, x):
    net = nn.Network([nn.Linear(5, 4, rng=rng), Sabotaged(fault, rng), nn.Tanh(), nn.Linear(4, 3, rng=rng)])
    reports = check_gradients(net, nn.SoftmaxCrossEntropy(), x, LABELS)
    assert {name for name, report in reports.items() if not report} == FAULTS[fault]
    if fault == "one entry":
        assert reports["1.W"].index == (2, 1)


def test_a_wrong_slope_and_a_lost_mean(rng, x):
    forgotten = nn.Elementwise(np.tanh, np.ones_like)
    reports = check_gradients(network(rng, forgotten), nn.MSE(), x, REAL)
    assert {name for name, report in reports.items() if not report} == BEFORE
    reports = check_gradients(network(rng, nn.Tanh()), SumInsteadOfMean(), x, REAL)
    assert not any(reports.values())
    for report in reports.values():
        assert report.bounded_closeness == pytest.approx(17 / 19)
        assert report.analytic == pytest.approx(18 * report.numeric, rel=1e-4)


def test_dropout_drops_the_same_units_each_time(rng, x):
    net = network(rng, nn.Dropout(0.5, rng=rng), nn.Tanh(), nn.Dropout(0.3, rng=rng))
    masked = check_gradients(net, nn.MSE(), x, REAL)
    assert all(masked.values()), masked
    state = deepcopy(rng.bit_generator.state)
    again = check_gradients(net, nn.MSE(), x, REAL)  # the generator has not moved
    assert again == masked and rng.bit_generator.state == state
    rng.random()
    assert check_gradients(net, nn.MSE(), x, REAL) != masked
    plain = check_gradients(net.eval(), nn.MSE(), x, REAL)
    assert all(plain.values()) and plain != masked


class Careless(nn.Layer):
    """Noise from a generator that no copy can hold on to: one for all."""

    noise = np.random.default_rng(0)

    def _forward(self, x):
        return x + self.noise.normal(size=x.shape), None

    def _input_gradient(self, dy, kept):
        return dy.copy()


def test_noise_without_a_memory_is_named(rng, x):
    with pytest.raises(ValueError, match="gradcheck expects f to give one number for one x"):
        check_gradients(network(rng, Careless()), nn.MSE(), x, REAL)


def test_the_network_is_left_alone(rng, x):
    net, loss = network(rng, nn.Dropout(0.5, rng=rng), nn.Tanh()), nn.MSE()
    net.layers[1].eval()
    loss.forward(net.forward(x[:2]), REAL[:2])
    net.backward(loss.backward())
    before = deepcopy(net), deepcopy(loss), rng.bit_generator.state
    arrays, batch, targets = dict(net.params), x.copy(), REAL.copy()
    check_gradients(net, loss, batch, targets)
    for name in net.params:
        assert net.params[name] is arrays[name] is net.layers[int(name[0])].params[name[2:]]
        np.testing.assert_array_equal(net.params[name], before[0].params[name])
        np.testing.assert_array_equal(net.grads[name], before[0].grads[name])
    assert net.training and not net.layers[1].training and rng.bit_generator.state == before[2]
    np.testing.assert_array_equal(loss.backward(), before[1].backward())
    np.testing.assert_array_equal(net.backward(loss.backward()), before[0].backward(loss.backward()))
    np.testing.assert_array_equal(batch, x)
    np.testing.assert_array_equal(targets, REAL)


def test_kinks_of_a_network(rng, x):
    """Units exactly at the kink: their biases start at 0 and one sample is 0. A wide step meets many more."""
    x[0] = 0
    net = network(rng, nn.ReLU())
    reports = check_gradients(net, nn.SoftmaxCrossEntropy(), x, LABELS)
    assert all(reports[name] for name in net.params)
    assert reports["0.b"].kinks == ((0,), (1,), (2,), (3,)) and reports["2.W"].kinks == ()
    wide = check_gradients(network(rng, nn.ReLU(), sizes=(5, 20, 3)), nn.MSE(), x[1:], REAL[1:], eps=2e-2)
    assert wide["0.W"].kinks and all(wide.values())


def test_bad_arguments(rng, x):
    single = nn.Network([nn.Linear(5, 4, rng=rng), nn.Tanh(), nn.Linear(4, 3, rng=rng, dtype=np.float32)])
    with pytest.raises(TypeError, match=r"check_gradients expects the parameter 2.W in float64, got float32"):
        check_gradients(single, nn.MSE(), x, REAL)
    net = network(rng, nn.Tanh())
    with pytest.raises(TypeError, match="check_gradients expects x in float64, got float32"):
        check_gradients(net, nn.MSE(), x.astype(np.float32), REAL)
    with pytest.raises(ValueError, match=r"Linear\(5 -> 4\) expects x of shape \(N, 5\), got \(6, 4\)"):
        check_gradients(net, nn.MSE(), x[:, :4], REAL)
    with pytest.raises(ValueError, match="MSE expects prediction and target of one shape"):
        check_gradients(net, nn.MSE(), x, REAL[:, :1])
    loose = check_gradients(net, SumInsteadOfMean(), x, REAL, tolerance=1.0)
    assert all(loose.values()) and loose["x"].tolerance == 1.0
    with pytest.raises(ValueError, match="expects eps > 0"):
        check_gradients(net, nn.MSE(), x, REAL, eps=-1.0)
