"""Conv2D against SciPy's correlation, sums over windows written out, and its adjoint identity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal

import nnlib as nn
from nnlib.layers.windows import fold, unfold, window_counts

pytestmark = pytest.mark.filterwarnings("error")


@st.composite
def convolutions(draw):
    """A layer with random sizes, and the shape of a batch that fits."""
    c_in, c_out = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    k, stride, padding = draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(0, 3))
    least = max(1, k - 2 * padding)
    shape = (draw(st.integers(1, 3)), c_in, draw(st.integers(least, least + 6)), draw(st.integers(least, least + 6)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    layer = nn.Conv2D(c_in, c_out, k, stride, padding, rng=rng)
    layer.params["b"] = rng.normal(size=c_out)
    return layer, rng.normal(size=shape)


def framed(x, padding):
    n, c, h, w = x.shape
    whole = np.zeros((n, c, h + 2 * padding, w + 2 * padding))
    whole[:, :, padding : padding + h, padding : padding + w] = x
    return whole


@given(convolutions())
def test_is_the_correlation_of_scipy(case):
    layer, x = case
    y, whole = layer.forward(x), framed(x, layer.padding)
    for n in range(len(x)):
        for o in range(layer.c_out):
            full = sum(signal.correlate2d(whole[n, c], layer.params["W"][o, c], "valid") for c in range(layer.c_in))
            want = full[:: layer.stride, :: layer.stride] + layer.params["b"][o]
            np.testing.assert_allclose(y[n, o], want, rtol=1e-12, atol=1e-13)


@given(convolutions())
def test_gradients_are_the_sums_over_windows(case):
    layer, x = case
    y, (k, s, p) = layer.forward(x), (layer.k, layer.stride, layer.padding)
    dy = np.random.default_rng(0).normal(size=y.shape)
    W, whole = layer.params["W"], framed(x, p)
    dW, dwhole = np.zeros(W.shape), np.zeros(whole.shape)
    for n, o, r, c in np.ndindex(y.shape):
        window = (n, slice(None), slice(s * r, s * r + k), slice(s * c, s * c + k))
        dW[o] += dy[n, o, r, c] * whole[window]
        dwhole[window] += dy[n, o, r, c] * W[o]
    dx = layer.backward(dy)
    np.testing.assert_allclose(dx, dwhole[:, :, p : p + x.shape[2], p : p + x.shape[3]], rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(layer.grads["W"], dW, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(layer.grads["b"], np.einsum("nohw->o", dy), rtol=1e-11, atol=1e-12)


@given(convolutions())
def test_backward_is_the_adjoint_of_forward(case):
    """<W * x, y> = <x, W^T y> for the linear part, and the same number read as <W, dW>."""
    layer, x = case
    layer.params["b"] = np.zeros(layer.c_out)
    z = layer.forward(x)
    y = np.random.default_rng(1).normal(size=z.shape)
    product = np.sum(z * y)
    assert np.sum(x * layer.backward(y)) == pytest.approx(product, rel=1e-10, abs=1e-11)
    assert np.sum(layer.params["W"] * layer.grads["W"]) == pytest.approx(product, rel=1e-10, abs=1e-11)


@given(convolutions())
def test_unfold_and_fold_are_transposed(case):
    layer, x = case
    x = framed(x, layer.padding)
    columns = unfold(x, layer.k, layer.stride)
    counts = window_counts("test", x.shape, layer.k, layer.stride)
    assert columns.shape == (len(x), x.shape[1] * layer.k**2, np.prod(counts))
    other = np.random.default_rng(2).normal(size=columns.shape)
    folded = fold(other, x.shape, layer.k, layer.stride)
    assert np.sum(columns * other) == pytest.approx(np.sum(x * folded), rel=1e-10, abs=1e-11)


def test_true_convolution_has_the_filter_flipped():
    rng = np.random.default_rng(3)
    layer, x = nn.Conv2D(1, 1, 3, rng=rng), rng.normal(size=(1, 1, 6, 5))
    layer.params["W"] = np.arange(9.0).reshape(1, 1, 3, 3)
    assert not np.allclose(layer.forward(x)[0, 0], signal.convolve2d(x[0, 0], layer.params["W"][0, 0], "valid"))
    flipped = layer.params["W"][0, 0, ::-1, ::-1].copy()
    np.testing.assert_allclose(layer.forward(x)[0, 0], signal.convolve2d(x[0, 0], flipped, "valid"), rtol=1e-12)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_a_shift_of_the_image_shifts_the_output(stride):
    rng = np.random.default_rng(4)
    layer, x = nn.Conv2D(2, 3, 3, stride, rng=rng), rng.normal(size=(2, 2, 14, 17))
    moved = layer.forward(x[:, :, stride:, 2 * stride :])
    np.testing.assert_allclose(moved, layer.forward(x)[:, :, 1:, 2:], rtol=1e-12, atol=1e-14)


def test_a_filter_of_one_pixel_is_a_linear_layer_at_each_pixel():
    rng = np.random.default_rng(5)
    conv, linear = nn.Conv2D(3, 4, 1, rng=rng), nn.Linear(3, 4)
    linear.params["W"] = conv.params["W"][:, :, 0, 0]
    x = rng.normal(size=(2, 3, 5, 6))
    pixels = linear.forward(np.moveaxis(x, 1, 3).reshape(-1, 3)).reshape(2, 5, 6, 4)
    np.testing.assert_allclose(conv.forward(x), np.moveaxis(pixels, 3, 1), rtol=1e-13)


def test_batches_too_large_for_one_product_give_the_same():
    """The windows are unfolded a group of images at a time: the groups join without a seam or a repetition."""
    rng = np.random.default_rng(6)
    layer, x = nn.Conv2D(3, 2, 5, rng=rng), rng.normal(size=(29, 3, 24, 24))
    y = layer.forward(x)
    dy = rng.normal(size=y.shape)
    dx, dW = layer.backward(dy), layer.grads["W"].copy()
    parts = []
    for n in range(len(x)):
        np.testing.assert_allclose(layer.forward(x[n : n + 1]), y[n : n + 1], rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(layer.backward(dy[n : n + 1]), dx[n : n + 1], rtol=1e-12, atol=1e-13)
        parts.append(layer.grads["W"])
    np.testing.assert_allclose(np.sum(parts, axis=0), dW, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(("size", "k", "stride", "padding", "want"),
                         [(28, 3, 1, 0, 26), (28, 3, 1, 1, 28), (28, 5, 2, 2, 14), (7, 3, 2, 0, 3), (8, 3, 2, 0, 3),
                          (9, 3, 2, 0, 4), (5, 5, 3, 0, 1), (1, 3, 1, 1, 1), (4, 1, 3, 0, 2)])  # fmt: skip
def test_size_of_the_output(size, k, stride, padding, want):
    layer = nn.Conv2D(1, 2, k, stride, padding)
    assert layer.forward(np.zeros((2, 1, size, size + stride))).shape == (2, 2, want, want + 1)


@pytest.mark.parametrize(("padding", "least"), [(0, 4), (1, 2)])
def test_images_smaller_than_the_filter(padding, least):
    layer = nn.Conv2D(1, 1, 4, padding=padding)
    assert layer.forward(np.zeros((1, 1, least, least))).shape == (1, 1, 1, 1)
    for shape in ((1, 1, least - 1, 9), (1, 1, 9, least - 1)):
        with pytest.raises(ValueError) as error:
            layer.forward(np.zeros(shape))
        size = f"{shape[2]}x{shape[3]}"
        assert str(error.value) == f"{layer!r} expects images of at least {least}x{least}, got {size}"


def test_padding_is_a_whole_number():
    with pytest.raises(ValueError, match="Conv2D expects padding >= 0, got -1"):
        nn.Conv2D(1, 1, 3, padding=-1)
    for bad in (1.0, True, None):
        with pytest.raises(TypeError, match=f"Conv2D expects padding to be a whole number, got {bad}"):
            nn.Conv2D(1, 1, 3, padding=bad)


def test_initial_filters_know_their_fans():
    W = nn.Conv2D(40, 20, 3, rng=np.random.default_rng(8), init=nn.he_normal).params["W"]
    assert np.var(W) == pytest.approx(2 / (40 * 9), rel=0.1)
    W = nn.Conv2D(40, 20, 3, rng=np.random.default_rng(8)).params["W"]
    assert np.var(W) == pytest.approx(2 / (60 * 9), rel=0.1)
