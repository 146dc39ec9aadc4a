"""Difference quotients: their order of accuracy against mpmath, exactness on polynomials, what they refuse."""

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib.checking import numerical_gradient, numerical_jacobian

pytestmark = pytest.mark.filterwarnings("error")
mp.mp.dps = 50

POINTS = (0.3, 0.55, 0.8, -0.4, -0.85)


def wave(x):
    return np.exp(np.sin(3 * x)) + x**3


def errors(form, powers):
    """Root mean square error over POINTS of the quotient with eps = 2^-k, for k in powers."""
    truth = [float(mp.diff(lambda x: mp.exp(mp.sin(3 * x)) + x**3, point)) for point in POINTS]
    return [
        np.sqrt(np.mean([(numerical_gradient(wave, x, 2.0**-k, form=form) - d) ** 2
                         for x, d in zip(POINTS, truth, strict=True)]))
        for k in powers
    ]  # fmt: skip


@pytest.mark.parametrize(("form", "order"), [("central", 2), ("forward", 1), ("backward", 1)])
def test_order_of_accuracy(form, order):
    """Erratum E-WAN-17: halving the step divides the one-sided error by 2, the symmetric one by 4."""
    coarse = errors(form, [9, 10, 11])
    np.testing.assert_allclose(np.divide(coarse[:-1], coarse[1:]), 2**order, rtol=5e-3)


@pytest.mark.parametrize("form", ["central", "forward"])
def test_rounding_takes_over_for_small_steps(form):
    powers = np.arange(28, 44)
    slope = np.polyfit(powers, np.log2(errors(form, powers)), 1)[0]  # error ~ 2^-52 / eps = 2^(k - 52)
    assert slope == pytest.approx(1, abs=0.15)
    worst = np.log2(errors(form, powers)) - powers + 52
    assert -3 < worst.min() and worst.max() < 3


def test_best_steps_of_the_v_curve():
    powers = np.arange(8, 40)
    central, forward = errors("central", powers), errors("forward", powers)
    assert 14 <= powers[np.argmin(central)] <= 20 and min(central) < 1e-10  # eps near 1e-5
    assert 24 <= powers[np.argmin(forward)] <= 30 and 1e-9 < min(forward) < 1e-7  # eps near 1e-8


@given(st.lists(st.integers(-8, 8), min_size=3, max_size=3), st.integers(-8, 8))
def test_central_is_exact_on_quadratics(coefficients, x):
    """Erratum E-CUI-10: the "=" of the lecture holds for polynomials of degree <= 2."""
    a, b, c = coefficients
    assert numerical_gradient(lambda w: a * w * w + b * w + c, x, 2.0**-10) == 2 * a * x + b
    assert numerical_gradient(lambda w: b * w + c, x, 2.0**-10, form="forward") == b
    step = 2.0**-10 * max(1, abs(x))
    for form, sign in (("forward", 1), ("backward", -1)):
        assert numerical_gradient(lambda w: a * w * w + b * w + c, x, 2.0**-10, form=form) == (
            2 * a * x + b + sign * a * step
        )


def test_cubic_error_is_the_square_of_the_step():
    for x, h in ((0.0, 2.0**-8), (1.0, 2.0**-8), (-4.0, 2.0**-6)):  # the step grows with |x| from 1 on
        assert numerical_gradient(lambda w: w**3, x, 2.0**-8) == 3 * x**2 + h**2


def test_step_actually_taken_is_the_denominator():
    x = 1000.1  # x + h is rounded by 1e-13, which is 1e-4 of the step of 1e-9
    assert numerical_gradient(lambda w: w, x, 1e-12) == 1
    assert numerical_gradient(lambda w: w, x, 1e-12, form="forward") == 1


@pytest.mark.parametrize("form", ["central", "forward", "backward"])
@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 3), (2, 1, 2, 2), (0, 3)])
def test_any_shape(shape, form):
    rng = np.random.default_rng(3)
    x, weight = rng.normal(size=shape), rng.normal(size=shape)
    gradient = numerical_gradient(lambda w: np.sum(weight * np.sin(w)), x, form=form)
    assert gradient.shape == shape and gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, weight * np.cos(x), atol=2e-9 if form == "central" else 2e-5)


def test_array_likes():
    x = np.array([[1.0, 2.0, 3.0], [-1.0, 0.5, 4.0]])
    want = numerical_gradient(lambda w: np.prod(w[0]) * w[1, 2], x)
    reversed_twice = np.array(x[::-1])[::-1]
    read_only = x.copy()
    read_only.flags.writeable = False
    for other in (
        x.tolist(),
        np.asfortranarray(x),
        reversed_twice,
        read_only,
        x.astype(">f8"),
        x.astype(np.longdouble),
    ):
        np.testing.assert_array_equal(numerical_gradient(lambda w: np.prod(w[0]) * w[1, 2], other), want)
    integers = numerical_gradient(lambda w: w[0] / w[1], [1, 2])  # 1 + 1e-6 must not become 1
    np.testing.assert_allclose(integers, [0.5, -0.25], rtol=1e-9)


def test_number_of_evaluations():
    """Wan's argument: n weights, n + 1 forward passes (one-sided); twice as many for the symmetric quotient."""
    calls = []

    def f(w):
        calls.append(1)
        return w.sum()

    for form, count in (("forward", 8), ("backward", 8), ("central", 15)):
        calls.clear()
        numerical_gradient(f, np.ones(7), form=form)
        assert len(calls) == count


def test_f_may_keep_or_change_its_argument():
    kept, x = [], np.array([1.0, 2.0, 3.0])

    def f(w):
        value = (w**2).sum()
        kept.append(w)
        w[...] = 7
        return value

    np.testing.assert_allclose(numerical_gradient(f, x), [2, 4, 6], rtol=1e-8)
    np.testing.assert_array_equal(x, [1, 2, 3])
    assert not any(np.shares_memory(a, b) for i, a in enumerate(kept) for b in [x, *kept[:i]])


def test_f_may_reuse_its_result():
    out = np.empty(2)

    def f(w):
        out[...] = w * [2, 3]
        return out

    np.testing.assert_allclose(numerical_jacobian(f, [1.0, 1.0]), np.diag([2, 3]), atol=1e-9)
    total = np.empty(())
    np.testing.assert_allclose(numerical_gradient(lambda w: np.sum(w * [2, 3], out=total), [1.0, 1.0]), [2, 3])


def test_one_number_in_any_wrapping():
    for wrap in (float, np.float64, lambda v: np.array(v), lambda v: [v], lambda v: np.array([[v]])):
        assert numerical_gradient(lambda w, wrap=wrap: wrap(float(w) ** 2), 3.0) == pytest.approx(6)
    assert numerical_gradient(lambda w: 5, 3.0) == 0
    for shape in ((2,), (1, 3), (0,)):
        with pytest.raises(ValueError, match="numerical_gradient expects f to return one number, got shape"):
            numerical_gradient(lambda w, shape=shape: np.zeros(shape), 1.0)


def test_nan_and_infinity_are_passed_on():
    assert np.isnan(numerical_gradient(lambda w: np.nan, [1.0])).all()
    np.testing.assert_array_equal(numerical_gradient(lambda w: w[1], [np.nan, 1.0]), [np.nan, 1])
    assert np.isnan(numerical_gradient(lambda w: w, np.nan)) and np.isnan(numerical_gradient(lambda w: w, np.inf))
    with np.errstate(all="raise"):
        assert np.isnan(numerical_gradient(lambda w: np.inf, 0.0))
        assert numerical_gradient(lambda w: np.inf if w > 0 else 0.0, 0.0) == np.inf
        assert numerical_gradient(lambda w: 1e308 * np.sign(w), 0.0) == np.inf


def test_jacobian():
    """Shape (*out, *in), rows are outputs; against the complex step."""
    rng = np.random.default_rng(5)
    w, x = rng.normal(size=(2, 4, 3)), rng.normal(size=(3, 2))

    def f(x):
        return np.tanh(w @ x).sum(axis=2) * np.exp(x[0, 0])

    jacobian = numerical_jacobian(f, x)
    assert jacobian.shape == (2, 4, 3, 2)
    for index in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[index] += 1e-30j
        np.testing.assert_allclose(jacobian[(..., *index)], f(moved).imag / 1e-30, atol=1e-8)
    assert numerical_jacobian(f, x, 1e-8, form="forward") == pytest.approx(jacobian, abs=1e-6)
    assert numerical_jacobian(lambda x: x.sum(), x).shape == (3, 2)
    assert numerical_jacobian(lambda s: [s, 2 * s], 1.0).shape == (2,)
    assert numerical_jacobian(lambda x: np.ones((2, 5)), np.zeros((0, 3))).shape == (2, 5, 0, 3)


def test_jacobian_has_one_shape():
    with pytest.raises(ValueError, match=r"numerical_jacobian expects f to return one shape, got \(1,\) and \(2,\)"):
        numerical_jacobian(lambda x: np.ones(1 + (x[0] > 1)), [1.0])


@pytest.mark.parametrize("function", [numerical_gradient, numerical_jacobian])
def test_single_precision_is_refused(function):
    name = function.__name__
    for dtype in (np.float32, np.float16):
        with pytest.raises(TypeError, match=rf"{name} expects x in float64, got {np.dtype(dtype)}: .*about 10 %"):
            function(np.sum, np.ones(2, dtype))
        with pytest.raises(TypeError, match=rf"{name} expects f\(x\) in float64, got {np.dtype(dtype)}"):
            function(lambda w, dtype=dtype: dtype(w.sum()), np.ones(2))
    with pytest.raises(TypeError, match=rf"{name} expects x of real numbers, got complex128"):
        function(np.sum, [1j])
    with pytest.raises(TypeError, match=rf"{name} expects f\(x\) of real numbers, got object"):
        function(lambda w: None, [1.0])


def test_the_figures_of_that_refusal():
    """Single precision as it is: the error of a slope of e at 1, with the best of all steps, and with 1e-6."""
    f, x, steps = np.exp, np.linspace(0.5, 1.5, 41, dtype=np.float32), 10.0 ** np.arange(-7, 0)
    share = []
    for step in steps.astype(np.float32):
        rise = (f(x + step) - f(x - step)).astype(float)
        slope = rise / ((x + step).astype(float) - (x - step).astype(float))
        share.append(np.max(np.abs(slope / np.exp(x.astype(float)) - 1)))
    assert 0.03 < share[1] < 0.3
    assert 1e-5 < min(share) < 2e-4


@pytest.mark.parametrize("function", [numerical_gradient, numerical_jacobian])
def test_bad_steps_and_forms(function):
    name = function.__name__
    for eps in (0.0, -1e-6):
        with pytest.raises(ValueError, match=f"{name} expects eps > 0, got"):
            function(np.sum, [1.0], eps)
    with pytest.raises(ValueError, match=f"{name} expects eps to be finite, got nan"):
        function(np.sum, [1.0], np.nan)
    with pytest.raises(ValueError, match=rf"{name} expects an eps that moves x = 3.0, got 1e-20"):
        function(np.sum, [3.0], 1e-20)
    with pytest.raises(ValueError, match=f"{name} expects form to be .*, got 'symmetric'"):
        function(np.sum, [1.0], form="symmetric")
