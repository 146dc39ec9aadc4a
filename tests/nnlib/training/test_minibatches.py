"""Mini-batches: every sample once, with its own target, in an order that the generator decides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib.training import minibatches

pytestmark = pytest.mark.filterwarnings("error")


@given(st.integers(0, 30), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_every_sample_once_with_its_target(samples, size, seed):
    X = np.arange(samples * 6).reshape(samples, 2, 3)
    batches = list(minibatches(X, X[:, 0, 0] // 6, size, np.random.default_rng(seed)))
    assert [len(x) for x, _ in batches] == [size] * (samples // size) + [samples % size] * (samples % size > 0)
    seen = [int(n) for _, t in batches for n in t]
    assert sorted(seen) == list(range(samples))
    for x, t in batches:
        np.testing.assert_array_equal(x, X[t])


def test_samples_are_shuffled_not_batches():
    rng, neighbours = np.random.default_rng(0), 0
    for _ in range(50):
        for x, _ in minibatches(np.arange(100), np.arange(100), 10, rng):
            neighbours += np.count_nonzero(np.diff(x) == 1)
    assert neighbours < 100  # in unshuffled batches 50 x 90; by chance about 45
    places = np.zeros((6, 6))
    for _ in range(3000):  # each sample is as often in each place
        for place, (x, _) in enumerate(minibatches(range(6), range(6), 1, rng)):
            places[place, x[0]] += 1
    assert np.abs(places - 500).max() < 5 * np.sqrt(500)


def test_the_seed_decides():
    X, t = np.arange(20), np.arange(20)
    first = np.concatenate([x for x, _ in minibatches(X, t, 3, np.random.default_rng(4))])
    again = np.concatenate([x for x, _ in minibatches(X, t, 7, np.random.default_rng(4))])
    np.testing.assert_array_equal(first, again)  # the order does not depend on the size
    rng = np.random.default_rng(4)
    list(minibatches(X, t, 3, rng))
    second = np.concatenate([x for x, _ in minibatches(X, t, 3, rng)])
    assert np.any(second != first)
    assert len(list(minibatches(X, t, 3))) == 7


def test_batches_are_copies_in_their_types():
    X = np.arange(12, dtype=np.uint8).reshape(4, 3)
    t = np.arange(4, dtype=np.int16)
    X.flags.writeable = t.flags.writeable = False
    for size in (1, 4):
        for x, labels in minibatches(X[::-1], t, size, np.random.default_rng(0)):
            assert x.dtype == np.uint8 and labels.dtype == np.int16
            assert not np.shares_memory(x, X) and not np.shares_memory(labels, t)
            x += 1
            labels += 1
    (x, labels), *_ = minibatches([[1, 2], [3, 4]], [0.5, 1.5], 2, np.random.default_rng(0))
    assert x.shape == (2, 2) and labels.dtype == np.float64


def test_bad_arguments():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="minibatches expects one target for each sample, got 3 samples and 2 targets"):
        minibatches(np.eye(3), [0, 1], 2, rng)
    for bad in (0, -1):
        with pytest.raises(ValueError, match=f"minibatches expects size >= 1, got {bad}"):
            minibatches(np.eye(3), [0, 1, 2], bad, rng)
    for bad in (1.0, True, None):
        with pytest.raises(TypeError, match="minibatches expects size to be a whole number"):
            minibatches(np.eye(3), [0, 1, 2], bad, rng)
    with pytest.raises(ValueError, match=r"along the first axis, got shapes \(\) and \(3,\)"):
        minibatches(3.0, [0, 1, 2], 1, rng)
    with pytest.raises(TypeError, match="minibatches expects rng to be a generator"):
        minibatches(np.eye(3), [0, 1, 2], 1, 0)
