"""A data set keeps inputs and targets together, cannot be spoilt, and is split without loss."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib import data

pytestmark = pytest.mark.filterwarnings("error")

X = np.arange(40).reshape(10, 4)
T = np.arange(10) % 3
WHOLE = np.dtype(np.intp)  # of whole numbers, int64 but for a page's Python


def make(x=X, t=T, **others):
    return data.Dataset("rows", x, t, source="this test", licence="CC0", **others)


def test_arrays_are_copies_and_read_only():
    x, t = X.copy(), T.copy()
    rows = make(x, t)
    x[...], t[...] = -1, -1
    np.testing.assert_array_equal(rows.x, X)
    np.testing.assert_array_equal(rows.t, T)
    for array in (rows.x, rows.t):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7
    with pytest.raises(dataclasses.FrozenInstanceError):
        rows.x = X
    assert len(rows) == 10
    assert repr(rows) == f"Dataset('rows', x (10, 4) {WHOLE}, t (10,) {WHOLE})"


@pytest.mark.parametrize("x", [X.tolist(), np.asfortranarray(X), X[::-1][::-1], X.astype(">i4")])
def test_any_array_like(x):
    rows = make(x, T.tolist())
    np.testing.assert_array_equal(rows.x, X)
    np.testing.assert_array_equal(rows.t, T)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_scaled(dtype):
    pixels = np.arange(256, dtype=np.uint8).reshape(-1, 1)
    images = make(pixels, np.zeros(256), largest=255)
    floats = images.scaled(dtype)
    assert floats.dtype == dtype and floats.shape == pixels.shape
    np.testing.assert_array_equal(floats, pixels.astype(dtype) / dtype(255))
    assert floats[0] == 0 and floats[-1] == 1
    floats[...] = 9  # it is the caller's
    np.testing.assert_array_equal(images.x, pixels)
    dark = dataclasses.replace(images, x=pixels[:11], t=np.zeros(11))  # the scale does not depend on what occurs
    np.testing.assert_array_equal(dark.scaled(), pixels[:11] / 255)


def test_scaled_says_when_it_cannot():
    with pytest.raises(ValueError, match="scaled expects data with a largest value, such as images; 'rows' has none"):
        make().scaled()
    with pytest.raises(TypeError, match="scaled expects a floating-point dtype, got int64"):
        make(largest=40).scaled(np.int64)


@given(st.integers(2, 60), st.data(), st.integers(0, 2**32))
def test_split_is_disjoint_and_complete(n, draw, seed):
    number = draw.draw(st.integers(1, n - 1))
    rows = make(np.column_stack([np.arange(n), 7 * np.arange(n)]), 3 * np.arange(n), largest=500, coefficients=(1.0,))
    training, held_back = rows.split(number, rng=np.random.default_rng(seed))
    assert (len(training), len(held_back)) == (n - number, number)
    assert sorted([*training.x[:, 0], *held_back.x[:, 0]]) == list(range(n))
    for part in (training, held_back):
        np.testing.assert_array_equal(part.x[:, 1], 7 * part.x[:, 0])
        np.testing.assert_array_equal(part.t, 3 * part.x[:, 0])
        assert (part.source, part.licence, part.largest, part.coefficients) == ("this test", "CC0", 500, (1.0,))
        assert not part.x.flags.writeable and not part.t.flags.writeable
    assert (training.name, held_back.name) == ("rows, for training", "rows, held back")


@pytest.mark.parametrize(("share", "number"), [(0.2, 2), (np.float32(0.25), 2), (0.86, 9), (0.06, 1)])
def test_split_by_a_share(share, number):
    assert len(make().split(share)[1]) == number


def test_split_is_random_and_repeatable():
    rows = make(np.arange(1000), np.arange(1000))
    order = [np.concatenate([part.x for part in rows.split(300, rng=np.random.default_rng(s))]) for s in (0, 0, 1)]
    np.testing.assert_array_equal(order[0], order[1])
    assert np.mean(order[0] == order[2]) < 0.02
    assert np.mean(order[0] == np.arange(1000)) < 0.02
    held = order[0][700:]
    assert abs(held.mean() - 499.5) < 4 * np.sqrt(1000**2 / 12 / 300)  # from all over the set, four deviations
    assert len(rows.split(300)[0]) == 700  # a generator is not needed


@pytest.mark.parametrize(
    ("held_back", "kind", "message"),
    [
        (0, ValueError, "split expects to hold back 1 to 9 of the 10 samples, got 0 for held_back=0"),
        (10, ValueError, "split expects to hold back 1 to 9 of the 10 samples, got 10 for held_back=10"),
        (-1, ValueError, "1 to 9 of the 10 samples, got -1"),
        (0.0, ValueError, "split expects a share held_back between 0 and 1, got 0.0"),
        (1.0, ValueError, "a share held_back between 0 and 1, got 1.0"),
        (2.0, ValueError, "a share held_back between 0 and 1, got 2.0"),
        (float("nan"), ValueError, "a share held_back between 0 and 1, got nan"),
        (0.96, ValueError, "1 to 9 of the 10 samples, got 10 for held_back=0.96"),
        (0.01, ValueError, "1 to 9 of the 10 samples, got 0 for held_back=0.01"),
        (True, TypeError, "split expects held_back to be a number of samples or a share of them, got True"),
        ("half", TypeError, "got 'half'"),
        ([1, 2], TypeError, r"got \[1, 2\]"),
    ],
)
def test_split_refuses(held_back, kind, message):
    with pytest.raises(kind, match=message):
        make().split(held_back, rng=np.random.default_rng(0))


def test_split_refuses_a_seed():
    with pytest.raises(TypeError, match="split expects rng to be a generator"):
        make().split(2, rng=0)


@pytest.mark.parametrize(
    ("x", "t", "kind", "message"),
    [
        (X, T[:9], ValueError, r"one target for each sample, got x of shape \(10, 4\) and t of shape \(9,\)"),
        (X[:0], T[:0], ValueError, r"Dataset 'rows' expects x to hold at least one sample, got shape \(0, 4\)"),
        (3.0, T, ValueError, r"expects x to hold at least one sample, got shape \(\)"),
        (X, list("0123456789"), TypeError, "Dataset 'rows' expects t to hold real numbers, got <U1"),
        (X * 1j, T, TypeError, "expects x to hold real numbers, got complex128"),
        ([[1], [2, 3]], [0, 1], ValueError, "Dataset 'rows' expects a rectangular array of numbers"),
    ],
)
def test_refuses(x, t, kind, message):
    with pytest.raises(kind, match=message):
        make(x, t)


@pytest.mark.parametrize(("x", "largest"), [(X, 38), (X - 1, 39), (X * 0, 0), (X * np.nan, 39)])
def test_scaled_values_cannot_leave_their_range(x, largest):
    with pytest.raises(ValueError, match=rf"'rows' expects x between 0 and largest={largest}, got .* to "):
        make(x, largest=largest)
    assert make(X, largest=39).scaled().max() == 1


def test_describe():
    assert make(X / 8).describe().splitlines() == [
        "rows: 10 samples",
        "  x        (10, 4) float64, values 0 to 4.875",
        f"  t        (10,) {WHOLE}, values 0 to 2",
        "  classes  3 (0: 4, 1: 3, 2: 3)",
        "  source   this test",
        "  licence  CC0",
    ]
    real = make(t=np.ones((10, 1)), coefficients=(0.5, -1.0, 2.0)).describe()
    assert "classes" not in real and "  curve    (0.5) + (-1) x + (2) x^2\n" in real
