"""The lectures' networks: their sizes, and what they compute against the lectures' formulas written out here."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from scipy import signal, special

import nnlib as nn

pytestmark = pytest.mark.filterwarnings("error")
LABELS = np.array([1, 0, 2, 2])


def rng(seed=0):
    return np.random.default_rng(seed)


def with_random_biases(net):
    for name in net.params:
        if name.endswith("b"):
            net.params[name] = rng(9).normal(size=net.params[name].shape)
    return net


def test_cui_dnn_of_the_lecture():
    net = nn.cui_dnn(dtype="f4", rng=rng())
    *_, last, total = net.summary().splitlines()
    assert total.split() == ["total", "5,646,264"] and last.split() == ["7:", "LogSoftmax()", "(N,", "3000)", "0"]
    assert [repr(layer) for layer in net.layers] == [
        "Linear(460 -> 1024)", "Sigmoid()", "Linear(1024 -> 1024)", "Sigmoid()", "Linear(1024 -> 1024)", "Sigmoid()",
        "Linear(1024 -> 3000)", "LogSoftmax()",
    ]  # fmt: skip
    y = net.forward(rng(1).normal(size=(2, 460)))
    assert y.dtype == np.float32
    np.testing.assert_allclose(special.logsumexp(y, axis=1), 0, atol=1e-5)


def test_cui_dnn_computes_and_differentiates_its_formula():
    net = with_random_biases(nn.cui_dnn((5, 4, 6, 3), rng=rng()))
    x, loss = rng(1).normal(size=(4, 5)), nn.NLL()
    value = loss.forward(net.forward(x), LABELS)
    net.backward(loss.backward())
    params = {name: array.copy() for name, array in net.params.items()}

    def cost(p):
        a = x
        for place in (0, 2):
            a = 1 / (1 + anp.exp(-(anp.dot(a, p[f"{place}.W"].T) + p[f"{place}.b"])))
        z = anp.dot(a, p["4.W"].T) + p["4.b"]
        y = anp.exp(z) / anp.sum(anp.exp(z), axis=1, keepdims=True)
        return -sum(anp.log(y[n, LABELS[n]]) for n in range(4)) / 4

    assert value == pytest.approx(cost(params), rel=1e-13)
    want = autograd.grad(cost)(params)
    assert net.grads.keys() == want.keys()
    for name in want:
        np.testing.assert_allclose(net.grads[name], want[name], rtol=1e-10, atol=1e-15)


def test_cui_dnn_without_hidden_layers_and_its_errors():
    assert repr(nn.cui_dnn([5, 3])) == "Network([Linear(5 -> 3), LogSoftmax()])"
    with pytest.raises(ValueError, match=r"cui_dnn expects at least the sizes of input and output, got \(5,\)"):
        nn.cui_dnn([5])
    with pytest.raises(ValueError, match="d_out >= 1, got 0"):
        nn.cui_dnn((5, 0, 3))


@pytest.mark.parametrize(("image", "k", "channels"), [((1, 8, 8), 3, 4), ((1, 9, 7), 2, 3), ((2, 28, 28), 5, 2)])
def test_taura_cnn_computes_its_formula(image, k, channels):
    """softmax(W1 maxpool(relu(W0 * x))), one image at a time, with SciPy for the correlation."""
    net = nn.taura_cnn(channels, k=k, image=image, classes=3, rng=rng())
    x = rng(1).normal(size=(4, *image))
    assert list(net.params) == ["0.W", "4.W"]
    W0, W1 = net.params["0.W"], net.params["4.W"]
    assert W0.shape == (channels, image[0], k, k)
    for n, y in enumerate(net.forward(x)):
        c = np.stack([sum(signal.correlate2d(x[n, i], w[i], "valid") for i in range(image[0])) for w in W0])
        h, w = (size // 2 * 2 for size in c.shape[1:])
        pooled = np.maximum(c, 0)[:, :h, :w].reshape(channels, h // 2, 2, w // 2, 2).max(axis=(2, 4))
        np.testing.assert_allclose(y, special.softmax(W1 @ pooled.ravel()), rtol=1e-11)
    total = net.summary(image).splitlines()[-1].split()
    assert total == ["total", f"{W0.size + W1.size:,}"]


def test_taura_cnn_differentiates_by_its_two_weights():
    net = nn.taura_cnn(3, image=(2, 6, 7), classes=3, output="log_softmax", rng=rng())
    x, loss = rng(1).normal(size=(4, 2, 6, 7)), nn.NLL()
    value = loss.forward(net.forward(x), LABELS)
    dx = net.backward(loss.backward())

    def cost(x, W0, W1):  # filters of 3 x 3, a map of 4 x 5, pooled to 2 x 2
        places = [(W0[:, :, i, j], x[:, :, i : i + 4, j : j + 5]) for i in range(3) for j in range(3)]
        c = sum(anp.einsum("oi,nihw->nohw", weights, seen) for weights, seen in places)
        h = anp.maximum(c, 0.0)[:, :, :, :4]
        pooled = anp.max(anp.reshape(h, (4, 3, 2, 2, 2, 2)), axis=(3, 5))
        z = anp.dot(anp.reshape(pooled, (4, 12)), W1.T)
        return -sum(z[n, LABELS[n]] - anp.log(anp.sum(anp.exp(z[n]))) for n in range(4)) / 4

    W0, W1 = (net.params[name].copy() for name in ("0.W", "4.W"))
    assert value == pytest.approx(cost(x, W0, W1), rel=1e-12)
    for ours, place in ((dx, 0), (net.grads["0.W"], 1), (net.grads["4.W"], 2)):
        np.testing.assert_allclose(ours, autograd.grad(cost, place)(x, W0, W1), rtol=1e-10, atol=1e-14)


def test_taura_cnn_in_a_trace():
    """W0 is weight layer 1 of the book and W1 weight layer 2; dl/dW0 is the correlation of x with delta."""
    net = nn.taura_cnn(3, image=(1, 8, 8), output="logits", rng=rng())
    x = rng(1).normal(size=(4, 1, 8, 8))
    seen = nn.trace(net, nn.SoftmaxCrossEntropy(), x, LABELS)
    assert seen.z[1].shape == seen.delta[1].shape == (4, 3, 6, 6) and seen.a[1].shape == (4, 27) and not seen.b
    for channel in range(3):
        want = sum(signal.correlate2d(x[n, 0], seen.delta[1][n, channel], "valid") for n in range(4)) / 4
        np.testing.assert_allclose(seen.grad_W[1][channel, 0], want, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(seen.grad_W[2], seen.delta[2].T @ seen.a[1] / 4, rtol=1e-11, atol=1e-14)
    np.testing.assert_allclose(seen.delta[2], special.softmax(seen.z[2], axis=1) - np.eye(10)[LABELS], rtol=1e-11)


def test_taura_cnn_has_three_ends():
    x = rng(1).normal(size=(4, 1, 28, 28))
    ends = {output: nn.taura_cnn(output=output, rng=rng(2)) for output in ("softmax", "log_softmax", "logits")}
    z = ends["logits"].forward(x)
    np.testing.assert_allclose(ends["softmax"].forward(x), special.softmax(z, axis=1), rtol=1e-12)
    np.testing.assert_allclose(ends["log_softmax"].forward(x), special.log_softmax(z, axis=1), rtol=1e-12)
    np.testing.assert_array_equal(nn.taura_cnn(rng=rng(2)).forward(x), ends["softmax"].forward(x))
    assert ends["softmax"].params["4.W"].shape == (10, 16 * 13 * 13)
    narrow = nn.taura_cnn(dtype="f4", rng=rng(2))
    assert narrow.forward(x).dtype == np.float32
    np.testing.assert_allclose(narrow.forward(x), ends["softmax"].forward(x), rtol=2e-4)


def test_taura_cnn_errors():
    with pytest.raises(ValueError, match="expects output to be one of softmax, log_softmax, logits, got 'sigmoid'"):
        nn.taura_cnn(output="sigmoid")
    with pytest.raises(ValueError, match=r"expects an image of shape \(channels, height, width\), got \(28, 28\)"):
        nn.taura_cnn(image=(28, 28))
    with pytest.raises(ValueError, match="taura_cnn with k=5 expects images of at least 6 x 6 pixels, got 8 x 5"):
        nn.taura_cnn(k=5, image=(1, 8, 5))
    assert nn.taura_cnn(2, k=5, image=(1, 6, 6)).forward(np.ones((1, 1, 6, 6))).shape == (1, 10)
    with pytest.raises(ValueError, match="c_out >= 1, got 0"):
        nn.taura_cnn(0)
    with pytest.raises(TypeError, match=r"generator such as np.random.default_rng\(0\), got 3"):
        nn.taura_cnn(rng=3)


def test_one_hidden_layer_computes_the_unrolled_formulas():
    net = with_random_biases(nn.one_hidden_layer(3, 4, 2, rng=rng()))
    W1, b1, W2, b2 = (net.params[name] for name in ("0.W", "0.b", "2.W", "2.b"))
    x = rng(1).normal(size=(5, 3))
    y = net.forward(x)
    for n in range(5):
        hidden = [1 / (1 + np.exp(-sum(W1[i, j] * x[n, j] for j in range(3)) - b1[i])) for i in range(4)]
        for k in range(2):
            out = 1 / (1 + np.exp(-sum(W2[k, i] * hidden[i] for i in range(4)) - b2[k]))
            assert y[n, k] == pytest.approx(out, rel=1e-13)
    assert nn.one_hidden_layer(3, 3, 1, dtype="f4", rng=rng()).forward(x).dtype == np.float32
    with pytest.raises(ValueError, match="d_in >= 1, got 0"):
        nn.one_hidden_layer(0, 3, 1)


def test_the_generator_decides_the_weights():
    """The same seed gives the same network, and the layers of one network draw different weights."""
    for make in (lambda g: nn.cui_dnn((4, 4, 4), rng=g), lambda g: nn.one_hidden_layer(4, 4, 4, rng=g)):
        first, again, other = make(rng(1)), make(rng(1)), make(rng(2))
        np.testing.assert_array_equal(first.params["2.W"], again.params["2.W"])
        assert not np.array_equal(first.params["2.W"], other.params["2.W"])
        assert not np.array_equal(first.params["0.W"], first.params["2.W"])
