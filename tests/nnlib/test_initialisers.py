"""The initialisers: variance, bounds and distribution against theory, fans, seeds, errors."""

from math import prod, sqrt

import numpy as np
import pytest
from scipy import stats

import nnlib as nn

pytestmark = pytest.mark.filterwarnings("error")

# variance from (fan_in, fan_out), as printed in the papers
NORMAL = {
    nn.xavier_normal: lambda fan_in, fan_out: 2 / (fan_in + fan_out),
    nn.he_normal: lambda fan_in, fan_out: 2 / fan_in,
    nn.lecun_normal: lambda fan_in, fan_out: 1 / fan_in,
}
UNIFORM = {  # the bound r
    nn.xavier_uniform: lambda fan_in, fan_out: sqrt(6) / sqrt(fan_in + fan_out),
    nn.he_uniform: lambda fan_in, fan_out: sqrt(6 / fan_in),
}
EVERY = [*NORMAL, *UNIFORM]
SHAPES = {(300, 50): (50, 300), (50, 300): (300, 50), (24, 8, 5, 3): (8 * 15, 24 * 15), (8, 24, 3, 3): (24 * 9, 8 * 9)}
each_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)


@each_shape
@pytest.mark.parametrize("init", NORMAL, ids=lambda init: init.__name__)
def test_normal(init, shape):
    W = init(shape, rng=np.random.default_rng(1))
    variance = NORMAL[init](*SHAPES[shape])
    assert W.shape == shape and W.dtype == np.float64
    # the sum of squares over the variance is chi-square distributed, the mean is normal
    squares = stats.chi2(W.size).cdf(np.sum(W**2) / variance)
    assert 5e-4 < squares < 1 - 5e-4
    assert abs(np.mean(W)) < 4 * sqrt(variance / W.size)
    assert stats.kstest(W.ravel() / sqrt(variance), "norm").pvalue > 1e-3


@each_shape
@pytest.mark.parametrize("init", UNIFORM, ids=lambda init: init.__name__)
def test_uniform(init, shape):
    W = init(shape, rng=np.random.default_rng(2))
    bound = UNIFORM[init](*SHAPES[shape])
    assert W.shape == shape and W.dtype == np.float64
    assert bound * (1 - 20 / W.size) < np.max(np.abs(W)) <= bound
    assert stats.kstest(W.ravel(), stats.uniform(-bound, 2 * bound).cdf).pvalue > 1e-3


@each_shape
def test_uniform_and_normal_have_one_variance(shape):
    for uniform, normal in ((nn.xavier_uniform, nn.xavier_normal), (nn.he_uniform, nn.he_normal)):
        assert UNIFORM[uniform](*SHAPES[shape]) ** 2 / 3 == pytest.approx(NORMAL[normal](*SHAPES[shape]), rel=1e-14)
        spread = np.var(uniform(shape, rng=np.random.default_rng(3)))
        assert spread == pytest.approx(np.var(normal(shape, rng=np.random.default_rng(3))), rel=0.15)


def test_signals_keep_their_size():
    """What each is for: forward (LeCun; He through relu), and Xavier both ways for a square layer."""
    rng = np.random.default_rng(4)
    x = rng.normal(size=(4000, 400))
    assert np.var(x @ nn.lecun_normal((100, 400), rng=rng).T) == pytest.approx(1, rel=0.1)
    z = x @ nn.he_normal((200, 400), rng=rng).T
    assert np.mean(nn.relu(z) ** 2) == pytest.approx(1, rel=0.1)
    W = nn.xavier_uniform((400, 400), rng=rng)
    assert np.var(x @ W.T) == pytest.approx(1, rel=0.1) and np.var(x @ W) == pytest.approx(1, rel=0.1)


@pytest.mark.parametrize("init", EVERY, ids=lambda init: init.__name__)
def test_seeds_and_shapes(init):
    for shape in ((3, 4), (2, 3, 4, 5), (1, 1)):
        first = init(shape, rng=np.random.default_rng(6))
        np.testing.assert_array_equal(first, init(list(shape), rng=np.random.default_rng(6)))
        np.testing.assert_array_equal(
            first, init(tuple(np.int64(size) for size in shape), rng=np.random.default_rng(6))
        )
        assert np.unique(first).size == prod(shape)
    rng = np.random.default_rng(6)
    assert not np.array_equal(init((3, 4), rng=rng), init((3, 4), rng=rng))
    assert not np.array_equal(init((3, 4)), init((3, 4)))
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    init((3, 4))
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


@pytest.mark.parametrize("init", EVERY, ids=lambda init: init.__name__)
def test_errors(init):
    for shape in (3, "34", (), (3,), (3, 0), (0, 3), (3, -1), (3, 2.0), (3, 2, 0, 1), ("3", 2)):
        with pytest.raises(ValueError, match=rf"{init.__name__} expects the shape \(out, in\) or \(out, in, kh, kw\)"):
            init(shape)
    for seed in (0, "0", np.random.RandomState(0)):
        with pytest.raises(TypeError, match=f"{init.__name__} expects rng to be a generator"):
            init((3, 4), rng=seed)
    with pytest.raises(TypeError):
        init((3, 4), np.random.default_rng(0))  # rng is a keyword
