"""The two measures of closeness against mpmath, at their limits and at extreme scales."""

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib.checking import bounded_closeness, lecture_closeness

pytestmark = pytest.mark.filterwarnings("error")
mp.mp.dps = 60

MEASURES = [lecture_closeness, bounded_closeness]
ENTRIES = st.one_of(st.floats(-1e3, 1e3), st.floats(-1e300, 1e300), st.sampled_from([0.0, 1e-200, -1e200, 5e-324]))


def norm(v):
    return mp.sqrt(sum(x * x for x in v))


def exact(g1, g2):
    a, b = [mp.mpf(float(x)) for x in np.ravel(g1)], [mp.mpf(float(x)) for x in np.ravel(g2)]
    difference, total = (norm([x + s * y for x, y in zip(a, b, strict=True)]) for s in (-1, 1))
    return difference, total, norm(a) + norm(b)


@given(st.lists(st.tuples(ENTRIES, ENTRIES), min_size=1, max_size=5))
def test_against_mpmath(pairs):
    g1, g2 = np.array(pairs).T
    difference, total, lengths = exact(g1, g2)
    with np.errstate(all="raise"):
        lecture, bounded = lecture_closeness(g1, g2), bounded_closeness(g1, g2)
    if lengths == 0:
        assert lecture == bounded == 0
        return
    assert type(lecture) is float and type(bounded) is float
    assert 0 <= bounded <= 1 + 4e-16
    assert bounded == pytest.approx(float(difference / lengths), rel=1e-14, abs=1e-300)
    cancelled = total < 1e-10 * lengths  # what is left of the sum is rounding, or below the scale of both
    assert cancelled or lecture == pytest.approx(float(difference / total), rel=1e-5, abs=1e-300)


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200, 2.0**-1060, 1.7e308])
def test_scale_does_not_matter(scale):
    g1, g2 = np.array([[0.25, -0.5], [1.0, 0.0]]) * scale, np.array([[0.25, -0.5], [-0.5, 0.75]]) * scale
    difference, total, lengths = exact(g1, g2)
    with np.errstate(all="raise"):
        assert lecture_closeness(g1, g2) == pytest.approx(float(difference / total), rel=1e-13)
        assert bounded_closeness(g1, g2) == pytest.approx(float(difference / lengths), rel=1e-13)


def test_small_differences_keep_their_digits():
    """A difference 1e-160 of the gradients is far below the root of the smallest number, and still exact."""
    g1, g2 = np.array([1.0, 0.0, 3e-160]), np.array([1.0, 0.0, -1e-160])
    assert lecture_closeness(g1, g2) == pytest.approx(2e-160, rel=1e-14, abs=0)
    assert bounded_closeness(g1, g2) == pytest.approx(2e-160, rel=1e-14, abs=0)
    g2 = np.array([1.0 + 2.0**-52, 0.0, 3e-160])
    assert bounded_closeness(g1, g2) == pytest.approx(2.0**-53, rel=1e-13, abs=0)


def test_limits():
    """Erratum E-CUI-11: g2 = -g1 divides by zero; for two zeros both are 0/0."""
    g = np.array([[1.0, -2.0], [0.5, 0.0]])
    for measure in MEASURES:
        assert measure(g, g) == 0
        assert measure(0 * g, 0 * g) == 0
        assert measure([], []) == 0
        assert measure(g, 0 * g) == measure(0 * g, g) == 1
    assert lecture_closeness(g, -g) == np.inf
    assert bounded_closeness(g, -g) == 1
    assert lecture_closeness(g, -g * (1 + 2.0**-40)) > 1e12
    for factor in (2, 10, 1e6):
        want = pytest.approx((factor - 1) / (factor + 1), rel=1e-12)
        assert bounded_closeness(g, factor * g) == want and lecture_closeness(factor * g, g) == want
    assert lecture_closeness([1.0, 0.0], [0.0, 1.0]) == pytest.approx(1)  # unlike the bounded one: 1/sqrt 2
    assert bounded_closeness([1.0, 0.0], [0.0, 1.0]) == pytest.approx(np.sqrt(0.5))


@pytest.mark.parametrize("measure", MEASURES)
def test_arguments(measure):
    assert measure([1, 2], np.array([1, 2], np.float32)) == 0
    assert measure(3, 1) == 0.5
    for bad in (np.nan, np.inf, -np.inf):
        assert np.isnan(measure([bad, 1.0], [bad, 1.0])) and np.isnan(measure([1.0, 2.0], [1.0, bad]))
    for p, q in (((3,), (3, 1)), ((2, 3), (3, 2)), ((1,), ())):
        with pytest.raises(ValueError) as error:
            measure(np.zeros(p), np.zeros(q))
        assert str(error.value) == f"{measure.__name__} expects gradients of one shape, got {p} and {q}"
    with pytest.raises(TypeError, match=f"{measure.__name__} expects real numbers, got complex128"):
        measure([1j], [1.0])
