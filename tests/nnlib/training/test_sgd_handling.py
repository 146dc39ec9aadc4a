"""SGD and what it is given: arrays that keep identity and type, layers that share nothing, calls out of order, bad arguments."""

import numpy as np
import pytest
from descents import START, Weights, every_form

import nnlib as nn
from nnlib.training import SGD

pytestmark = pytest.mark.filterwarnings("error")


@every_form
@pytest.mark.parametrize("rate", [0.1, np.float64(0.1), np.float32(0.1), np.array(0.1)], ids=repr)
def test_arrays_keep_identity_and_type(settings, matrix, rate):
    layer = nn.Linear(3, 2, dtype=np.float32, rng=np.random.default_rng(0))
    optimiser = SGD([layer], lr=rate, momentum=np.float64(0.9), weight_decay=np.float64(0.01), **settings)
    optimiser.lr = rate
    held, before = layer.params["W"], layer.params["W"].copy()
    x = np.arange(6, dtype=np.float64).reshape(2, 3)
    for _ in range(3):
        if optimiser.looks_ahead:
            optimiser.look_ahead()
        layer.forward(x)
        layer.backward(np.ones((2, 2)))
        optimiser.step()
    assert layer.params["W"] is held and held.dtype == np.float32 and np.any(held != before)
    assert {v.dtype for v in optimiser.velocities.values()} == {np.dtype(np.float32)}
    assert {type(number) for number in (optimiser.lr, optimiser.momentum, optimiser.weight_decay)} == {float}


@every_form
def test_velocities_and_gradients_share_nothing(settings, matrix):
    layer = Weights(W=START)
    optimiser = SGD([layer], lr=0.1, momentum=0.5, **settings)
    gradient = np.ones(4)
    layer.grads["W"] = gradient
    for _ in range(3):
        if optimiser.looks_ahead:
            optimiser.look_ahead()
        optimiser.step()
        np.testing.assert_array_equal(gradient, 1.0)  # a velocity that is the gradient would have changed it
        assert not np.shares_memory(optimiser.velocities["0.W"], gradient)
        assert not np.shares_memory(optimiser.velocities["0.W"], layer.params["W"])
    before = optimiser.velocities["0.W"].copy()
    gradient[:] = 999.0
    np.testing.assert_array_equal(optimiser.velocities["0.W"], before)


def test_velocities_belong_to_one_layer_each():
    """Layers of one shape and one name of parameters, with gradients of their own."""
    first, second = Weights(W=[0.0], b=[0.0]), Weights(W=[0.0], b=[0.0])
    optimiser = SGD([first, nn.ReLU(), second], lr=0.1, momentum=0.5)
    assert sorted(optimiser.velocities) == sorted(optimiser.params) == ["0.W", "0.b", "2.W", "2.b"]
    first.grads = {"W": np.array([1.0]), "b": np.array([2.0])}
    second.grads = {"W": np.array([3.0]), "b": np.array([4.0])}
    optimiser.step()
    optimiser.step()
    assert {k: float(v[0]) for k, v in optimiser.velocities.items()} == {"0.W": 1.5, "0.b": 3, "2.W": 4.5, "2.b": 6}
    assert first.params["W"] == pytest.approx(-0.25) and second.params["b"] == pytest.approx(-1.0)


def test_a_network_and_its_layers_are_the_same():
    def network():
        rng = np.random.default_rng(1)
        inner = nn.Network([nn.Linear(4, 4, rng=rng), nn.Tanh()])
        return nn.Network([nn.Linear(3, 4, rng=rng), nn.Tanh(), inner, nn.Linear(4, 2, rng=rng)])

    x = np.random.default_rng(2).normal(size=(5, 3))
    ends = []
    for layers in (lambda net: net, lambda net: net.layers, lambda net: iter(net.layers), lambda net: [net]):
        net = network()
        optimiser = SGD(layers(net), lr=0.1, momentum=0.9, weight_decay=0.01)
        for _ in range(3):
            net.forward(x)
            net.backward(np.ones((5, 2)))
            optimiser.step()
        ends.append(np.concatenate([w.ravel() for w in net.params.values()]))
    for end in ends[1:]:
        np.testing.assert_array_equal(end, ends[0])
    net = network()
    assert list(SGD(net, lr=0.1).params) == list(net.params) == ["0.W", "0.b", "2.0.W", "2.0.b", "3.W", "3.b"]
    for name, w in SGD(net, lr=0.1).params.items():
        assert w is net.params[name]


def test_gradients_of_layers_run_by_hand():
    net = nn.Network([nn.Linear(2, 2, rng=np.random.default_rng(0)), nn.Tanh()])
    optimiser, before = SGD(net, lr=0.1), net.params["0.W"].copy()
    y = net.layers[1].forward(net.layers[0].forward([[1.0, 2.0]]))
    net.layers[0].backward(net.layers[1].backward(np.ones_like(y)))  # net.grads knows nothing of it
    optimiser.step()
    assert np.all(net.params["0.W"] != before)


def test_weight_decay_leaves_biases_alone():
    layer = Weights(W=[8.0], b=[8.0])
    layer.grads = {"W": np.array([2.0]), "b": np.array([2.0])}
    SGD([layer], lr=0.5, weight_decay=0.25).step()
    assert layer.params["W"] == [6.0] and layer.params["b"] == [7.0]
    assert layer.grads == {"W": [2.0], "b": [2.0]}  # the gradients stay those of the loss


def test_nan_and_underflow():
    layer = Weights(W=[1.0, 1.0])
    optimiser = SGD([layer], lr=0.1, momentum=0.9)
    layer.grads["W"] = np.array([np.nan, 1e-310])
    with np.errstate(all="raise"):
        for _ in range(300):
            optimiser.step()
    assert np.isnan(layer.params["W"][0]) and layer.params["W"][1] == 1.0


def test_order_of_the_calls():
    layer = Weights(W=[1.0])
    optimiser = SGD([layer], lr=0.1, momentum=0.9, nesterov=True, form="classic")
    with pytest.raises(RuntimeError, match=r"needs look_ahead\(\) before forward, then step\(\)"):
        optimiser.step()
    optimiser.look_ahead()
    with pytest.raises(RuntimeError, match=r"look_ahead\(\) was called before: a step\(\) must come in between"):
        optimiser.look_ahead()
    optimiser.step()
    with pytest.raises(RuntimeError, match="needs look_ahead"):
        optimiser.step()
    assert optimiser.looks_ahead
    for settings in ({"form": "torch", "nesterov": True}, {"form": "classic"}, {}):
        optimiser = SGD([layer], lr=0.1, momentum=0.9, **settings)
        assert not optimiser.looks_ahead
        with pytest.raises(RuntimeError, match=r"is for SGD\(form='classic', nesterov=True\) only"):
            optimiser.look_ahead()


def test_bad_arguments():
    layer = nn.Linear(2, 2)
    for name in ("lr", "weight_decay"):
        with pytest.raises(ValueError, match=f"SGD expects {name} >= 0, got -0.1"):
            SGD([layer], **{"lr": 0.1, name: -0.1})
        for bad in (np.inf, np.nan):
            with pytest.raises(ValueError, match=f"SGD expects {name} to be finite, got {bad}"):
                SGD([layer], **{"lr": 0.1, name: bad})
    for bad in (-0.1, 1.0, 1.5):
        with pytest.raises(ValueError, match=f"SGD expects 0 <= momentum < 1, got {bad}"):
            SGD([layer], lr=0.1, momentum=bad)
    with pytest.raises(ValueError, match="SGD expects form 'torch' or 'classic', got 'keras'"):
        SGD([layer], lr=0.1, form="keras")
    for none in ([], [nn.ReLU()], nn.ReLU()):
        with pytest.raises(ValueError, match="SGD expects at least one layer with parameters, got"):
            SGD(none, lr=0.1)
    net = nn.Network([layer, nn.ReLU()])
    for twice in ([layer, layer], [net, layer], [net, net]):
        with pytest.raises(ValueError, match="SGD expects each layer once, got one that stands twice"):
            SGD(twice, lr=0.1)
    for bad in (3, [layer, 3], [layer.params["W"]], "ab"):
        with pytest.raises(TypeError, match="SGD expects layers or a network, got"):
            SGD(bad, lr=0.1)
    for bad in ("0.1", None, [0.1, 0.2], 1j):
        with pytest.raises(TypeError, match="SGD expects lr to be one real number"):
            SGD([layer], lr=bad)
    optimiser = SGD([layer], lr=0)  # a rate of 0 changes nothing and is no error
    with pytest.raises(ValueError, match=r"SGD expects lr >= 0, got -1\.0"):
        optimiser.lr = -1
    assert optimiser.lr == 0.0
    assert repr(optimiser) == "SGD(lr=0, momentum=0, nesterov=False, weight_decay=0, form='torch')"
