"""MaxPool2D against loops over its windows, and the identities of a maximum."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import nnlib as nn

pytestmark = pytest.mark.filterwarnings("error")


@st.composite
def poolings(draw):
    """k, stride, and images of few different numbers, so that there are ties."""
    k, stride = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    shape = (draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(k, k + 6)), draw(st.integers(k, k + 6)))
    return k, stride, draw(arrays(np.float64, shape, elements=st.sampled_from([-2.0, 0.0, 1.5, 3.0])))


@given(poolings())
def test_against_loops_over_the_windows(case):
    k, stride, x = case
    layer = nn.MaxPool2D(k, stride)
    y = layer.forward(x)
    assert y.shape == (*x.shape[:2], (x.shape[2] - k) // stride + 1, (x.shape[3] - k) // stride + 1)
    dy, dx = np.random.default_rng(0).normal(size=y.shape), np.zeros(x.shape)
    for n, c, i, j in np.ndindex(y.shape):
        window = x[n, c, stride * i : stride * i + k, stride * j : stride * j + k]
        assert y[n, c, i, j] == window.max()
        r, s = divmod(int(np.argmax(window)), k)  # the first in reading order
        dx[n, c, stride * i + r, stride * j + s] += dy[n, c, i, j]
    np.testing.assert_allclose(layer.backward(dy), dx, rtol=1e-13, atol=1e-14)


@given(poolings())
def test_no_gradient_is_lost_or_doubled(case):
    """Every window hands on its whole gradient, to one pixel: with overlap and ties too."""
    k, stride, x = case
    layer = nn.MaxPool2D(k, stride)
    dy = np.random.default_rng(1).normal(size=layer.forward(x).shape)
    dx = layer.backward(dy)
    assert dx.sum() == pytest.approx(dy.sum(), rel=1e-11, abs=1e-12)
    if stride >= k:  # windows that do not overlap: each number of dy stands in dx as it is
        assert sorted(dx[dx != 0]) == sorted(dy.ravel())


def test_ties_go_to_the_first_in_reading_order():
    layer = nn.MaxPool2D(2)
    layer.forward(np.full((1, 1, 4, 4), 5.0))
    np.testing.assert_array_equal(layer.backward(np.ones((1, 1, 2, 2)))[0, 0],
                                  [[1, 0, 1, 0], [0, 0, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]])  # fmt: skip
    layer.forward([[[[0.0, 1.0], [1.0, 0.0]]]])  # above right before below left
    np.testing.assert_array_equal(layer.backward([[[[1.0]]]])[0, 0], [[0, 1], [0, 0]])


def test_a_pixel_that_wins_often_gets_the_sum():
    layer = nn.MaxPool2D(2, 1)
    layer.forward([[[[0.0, 0.0, 0.0], [0.0, 9.0, 0.0], [0.0, 0.0, 0.0]]]])
    dx = layer.backward([[[[1.0, 10.0], [100.0, 1000.0]]]])
    np.testing.assert_array_equal(dx[0, 0], [[0, 0, 0], [0, 1111, 0], [0, 0, 0]])


def test_rows_and_columns_that_fill_no_window_are_left_out():
    layer, x = nn.MaxPool2D(3), np.arange(2 * 7 * 8.0).reshape(1, 2, 7, 8)
    np.testing.assert_array_equal(layer.forward(x), layer.forward(x[:, :, :6, :6]))
    layer.forward(x)
    dx = layer.backward(np.ones((1, 2, 2, 2)))
    assert dx.shape == x.shape and not dx[:, :, 6:].any() and not dx[:, :, :, 6:].any() and dx.sum() == 8


def test_windows_of_more_than_256_pixels():
    """The places of the winners are counted in small integers; they must not run over."""
    x = np.random.default_rng(2).normal(size=(1, 1, 40, 40))
    layer = nn.MaxPool2D(20)
    y = layer.forward(x)
    dx = layer.backward(np.full(y.shape, 3.0))
    np.testing.assert_array_equal(np.sort(x[dx == 3.0]), np.sort(y.ravel()))


def test_nan_and_infinity():
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    for place in ((0, 0), (0, 1), (1, 0), (1, 1)):
        spoilt = x.copy()
        spoilt[0, 0][place] = np.nan
        layer = nn.MaxPool2D(2)
        np.testing.assert_array_equal(layer.forward(spoilt)[0, 0], [[np.nan, 7], [13, 15]])
        assert layer.backward(np.ones((1, 1, 2, 2))).sum() == 4
    np.testing.assert_array_equal(nn.MaxPool2D(2).forward(np.full((1, 1, 2, 2), -np.inf)), -np.inf)


def test_order_does_not_matter_and_larger_windows_contain_smaller():
    x = np.random.default_rng(3).normal(size=(2, 3, 8, 8))
    np.testing.assert_array_equal(nn.MaxPool2D(2).forward(nn.MaxPool2D(2).forward(x)), nn.MaxPool2D(4).forward(x))
    np.testing.assert_array_equal(nn.MaxPool2D(1).forward(x), x)
    np.testing.assert_array_equal(nn.MaxPool2D(3, 1).forward(np.tanh(x)), np.tanh(nn.MaxPool2D(3, 1).forward(x)))


def test_arguments():
    assert (nn.MaxPool2D(3).stride, nn.MaxPool2D(np.int64(3), 2).stride) == (3, 2)
    for k, stride, error, text in ((0, None, ValueError, "k >= 1, got 0"), (2, 0, ValueError, "stride >= 1, got 0"),
                                   (2.0, None, TypeError, "k to be a whole number"), ((2, 2), None, TypeError, "k to"),
                                   (2, True, TypeError, "stride to be a whole number, got True")):  # fmt: skip
        with pytest.raises(error, match=f"MaxPool2D expects {text}"):
            nn.MaxPool2D(k, stride)
    with pytest.raises(ValueError) as error:
        nn.MaxPool2D(3, 1).forward(np.zeros((1, 1, 2, 5)))
    assert str(error.value) == "MaxPool2D(3x3, stride=1) expects images of at least 3x3, got 2x5"
