"""The losses against scikit-learn and mpmath, their gradients against complex-step derivatives of losses written here."""

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

import nnlib as nn

pytestmark = pytest.mark.filterwarnings("error")
mp.mp.dps = 50

RNG = np.random.default_rng(11)
N, K = 5, 4
Y, T = RNG.normal(size=(N, K)) * 2, RNG.normal(size=(N, K))
LABELS = np.array([0, 3, 1, 1, 2])
ONE_HOT = np.eye(K)[LABELS]
SOFT = RNG.dirichlet(np.ones(K), size=N)
BITS = RNG.integers(0, 2, size=(N, K))
SHARES = RNG.uniform(size=(N, K))
LOG_P = np.log(RNG.dirichlet(np.ones(K), size=N))


# Losses once more, as plain sums over complex numbers: exact for a complex step, and sharing nothing with nnlib.
def mean_square(y, t):
    return sum((a - b) * (a - b) for a, b in zip(y.ravel(), t.ravel(), strict=True)) / y.size


def half_square(y, t):
    return sum((a - b) * (a - b) / 2 for a, b in zip(y.ravel(), t.ravel(), strict=True)) / len(y)


def cross_entropy(z, t):
    return -sum(t[n, k] * np.log(np.exp(z[n, k]) / sum(np.exp(z[n]))) for n, k in np.ndindex(z.shape)) / len(z)


def binary(z, t):
    p = 1 / (1 + np.exp(-z))
    return -sum((t * np.log(p) + (1 - t) * np.log(1 - p)).ravel()) / z.size


def likelihood(log_p, t):
    return -sum((t * log_p).ravel()) / len(log_p)


CASES = [
    pytest.param(nn.MSE, mean_square, Y, T, T, id="MSE"),
    pytest.param(nn.SquaredError, half_square, Y, T, T, id="SquaredError"),
    pytest.param(nn.SoftmaxCrossEntropy, cross_entropy, Y, LABELS, ONE_HOT, id="SoftmaxCrossEntropy-labels"),
    pytest.param(nn.SoftmaxCrossEntropy, cross_entropy, Y, ONE_HOT, ONE_HOT, id="SoftmaxCrossEntropy-one-hot"),
    pytest.param(nn.SoftmaxCrossEntropy, cross_entropy, Y, SOFT, SOFT, id="SoftmaxCrossEntropy-soft"),
    pytest.param(nn.SigmoidBCE, binary, Y, BITS, BITS, id="SigmoidBCE-bits"),
    pytest.param(nn.SigmoidBCE, binary, Y, SHARES, SHARES, id="SigmoidBCE-shares"),
    pytest.param(nn.NLL, likelihood, LOG_P, LABELS, ONE_HOT, id="NLL-labels"),
    pytest.param(nn.NLL, likelihood, LOG_P, ONE_HOT, ONE_HOT, id="NLL-one-hot"),
    pytest.param(nn.NLL, likelihood, LOG_P, SOFT, SOFT, id="NLL-soft"),
]
every_case = pytest.mark.parametrize(("loss_type", "reference", "prediction", "target", "dense"), CASES)
EVERY_LOSS = [nn.MSE, nn.SquaredError, nn.SoftmaxCrossEntropy, nn.SigmoidBCE, nn.NLL]
CLASS_LOSSES = [nn.SoftmaxCrossEntropy, nn.NLL]
SHAPED_LOSSES = [nn.MSE, nn.SquaredError, nn.SigmoidBCE]


@every_case
def test_value_and_gradient(loss_type, reference, prediction, target, dense):
    loss = loss_type()
    value = loss.forward(prediction, target)
    assert type(value) is float
    assert value == pytest.approx(reference(prediction, dense), rel=1e-13)
    gradient = loss.backward()
    assert gradient.shape == prediction.shape
    for index in np.ndindex(prediction.shape):
        moved = prediction.astype(complex)
        moved[index] += 1e-30j
        assert gradient[index] == pytest.approx(np.imag(reference(moved, dense)) / 1e-30, rel=1e-11, abs=1e-15)


@every_case
def test_gradient_is_the_slope_of_its_own_forward(loss_type, reference, prediction, target, dense):
    loss, step = loss_type(), 1e-6
    loss.forward(prediction, target)
    gradient = loss.backward()
    for index in np.ndindex(prediction.shape):
        moved = np.zeros_like(prediction)
        moved[index] = step
        slope = (loss.forward(prediction + moved, target) - loss.forward(prediction - moved, target)) / (2 * step)
        assert gradient[index] == pytest.approx(slope, abs=2e-9)


@every_case
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.longdouble])
def test_gradient_has_the_type_of_the_prediction(loss_type, reference, prediction, target, dense, dtype):
    loss, fine = loss_type(), loss_type()
    value = loss.forward(prediction.astype(dtype), target)  # a float64 target must not promote it
    rtol = 3e-3 if dtype == np.float16 else 2e-5
    assert value == pytest.approx(fine.forward(prediction, target), rel=rtol)
    assert loss.backward().dtype == dtype
    np.testing.assert_allclose(loss.backward().astype(float), fine.backward(), rtol=10 * rtol, atol=rtol)


@every_case
def test_memory(loss_type, reference, prediction, target, dense):
    """Inputs are not written, may be overwritten after forward; backward can be repeated; layouts do not matter."""
    loss = loss_type()
    p, t = prediction.copy(), target.copy()
    p.flags.writeable = t.flags.writeable = False
    value, gradient = loss.forward(p, t), loss.backward()
    again = loss.backward()
    np.testing.assert_array_equal(again, gradient)
    assert not np.shares_memory(again, gradient)
    p.flags.writeable = t.flags.writeable = True
    p[...], t[...] = 7, 0
    np.testing.assert_array_equal(loss.backward(), gradient)
    gradient[...] = 9
    np.testing.assert_array_equal(loss.backward(), again)
    assert loss.forward(np.asfortranarray(prediction), np.asfortranarray(target)) == pytest.approx(value, rel=1e-14)
    assert loss.forward(prediction[::-1], target[::-1]) == pytest.approx(value, rel=1e-14)
    assert loss.forward(prediction.tolist(), target.tolist()) == value


@every_case
def test_batch_is_the_mean_of_its_samples(loss_type, reference, prediction, target, dense):
    loss = loss_type()
    single, rows = [], []
    for n in range(N):
        single.append(loss.forward(prediction[n : n + 1], target[n : n + 1]))
        rows.append(loss.backward()[0] / N)
    assert loss.forward(prediction, target) == pytest.approx(np.mean(single), rel=1e-14)
    np.testing.assert_allclose(loss.backward(), rows, rtol=1e-13)


def test_agrees_with_scikit_learn():
    p = np.exp(Y) / np.exp(Y).sum(axis=1, keepdims=True)
    want = metrics.log_loss(LABELS, p, labels=range(K))
    assert nn.SoftmaxCrossEntropy().forward(Y, LABELS) == pytest.approx(want, rel=1e-13)
    assert nn.NLL().forward(np.log(p), LABELS) == pytest.approx(want, rel=1e-13)
    assert nn.MSE().forward(Y, T) == pytest.approx(metrics.mean_squared_error(T, Y), rel=1e-14)
    bits = metrics.log_loss(BITS[:, 0], 1 / (1 + np.exp(-Y[:, 0])), labels=[0, 1])
    assert nn.SigmoidBCE().forward(Y[:, 0], BITS[:, 0]) == pytest.approx(bits, rel=1e-13)


def test_scalings_of_the_lectures():
    r = T[:, :1] - Y[:, :1]  # one output, where Sybrandt's mean over the samples applies too
    loss = nn.SquaredError()
    ours = loss.forward(Y[:, :1], T[:, :1])
    assert ours == pytest.approx(np.sum(r**2) / 2 / N)  # Cui and Wan are N times, Taura 2 N times as large
    assert ours == pytest.approx(np.mean(r**2) / 2)  # Sybrandt
    assert nn.MSE().forward(Y, T) == pytest.approx(nn.SquaredError().forward(Y, T) * 2 / K)


@given(st.floats(-1e4, 1e4))
def test_sigmoid_bce_keeps_its_tails(z):
    loss = nn.SigmoidBCE()
    for t in (0, 1):
        signed = mp.mpf(z) if t == 0 else -mp.mpf(z)
        with np.errstate(all="raise"):
            value, gradient = loss.forward([z], [t]), loss.backward()[0]
        want = mp.log1p(mp.exp(signed)) if signed < 0 else signed + mp.log1p(mp.exp(-signed))
        slope = (1 if t == 0 else -1) / (1 + mp.exp(-signed))
        assert abs(value - want) <= 2e-15 * want + 1e-323
        assert abs(mp.mpf(float(gradient)) - slope) <= 2e-15 * abs(slope) + 1e-323


@pytest.mark.parametrize("target", [[0], [[1, 0, 0]]], ids=["label", "one-hot"])
@pytest.mark.parametrize("gap", [1.0, 40.0, 300.0, 1e4])
def test_softmax_cross_entropy_keeps_its_tails(gap, target):
    """A sure and right class: the loss and all its slopes are tiny, and none of them rounds to 0 before e^(-gap)."""
    loss = nn.SoftmaxCrossEntropy()
    with np.errstate(all="raise"):
        value, gradient = loss.forward([[gap, 0.0, 0.0]], target), loss.backward()[0]
    rest = mp.exp(-mp.mpf(gap))
    assert value == pytest.approx(float(mp.log1p(2 * rest)), rel=4e-15)
    np.testing.assert_allclose(
        gradient, [float(-2 * rest / (1 + 2 * rest)), *[float(rest / (1 + 2 * rest))] * 2], rtol=4e-15
    )


def test_a_hopeless_sample_costs_its_distance():
    loss = nn.SoftmaxCrossEntropy()
    for dtype in (np.float32, np.float64):
        with np.errstate(all="raise"):
            assert loss.forward(np.array([[-1e4, 1e4]], dtype), [0]) == 2e4
            np.testing.assert_array_equal(loss.backward(), [[-1, 1]])
            assert nn.SigmoidBCE().forward(np.array([-1e4], dtype), [1]) == 1e4


def test_zero_times_infinity_in_a_target_is_zero():
    loss = nn.SoftmaxCrossEntropy()
    assert loss.forward([[0.0, 0.0, -np.inf]], [[0.5, 0.5, 0.0]]) == pytest.approx(np.log(2))
    assert nn.NLL().forward([[0.0, -np.inf]], [[1, 0]]) == nn.NLL().forward([[0.0, -np.inf]], [0]) == 0
    assert nn.NLL().forward([[0.0, -np.inf]], [1]) == np.inf
    assert nn.SigmoidBCE().forward([np.inf, -np.inf], [1, 0]) == 0
    assert not np.signbit(nn.NLL().forward([[0.0, -1.0]], [0]))


@pytest.mark.parametrize("loss_type", EVERY_LOSS)
def test_nan_is_not_hidden(loss_type):
    loss = loss_type()
    assert np.isnan(loss.forward([[np.nan, 0.5], [0.2, 0.8]], [[1.0, 0.0], [0.0, 1.0]]))
    if loss_type is not nn.NLL:  # NLL is linear: its gradient does not depend on the prediction
        assert np.isnan(loss.backward()[0, 0]) and np.isfinite(loss.backward()[1]).all()


def test_float32_sums_are_added_in_float64():
    """A batch of equal samples costs what one of them costs, to a precision that float32 sums do not have."""
    y = np.full(1_000_003, 0.1, dtype=np.float32)
    for loss in (nn.MSE(), nn.SquaredError(), nn.SigmoidBCE()):
        assert loss.forward(y, np.zeros_like(y)) == pytest.approx(loss.forward(y[:1], [0]), rel=1e-12)


def test_single_samples_and_scalars():
    assert nn.MSE().forward(3, 1) == 4.0
    assert nn.SquaredError().forward(3, 1) == 2.0
    loss = nn.SquaredError()
    assert loss.forward([1.0, 3.0], [0.0, 0.0]) == 2.5  # (N,): N samples of one output
    np.testing.assert_array_equal(loss.backward(), [0.5, 1.5])
    loss = nn.SoftmaxCrossEntropy()
    assert loss.forward(Y[0], 2) == pytest.approx(cross_entropy(Y[:1], np.eye(K)[[2]]))
    np.testing.assert_allclose(loss.backward(), np.exp(Y[0]) / np.exp(Y[0]).sum() - np.eye(K)[2], rtol=1e-13)
    sequence = RNG.normal(size=(2, 3, K))
    labels = np.array([[0, 1, 2], [3, 2, 1]], dtype=np.uint8)
    flat = loss.forward(sequence.reshape(6, K), labels.ravel()), loss.backward().reshape(2, 3, K)
    assert loss.forward(sequence, labels) == flat[0]
    np.testing.assert_array_equal(loss.backward(), flat[1])


@pytest.mark.parametrize("loss_type", EVERY_LOSS)
def test_order_of_calls(loss_type):
    loss, name = loss_type(), loss_type.__name__
    assert isinstance(loss, nn.Loss) and repr(loss) == f"{name}()"
    with pytest.raises(RuntimeError, match=rf"{name}.backward\(\) needs a forward\(prediction, target\) before it"):
        loss.backward()
    loss.forward([[0.0, -1.0]], [[1.0, 0.0]])
    loss.backward()
    with pytest.raises(ValueError, match=r"one shape|class indices"):
        loss.forward([[0.0, -1.0]], [[1.0, 0.0, 0.0]])
    with pytest.raises(RuntimeError, match="needs a forward"):  # not the gradient of an older forward
        loss.backward()


@pytest.mark.parametrize("loss_type", EVERY_LOSS)
def test_bad_predictions(loss_type):
    loss, name = loss_type(), loss_type.__name__
    for empty in (np.zeros((0, 3)), np.zeros((3, 0))):
        with pytest.raises(ValueError, match=rf"{name} of an empty batch is undefined, got shape \("):
            loss.forward(empty, empty)
    with pytest.raises(TypeError, match=f"{name} expects a prediction of real numbers, got complex128"):
        loss.forward([[1j, 0]], [[1, 0]])
    with pytest.raises(TypeError, match=f"{name} expects a target of real numbers, got complex128"):
        loss.forward([[1.0, 0.0]], [[1j, 0]])


@pytest.mark.parametrize("loss_type", SHAPED_LOSSES)
def test_shapes_are_never_broadcast(loss_type):
    name = loss_type.__name__
    for p, t in (((3,), (3, 1)), ((3, 1), (3,)), ((3, 2), (1, 2)), ((3, 2), ()), ((2, 3), (3, 2))):
        with pytest.raises(ValueError) as error:
            loss_type().forward(np.zeros(p), np.zeros(t))
        assert str(error.value) == f"{name} expects prediction and target of one shape, got {p} and {t}"


@pytest.mark.parametrize("loss_type", CLASS_LOSSES)
def test_bad_class_targets(loss_type):
    name, z = loss_type.__name__, np.zeros((2, 3)) - 1
    for labels, worst in (([0, 3], 3), ([-1, 0], -1)):
        with pytest.raises(ValueError, match=f"{name} expects class indices from 0 to 2, got {worst}$"):
            loss_type().forward(z, labels)
    with pytest.raises(TypeError, match=f"{name} expects integer class indices, got float64"):
        loss_type().forward(z, [0.0, 1.0])
    for target in ([0], [[0], [1]], 0, np.zeros((2, 4))):
        with pytest.raises(ValueError, match=rf"{name} expects class indices of shape \(2,\) or one-hot"):
            loss_type().forward(z, target)
    with pytest.raises(ValueError, match=rf"{name} \(target\) expects probabilities that sum to 1"):
        loss_type().forward(z, [[1, 0, 0], [1, 1, 0]])
    with pytest.raises(ValueError, match=rf"{name} \(target\) expects probabilities >= 0"):
        loss_type().forward(z, [[1, 0, 0], [2, -1, 0]])
    with pytest.raises(ValueError, match=rf"{name} expects a prediction of shape \(N, K\), got shape \(\)"):
        loss_type().forward(0.5, 0)


def test_binary_targets_are_shares():
    for bad in (1.5, -0.25):
        with pytest.raises(ValueError, match=f"SigmoidBCE expects targets from 0 to 1, got {bad}"):
            nn.SigmoidBCE().forward([0.0, 1.0], [0.5, bad])
