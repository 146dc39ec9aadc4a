"""The Jacobian by the lectures' recursion, against the complex step, autograd, quotients and the chain rule."""

from copy import deepcopy

import autograd
import numpy as np
import pytest
from autograd import numpy as anp
from hypothesis import given
from hypothesis import strategies as st

import nnlib as nn
from nnlib.checking import jacobian, numerical_jacobian

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def rng():
    return np.random.default_rng(31)


def with_bias(layer, rng):
    layer.params["b"] = rng.normal(size=layer.params["b"].shape)
    return layer


def test_linear_layer_is_its_weights(rng):
    layer = with_bias(nn.Linear(3, 5, rng=rng), rng)
    np.testing.assert_array_equal(jacobian(layer, rng.normal(size=3)), layer.params["W"])


def test_elementwise_layers_are_diagonal(rng):
    z = rng.normal(size=(2, 3))
    for layer, prime in ((nn.Sigmoid(), nn.sigmoid_prime), (nn.Tanh(), nn.tanh_prime), (nn.ReLU(), nn.relu_prime)):
        result = jacobian(layer, z)
        assert result.shape == (2, 3, 2, 3)
        np.testing.assert_allclose(result.reshape(6, 6), np.diag(prime(z).ravel()), rtol=1e-14)
    assert jacobian(nn.Tanh(), 0.3).shape == ()
    assert jacobian(nn.Tanh(), 0.3) == pytest.approx(1 / np.cosh(0.3) ** 2, rel=1e-14)


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=6))
def test_softmax(z):
    np.testing.assert_allclose(jacobian(nn.Softmax(), z), nn.softmax_jacobian(z), atol=1e-15)


def test_against_the_complex_step(rng):
    """Two tanh layers and a softmax, with biases, written out once more for complex numbers."""
    first, middle, last = (with_bias(nn.Linear(*size, rng=rng), rng) for size in ((3, 5), (5, 4), (4, 2)))
    net = nn.Network([first, nn.Tanh(), middle, nn.Tanh(), last, nn.Softmax()])
    x = rng.normal(size=3)

    def written_out(x):
        for layer in (first, middle):
            x = np.tanh(layer.params["W"] @ x + layer.params["b"])
        e = np.exp(last.params["W"] @ x + last.params["b"])
        return e / e.sum()

    result = jacobian(net, x)
    assert result.shape == (2, 3)
    for i in range(3):
        moved = x.astype(complex)
        moved[i] += 1e-30j
        np.testing.assert_allclose(result[:, i], written_out(moved).imag / 1e-30, rtol=1e-12)
    np.testing.assert_allclose(result.sum(axis=0), 0, atol=1e-16)  # probabilities keep their sum


def test_against_autograd(rng):
    net = nn.Network([nn.Linear(4, 6, rng=rng), nn.LeakyReLU(0.1), nn.Linear(6, 3, rng=rng), nn.Sigmoid()])
    w1, b1, w2, b2 = (net.params[name] for name in ("0.W", "0.b", "2.W", "2.b"))

    def written_out(x):
        z = anp.dot(w1, x) + b1
        return 1 / (1 + anp.exp(-anp.dot(w2, anp.where(z > 0, z, 0.1 * z)) - b2))

    for x in rng.normal(size=(5, 4)):
        np.testing.assert_allclose(jacobian(net, x), autograd.jacobian(written_out)(x), rtol=1e-12)


def test_recursion_of_the_lecture(rng):
    """CUI-56 and CUI-57 by loops, with the base case that the lecture leaves out (erratum E-CUI-17)."""
    first, last = nn.Linear(3, 4, rng=rng), nn.Linear(4, 2, rng=rng)
    x = rng.normal(size=3)
    w1, w2 = first.params["W"], last.params["W"]
    z = w1 @ x
    y = 1 / (1 + np.exp(-w2 @ np.tanh(z)))
    want = np.zeros((2, 3))
    for k in range(2):
        output = [y[j] * (1 - y[j]) * (j == k) for j in range(2)]
        delta = [(1 - np.tanh(z[u]) ** 2) * sum(w2[j, u] * output[j] for j in range(2)) for u in range(4)]
        for i in range(3):
            want[k, i] = sum(w1[u, i] * delta[u] for u in range(4))
    result = jacobian(nn.Network([first, nn.Tanh(), last, nn.Sigmoid()]), x)
    np.testing.assert_allclose(result, want, rtol=1e-13)


def test_chain_rule(rng):
    """The Jacobian of a network is the product of those of its parts, the last one first (X-CUI-11)."""
    parts = [with_bias(nn.Linear(4, 6, rng=rng), rng), nn.Softplus(), nn.Linear(6, 3, rng=rng), nn.LogSoftmax()]
    x = rng.normal(size=4)
    product, a = np.eye(4), x
    for part in parts:
        product = jacobian(part, a) @ product
        a = part.forward(a[None])[0]
    np.testing.assert_allclose(jacobian(nn.Network(parts), x), product, rtol=1e-13)
    nested = nn.Network([nn.Network(parts[:2]), nn.Network([nn.Network(parts[2:])])])
    np.testing.assert_array_equal(jacobian(nested, x), jacobian(nn.Network(parts), x))
    v = rng.normal(size=3)  # as a module of a larger network: backward multiplies by the transpose
    nested.forward(x[None])
    np.testing.assert_allclose(nested.backward(v[None])[0], product.T @ v, rtol=1e-13)


def test_images(rng):
    net = nn.Network([nn.Conv2D(2, 3, 3, padding=1, rng=rng), nn.Tanh(), nn.MaxPool2D(2), nn.Conv2D(3, 2, 2, rng=rng)])
    image = rng.normal(size=(2, 6, 5))
    result = jacobian(net, image)
    assert result.shape == (2, 2, 1, 2, 6, 5)
    np.testing.assert_allclose(result, numerical_jacobian(lambda x: net.forward(x[None])[0], image), atol=1e-8)
    flat = nn.Network([net, nn.Flatten(), nn.Linear(4, 8, rng=rng), nn.Maxout(2)])
    result = jacobian(flat, image)
    assert result.shape == (4, 2, 6, 5)
    np.testing.assert_allclose(result, numerical_jacobian(lambda x: flat.forward(x[None])[0], image), atol=1e-8)


def test_dropout_is_off(rng):
    plain = [nn.Linear(3, 4, rng=rng), nn.Tanh(), nn.Linear(4, 2, rng=rng)]
    net = nn.Network([plain[0], nn.Dropout(0.5, rng=rng), plain[1], nn.Network([nn.Dropout(0.9, rng=rng)]), plain[2]])
    x, state = rng.normal(size=3), rng.bit_generator.state
    np.testing.assert_array_equal(jacobian(net, x), jacobian(nn.Network(plain), x))
    assert rng.bit_generator.state == state
    assert net.training and net.layers[1].training and net.layers[3].layers[0].training


def test_the_module_is_left_alone(rng):
    net = nn.Network([nn.Linear(3, 4, rng=rng), nn.Tanh(), nn.Linear(4, 2, rng=rng)])
    batch, dy = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    net.forward(batch)
    dx, before = net.backward(dy), deepcopy(net)
    x = batch[0].copy()
    x.flags.writeable = False
    result = jacobian(net, x)
    result[...] = 9
    for name in net.params:
        np.testing.assert_array_equal(net.params[name], before.params[name])
        np.testing.assert_array_equal(net.grads[name], before.grads[name])
    np.testing.assert_array_equal(net.backward(dy), dx)


def test_types_and_layouts(rng):
    net = nn.Network([nn.Linear(3, 4, rng=rng), nn.Sigmoid(), nn.Linear(4, 2, rng=rng)])
    single = nn.Network([nn.Linear(3, 4, dtype=np.float32), nn.Sigmoid(), nn.Linear(4, 2, dtype=np.float32)])
    for name in net.params:
        single.params[name] = net.params[name]
    assert jacobian(net, [1, 2, 3]).dtype == np.float64
    for x in ([1.0, 2.0, 3.0], np.array([1, 2, 3], np.uint8), np.array([3.0, 2.0, 1.0])[::-1]):
        np.testing.assert_array_equal(jacobian(net, x), jacobian(net, [1, 2, 3]))
        assert jacobian(single, x).dtype == np.float32
        np.testing.assert_allclose(jacobian(single, x), jacobian(net, x), rtol=2e-4)
    assert jacobian(nn.Softmax(), np.ones(3, np.float32)).dtype == np.float32
    assert np.isnan(jacobian(net, [np.nan, 0, 0])).all()


def test_sensitivity_predicts_a_small_change(rng):
    """What the Jacobian is for (CUI-54): y moves by J dx, up to the square of dx."""
    net = nn.Network([nn.Linear(3, 8, rng=rng), nn.Tanh(), nn.Linear(8, 2, rng=rng)])
    x, direction = rng.normal(size=3), rng.normal(size=3)
    gaps = []
    for size in (1e-2, 1e-3):
        moved = net.forward((x + size * direction)[None])[0] - net.forward(x[None])[0]
        gaps.append(np.linalg.norm(moved - jacobian(net, x) @ direction * size))
    assert gaps[0] / gaps[1] == pytest.approx(100, rel=0.1)


def test_a_sample_that_does_not_fit(rng):
    with pytest.raises(ValueError, match=r"Linear\(3 -> 2\) expects x of shape \(N, 3\), got \(1, 4\)"):
        jacobian(nn.Linear(3, 2, rng=rng), np.ones(4))
    with pytest.raises(TypeError, match="jacobian expects real numbers, got complex128"):
        jacobian(nn.Tanh(), [1j])
