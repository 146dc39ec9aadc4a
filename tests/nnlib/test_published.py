"""Published results in small: the networks of benchmarks/published with fewer units, seeds and epochs.

The numbers on the right are those of the papers. They judge several parts of nnlib at once, from the initial weights to
the chain rule; which part is wrong, the other tests say.
"""

from itertools import pairwise
from math import log, pi, sqrt

import numpy as np
import pytest

import nnlib as nn
from nnlib import data

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def mnist():
    digits = data.mnist()
    return digits.scaled().reshape(len(digits), -1), digits.t


# Glorot and Bengio (2010), section 4.2.2: the mean singular value of dz^(i+1)/dz^i in a new tanh network


def standard(shape, *, rng):
    """Equation 1 of the paper."""
    return rng.uniform(-1, 1, size=shape) / sqrt(shape[1])


@pytest.mark.parametrize(
    ("init", "published"), [(standard, 0.5), (nn.xavier_uniform, 0.8)], ids=["standard", "normalised"]
)
def test_jacobians_of_new_tanh_layers(mnist, init, published):
    images, _ = mnist
    found = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        z = images[seed]
        for n, m in pairwise([784, 200, 200, 200, 200, 200]):
            layer = nn.Network([nn.Linear(n, m, init=init, rng=rng), nn.Tanh()])
            y = layer.forward(z[None])[0]
            if n == m:
                matrix = nn.jacobian(layer, z)
                w = layer.params["0.W"]
                np.testing.assert_allclose(y, np.tanh(w @ z), rtol=1e-12, atol=1e-14)
                np.testing.assert_allclose(matrix, (1 - np.tanh(w @ z) ** 2)[:, None] * w, rtol=1e-10, atol=1e-13)
                found.append(np.linalg.svd(matrix, compute_uv=False).mean())
            z = y
    assert abs(np.mean(found) - published) < 0.05


@pytest.mark.parametrize(
    ("init", "n_variance"),
    [(standard, 1 / 3), (nn.xavier_uniform, 1), (nn.xavier_normal, 1), (nn.lecun_normal, 1), (nn.he_normal, 2)],
)
def test_singular_values_of_new_weights(init, n_variance):
    """Marchenko and Pastur (1967): for independent entries of variance v / n their mean tends to 8 sqrt(v) / (3 pi)."""
    matrix = nn.jacobian(nn.Linear(400, 400, init=init, rng=np.random.default_rng(1)), np.zeros(400))
    mean = np.linalg.svd(matrix, compute_uv=False).mean()
    assert mean == pytest.approx(8 / (3 * pi) * sqrt(n_variance), rel=0.01)


# Nielsen (2015), chapter 5: ||dC/db|| in the hidden layers of a new sigmoid network, averaged over 1,000 images


@pytest.mark.parametrize(
    "published", [(0.0657, 0.3092), (0.01184, 0.05997, 0.28314), (0.002975, 0.01708, 0.06954, 0.28514)], ids=len
)
def test_gradients_vanish_towards_the_first_layer(mnist, published):
    images, labels = mnist
    found = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        layers = []
        for n, m in pairwise([784, *[30] * len(published), 10]):
            layers += [nn.Linear(n, m, init=nn.lecun_normal, rng=rng), nn.Sigmoid()]
            layers[-2].params["b"] = rng.normal(size=m)
        net, loss, chosen = nn.Network(layers[:-1]), nn.SigmoidBCE(), slice(1000 * seed, 1000 * (seed + 1))
        loss.forward(net.forward(images[chosen]), np.eye(10)[labels[chosen]])
        net.backward(10 * loss.backward(), input_grad=False)  # his cost is the sum over the outputs
        found.append([np.linalg.norm(layer.grads["b"]) for layer in layers[:-2:2]])
    norms, theirs = np.array(found), np.array(published)
    ratios = norms[:, 1:] / norms[:, :-1]
    assert np.all(ratios > 1)
    assert np.all(np.abs(np.log(ratios / (theirs[1:] / theirs[:-1]))) < log(2))
    assert np.all(np.abs(np.log(np.median(norms, axis=0) / theirs)) < log(2))


# He, Zhang, Ren and Sun (2015), section 2.2: the signal through 30 relu layers


@pytest.mark.parametrize(("init", "by_layer"), [(nn.he_normal, 1), (nn.xavier_normal, sqrt(1 / 2))])
def test_signal_through_thirty_relu_layers(init, by_layer):
    ratios = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        layers = [layer for _ in range(30) for layer in (nn.Linear(256, 256, init=init, rng=rng), nn.ReLU())]
        net, x = nn.Network(layers), rng.normal(size=(20, 256))
        first = nn.Network(layers[:2]).forward(x)
        last, dx = net.forward(x), net.backward(rng.normal(size=x.shape))
        ratios.append([np.sqrt(np.mean(last**2) / np.mean(first**2)), np.sqrt(np.mean(dx**2))])
    forward, backward = np.median(ratios, axis=0)
    assert abs(log(forward / by_layer**29)) < log(2)
    assert abs(log(backward / by_layer**30)) < log(2)


# the accuracy commonly reached on the small digits


def test_small_digits_are_learnt():
    digits = data.digits()
    training, held_back = digits.split(360, rng=np.random.default_rng(0))
    x, x_held_back = (part.scaled(np.float32).reshape(len(part), -1) for part in (training, held_back))
    rng = np.random.default_rng(0)
    first, last = (nn.Linear(64, n, init=nn.he_normal, dtype=np.float32, rng=rng) for n in (64, 10))
    net, loss = nn.Network([first, nn.ReLU(), last]), nn.SoftmaxCrossEntropy()
    optimiser = nn.SGD(net, lr=0.1, momentum=0.9)
    records = list(nn.train(net, loss, optimiser, x, training.t, epochs=20, batch_size=32, rng=rng))
    assert records[-1].accuracy > 0.995
    assert nn.evaluate(net, loss, x_held_back, held_back.t).accuracy >= 0.97
    assert all(array.dtype == np.float32 for array in [*net.params.values(), *net.grads.values()])


# Karpathy (2019), A recipe for training neural networks: the loss of a new network with K classes is log K


def test_first_loss_of_the_speech_network():
    rng = np.random.default_rng(0)
    net, loss = nn.cui_dnn(dtype=np.float32, rng=rng), nn.NLL()
    x, t = rng.normal(size=(16, 460)).astype(np.float32), rng.integers(3000, size=16)
    first = loss.forward(net.forward(x), t)
    assert first == pytest.approx(log(3000), abs=0.3)
    net.backward(loss.backward(), input_grad=False)
    nn.SGD(net, lr=0.1).step()
    assert loss.forward(net.forward(x), t) < first - 0.1
