"""gradcheck: right gradients pass at every scale, planted wrong ones are found, kinks are told from faults."""

import dataclasses

import numpy as np
import pytest
from autograd import grad as autograd_grad
from autograd import numpy as anp
from hypothesis import given
from hypothesis import strategies as st

from nnlib.checking import GradReport, bounded_closeness, gradcheck, lecture_closeness, numerical_gradient

pytestmark = pytest.mark.filterwarnings("error")

RNG = np.random.default_rng(21)
A = RNG.normal(size=(4, 4))
INPUTS, TARGETS = RNG.normal(size=(6, 4)), RNG.normal(size=(6, 4))
W = RNG.normal(size=(4, 4))


def loss(w):
    """One tanh layer and a mean over 6 samples; in autograd's NumPy, which differentiates it for the truth."""
    return anp.sum((anp.tanh(anp.dot(INPUTS, anp.transpose(w))) - TARGETS) ** 2) / 6


GRADIENT = autograd_grad(loss)(W)


def changed(index, factor=1.0, add=0.0):
    gradient = GRADIENT.copy()
    gradient[index] = gradient[index] * factor + add
    return gradient


LARGEST = tuple(int(i) for i in np.unravel_index(np.argmax(np.abs(GRADIENT)), GRADIENT.shape))
FAULTS = {
    "sum instead of mean": 6 * GRADIENT,
    "mean taken twice": GRADIENT / 6,
    "factor 2 lost": GRADIENT / 2,
    "sign": -GRADIENT,
    "transposed": GRADIENT.T,
    "zero": 0 * GRADIENT,
    "slope of tanh forgotten": 2 * (np.tanh(INPUTS @ W.T) - TARGETS).T @ INPUTS / 6,
    "one sample forgotten": GRADIENT
    - 2 * np.outer((np.tanh(W @ INPUTS[0]) - TARGETS[0]) * (1 - np.tanh(W @ INPUTS[0]) ** 2), INPUTS[0]) / 6,
    "off by one row": np.roll(GRADIENT, 1, axis=0),
    "one entry by 1e-4": changed((2, 1), 1 + 1e-4),
    "one entry by -1e-4": changed(LARGEST, 1 - 1e-4),
    "one entry zero": changed((0, 3), 0.0),
    "one entry has the wrong sign": changed((3, 0), -1.0),
    "rounded to float16": GRADIENT.astype(np.float16).astype(float),
    "all by 2e-5": GRADIENT * (1 + 2e-5),
}


def test_a_right_gradient():
    report = gradcheck(loss, autograd_grad(loss), W)
    assert report and report.ok is True and report.error < 1e-7 and report.kinks == ()
    assert report.tolerance == 1e-5 and type(report.error) is float
    assert gradcheck(loss, GRADIENT, W) == report  # the array itself or the function that gives it
    assert report.analytic == GRADIENT[report.index]
    assert report.numeric == numerical_gradient(loss, W)[report.index]
    assert report.lecture_closeness == lecture_closeness(GRADIENT, numerical_gradient(loss, W)) < 1e-9
    assert report.bounded_closeness == bounded_closeness(GRADIENT, numerical_gradient(loss, W)) < 1e-9


@pytest.mark.parametrize("scale", [1e-300, 1e-12, 2.0**-40, 1.0, 2.0**40, 1e12, 1e290])
@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_found_at_every_scale(fault, scale):
    wrong = FAULTS[fault]
    plain = gradcheck(loss, wrong, W)
    report = gradcheck(lambda w: scale * loss(w), scale * wrong, W)
    assert not report and not report.ok and report.kinks == ()
    assert report.error == pytest.approx(plain.error, rel=1e-3)
    assert report.index == plain.index or fault in ("sum instead of mean", "mean taken twice", "factor 2 lost",
                                                    "sign", "zero", "all by 2e-5")  # fmt: skip
    assert report.bounded_closeness == pytest.approx(plain.bounded_closeness, rel=1e-3)
    assert report.analytic == scale * wrong[report.index]
    assert report.numeric == pytest.approx(scale * GRADIENT[report.index], rel=1e-4)


def test_the_fault_is_located():
    for index in np.ndindex(W.shape):
        report = gradcheck(loss, changed(index, add=1e-3), W)
        assert not report and report.index == index
        assert report.analytic - report.numeric == pytest.approx(1e-3, rel=1e-4)
        assert report.error == pytest.approx(1e-3 / max(abs(report.analytic), abs(report.numeric)), rel=1e-6)


@pytest.mark.parametrize("scale", [1e-300, 1e-12, 2.0**-40, 2.0**40, 1e12, 1e290])
def test_right_gradients_pass_at_every_scale(scale):
    report, plain = gradcheck(lambda w: scale * loss(w), scale * GRADIENT, W), gradcheck(loss, GRADIENT, W)
    assert report and report.error < 1e-7
    if np.log2(scale).is_integer():  # a power of 2 rounds nothing, so nothing at all may change
        assert (report.error, report.index, report.kinks) == (plain.error, plain.index, plain.kinks)
        assert report.numeric == scale * plain.numeric and report.bounded_closeness == plain.bounded_closeness


@given(st.floats(-1e6, 1e6), st.floats(0.5, 2), st.sampled_from([1e-9, 1.0, 1e9]))
def test_large_and_small_x(x, curvature, scale):
    """The step grows with |x|: a parabola is checked as well at a million as at 1, and close to its minimum."""
    with np.errstate(all="raise", under="ignore"):
        right = gradcheck(lambda w: scale * curvature * w * w, lambda w: 2 * scale * curvature * w, x)
        wrong = gradcheck(lambda w: scale * curvature * w * w, lambda w: 2.001 * scale * curvature * w, x)
    assert right and not right.kinks
    assert wrong.ok is (abs(x) < 1e-11) or 1e-13 < abs(x) < 1e-10  # rounding cannot tell such an x from 0
    assert not wrong.kinks


def test_entries_of_different_sizes():
    sizes = np.array([1e-9, 1e-5, 1.0, 1e5])
    x = np.array([0.3, 0.5, 0.7, 0.9])
    right = sizes * np.cos(x)
    assert gradcheck(lambda w: np.sum(sizes * np.sin(w)), right, x)
    for place in (2, 3):
        wrong = right.copy()
        wrong[place] *= 1.1
        report = gradcheck(lambda w: np.sum(sizes * np.sin(w)), wrong, x)
        assert not report and report.index == (place,)


def test_a_small_entry_is_measured_by_a_thousandth_of_the_largest():
    for off, ok in ((5e-6, True), (2e-5, False)):  # 0.01 beside 1000: the measure is 1
        report = gradcheck(lambda w: 0.01 * w[0] + 1000 * w[1], [0.01 + off, 1000], [0.0, 0.0])
        assert report.ok is ok and report.error == pytest.approx(off, rel=1e-3)


def test_rounding_is_no_fault():
    """A loss of 2.3 with gradients of 1e-9, as a first layer of many sigmoids has: the quotient is mostly rounding."""
    slopes = np.array([3e-9, -1e-9, 2e-10])
    report = gradcheck(lambda w: 2.3 + np.sum(slopes * np.sin(w)), lambda w: slopes * np.cos(w), [0.1, 0.2, 0.3])
    assert report and 1e-9 < report.rounding < 1e-8
    assert abs(report.analytic - report.numeric) < report.rounding
    assert not gradcheck(lambda w: 2.3 + np.sum(slopes * np.sin(w)), [1e-7, 0, 0], [0.1, 0.2, 0.3])
    flat = gradcheck(lambda w: 5.0, np.zeros(3), np.ones(3))
    assert flat and flat.error == 0 and flat.lecture_closeness == 0
    assert gradcheck(lambda w: 0.0, 0.0, 1.0)
    assert gradcheck(lambda w: np.sum((w - 1) ** 2), [0.0, 0.0], [1.0, 1.0])  # at a minimum


KINK = 0.7
OFFSETS = [-3.0, -0.9, -0.5, -0.25, -0.1, -0.09, -0.08, -0.05, -0.01, 0.0, 0.01, 0.05, 0.08, 0.09, 0.1, 0.3, 0.9, 3.0]


@pytest.mark.parametrize("jump", [1.0, -1.0, 0.02, 50.0])
@pytest.mark.parametrize("curvature", [0.0, 4.0, -4.0])
@pytest.mark.parametrize("offset", OFFSETS)
def test_a_kink_is_not_called_wrong(offset, curvature, jump):
    """f' jumps at `offset` steps from x; inside one step the central quotient is neither of the two slopes."""
    at = KINK + offset * 1e-6

    def f(w):
        return np.sum(w[1] + w[0] + curvature * w[0] ** 2 / 2 + jump * np.maximum(0, w[0] - at))

    right = [1 + curvature * KINK + (jump if at < KINK else 0), 1]
    report = gradcheck(f, right, [KINK, 2.0])
    assert report and report.kinks == (() if abs(offset) > 1 else ((0,),))


@pytest.mark.parametrize("offset", OFFSETS)
def test_a_wrong_gradient_at_a_kink_is_called_wrong(offset):
    at = KINK + offset * 1e-6
    right = 1 + 2 * (at < KINK)  # slopes 1 and 3
    for wrong in (0.0, -right, 3 * right, right * (1 + 1e-3), right * (1 - 1e-3)):
        report = gradcheck(lambda w: w + 2 * np.maximum(0, w - at), wrong, KINK)
        reach = 2 * max(0, 1 - 10 * abs(offset))  # how far the slopes at a tenth of the step are apart
        seen = (1 <= wrong <= 1 + reach) if offset >= 0 else (3 - reach <= wrong <= 3)
        assert report.ok is seen and len(report.kinks) == seen


def test_conventions_at_a_kink():
    """At the kink itself every slope between left and right passes, and nothing outside."""
    for a, ok in ((0, True), (0.25, True), (1, True), (-0.01, False), (1.01, False)):
        report = gradcheck(lambda w: np.maximum(0, w), a, 0.0)
        assert report.ok is ok and report.kinks == (((),) if ok and a != 0.5 else ())
    assert gradcheck(lambda w: np.abs(w).sum(), np.sign, [0.0, 1.0, -2.0]).kinks == ()  # the quotient is 0 too
    report = gradcheck(lambda w: np.heaviside(w, 1.0), 0.0, 0.0)  # a jump, from which the right branch starts
    assert report and report.kinks == ((),)
    report = gradcheck(lambda w: np.heaviside(w - 4e-7, 1.0).sum() + w[1], [0.0, 0.0, 1.0], [0.0, 0.0, 3.0])
    assert not report and report.kinks == ((0,),) and report.index in ((1,), (2,))
    assert not gradcheck(lambda w: np.maximum(0, w) - np.maximum(0, -w), 0.0, 0.0)  # two kinks that meet


def test_a_jump_does_not_hide_other_faults():
    """A quotient of 1e6 at one entry must not become the measure of all the others."""
    report = gradcheck(lambda w: 3.0 * (w[0] > 4e-7) + w[1], [0.0, 1.001], [0.0, 1.0])
    assert not report and report.index == (1,)
    report = gradcheck(lambda w: 3.0 * (w[0] > 4e-7) + w[1], [0.0, 1.0], [0.0, 1.0])
    assert report and report.kinks == ((0,),) and report.bounded_closeness < 1e-8


def test_curvature_is_no_kink():
    """A slope of 0 at an entry where f bends: the gap between both sides is 1e-6 f'', and shrinks with the step."""
    x, true = np.array([1e-5, 1.0]), np.array([3e-5, 1.0])
    for a in (0.0, 2.99e-5, 2.0e-5, 6e-5):
        report = gradcheck(lambda w: 1.5 * w[0] ** 2 + w[1] - 1, [a, 1.0], x)
        assert report.kinks == ()
        assert report.ok is bool(abs(a - true[0]) / 1e-3 < 1e-5)
    sharp = gradcheck(lambda w: np.sum(np.cosh(300 * w)), lambda w: 300 * np.sinh(300 * w) * (1 + 5e-5), [1e-3, -1e-3])
    assert not sharp and sharp.kinks == ()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_are_never_right(bad):
    x = np.array([1.0, 2.0, 3.0])
    with np.errstate(all="raise"):
        report = gradcheck(np.sum, [1.0, bad, 1.0], x)
        assert not report and report.index == (1,) and report.error == np.inf
        np.testing.assert_equal(report.analytic, bad)
        assert report.numeric == pytest.approx(1)
        assert not gradcheck(lambda w: bad, [0.0, 0.0, 0.0], x)
        assert not gradcheck(lambda w: bad, [bad, bad, bad], x)
        assert not gradcheck(lambda w: bad if w[2] > 3 else w.sum(), [1.0, 1.0, 1.0], x)
        assert not gradcheck(lambda w: bad if 3 < w[2] < 3 + 5e-7 else w.sum(), [1.0, 1.0, 1.1], x)
        assert not gradcheck(lambda w: bad if w[2] == 3 else w.sum(), [1.0, 1.0, 1.0], x)
        assert not gradcheck(lambda w: 0.0, [0.0, 0.0], [bad, 1.0])
    assert "WRONG" in str(report)


def test_report_in_words():
    report = gradcheck(lambda w: w[0, 0] * w[0, 1] ** 2, [[9.0, 6.0], [0.0, 1.0]], [[2.0, 3.0], [0.0, 0.0]])
    assert repr(report) == f"<{str(report).splitlines()[0]}>"
    lines = str(report).splitlines()
    assert lines[0] == "gradient WRONG: largest error 1.0e+00 (tolerance 1e-05) at index (1, 1)"
    assert lines[1].startswith("  analytic 1, numeric 0 (give or take") and len(lines) == 3
    report = gradcheck(lambda w: np.maximum(0, w).sum(), np.zeros((1, 5)), np.zeros((1, 5)))
    lines = str(report).splitlines()
    assert lines[0].startswith("gradient agrees: largest error ") and "tolerance 1e-05" in lines[0]
    assert lines[3] == "  at a kink, where any slope between both sides is right: 5 ((0, 0), (0, 1), (0, 2), ...)"
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.ok = False
    assert isinstance(report, GradReport) and all(type(i) is int for i in report.index)


def test_tolerance_and_step():
    assert gradcheck(loss, GRADIENT * 1.01, W, tolerance=0.02) and not gradcheck(loss, GRADIENT * 1.01, W)
    coarse = gradcheck(lambda w: w**3, 3.0, 1.0, eps=0.01)
    assert not coarse and coarse.numeric - coarse.analytic == pytest.approx(1e-4, rel=1e-9)
    for tolerance in (0.0, -1.0):
        with pytest.raises(ValueError, match="gradcheck expects entries to check and a tolerance > 0"):
            gradcheck(loss, GRADIENT, W, tolerance=tolerance)
    with pytest.raises(ValueError, match="expects eps > 0"):
        gradcheck(loss, GRADIENT, W, eps=0)


def test_arguments_are_left_alone():
    x, gradient = W.copy(), GRADIENT.copy()

    def vandal(w):
        value = loss(w)
        w[...] = 0
        return value

    def gradient_vandal(w):
        value = autograd_grad(loss)(w)
        w[...] = 0
        return value

    assert gradcheck(vandal, gradient_vandal, x)
    np.testing.assert_array_equal(x, W)
    np.testing.assert_array_equal(gradient, GRADIENT)
    assert gradcheck(lambda w: w[0] * 3, [3, 0], [1, 2])  # integers
    assert gradcheck(lambda w: w * w, 6, 3) and gradcheck(lambda w: [[w * w]], lambda w: 2 * w, 3)


def test_bad_arguments():
    with pytest.raises(ValueError, match=r"gradcheck expects a gradient of the shape \(4, 4\) of x, got \(16,\)"):
        gradcheck(loss, GRADIENT.ravel(), W)
    with pytest.raises(ValueError, match=r"gradcheck expects a gradient of the shape \(3, 1\) of x, got \(3,\)"):
        gradcheck(np.sum, np.ones(3), np.ones((3, 1)))
    with pytest.raises(ValueError, match=r"entries to check .* got shape \(0, 3\)"):
        gradcheck(np.sum, np.ones((0, 3)), np.ones((0, 3)))
    with pytest.raises(TypeError, match="gradcheck expects x in float64, got float32"):
        gradcheck(loss, GRADIENT, W.astype(np.float32))
    with pytest.raises(TypeError, match="gradcheck expects the gradient in float64, got float32"):
        gradcheck(loss, GRADIENT.astype(np.float32), W)
    with pytest.raises(TypeError, match=r"expects f\(x\) in float64, got float32"):
        gradcheck(lambda w: np.float32(loss(w)), GRADIENT, W)
    with pytest.raises(ValueError, match=r"expects f to return one number, got shape \(2,\)"):
        gradcheck(lambda w: w, np.ones(2), np.ones(2))


def test_f_must_repeat_itself():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="gradcheck expects f to give one number for one x, got"):
        gradcheck(lambda w: w.sum() + rng.normal(), np.ones(2), np.ones(2))
