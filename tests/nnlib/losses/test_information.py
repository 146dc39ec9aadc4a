"""Entropies against SciPy, the convention 0 log 0 = 0, and Gibbs' inequality."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special, stats

import nnlib as nn

pytestmark = pytest.mark.filterwarnings("error")


@st.composite
def two_distributions(draw):
    classes = draw(st.integers(1, 6))
    # weights of 0 are frequent on purpose; the first weight of each is positive
    weights = draw(arrays(np.float64, (2, classes), elements=st.sampled_from([0, 0, 1e-300, 1e-9, 0.1, 1, 2, 5.5])))
    weights[:, 0] += 1e-3
    return weights / weights.sum(axis=1, keepdims=True)


@given(two_distributions())
def test_agrees_with_scipy_and_with_gibbs(pq):
    p, q = pq
    with np.errstate(all="raise"):
        got_entropy, got_kl, got_cross = nn.entropy(p), nn.kl_divergence(p, q), nn.cross_entropy(p, q)
    np.testing.assert_allclose(got_entropy, stats.entropy(p), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(got_kl, special.rel_entr(p, q).sum(), rtol=1e-12, atol=2e-15)
    np.testing.assert_allclose(got_cross, got_entropy + got_kl, rtol=1e-12, atol=1e-15)
    assert got_kl >= 0
    assert -1e-15 <= got_entropy <= np.log(len(p)) + 1e-14
    assert nn.kl_divergence(p, p) == 0


def test_zeros():
    assert nn.entropy([1.0, 0.0, 0.0]) == 0 and not np.signbit(nn.entropy([1.0, 0.0]))
    assert not np.signbit(nn.entropy([1.0])) and not np.signbit(nn.cross_entropy([1.0], [1.0]))
    assert nn.kl_divergence([1.0, 0.0], [1.0, 0.0]) == 0
    assert nn.kl_divergence([0.5, 0.5], [1.0, 0.0]) == nn.cross_entropy([0.5, 0.5], [1.0, 0.0]) == np.inf
    assert nn.kl_divergence([1.0, 0.0], [0.5, 0.5]) == pytest.approx(np.log(2))
    assert nn.cross_entropy([0, 1], [0.75, 0.25]) == pytest.approx(np.log(4))


def test_last_axis_and_leading_axes():
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet([1, 2, 3], size=(4, 5)), rng.dirichlet([1, 1, 1])
    for n in np.ndindex(4, 5):
        assert nn.entropy(p)[n] == nn.entropy(p[n])
        assert nn.kl_divergence(p, q)[n] == nn.kl_divergence(p[n], q)
        assert nn.cross_entropy(q, p)[n] == nn.cross_entropy(q, p[n])
    p32 = nn.softmax(rng.normal(size=(3, 1000)).astype(np.float32))
    assert nn.entropy(p32).dtype == nn.kl_divergence(p32, p32).dtype == np.float32
    assert isinstance(nn.entropy([0.5, 0.5]), np.float64)


def test_nan_is_not_hidden():
    assert np.isnan(nn.entropy([np.nan, 0.5]))
    for f in (nn.kl_divergence, nn.cross_entropy):
        assert np.isnan(f([np.nan, 0.5], [0.5, 0.5])) and np.isnan(f([0.0, 1.0], [np.nan, 0.5]))


@pytest.mark.parametrize("f", [nn.entropy, nn.cross_entropy, nn.kl_divergence])
def test_only_distributions(f):
    good = [0.5, 0.5]
    calls = [f] if f is nn.entropy else [lambda p: f(p, good), lambda p: f(good, p)]
    for call in calls:
        with pytest.raises(ValueError, match=rf"{f.__name__} expects probabilities >= 0, got -0.5"):
            call([1.5, -0.5])
        with pytest.raises(ValueError, match=rf"{f.__name__} expects .* sum to 1 along the last axis, got sum 0.9"):
            call([[0.5, 0.5], [0.4, 0.5]])
        with pytest.raises(ValueError, match=r"at least one class on axis -1, got shape \(2, 0\)"):
            call(np.zeros((2, 0)))
        with pytest.raises(ValueError, match="sum to 1"):
            call([np.inf, 0.0])
        with pytest.raises(TypeError, match=f"{f.__name__} expects real numbers"):
            call([1j, 0])
    if f is not nn.entropy:
        with pytest.raises(ValueError, match=r"over the same classes, got shapes \(2,\) and \(3,\)"):
            f(good, [0.2, 0.3, 0.5])
        with pytest.raises(ValueError, match=r"over the same classes, got shapes \(2,\) and \(2, 1\)"):
            f(good, [[1.0], [1.0]])
