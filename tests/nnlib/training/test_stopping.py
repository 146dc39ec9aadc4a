"""Early stopping on losses made up for it, so that every decision is known beforehand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnlib as nn
from nnlib.training import EarlyStopping

pytestmark = pytest.mark.filterwarnings("error")


def run(losses, **settings):
    """The epoch that stops (None if none does), the epoch whose parameters are the best, and the stopper."""
    layer, stop = nn.Linear(1, 1), EarlyStopping(**settings)
    for epoch, loss in enumerate(losses, 1):
        layer.params["W"] = [[epoch]]
        if stop.update(layer, loss):
            stop.restore(layer)
            return epoch, int(layer.params["W"][0, 0]), stop
    stop.restore(layer)
    return None, int(layer.params["W"][0, 0]), stop


@pytest.mark.parametrize(
    ("losses", "patience", "min_delta", "stops", "best"),
    [
        ([5, 4, 3, 2, 1], 1, 0.0, None, 5),
        ([5, 4, 4, 3], 1, 0.0, 3, 2),  # an equal loss is no improvement
        ([5, 4, 6, 3, 7, 8, 1], 2, 0.0, 6, 4),
        ([5, 4, 6, 3, 7, 8, 1], 3, 0.0, None, 7),
        ([5, 4.9, 4.8, 4.7, 4.6], 2, 0.5, 3, 3),  # too slow, yet the lowest is kept
        ([5, 4.75, 4.5, 4.25, 4.0], 3, 0.5, None, 5),  # falls by more than 0.5 every third time
        ([5, 4.5, 4.0], 1, 0.5, 2, 2),  # a fall by exactly min_delta does not count
        ([np.nan, np.nan, 5, np.nan, np.nan, np.nan, 1], 3, 0.0, 6, 3),
        ([5, np.inf, np.nan], 2, 0.0, 3, 1),
        ([-1, -2, -1], 1, 0.0, 3, 2),
    ],
)
def test_when_it_stops(losses, patience, min_delta, stops, best):
    end, restored, stop = run(losses, patience=patience, min_delta=min_delta)
    assert (end, restored) == (stops, best)
    assert stop.best_epoch == best and stop.best_loss == losses[best - 1]


@given(st.lists(st.floats(0, 10), min_size=1, max_size=30), st.integers(1, 5))
def test_restores_the_first_lowest_loss(losses, patience):
    end, restored, stop = run(losses, patience=patience)
    seen = losses[:end]
    assert restored == stop.best_epoch == int(np.argmin(seen)) + 1
    assert end is None or end - restored == patience
    assert end is not None or len(seen) - restored < patience


def test_keeps_copies_of_all_parameters():
    net = nn.Network([nn.Linear(3, 2, rng=np.random.default_rng(0)), nn.Tanh(), nn.Linear(2, 1, dtype=np.float32)])
    before = {name: w.copy() for name, w in net.params.items()}
    held = dict(net.params)
    stop = EarlyStopping(patience=2)
    stop.update(net, 1.0)
    for w in net.params.values():
        w += 1.0
    stop.restore(net)
    for name, w in net.params.items():
        np.testing.assert_array_equal(w, before[name])
        assert w is held[name] and w.dtype == before[name].dtype
    for w in net.params.values():
        w += 1.0  # what was given back is not the copy
    stop.restore(net)
    np.testing.assert_array_equal(net.params["0.W"], before["0.W"])


def test_reset_begins_anew():
    layer, stop = nn.Linear(1, 1), EarlyStopping(patience=1)
    assert not stop.update(layer, 1.0) and stop.update(layer, 2.0)
    stop.reset()
    assert (stop.best_epoch, stop.best_loss) == (None, np.inf)
    assert not stop.update(layer, 3.0) and stop.best_epoch == 1


def test_nothing_to_restore():
    layer, stop = nn.Linear(1, 1), EarlyStopping(patience=2)
    assert not stop.update(layer, np.nan) and stop.update(layer, np.inf)
    with pytest.raises(RuntimeError, match="has no best parameters: no validation loss was finite"):
        stop.restore(layer)


def test_bad_arguments():
    with pytest.raises(ValueError, match="EarlyStopping expects patience >= 1, got 0"):
        EarlyStopping(0)
    with pytest.raises(TypeError, match=r"EarlyStopping expects patience to be a whole number, got 1\.5"):
        EarlyStopping(1.5)
    with pytest.raises(ValueError, match=r"EarlyStopping expects min_delta >= 0, got -0\.1"):
        EarlyStopping(1, -0.1)
    assert repr(EarlyStopping(3)) == "EarlyStopping(patience=3, min_delta=0)"
