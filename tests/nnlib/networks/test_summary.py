"""The table of a network: its shapes are those of a real forward pass, its numbers those of the parameters."""

import numpy as np
import pytest

import nnlib as nn

pytestmark = pytest.mark.filterwarnings("error")
RNG = np.random.default_rng(3)


def network():
    inner = nn.Network([nn.Sigmoid(), nn.Linear(300, 40, bias=False, rng=RNG)])
    return nn.Network([nn.Linear(64, 300, rng=RNG), inner, nn.Tanh(), nn.Linear(40, 10, rng=RNG)])


TABLE = """\
layer                     output    parameters
input                     (N, 64)
0: Linear(64 -> 300)      (N, 300)      19,500
  1.0: Sigmoid()          (N, 300)           0
  1.1: Linear(300 -> 40)  (N, 40)       12,000
2: Tanh()                 (N, 40)            0
3: Linear(40 -> 10)       (N, 10)          410
total                                   31,910"""


@pytest.mark.parametrize("shape", [None, (64,), [64], np.array([64])], ids=["none", "tuple", "list", "array"])
def test_table(shape):
    assert network().summary(shape) == TABLE


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_shapes_and_numbers_are_those_of_the_network(dtype):
    net = nn.Network([nn.ReLU(), nn.Linear(7, 5, rng=RNG, dtype=dtype), nn.LeakyReLU(0.2), nn.Linear(5, 3, rng=RNG)])
    *rows, total = [line.split() for line in net.summary((7,)).splitlines()][1:]
    y = np.ones((11, 7))
    assert rows[0] == ["input", "(N,", "7)"]
    for row, (place, layer) in zip(rows[1:], net.leaves(), strict=True):
        y = layer.forward(y)
        assert row[0] == f"{place}:" and row[-2] == f"{y.shape[1]})"
        assert int(row[-1]) == sum(array.size for array in layer.params.values())
    assert total == ["total", str(sum(array.size for array in net.params.values()))]


def test_any_number_of_axes():
    net = nn.Network([nn.ReLU()])
    assert net.summary((1, 28, 28)).splitlines()[2] == "0: ReLU()  (N, 1, 28, 28)           0"
    assert net.summary(()).splitlines()[2] == "0: ReLU()  (N,)             0"


def test_the_shape_is_needed_where_the_first_layer_does_not_tell_it():
    for first in (nn.ReLU(), nn.Network([nn.ReLU()])):
        with pytest.raises(ValueError) as error:
            nn.Network([first, nn.Linear(2, 3)]).summary()
        assert str(error.value) == (
            "Network.summary expects input_shape, the shape of one sample such as (1, 28, 28), "
            "because the first layer ReLU() does not tell it; got none"
        )
    assert nn.Network([nn.Network([nn.Linear(2, 3)])]).summary().splitlines()[1].split() == ["input", "(N,", "2)"]


def test_bad_shapes():
    net = network()
    with pytest.raises(TypeError, match=r"Network\.summary expects the shape of one sample such as \(64,\), got 64"):
        net.summary(64)
    with pytest.raises(ValueError, match=r"Network\.summary expects each size in input_shape >= 1, got 0"):
        net.summary((0,))
    with pytest.raises(TypeError, match=r"each size in input_shape to be a whole number, got 6\.4"):
        net.summary((6.4,))
    for wrong in ((63,), (5, 64), ()):
        with pytest.raises(ValueError, match=r"Linear\(64 -> 300\) expects x of shape \(N, 64\)"):
            net.summary(wrong)


def test_the_network_is_left_alone():
    """A table asked for between forward and backward changes neither the gradients nor what Dropout draws."""
    rng = np.random.default_rng(7)
    net = nn.Network([nn.Linear(4, 6, rng=RNG), nn.Dropout(0.5, rng=rng), nn.Linear(6, 2, rng=RNG)])
    x, dy = RNG.normal(size=(5, 4)), RNG.normal(size=(5, 2))
    with pytest.raises(RuntimeError):
        (net.summary(), net.backward(dy))
    net.forward(x)
    want, state, grads = net.backward(dy), rng.bit_generator.state, dict(net.grads)
    net.summary()
    assert rng.bit_generator.state == state and net.training
    assert all(net.grads[name] is grads[name] for name in grads)
    np.testing.assert_array_equal(net.backward(dy), want)
