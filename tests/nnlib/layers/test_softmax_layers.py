"""The gradients of Softmax and LogSoftmax against mpmath, also where one class has nearly all the probability."""

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import nnlib as nn

pytestmark = pytest.mark.filterwarnings("error")
DIGITS = 400  # of mpmath: 1 - p is as small as e^-800 here

LOGITS = [
    [50.0, 0.0], [0.0, 50.0, 1.0], [700.0, 0.0, 3.0, 1.0], [0.0, 1e-3], [1.0, 1.0, 1.0], [2.0, -1.0, 0.5, 0.0],
    [30.0, 29.0, 0.0], [-800.0, 0.0, -400.0], [5.0], [37.0, 0.0, 0.0, 0.0, 0.0],
]  # fmt: skip


def exact(z, dy, logarithm):
    """J^T dy at many digits, J_ki = p_k ([k = i] - p_i) or [k = i] - p_i, and the size of what is added up in it."""
    with mp.workdps(DIGITS):
        z, dy = [mp.mpf(float(a)) for a in z], [mp.mpf(float(a)) for a in dy]
        total = mp.fsum(mp.exp(a) for a in z)
        p = [mp.exp(a) / total for a in z]
        weight = [mp.mpf(1)] * len(z) if logarithm else p
        result, size = [], []
        for i in range(len(z)):
            own = weight[i] * mp.fsum(p[k] for k in range(len(z)) if k != i) * dy[i]
            others = [-weight[k] * p[i] * dy[k] for k in range(len(z)) if k != i]
            result.append(own + mp.fsum(others))
            size.append(abs(own) + mp.fsum(abs(a) for a in others))
        return result, size


@pytest.mark.parametrize("z", LOGITS, ids=str)
@pytest.mark.parametrize("layer_type", [nn.Softmax, nn.LogSoftmax])
@pytest.mark.parametrize("seed", range(4))
def test_last_digits(z, layer_type, seed):
    """The error is a few units in the last place of the terms 1 - p, p dy, ..., none of which is tiny by cancellation."""
    rng = np.random.default_rng(seed)
    unit = np.eye(len(z))[seed % len(z)]  # the gradient that a likelihood sends
    for dy in (rng.normal(size=len(z)), unit, 1e8 * unit + rng.normal(size=len(z))):
        layer = layer_type()
        layer.forward([z])
        got = layer.backward([dy])[0]
        result, size = exact(z, dy, layer_type is nn.LogSoftmax)
        for value, want, scale in zip(got, result, size, strict=True):
            # z - max z is rounded once, and exp turns that into a relative error of up to |z| eps
            assert abs(mp.mpf(float(value)) - want) <= (8 + max(map(abs, z)) / 8) * 2.3e-16 * scale + 1e-320


@pytest.mark.parametrize("gap", [1.0, 50.0, 300.0, 700.0])
@pytest.mark.parametrize("label", [0, 1, 2])
def test_log_softmax_and_nll_are_softmax_cross_entropy(gap, label):
    z = [[gap, 0.0, -1.0], [0.0, gap, gap]]
    layer, nll, both = nn.LogSoftmax(), nn.NLL(), nn.SoftmaxCrossEntropy()
    value = nll.forward(layer.forward(z), [label, 0])
    assert value == pytest.approx(both.forward(z, [label, 0]), rel=1e-15)
    np.testing.assert_allclose(layer.backward(nll.backward()), both.backward(), rtol=1e-15, atol=0)


def test_the_tail_of_a_sure_class():
    """Logits (50, 0): the slope at the right class is -e^-50, which 1 - p would round to 0."""
    layer, loss = nn.LogSoftmax(), nn.NLL()
    loss.forward(layer.forward([[50.0, 0.0]]), [0])
    np.testing.assert_allclose(layer.backward(loss.backward()), [[-np.exp(-50.0), np.exp(-50.0)]], rtol=1e-15)
    layer = nn.Softmax()
    layer.forward([[50.0, 0.0]])
    np.testing.assert_allclose(layer.backward([[1.0, 0.0]]), [[np.exp(-50.0), -np.exp(-50.0)]], rtol=1e-15)


batches = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 6)), elements=st.floats(-100, 100))


@given(batches, st.floats(-10, 10))
def test_identities(z, constant):
    dy = np.random.default_rng(z.shape).normal(size=z.shape)
    for layer in (nn.Softmax(), nn.LogSoftmax()):
        layer.forward(z)
        dz = layer.backward(dy)
        np.testing.assert_allclose(dz.sum(axis=-1), 0, atol=1e-13)  # a shift of z changes nothing
    softmax = nn.Softmax()
    p = softmax.forward(z)
    dz = softmax.backward(dy)
    np.testing.assert_allclose(softmax.backward(dy + constant), dz, atol=1e-14)  # the sum of p does not change
    np.testing.assert_allclose(np.einsum("nki,nk->ni", nn.softmax_jacobian(z), dy), dz, rtol=1e-11, atol=1e-15)
    np.testing.assert_array_equal(p, nn.softmax(z))
    np.testing.assert_array_equal(nn.LogSoftmax().forward(z), nn.log_softmax(z))


@pytest.mark.parametrize("layer_type", [nn.Softmax, nn.LogSoftmax])
def test_axis(layer_type):
    rng = np.random.default_rng(0)
    x, dy = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 3, 4))
    for axis in range(-3, 3):
        layer, last = layer_type(axis), layer_type()
        np.testing.assert_allclose(layer.forward(x), np.moveaxis(last.forward(np.moveaxis(x, axis, -1)), -1, axis))
        np.testing.assert_allclose(layer.backward(dy), np.moveaxis(last.backward(np.moveaxis(dy, axis, -1)), -1, axis))
    with pytest.raises(ValueError, match=r"softmax expects an array with axis 3, got shape \(2, 3, 4\)"):
        layer_type(3).forward(x)
    with pytest.raises(ValueError, match=r"softmax expects at least one class on axis -1, got shape \(5, 0\)"):
        layer_type().forward(np.zeros((5, 0)))
    for bad in (1.0, None, "1"):
        with pytest.raises(TypeError, match=f"{layer_type.__name__} expects axis to be a whole number, got {bad!r}"):
            layer_type(bad)


@pytest.mark.parametrize("layer_type", [nn.Softmax, nn.LogSoftmax])
def test_nan_stays_in_its_row(layer_type):
    layer = layer_type()
    assert np.isnan(layer.forward([[1.0, np.nan], [1.0, 2.0]])[0]).all()
    dz = layer.backward([[1.0, 0.0], [1.0, 0.0]])
    assert np.isnan(dz[0]).any() and np.isfinite(dz[1]).all()
