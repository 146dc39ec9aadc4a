"""What all layers promise, checked on each: right gradients (autograd), types, memory, layouts, errors."""

import copy
import pickle

import numpy as np
import pytest
from autograd import make_vjp
from layer_cases import CASES, assert_same, batch, every_layer, make, run

import nnlib as nn

pytestmark = pytest.mark.filterwarnings("error")


def test_every_layer_is_here():
    made = {type(make(name)) for name in CASES}
    public = {getattr(nn.layers, name) for name in nn.layers.__all__}
    assert public - made == {nn.Layer, nn.Module}


@every_layer
def test_output_and_gradients_are_those_of_autograd(name):
    layer, (x, dy) = make(name), batch(name)
    arguments = {"x": x} | {key: array.copy() for key, array in layer.params.items()}
    got = run(layer, x, dy)
    for place, key in enumerate(arguments):
        vjp, y = make_vjp(CASES[name].reference, place)(*arguments.values())
        np.testing.assert_allclose(got["y"], y, rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(got[f"d{key}"], vjp(dy), rtol=1e-11, atol=1e-12, err_msg=key)


@every_layer
def test_gradient_is_the_slope_of_its_own_forward(name):
    """The change of <dy, y> along random directions of x and the parameters, by central differences."""
    if name in ("UnitStep", "Sign", "Dropout"):  # a slope of 0 beside jumps, and a new mask in each forward
        return
    layer, (x, dy) = make(name), batch(name)
    got, step, rng = run(layer, x, dy), 1e-6, np.random.default_rng(1)
    for key, array in [("x", x), *layer.params.items()]:
        direction, start = rng.normal(size=array.shape), array.copy()
        values = []
        for sign in (1, -1):
            array[...] = start + sign * step * direction
            values.append(np.sum(dy * layer.forward(x)))
        array[...] = start
        assert np.sum(got[f"d{key}"] * direction) == pytest.approx((values[0] - values[1]) / (2 * step), abs=2e-7)


@every_layer
def test_single_precision_stays_single(name):
    x, dy = batch(name)
    got = run(make(name, np.float32), x.astype(np.float32), dy)  # a float64 dy must not promote anything
    assert {key: array.dtype for key, array in got.items()} == dict.fromkeys(got, np.dtype(np.float32))
    assert_same(got, run(make(name), x.astype(np.float32).astype(np.float64), dy), rtol=2e-4, atol=2e-5)


@pytest.mark.parametrize("name", [name for name in CASES if make(name).params])
def test_type_is_that_of_the_parameters(name):
    x, dy = batch(name)
    for dtype in (np.float32, np.longdouble):
        got = run(make(name, dtype), x, dy)
        assert {array.dtype for array in got.values()} == {np.dtype(dtype)}


@every_layer
def test_memory(name):
    """Arguments are not written and not handed back; what anybody does to arrays afterwards changes nothing."""
    x, dy = batch(name)
    x_before, dy_before = x.copy(), dy.copy()
    x.flags.writeable = dy.flags.writeable = False
    layer = make(name)
    want = run(make(name), x, dy)
    got = run(layer, x, dy)
    assert_same(got, want, rtol=0)
    np.testing.assert_array_equal(x, x_before)
    np.testing.assert_array_equal(dy, dy_before)
    arrays = [x, dy, *got.values(), *layer.params.values()]
    for i, one in enumerate(arrays):
        assert not any(np.shares_memory(one, other) for other in arrays[:i])

    layer, x, dy = make(name), x.copy(), dy.copy()
    y = layer.forward(x)
    x[...], y[...] = 7, 8  # between forward and backward
    dx = layer.backward(dy)
    first = {key: array.copy() for key, array in layer.grads.items()}
    np.testing.assert_array_equal(dx, want["dx"])
    for array in (dx, *layer.grads.values()):
        array[...] = 9
    np.testing.assert_array_equal(layer.backward(dy), want["dx"])  # and once more
    for key, array in layer.grads.items():
        np.testing.assert_array_equal(array, first[key])
        np.testing.assert_array_equal(array, want[f"d{key}"])


@every_layer
def test_layouts(name):
    x, dy = batch(name)
    want = run(make(name), x, dy)
    wide = np.repeat(x, 2, axis=-1)[..., ::2]
    for change in (np.asfortranarray, lambda a: a.astype(a.dtype.newbyteorder())):
        assert_same(run(make(name), change(x), change(dy)), want, rtol=1e-13, atol=1e-14)
    assert_same(run(make(name), wide, np.repeat(dy, 2, axis=0)[::2]), want, rtol=1e-13, atol=1e-14)
    assert_same(run(make(name), x.tolist(), dy.tolist()), want, rtol=0)
    backwards = run(make(name), np.flip(np.flip(x).copy()), np.flip(np.flip(dy).copy()))  # negative strides
    assert_same(backwards, want, rtol=1e-13, atol=1e-14)


@every_layer
def test_integers_are_read_as_numbers(name):
    x, dy = batch(name)
    x, dy = np.round(3 * x).astype(np.int8), np.round(3 * dy).astype(int)
    got = run(make(name), x, dy)
    assert {array.dtype for array in got.values()} == {np.dtype(np.float64)}
    assert_same(got, run(make(name), x.astype(float), dy.astype(float)), rtol=0)


@every_layer
def test_empty_batch(name):
    shape = CASES[name].shape
    layer, full = make(name), make(name).forward(np.zeros(shape))
    y = layer.forward(np.zeros((0, *shape[1:])))
    assert y.shape == (0, *full.shape[1:])
    assert layer.backward(y).shape == (0, *shape[1:])
    for key, array in layer.grads.items():
        np.testing.assert_array_equal(array, np.zeros_like(layer.params[key]))


@every_layer
def test_samples_do_not_see_each_other(name):
    """A batch is its samples one by one, and the gradients of the parameters are sums over them."""
    if name == "Dropout":  # every sample has a mask of its own
        return
    x, dy = batch(name)
    want = run(make(name), x, dy)
    single = [run(make(name), x[n : n + 1], dy[n : n + 1]) for n in range(len(x))]
    for key in want:
        parts = [part[key] for part in single]
        combined = np.concatenate(parts) if key in ("y", "dx") else np.sum(parts, axis=0)
        np.testing.assert_allclose(combined, want[key], rtol=1e-12, atol=1e-13)


@every_layer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_numbers(name, dtype):
    x, dy = batch(name)
    extreme = np.where(x > 0, 1e4, -1e4).astype(dtype)
    extreme.flat[::5] = 0
    with np.errstate(all="raise"):
        got = run(make(name, dtype), extreme, dy.astype(dtype))
    assert all(np.isfinite(array).all() for array in got.values())


@every_layer
def test_nan_is_not_hidden(name):
    x, _ = batch(name)
    want = make(name).forward(x)
    x[(1,) * x.ndim] = np.nan
    y = make(name).forward(x)
    assert np.isnan(y[1]).any()
    np.testing.assert_allclose(np.delete(y, 1, axis=0), np.delete(want, 1, axis=0))


@pytest.mark.parametrize("name", ["Linear", "Conv2D", "MaxPool2D", "Maxout", "Flatten", "Identity", "ReLU", "Softplus",
                                  "LeakyReLU", "Absolute", "Dropout in evaluation"])  # fmt: skip
@pytest.mark.parametrize("place", [0, 1])
def test_infinity_is_not_hidden(name, place):
    x, _ = batch(name)
    x[1].flat[place] = np.inf
    y = make(name).forward(x)
    assert not np.isfinite(y[1]).all() and np.isfinite(np.delete(y, 1, axis=0)).all()


@every_layer
def test_before_any_forward(name):
    layer, text = make(name), CASES[name].text
    assert isinstance(layer, nn.Layer) and isinstance(layer, nn.Module) and repr(layer) == text
    assert list(layer.grads) == list(layer.params)
    for key, array in layer.params.items():
        assert layer.grads[key].dtype == array.dtype
        np.testing.assert_array_equal(layer.grads[key], np.zeros(array.shape))
    with pytest.raises(RuntimeError) as error:
        layer.backward(np.zeros(CASES[name].shape))
    assert str(error.value) == f"{text}: backward(dy) needs a forward(x) before it"
    was = layer.training
    assert layer.eval() is layer and not layer.training
    assert layer.train() is layer and layer.training
    assert was == (name != "Dropout in evaluation")


@every_layer
def test_wrong_arguments(name):
    text, wrong, (x, dy) = CASES[name].text, CASES[name].wrong, batch(name)
    layer = make(name)
    for shape, expected in wrong.items():
        layer.forward(x)
        with pytest.raises(ValueError) as error:
            layer.forward(np.zeros(shape))
        assert str(error.value) == f"{text} expects x of shape {expected}, got {shape}"
        with pytest.raises(RuntimeError, match="needs a forward"):  # not the gradient of an older forward
            layer.backward(dy)
    y = layer.forward(x)
    for shape in ((), (1, *y.shape), (len(y) + 1, *y.shape[1:]), (*y.shape[:-1], 1), (*y.shape[:-1], y.shape[-1] + 1)):
        with pytest.raises(ValueError) as error:
            layer.backward(np.zeros(shape))
        assert str(error.value) == f"{text} expects dy of the shape {y.shape} of its output, got {shape}"
    for bad in (1j * x, x.astype(str)):
        with pytest.raises(TypeError) as error:
            layer.forward(bad)
        assert str(error.value) == f"{text} expects real numbers, got {bad.dtype}"
    with pytest.raises(ValueError, match="expects a rectangular array of numbers, got list"):
        layer.forward([[1.0, 2.0], [3.0]])
    layer.forward(x)
    with pytest.raises(TypeError, match="expects real numbers, got complex128"):
        layer.backward(1j * dy)


@every_layer
def test_without_input_gradient(name):
    x, dy = batch(name)
    want = run(make(name), x, dy)
    layer = make(name)
    layer.forward(x)
    assert layer.backward(dy, input_grad=False) is None
    for key, array in layer.grads.items():
        np.testing.assert_array_equal(array, want[f"d{key}"])
    np.testing.assert_array_equal(layer.backward(dy, True), want["dx"])


@every_layer
@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda layer: pickle.loads(pickle.dumps(layer))],
                         ids=["deepcopy", "pickle"])  # fmt: skip
def test_copies_are_whole_and_independent(name, duplicate):
    if name == "Elementwise" and duplicate is not copy.deepcopy:  # pickle cannot store the lambda of this case
        return
    x, dy = batch(name)
    layer = make(name)
    want = run(make(name), x, dy)
    y = layer.forward(x)
    twin = duplicate(layer)
    np.testing.assert_array_equal(y, want["y"])
    np.testing.assert_array_equal(twin.backward(dy), want["dx"])
    assert repr(twin) == repr(layer)
    for key, array in layer.params.items():
        assert not np.shares_memory(array, twin.params[key]) and not np.shares_memory(layer.grads[key], twin.grads[key])
        np.testing.assert_array_equal(layer.grads[key], 0)
        np.testing.assert_array_equal(twin.grads[key], want[f"d{key}"])


@pytest.mark.parametrize("name", [name for name in CASES if make(name).params])
def test_gradients_are_those_at_the_parameters_of_now(name):
    x, dy = batch(name)
    layer = make(name)
    layer.forward(x)
    before = layer.backward(dy)
    layer.params["W"] *= 2
    np.testing.assert_allclose(layer.backward(dy), 2 * before, rtol=1e-14)


@pytest.mark.parametrize("name", [name for name in CASES if make(name).params])
def test_arguments_of_layers_with_parameters(name):
    layer = make(name)
    kind, sizes = type(layer), {"Linear": (6, 4), "Conv2D": (2, 3, 3)}[type(layer).__name__]
    names = {"Linear": ("d_in", "d_out"), "Conv2D": ("c_in", "c_out", "k", "stride")}[kind.__name__]
    for place, argument in enumerate(names):
        for bad, error, text in ((0, ValueError, ">= 1, got 0"), (-2, ValueError, ">= 1, got -2"),
                                 (2.0, TypeError, "to be a whole number, got 2.0"), (True, TypeError, "got True")):  # fmt: skip
            arguments = [*sizes, 1][: len(names)]
            arguments[place] = bad
            with pytest.raises(error, match=f"{kind.__name__} expects {argument} .*{text}"):
                kind(*arguments)
    with pytest.raises(TypeError, match=f"{kind.__name__} expects a floating-point dtype, got int64"):
        kind(*sizes, dtype=np.int64)
    with pytest.raises(
        TypeError, match=r"^(Linear|Conv2D) expects rng to be a generator such as np.random.default_rng\(0\), got 0"
    ):
        kind(*sizes, rng=0)
    first, second = (kind(*sizes, rng=np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(first.params["W"], second.params["W"])
    assert not np.array_equal(kind(*sizes).params["W"], kind(*sizes).params["W"])
    np.testing.assert_array_equal(first.params["b"], 0)
    assert list(kind(*sizes, bias=False).params) == ["W"]
    ones = kind(*map(np.int64, sizes), init=lambda shape, rng: np.full(shape, 0.1), dtype="float32")
    assert ones.params["W"].dtype == np.float32 and set(ones.params["W"].ravel()) == {np.float32(0.1)}
