"""Parameters keep their arrays: an assignment copies numbers into them, and takes only what fits."""

import numpy as np
import pytest

import nnlib as nn
from nnlib.layers.parameters import Parameters

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def layer():
    return nn.Linear(3, 2, rng=np.random.default_rng(0))


def test_assignment_copies_into_the_array_that_is_there(layer):
    W, value = layer.params["W"], np.arange(6.0).reshape(2, 3)
    layer.params["W"] = value
    assert layer.params["W"] is W
    np.testing.assert_array_equal(W, value)
    value[...] = 9
    np.testing.assert_array_equal(W, np.arange(6.0).reshape(2, 3))
    layer.params["W"] -= 1.0
    assert layer.params["W"] is W and W[0, 0] == -1
    layer.params["W"] = [[1, 2, 3], [4, 5, 6]]
    layer.params["W"] = layer.params["W"][::-1, ::-1]  # from itself
    assert layer.params["W"] is W
    np.testing.assert_array_equal(W, [[6, 5, 4], [3, 2, 1]])
    layer.params.update(W=np.zeros((2, 3)), b=[1, 2])
    assert layer.params["W"] is W and not W.any()
    np.testing.assert_array_equal(layer.forward(np.ones((1, 3))), [[1, 2]])


def test_assignment_keeps_the_type():
    layer = nn.Linear(3, 2, dtype=np.float32)
    layer.params["W"] = np.full((2, 3), 0.1)
    assert layer.params["W"].dtype == np.float32 and layer.params["W"][0, 0] == np.float32(0.1)


def test_what_does_not_fit_is_refused_and_changes_nothing(layer):
    before = {name: array.copy() for name, array in layer.params.items()}
    for value, shape in ((np.zeros((3, 2)), (3, 2)), (np.zeros(3), (3,)), (0.0, ()), (np.zeros((2, 1)), (2, 1))):
        with pytest.raises(ValueError) as error:  # shapes that would broadcast, too
            layer.params["W"] = value
        assert str(error.value) == f"Linear(3 -> 2) expects W of shape (2, 3), got {shape}"
    with pytest.raises(TypeError, match=r"Linear\(3 -> 2\) \(b\) expects real numbers, got complex128"):
        layer.params["b"] = [1j, 0]
    for name in ("w", "U", 0):
        with pytest.raises(KeyError, match=r"Linear\(3 -> 2\) has the parameters W, b, not"):
            layer.params[name] = np.zeros((2, 3))
        with pytest.raises(KeyError, match=r"Linear\(3 -> 2\) has the parameters W, b, not"):
            _ = layer.params[name]
    with pytest.raises(KeyError, match=r"ReLU\(\) has the parameters \(none\), not 'W'"):
        _ = nn.ReLU().params["W"]
    for remove in (lambda: layer.params.pop("W"), lambda: layer.params.clear(), lambda: layer.params.__delitem__("b")):
        with pytest.raises(TypeError, match=r"Linear\(3 -> 2\) keeps its parameter '[Wb]'; set it to 0 instead"):
            remove()
    assert dict(layer.params).keys() == before.keys()
    for name, array in before.items():
        np.testing.assert_array_equal(layer.params[name], array)


def test_reads_like_a_dict(layer):
    assert isinstance(layer.params, Parameters)
    assert list(layer.params) == ["W", "b"] and len(layer.params) == 2 and "W" in layer.params
    assert "c" not in layer.params and layer.params.get("c") is None and not nn.ReLU().params
    assert [array.shape for array in layer.params.values()] == [(2, 3), (2,)]
    assert repr(nn.Linear(1, 1, bias=False, init=lambda shape, rng: np.ones(shape)).params) == "{'W': array([[1.]])}"
    mine = {"W": np.zeros((2, 3))}
    owner = Parameters("mine", mine)
    mine["U"] = np.zeros(1)
    assert list(owner) == ["W"]
    with pytest.raises(TypeError):  # | would make arrays that no layer knows of
        owner |= {"W": np.ones((2, 3))}
