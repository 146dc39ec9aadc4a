"""The activations against mpmath at 50 digits, their slopes against derivatives of functions written here."""

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

import nnlib as nn

pytestmark = pytest.mark.filterwarnings("error")
mp.mp.dps = 50

# |z| from subnormal to 1e4, both signs, the region where the textbook forms cancel, and where exp underflows
SIZES = np.r_[
    0.0, 5e-324, 1e-310, 1e-160, np.logspace(-20, 4, 49), np.linspace(0.3, 40, 45), 350.0, 372.4, 709.9, 744.0
]
GRID = np.r_[-SIZES[::-1], SIZES]
RAMP_ENDS = np.array([-0.5, 0.5, np.nextafter(0.5, 0), np.nextafter(-0.5, 0), np.nextafter(0.5, 1)])

VALUES = {
    "identity": lambda z: z,
    "unit_step": lambda z: mp.mpf(z >= 0),
    "sign": mp.sign,
    "piecewise_linear": lambda z: max(mp.mpf(0), min(mp.mpf(1), z + mp.mpf(1) / 2)),
    "sigmoid": lambda z: 1 / (1 + mp.exp(-z)),
    "tanh": mp.tanh,
    "relu": lambda z: max(z, mp.mpf(0)),
    "leaky_relu": lambda z: z if z > 0 else mp.mpf(0.01) * z,
    "absolute": abs,
    "softplus": lambda z: mp.log1p(mp.exp(z)) if z < 0 else z + mp.log1p(mp.exp(-z)),
    "softsign": lambda z: z / (1 + abs(z)),
}
SLOPES = {
    "identity": lambda z: mp.mpf(1),
    "unit_step": lambda z: mp.mpf(0),
    "sign": lambda z: mp.mpf(0),
    "piecewise_linear": lambda z: mp.mpf(abs(z) < mp.mpf(1) / 2),
    "sigmoid": lambda z: 1 / (4 * mp.cosh(z / 2) ** 2),
    "tanh": lambda z: mp.sech(z) ** 2,
    "relu": lambda z: mp.mpf(z > 0),
    "leaky_relu": lambda z: mp.mpf(1) if z > 0 else mp.mpf(0.01),
    "absolute": mp.sign,
    "softplus": lambda z: 1 / (1 + mp.exp(-z)),
    "softsign": lambda z: 1 / (1 + abs(z)) ** 2,
}
KINKS = {
    "identity": [], "unit_step": [0.0], "sign": [0.0], "piecewise_linear": [-0.5, 0.5], "sigmoid": [], "tanh": [],
    "relu": [0.0], "leaky_relu": [0.0], "absolute": [0.0], "softplus": [], "softsign": [],
}  # fmt: skip
NAMES = sorted(VALUES)
ALL = [getattr(nn, name + suffix) for name in NAMES for suffix in ("", "_prime")]
every_function = pytest.mark.parametrize("f", ALL, ids=lambda f: f.__name__)


def assert_close_to(truth, f, z, ulps=6):
    """f(z) within `ulps` units of relative rounding of the exact values, or of the smallest number above 0."""
    with np.errstate(all="raise"):  # stricter than warnings: underflow too
        got = f(z)
    info = np.finfo(z.dtype)
    for x, y in zip(z, got, strict=True):
        true = truth(mp.mpf(float(x)))
        allowed = ulps * float(info.eps) * abs(true) + 2 * mp.mpf(float(info.smallest_subnormal))
        assert abs(mp.mpf(float(y)) - true) <= allowed, f"{f.__name__}({x!r}) = {y!r}, exactly {mp.nstr(true, 20)}"


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", NAMES)
def test_value_and_slope_are_right_to_the_last_digits(name, dtype):
    z = np.r_[GRID, RAMP_ENDS].astype(np.float64)
    z = z[np.abs(z) <= 1e4].astype(dtype)
    value, slope = VALUES[name], SLOPES[name]
    if name == "leaky_relu":  # alpha is read in the precision of z
        alpha = mp.mpf(float(dtype(0.01)))
        value, slope = lambda x: x if x > 0 else alpha * x, lambda x: mp.mpf(1) if x > 0 else alpha
    if name == "piecewise_linear":  # z + 1/2 is rounded as any sum is: relative to the larger term
        with np.errstate(all="raise"):
            got = nn.piecewise_linear(z)
        np.testing.assert_allclose(got, [float(value(mp.mpf(float(x)))) for x in z], rtol=0, atol=np.finfo(dtype).eps)
    else:
        assert_close_to(value, getattr(nn, name), z)
    assert_close_to(slope, getattr(nn, name + "_prime"), z)


@pytest.mark.parametrize("name", NAMES)
def test_prime_is_the_derivative_of_the_value(name):
    for x in [-30.0, -7.3, -1.9, -0.6, -0.4, -1e-3, 0.01, 0.3, 0.45, 0.9, 2.2, 11.0, 25.0]:
        exact = mp.diff(VALUES[name], mp.mpf(x), h=mp.mpf(10) ** -15)
        assert float(getattr(nn, name + "_prime")(x)) == pytest.approx(float(exact), rel=1e-12, abs=1e-20)


@pytest.mark.parametrize(
    ("name", "f"),
    [
        ("sigmoid", lambda z: 1 / (1 + np.exp(-z))),
        ("tanh", lambda z: np.sinh(z) / np.cosh(z)),
        ("softplus", lambda z: np.log(1 + np.exp(z))),
    ],
)
def test_prime_is_the_complex_step_derivative(name, f):
    z = np.linspace(-15, 15, 101)  # the complex quotient cancels in tanh's tail: absolute error of rounding there
    np.testing.assert_allclose(getattr(nn, name + "_prime")(z), f(z + 1e-30j).imag / 1e-30, rtol=1e-13, atol=1e-15)


def test_agrees_with_scipy():
    z = np.r_[-1e4, -700, np.linspace(-50, 50, 201), 700, 1e4]
    np.testing.assert_allclose(nn.sigmoid(z), special.expit(z), rtol=1e-14)
    np.testing.assert_allclose(nn.softplus(z), -special.log_expit(-z), rtol=1e-14)


@pytest.mark.parametrize(
    ("name", "z", "value", "slope"),
    [
        ("relu", 0.0, 0, 0), ("leaky_relu", 0.0, 0, 0.01), ("absolute", 0.0, 0, 0), ("sign", 0.0, 0, 0),
        ("unit_step", 0.0, 1, 0), ("piecewise_linear", -0.5, 0, 0), ("piecewise_linear", 0.5, 1, 0),
        ("unit_step", -0.0, 1, 0), ("relu", -0.0, 0, 0), ("leaky_relu", -0.0, 0, 0.01), ("softsign", 0.0, 0, 1),
    ],
)  # fmt: skip
def test_convention_at_the_kink(name, z, value, slope):
    assert getattr(nn, name)(z) == value
    assert getattr(nn, name + "_prime")(z) == slope


@pytest.mark.parametrize(("name", "kink"), [(n, k) for n in NAMES for k in KINKS[n]])
def test_kink_is_a_single_point(name, kink):
    for z in (np.nextafter(kink, -1), np.nextafter(kink, 1)):
        assert getattr(nn, name + "_prime")(z) == float(SLOPES[name](mp.mpf(float(z))))


@pytest.mark.parametrize(
    ("name", "at_minus_infinity", "at_infinity", "slopes"),
    [
        ("identity", -np.inf, np.inf, (1, 1)), ("unit_step", 0, 1, (0, 0)), ("sign", -1, 1, (0, 0)),
        ("piecewise_linear", 0, 1, (0, 0)), ("sigmoid", 0, 1, (0, 0)), ("tanh", -1, 1, (0, 0)),
        ("relu", 0, np.inf, (0, 1)), ("leaky_relu", -np.inf, np.inf, (0.01, 1)), ("absolute", np.inf, np.inf, (-1, 1)),
        ("softplus", 0, np.inf, (0, 1)), ("softsign", -1, 1, (0, 0)),
    ],
)  # fmt: skip
def test_infinity_gives_the_limit(name, at_minus_infinity, at_infinity, slopes):
    z = np.array([-np.inf, np.inf])
    np.testing.assert_array_equal(getattr(nn, name)(z), [at_minus_infinity, at_infinity])
    np.testing.assert_array_equal(getattr(nn, name + "_prime")(z), slopes)


@every_function
def test_nan_stays_nan(f):
    got = f([0.3, np.nan, -2.0])
    assert np.isnan(got).tolist() == [False, True, False]


@every_function
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_floating_type_is_kept(f, dtype):
    z = np.array([-1e4, -30.0, -1.25, 0.0, 0.25, 3.0, 1e4], dtype=dtype)
    with np.errstate(all="raise"):
        got = f(z)
    assert got.dtype == dtype
    tolerance = max(4 * float(np.finfo(dtype).eps), 1e-15)
    np.testing.assert_allclose(got.astype(float), f(z.astype(float)), rtol=tolerance, atol=tolerance * 1e-3)
    assert f(z[2]).dtype == dtype
    assert f(np.array(1.5, dtype=dtype)).dtype == dtype


@every_function
def test_any_shape_layout_and_kind_of_input(f):
    z = np.linspace(-3, 3, 24).reshape(2, 3, 4)
    expected = f(z)
    assert expected.shape == z.shape
    read_only = z.copy()
    read_only.flags.writeable = False
    for same in (np.asfortranarray(z), z[:, ::-1][:, ::-1], z.tolist(), z.astype(">f8"), read_only):
        np.testing.assert_array_equal(f(same), expected)
    np.testing.assert_array_equal(f(z[::-1, :, ::-2]), expected[::-1, :, ::-2])
    np.testing.assert_array_equal(f(z.transpose(2, 0, 1)), expected.transpose(2, 0, 1))
    assert f(np.zeros((0, 3))).shape == (0, 3)
    assert f([1, -2]).dtype == f(np.array([True])).dtype == f(np.array([1], np.int8)).dtype == np.float64
    assert f(z.astype(">f4")).dtype == np.float32
    assert isinstance(f(2), np.float64)
    assert isinstance(f(np.float32(2)), np.float32)
    assert isinstance(f(np.array(2.0)), np.float64)


@every_function
def test_input_is_not_written_and_not_shared(f):
    z = np.linspace(-2, 2, 9)
    before = z.copy()
    got = f(z)
    assert not np.shares_memory(got, z)
    got[...] = 7.0
    np.testing.assert_array_equal(z, before)


@every_function
@pytest.mark.parametrize(("bad", "kind"), [(1j, "complex128"), (["a"], "<U1"), (None, "object")])
def test_what_is_not_a_real_number_is_refused(f, bad, kind):
    with pytest.raises(TypeError, match=rf"^{f.__name__} expects real numbers, got {kind}$"):
        f(bad)


def test_ragged_list_is_refused():
    with pytest.raises(ValueError, match="relu expects a rectangular array of numbers, got list"):
        nn.relu([[1.0, 2.0], [3.0]])


def test_alpha():
    z = np.array([-2.0, 0.0, 3.0], dtype=np.float32)
    np.testing.assert_array_equal(nn.leaky_relu(z, alpha=0.25), [-0.5, 0, 3])
    np.testing.assert_array_equal(nn.leaky_relu_prime(z, alpha=0.25), [0.25, 0.25, 1])
    for f in (nn.leaky_relu, nn.leaky_relu_prime):
        assert f(z, alpha=np.float64(0.1)).dtype == np.float32
        np.testing.assert_array_equal(f(z, 0.5), f(z, np.array(0.5)))
        with pytest.raises(TypeError, match=rf"{f.__name__} expects alpha to be one real number, got \[0.1\]"):
            f(z, alpha=[0.1])
        with pytest.raises(TypeError, match="alpha"):
            f(z, alpha="0.1")
        with pytest.raises(ValueError, match="alpha to be finite, got nan"):
            f(z, alpha=float("nan"))


def test_maxout():
    z = np.random.default_rng(1).normal(size=(4, 3, 5))
    for axis in (-1, 0, 1, 2):
        np.testing.assert_array_equal(nn.maxout(z, axis=axis), np.sort(z, axis=axis).take(-1, axis=axis))
        slope = nn.maxout_prime(z, axis=axis)
        for k in range(z.shape[axis]):  # central difference in piece k moves the maximum only where it is the largest
            step = np.zeros(z.shape[axis])
            step[k] = 1e-6
            step = np.expand_dims(step, [a for a in range(3) if a != axis % 3])
            numeric = (nn.maxout(z + step, axis=axis) - nn.maxout(z - step, axis=axis)) / 2e-6
            np.testing.assert_allclose(slope.take(k, axis=axis), numeric, atol=1e-8)
    np.testing.assert_array_equal(nn.maxout_prime([[2.0, 5.0, 5.0], [1.0, 1.0, 1.0]]), [[0, 1, 0], [1, 0, 0]])
    assert nn.maxout(np.float32([[1, 2]])).dtype == nn.maxout_prime(np.float32([[1, 2]])).dtype == np.float32
    assert np.isnan(nn.maxout([[1.0, np.nan]])).all() and np.isnan(nn.maxout_prime([[1.0, np.nan]])).all()
    assert isinstance(nn.maxout([1, 3]), np.float64)
    with pytest.raises(ValueError, match=r"maxout expects at least one piece on axis -1, got shape \(3, 0\)"):
        nn.maxout(np.zeros((3, 0)))
    with pytest.raises(ValueError, match=r"maxout_prime expects an array with axis 2, got shape \(3, 4\)"):
        nn.maxout_prime(np.zeros((3, 4)), axis=2)


@given(st.floats(-1e4, 1e4))
def test_identities(z):
    assert nn.tanh(z) == pytest.approx(2 * nn.sigmoid(2 * z) - 1, abs=4e-16, rel=1e-14)
    assert nn.sigmoid(z) + nn.sigmoid(-z) == pytest.approx(1, rel=1e-15)
    assert nn.sigmoid_prime(z) == pytest.approx(nn.sigmoid(z) * nn.sigmoid(-z), rel=1e-14)
    assert nn.softplus(z) - nn.softplus(-z) == pytest.approx(z, rel=1e-14, abs=2e-16)
    assert nn.piecewise_linear(z) == pytest.approx(nn.relu(z + 0.5) - nn.relu(z - 0.5), abs=2e-12)
    assert nn.absolute(z) == nn.relu(z) + nn.relu(-z) == nn.maxout([z, -z])
    assert nn.leaky_relu(z, alpha=0.2) == pytest.approx(nn.maxout([z, 0.2 * z]))
    assert nn.softsign_prime(z) == pytest.approx((1 - abs(nn.softsign(z))) ** 2, rel=1e-9, abs=1e-11)
