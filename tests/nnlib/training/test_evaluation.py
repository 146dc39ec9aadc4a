"""Evaluation against scikit-learn's metrics on the whole data set, for batches that do not divide it."""

import numpy as np
import pytest
from sklearn import metrics

import nnlib as nn
from nnlib.training import Evaluation, evaluate

pytestmark = pytest.mark.filterwarnings("error")

RNG = np.random.default_rng(8)
N, K = 23, 4
X = RNG.normal(size=(N, K)) * 2
LABELS = RNG.integers(0, K, size=N)
BITS = RNG.integers(0, 2, size=(N, K))
SIZES = [1, 4, 10, N, 1000]


class Recorder(nn.Layer):
    """Gives its input back and notes the mode and the size of each batch."""

    def __init__(self):
        super().__init__()
        self.calls = []

    def _forward(self, x):
        self.calls.append((self.training, len(x)))
        return x.copy(), None

    def _input_gradient(self, dy, kept):
        return dy.copy()


@pytest.mark.parametrize("size", SIZES)
def test_classes(size):
    p = np.exp(X) / np.exp(X).sum(axis=1, keepdims=True)
    want = metrics.log_loss(LABELS, p, labels=range(K)), metrics.accuracy_score(LABELS, X.argmax(axis=1))
    for loss, prediction in ((nn.SoftmaxCrossEntropy(), X), (nn.NLL(), np.log(p))):
        for t in (LABELS, np.eye(K)[LABELS], LABELS.astype(np.uint8), LABELS.tolist()):
            result = evaluate(nn.Identity(), loss, prediction, t, batch_size=size)
            assert (result.loss, result.accuracy) == pytest.approx(want, rel=1e-13)
            assert type(result.loss) is float and type(result.accuracy) is float


@pytest.mark.parametrize("size", SIZES)
def test_bits(size):
    result = evaluate(nn.Identity(), nn.SigmoidBCE(), X, BITS, size)
    p = 1 / (1 + np.exp(-X))
    assert result.loss == pytest.approx(metrics.log_loss(BITS.ravel(), p.ravel()), rel=1e-13)
    assert result.accuracy == pytest.approx(metrics.accuracy_score(BITS.ravel(), (p >= 0.5).ravel()), rel=1e-14)
    one = evaluate(nn.Identity(), nn.SigmoidBCE(), X[:, 0], BITS[:, 0].astype(bool), size)
    assert one.accuracy == pytest.approx(np.mean((X[:, 0] > 0) == BITS[:, 0]), rel=1e-14)


@pytest.mark.parametrize("size", SIZES)
def test_targets_that_are_not_classes(size):
    t = RNG.normal(size=(N, K))
    result = evaluate(nn.Identity(), nn.MSE(), X, t, size)
    assert result.loss == pytest.approx(metrics.mean_squared_error(t, X), rel=1e-13) and result.accuracy is None
    result = evaluate(nn.Identity(), nn.SquaredError(), X, t, size)
    assert result.loss == pytest.approx(K / 2 * metrics.mean_squared_error(t, X), rel=1e-13)
    assert result.accuracy is None
    shares = BITS.astype(float)
    shares[-1, 0] = 0.5  # one share in the last batch: the targets are no classes
    assert evaluate(nn.Identity(), nn.SigmoidBCE(), X, shares, size).accuracy is None


def test_ties_and_the_boundary():
    flat = evaluate(nn.Identity(), nn.SoftmaxCrossEntropy(), np.zeros((2, 3)), [0, 1])
    assert flat.accuracy == 0.5  # the first of equal outputs
    assert evaluate(nn.Identity(), nn.SigmoidBCE(), [0.0, 0.0, 0.0, -1e-300], [1, 1, 0, 0]).accuracy == 0.75


def test_an_output_that_is_nan_is_wrong():
    z = np.array([[np.nan, 0.0], [0.0, np.nan], [0.0, 1.0], [1.0, np.inf]])
    for labels in ([0, 0, 1, 1], [0, 1, 1, 1]):
        result = evaluate(nn.Identity(), nn.SoftmaxCrossEntropy(), z, labels)
        assert np.isnan(result.loss) and result.accuracy == 0.5
    for bit in (0, 1):
        result = evaluate(nn.Identity(), nn.SigmoidBCE(), [np.nan], [bit])
        assert np.isnan(result.loss) and result.accuracy == 0


def test_sequences_of_predictions():
    z, labels = RNG.normal(size=(5, 3, K)), RNG.integers(0, K, size=(5, 3))
    result = evaluate(nn.Identity(), nn.SoftmaxCrossEntropy(), z, labels, 2)
    flat = evaluate(nn.Identity(), nn.SoftmaxCrossEntropy(), z.reshape(15, K), labels.ravel(), 15)
    assert (result.loss, result.accuracy) == pytest.approx((flat.loss, flat.accuracy), rel=1e-14)


def test_modes_are_put_back():
    first, frozen, last = Recorder(), Recorder(), Recorder()
    inner = nn.Network([frozen])
    net = nn.Network([first, inner, last])
    frozen.eval()  # by itself: the network is in training mode
    evaluate(net, nn.MSE(), X, X, 10)
    assert first.calls == frozen.calls == last.calls == [(False, 10), (False, 10), (False, 3)]
    assert (net.training, first.training, inner.training, frozen.training, last.training) == (
        True, True, True, False, True)  # fmt: skip
    with pytest.raises(ValueError, match="one shape"):  # after an error too
        evaluate(net, nn.MSE(), X, X[:, :1])
    assert net.training and last.training and not frozen.training
    net.eval()
    evaluate(net, nn.MSE(), X, X)
    assert not net.training and not first.training


def test_overflow_is_told_by_the_loss():
    result = evaluate(nn.Identity(), nn.MSE(), [[1e200]], [[-1e200]])
    assert result.loss == np.inf


def test_bad_arguments():
    net, loss = nn.Identity(), nn.MSE()
    with pytest.raises(ValueError, match="evaluate expects one target for each sample, got 23 samples and 22 targets"):
        evaluate(net, loss, X, X[:-1])
    with pytest.raises(ValueError, match="evaluate expects at least one sample, got none"):
        evaluate(net, loss, X[:0], X[:0])
    with pytest.raises(ValueError, match="evaluate expects batch_size >= 1, got 0"):
        evaluate(net, loss, X, X, 0)
    with pytest.raises(AttributeError):
        Evaluation(0.5, None).loss = 1.0
