"""The toy sets: their curves by the curves' equations, their noise by its distribution, their sizes for every n."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.datasets import make_moons

from nnlib import data

pytestmark = pytest.mark.filterwarnings("error")

CENTRES = np.array([[0.0, 3.0, 1.0], [-4.0, 0.0, 2.0], [5.0, 5.0, 0.0]])
CLASSES = {  # name: (maker(n, noise, rng), number of classes, coordinates)
    "two_moons": (lambda n, noise, rng: data.two_moons(n, noise, rng=rng), 2, 2),
    "spirals": (lambda n, noise, rng: data.spirals(n, noise, rng=rng), 2, 2),
    "xor": (lambda n, noise, rng: data.xor(n, noise, rng=rng), 2, 2),
    "blobs": (lambda n, noise, rng: data.blobs(n, CENTRES, noise, rng=rng), 3, 3),
}
every_class_set = pytest.mark.parametrize("name", CLASSES)


def rng(seed=0):
    return np.random.default_rng(seed)


def in_order(x):
    return x[np.lexsort(x.T.round(12))]  # rounded, or a last digit could change places


@pytest.mark.parametrize("n", [2, 3, 51, 100])
def test_two_moons_lie_on_their_half_circles(n):
    moons = data.two_moons(n, noise=0.0, rng=rng())
    upper, lower = moons.x[moons.t == 0], moons.x[moons.t == 1]
    np.testing.assert_allclose(np.sum(upper**2, axis=1), 1, rtol=1e-14)
    np.testing.assert_allclose(np.sum((lower - [1, 0.5]) ** 2, axis=1), 1, rtol=1e-14)
    assert upper[:, 1].min() >= 0 and lower[:, 1].max() <= 0.5
    x, t = make_moons((n - n // 2, n // 2), noise=None, shuffle=False)
    np.testing.assert_allclose(in_order(upper), in_order(x[t == 0]), atol=1e-15)
    np.testing.assert_allclose(in_order(lower), in_order(x[t == 1]), atol=1e-15)


@pytest.mark.parametrize(("n", "turns"), [(2, 1), (7, 0.5), (100, 1.5), (195, 3)])
def test_spirals_lie_on_their_arms(n, turns):
    found = data.spirals(n, noise=0.0, turns=turns, rng=rng())
    for label, size in ((0, n - n // 2), (1, n // 2)):
        arm = found.x[found.t == label]
        radius = np.hypot(*arm.T)
        np.testing.assert_allclose(np.sort(radius), np.linspace(1 / size, 1, size), rtol=1e-13)
        angle = np.arctan2(arm[:, 1], arm[:, 0])
        whole_turns = (angle - 2 * np.pi * turns * radius - np.pi * label) / (2 * np.pi)
        np.testing.assert_allclose(whole_turns, np.round(whole_turns), atol=1e-13)
    if n % 2 == 0:  # one arm is the other, turned by half a turn
        np.testing.assert_allclose(in_order(-found.x[found.t == 0]), in_order(found.x[found.t == 1]), atol=1e-13)


def test_xor_is_the_four_points_of_the_lectures():
    four = data.xor()
    np.testing.assert_array_equal(four.x, [[0, 0], [0, 1], [1, 0], [1, 1]])
    np.testing.assert_array_equal(four.t, [0, 1, 1, 0])
    assert four.x.dtype == np.float64 and four.t.dtype == np.intp
    many = data.xor(103, noise=0.0, rng=rng())
    corner = many.x.astype(int)
    np.testing.assert_array_equal(corner, many.x)
    np.testing.assert_array_equal(many.t, corner[:, 0] ^ corner[:, 1])
    assert sorted(np.unique(corner, axis=0, return_counts=True)[1]) == [25, 26, 26, 26]
    assert (
        0.08 < np.std(data.xor(2000, rng=rng()).x - data.xor(2000, 0.0, rng=rng()).x) < 0.12
    )  # noise if none is named


def test_blobs_without_spread_are_their_centres():
    found = data.blobs(11, CENTRES, 0.0, rng=rng())
    np.testing.assert_array_equal(found.x, CENTRES[found.t])
    assert data.blobs(3, [[1], [2], [3]], rng=rng()).x.shape == (3, 1)


def test_quadratic_regression_lies_on_its_curve():
    found = data.quadratic_regression(40, noise=0.0, rng=rng())
    assert found.x.shape == found.t.shape == (40, 1)
    np.testing.assert_allclose(found.t, np.polynomial.Polynomial(found.coefficients)(found.x), rtol=1e-14)
    design = np.hstack([found.x**0, found.x, found.x**2])  # the gradient is 0 where the normal equations hold
    solution = np.linalg.solve(design.T @ design, design.T @ found.t)
    np.testing.assert_allclose(solution.ravel(), found.coefficients, rtol=1e-12)
    other = data.quadratic_regression(1, 0, (3, 0, 0), rng=rng())
    assert other.t.tolist() == [[3.0]] and other.coefficients == (3.0, 0.0, 0.0)
    assert data.quadratic_regression(5, rng=rng()).coefficients == (0.5, -1.0, 2.0)


def test_quadratic_regression_has_uniform_inputs_and_normal_noise():
    found = data.quadratic_regression(3000, noise=0.3, coefficients=(1, -2, 4), rng=rng(1))
    assert stats.kstest(found.x.ravel(), stats.uniform(-1, 2).cdf).pvalue > 0.01
    residual = found.t - np.polynomial.Polynomial((1, -2, 4))(found.x)
    assert stats.kstest(residual.ravel() / 0.3, stats.norm.cdf).pvalue > 0.01
    assert abs(stats.pearsonr(residual.ravel(), found.x.ravel()).statistic) < 0.06


@every_class_set
def test_noise_is_normal(name):
    """With the same seed the order of the samples is the same, so the difference is the noise alone."""
    make, _, coordinates = CLASSES[name]
    noise = (make(3000, 0.2, rng(3)).x - make(3000, 0.0, rng(3)).x) / 0.2
    for column in noise.T:
        assert stats.kstest(column, stats.norm.cdf).pvalue > 0.01
    correlation = np.corrcoef(noise.T) - np.eye(coordinates)
    assert np.abs(correlation).max() < 0.06


@every_class_set
@given(n=st.integers(4, 70), seed=st.integers(0, 2**32))
def test_sizes(name, n, seed):
    make, classes, coordinates = CLASSES[name]
    found = make(n, 0.1, rng(seed))
    assert found.x.shape == (n, coordinates) and found.x.dtype == np.float64
    assert found.t.shape == (n,) and found.t.dtype == np.intp
    counts = np.bincount(found.t, minlength=classes)
    assert len(counts) == classes and counts.max() - counts.min() <= 1
    assert (found.source, found.licence, found.largest) == ("made by nnlib", "BSD-3-Clause, as nnlib", None)


@every_class_set
def test_order_is_random_and_repeatable(name):
    make = CLASSES[name][0]
    first, again, other = make(300, 0.1, rng(0)), make(300, 0.1, rng(0)), make(300, 0.1, rng(1))
    np.testing.assert_array_equal(first.x, again.x)
    np.testing.assert_array_equal(first.t, again.t)
    assert not np.array_equal(first.t, other.t)
    counts = np.bincount(first.t[:150])  # half of the set has about half of each class
    assert abs(counts - np.bincount(first.t) / 2).max() < 30
    assert len(np.unique(make(10, 0.1, None).x)) > 10
    assert not np.array_equal(make(10, 0.1, None).x, make(10, 0.1, None).x)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: data.two_moons(1), ValueError, "two_moons expects n >= 2, a sample for each class, got 1"),
        (lambda: data.two_moons(0), ValueError, "two_moons expects n >= 1, got 0"),
        (lambda: data.two_moons(2.0), TypeError, "two_moons expects n to be a whole number, got 2.0"),
        (lambda: data.two_moons(9, -0.1), ValueError, "two_moons expects noise >= 0, got -0.1"),
        (lambda: data.two_moons(9, np.inf), ValueError, "two_moons expects noise to be finite, got inf"),
        (lambda: data.two_moons(9, rng=3), TypeError, "two_moons expects rng to be a generator"),
        (lambda: data.spirals(1), ValueError, "spirals expects n >= 2"),
        (lambda: data.spirals(9, -1.0), ValueError, "spirals expects noise >= 0"),
        (lambda: data.spirals(9, turns=0), ValueError, "spirals expects turns > 0, got 0"),
        (lambda: data.xor(3), ValueError, "xor expects n >= 4, a sample for each corner, got 3"),
        (lambda: data.xor(8, -1), ValueError, "xor expects noise >= 0"),
        (lambda: data.xor(noise=0.1), ValueError, "xor without n gives the four exact points; for noise=0.1 give n too"),
        (lambda: data.xor(rng=1), TypeError, "xor expects rng to be a generator"),
        (lambda: data.blobs(2, CENTRES), ValueError, "blobs expects n >= 3, a sample for each class, got 2"),
        (lambda: data.blobs(9, CENTRES, -1), ValueError, "blobs expects spread >= 0, got -1.0"),
        (lambda: data.blobs(9, [1, 2]), ValueError, r"blobs expects centres of shape \(K, d\), got \(2,\)"),
        (lambda: data.blobs(9, [[np.nan, 1]]), ValueError, "blobs expects finite centres"),
        (lambda: data.quadratic_regression(0), ValueError, "quadratic_regression expects n >= 1, got 0"),
        (lambda: data.quadratic_regression(9, -1), ValueError, "quadratic_regression expects noise >= 0"),
        (lambda: data.quadratic_regression(9, 0, (1, 2)), ValueError, r"three coefficients \(w_0, w_1, w_2\), got \(1, 2\)"),
        (lambda: data.quadratic_regression(9, 0, (1, 2, "x")), TypeError, "expects w_2 to be one real number, got 'x'"),
    ],
)  # fmt: skip
def test_refuses(call, kind, message):
    with pytest.raises(kind, match=message):
        call()


def test_centres_are_not_kept():
    centres = CENTRES.copy()
    found = data.blobs(9, centres, 0.0, rng=rng())
    before = found.x.copy()
    centres[...] = 0
    np.testing.assert_array_equal(found.x, before)
