"""The softmax family against mpmath, SciPy and the identities it must satisfy."""

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special

import nnlib as nn

pytestmark = pytest.mark.filterwarnings("error")
mp.mp.dps = 50

EXTREME = [
    [0.0], [-3.5], [0.0, 0.0], [1.0, 2.0, 3.0], [1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [1e4, 1e4], [0.0, -50.0],
    [0.0, -300.0, -700.0], [700.0, 709.0, 710.0], [-745.0, 0.0, 745.0], [30.0, -10.0, 29.9, -1e3], [5e-324, 0.0],
]  # fmt: skip
ALONG_AXIS = [nn.softmax, nn.log_softmax, nn.logsumexp]
logits = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 6)), elements=st.floats(-1e4, 1e4))


def exact(row):
    """Probabilities, their logarithms and the log-sum-exp of one row, at 50 digits and with no shift."""
    z = [mp.mpf(float(x)) for x in row]
    with mp.workdps(9000 if max(z) - min(z) > 100 else 200):  # 1 - p must not round to 0
        total = mp.fsum(mp.exp(x) for x in z)
        p = [mp.exp(x) / total for x in z]
        return p, [mp.log(x) for x in p], mp.log(total)


def near(got, true, eps, ulps=8, floor=0.0):
    return abs(mp.mpf(float(got)) - true) <= ulps * eps * abs(true) + floor


@pytest.mark.parametrize("row", EXTREME, ids=str)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_against_fifty_digits(row, dtype):
    z = np.array(row, dtype=dtype)
    info = np.finfo(dtype)
    eps, floor = float(info.eps), 2 * float(info.smallest_subnormal)
    p, log_p, total = exact(z)
    with np.errstate(all="raise"):
        got_p, got_log_p, got_total, jacobian = (
            nn.softmax(z),
            nn.log_softmax(z),
            nn.logsumexp(z),
            nn.softmax_jacobian(z),
        )
    scale = max(1.0, float(np.max(np.abs(z))))  # z - max z is rounded once, so exp of it has this relative error
    for k in range(z.size):
        assert near(got_p[k], p[k], eps * max(1, min(scale, 800) / 8), floor=floor)
        assert near(got_log_p[k], log_p[k], eps * max(1, min(scale, 800) / 8), floor=floor), (k, got_log_p)
        for i in range(z.size):
            true = p[k] * (1 - p[k]) if i == k else -p[k] * p[i]
            assert near(jacobian[k, i], true, eps * max(1, min(scale, 800) / 4), floor=z.size * floor), (k, i)
    assert near(got_total, total, eps, floor=eps * scale)


def test_log_softmax_keeps_the_tail_of_a_sure_class():
    assert nn.log_softmax([0.0, -50.0])[0] == pytest.approx(-float(mp.log1p(mp.exp(-50))), rel=1e-15)
    assert nn.log_softmax([0.0, -60.0, -60.0])[0] == pytest.approx(-2 * float(mp.exp(-60)), rel=1e-15)


@given(logits)
def test_agrees_with_scipy(z):
    for axis in (0, 1, -1):
        np.testing.assert_allclose(nn.softmax(z, axis=axis), special.softmax(z, axis=axis), rtol=1e-13, atol=1e-300)
        np.testing.assert_allclose(
            nn.log_softmax(z, axis=axis), special.log_softmax(z, axis=axis), rtol=1e-13, atol=2e-12
        )
        np.testing.assert_allclose(nn.logsumexp(z, axis=axis), special.logsumexp(z, axis=axis), rtol=1e-13, atol=1e-15)


@given(logits, st.floats(-1e3, 1e3))
def test_identities(z, shift):
    p, total = nn.softmax(z), nn.logsumexp(z)
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-14)
    np.testing.assert_allclose(nn.softmax(z + shift), p, rtol=1e-11, atol=1e-300)  # shift invariance
    np.testing.assert_allclose(nn.logsumexp(z + shift), total + shift, rtol=1e-13, atol=1e-11)
    assert np.all(total >= z.max(axis=-1)) and np.all(total <= z.max(axis=-1) + np.log(z.shape[-1]) + 1e-11)
    np.testing.assert_allclose(np.exp(nn.log_softmax(z)), p, rtol=1e-11, atol=1e-300)
    order = np.argsort(z, axis=-1, kind="stable")
    assert np.all(np.diff(np.take_along_axis(p, order, axis=-1)) >= 0)


@given(logits)
def test_jacobian_is_symmetric_semidefinite_with_rows_that_sum_to_zero(z):
    jacobian = nn.softmax_jacobian(z)
    assert jacobian.shape == (*z.shape, z.shape[-1])
    np.testing.assert_array_equal(jacobian, jacobian.swapaxes(-1, -2))
    np.testing.assert_allclose(jacobian.sum(axis=-1), 0, atol=1e-15)
    assert np.linalg.eigvalsh(jacobian).min() >= -1e-15


def test_jacobian_is_the_complex_step_derivative():
    z = np.random.default_rng(3).normal(size=(2, 3, 5)) * 3
    for i in range(5):
        moved = z.astype(complex)
        moved[..., i] += 1e-30j
        column = (np.exp(moved) / np.exp(moved).sum(axis=-1, keepdims=True)).imag / 1e-30
        np.testing.assert_allclose(nn.softmax_jacobian(z)[..., :, i], column, rtol=1e-12, atol=1e-16)


def test_rows_are_independent():
    rows = np.array([[1e4, 0.0, 3.0], [-1e4, -1e4, -1e4], [0.1, 0.2, 0.3]])
    for f in (*ALONG_AXIS, nn.softmax_jacobian):
        for n, row in enumerate(rows):
            np.testing.assert_array_equal(f(rows)[n], f(row))


def test_two_classes_are_the_sigmoid():
    z = np.linspace(-800, 800, 41)
    two = np.stack([z, np.zeros_like(z)], axis=-1)
    np.testing.assert_allclose(nn.softmax(two)[:, 0], special.expit(z), rtol=1e-14, atol=1e-307)
    np.testing.assert_allclose(nn.log_softmax(two)[:, 0], special.log_expit(z), rtol=1e-14)
    np.testing.assert_allclose(nn.logsumexp(two), -special.log_expit(-z), rtol=1e-14)


def test_nan_and_infinity():
    for f in (nn.softmax, nn.log_softmax, nn.softmax_jacobian):
        got = f([[1.0, np.nan, 2.0], [1.0, 0.0, 2.0]])
        assert np.isnan(got[0]).all() and np.isfinite(got[1]).all()
    assert np.isnan(nn.logsumexp([[1.0, np.nan, 2.0], [np.nan, 0.0, np.inf]])).all()
    np.testing.assert_array_equal(nn.softmax([0.0, -np.inf, 0.0]), [0.5, 0, 0.5])
    np.testing.assert_array_equal(nn.log_softmax([0.0, -np.inf]), [0, -np.inf])
    np.testing.assert_array_equal(
        nn.logsumexp([[-np.inf, -np.inf], [np.inf, 1e4], [np.inf, np.inf], [np.inf, -np.inf], [1.0, -np.inf]]),
        [-np.inf, np.inf, np.inf, np.inf, 1.0],
    )


@pytest.mark.parametrize("f", [*ALONG_AXIS, nn.softmax_jacobian])
def test_types_layouts_and_inputs(f):
    z = np.random.default_rng(5).normal(size=(4, 6))
    z.flags.writeable = False
    expected, before = f(z), z.copy()
    for dtype in (np.float16, np.float32, np.longdouble):
        assert f(z.astype(dtype)).dtype == dtype
        np.testing.assert_allclose(
            f(z.astype(dtype)).astype(float), expected, rtol=2e-2 if dtype == np.float16 else 1e-5
        )
    np.testing.assert_array_equal(f(z.tolist()), expected)
    np.testing.assert_allclose(f(np.asfortranarray(z)), expected, rtol=1e-14)
    np.testing.assert_array_equal(f(z[::-1]), expected[::-1])
    assert f(np.array([[1, 2]])).dtype == np.float64
    assert f(np.zeros((0, 3))).shape[0] == 0
    np.testing.assert_array_equal(z, before)
    with pytest.raises(ValueError, match=rf"{f.__name__} expects at least one class on axis -1, got shape \(3, 0\)"):
        f(np.zeros((3, 0)))
    with pytest.raises(ValueError, match=rf"{f.__name__} expects an array with axis -1, got shape \(\)"):
        f(1.0)
    with pytest.raises(TypeError, match=rf"{f.__name__} expects real numbers, got complex128"):
        f([1j, 2])


@pytest.mark.parametrize("f", ALONG_AXIS)
def test_axis(f):
    z = np.random.default_rng(6).normal(size=(2, 3, 4))
    for axis in range(3):
        moved = np.moveaxis(z, axis, -1)
        want = f(moved) if f is nn.logsumexp else np.moveaxis(f(moved), -1, axis)
        np.testing.assert_allclose(f(z, axis=axis), want, rtol=1e-14)
        np.testing.assert_array_equal(f(z, axis=axis - 3), f(z, axis=axis))
    with pytest.raises(ValueError, match=rf"{f.__name__} expects an array with axis 3, got shape \(2, 3, 4\)"):
        f(z, axis=3)
    assert isinstance(nn.logsumexp([1.0, 2.0]), np.float64)
