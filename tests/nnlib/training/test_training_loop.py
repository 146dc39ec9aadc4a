"""The training loop against the same steps written out by hand, and small networks that learn two moons."""

from dataclasses import FrozenInstanceError
from itertools import pairwise

import numpy as np
import pytest
from sklearn.datasets import make_moons

import nnlib as nn
from nnlib import training as tr

pytestmark = pytest.mark.filterwarnings("error")

MOONS, MOON = make_moons(600, noise=0.15, random_state=0)
HELD_BACK, HELD_BACK_MOON = make_moons(1000, noise=0.15, random_state=1)


def network(seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return nn.Network([nn.Linear(2, 16, rng=rng, dtype=dtype), nn.Tanh(), nn.Linear(16, 2, rng=rng, dtype=dtype)])


def weights(net):
    return np.concatenate([w.ravel() for w in net.params.values()])


def run(net, settings=None, loss=None, X=MOONS, t=MOON, **options):
    optimiser = tr.SGD(net, **{"lr": 0.2, **(settings or {})})
    options = {"epochs": 3, "batch_size": 64, "rng": np.random.default_rng(5), **options}
    return tr.train(net, loss or nn.SoftmaxCrossEntropy(), optimiser, X, t, **options)


@pytest.mark.parametrize(
    "settings",
    [
        {"momentum": 0.9},
        {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
        {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01, "form": "classic"},
    ],
    ids=str,
)
def test_the_same_steps_by_hand(settings):
    net, loss, rng, steps = network(), nn.SoftmaxCrossEntropy(), np.random.default_rng(5), 0
    optimiser = tr.SGD(net.layers, lr=0.2, **settings)
    other = network()
    for record in run(other, settings):
        losses, right = [], 0
        for x, t in tr.minibatches(MOONS, MOON, 64, rng):
            if settings.get("form") == "classic":
                optimiser.look_ahead()
            z = net.forward(x)
            losses += [loss.forward(z[[n]], t[[n]]) for n in range(len(t))]
            right += np.count_nonzero(z.argmax(axis=1) == t)
            loss.forward(z, t)
            net.backward(loss.backward())
            optimiser.step()
            steps += 1
        assert record.loss == pytest.approx(np.mean(losses), rel=1e-12)
        assert record.accuracy == pytest.approx(right / len(MOON), rel=1e-14)
        assert record.steps == steps
        np.testing.assert_allclose(weights(other), weights(net), rtol=1e-13)
    assert (record.epoch, record.lr, record.validation_loss, record.validation_accuracy) == (3, 0.2, None, None)
    assert record.steps == 30 and record.restored is None and not record.diverged


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_two_moons(seed):
    """97.5 % of 1,000 held-back samples, of which a line gets 87 %; the seed decides every digit."""
    ends = []
    for _ in range(2):
        net, settings = network(seed), {"momentum": 0.9}
        records = list(run(net, settings, epochs=40, rng=np.random.default_rng(seed)))
        result = tr.evaluate(net, nn.SoftmaxCrossEntropy(), HELD_BACK, HELD_BACK_MOON)
        ends.append((weights(net).tolist(), records, result))
    assert ends[0] == ends[1]
    assert result.accuracy >= 0.975 and records[-1].accuracy >= 0.975
    assert records[-1].loss < 0.1 < records[0].loss
    line = nn.Linear(2, 2, rng=np.random.default_rng(seed))
    *_, last = run(line, epochs=40, rng=np.random.default_rng(seed), validation=(HELD_BACK, HELD_BACK_MOON))
    assert 0.8 < last.validation_accuracy < 0.9


def test_validation_is_measured_after_the_epoch():
    net, loss = network(), nn.SoftmaxCrossEntropy()
    for record in run(net, validation=(HELD_BACK[:300], HELD_BACK_MOON[:300])):
        now = tr.evaluate(net, loss, HELD_BACK[:300], HELD_BACK_MOON[:300], 300)
        assert record.validation_loss == pytest.approx(now.loss, rel=1e-13)
        assert record.validation_accuracy == pytest.approx(now.accuracy, rel=1e-14)


def test_a_record_in_words():
    assert str(tr.Record(epoch=3, steps=9, lr=0.1, loss=0.123456)) == "epoch 3: loss 0.1235"
    record = tr.Record(4, 12, 0.1, loss=float("nan"), accuracy=0.0, validation_loss=12345.6, validation_accuracy=0.75)
    assert str(record) == "epoch 4: loss nan, accuracy 0, validation loss 1.235e+04, validation accuracy 0.75"
    assert str(tr.Record(5, 15, 0.1, loss=0.5, restored=2)) == "epoch 5: loss 0.5, parameters of epoch 2"


def test_schedule_sets_the_rate():
    net = network()
    optimiser = tr.SGD(net, lr=9.0)
    options = {"epochs": 5, "batch_size": 200, "rng": np.random.default_rng(0)}
    records = tr.train(net, nn.SoftmaxCrossEntropy(), optimiser, MOONS, MOON, **options,
                       schedule=tr.step_decay(0.5, every=2, factor=0.5))  # fmt: skip
    assert optimiser.lr == 9.0
    assert [record.lr for record in records] == [0.5, 0.5, 0.25, 0.25, 0.125]
    rates = []
    for record in tr.train(net, nn.SoftmaxCrossEntropy(), optimiser, MOONS, MOON, **options):
        rates.append(record.lr)
        optimiser.lr = 0.01 * record.epoch  # by hand, between two epochs
    assert rates == [0.125, 0.01, 0.02, 0.03, 0.04]
    still = network()
    for _ in run(still, schedule=lambda epoch: 0.0):
        np.testing.assert_array_equal(weights(still), weights(network()))


def test_early_stopping_puts_the_best_back():
    rng = np.random.default_rng(1)
    X, t = rng.normal(size=(40, 2)), rng.integers(0, 2, size=40)  # labels by chance: learning them makes it worse
    held_back = rng.normal(size=(200, 2)), rng.integers(0, 2, size=200)
    net, stop = network(3), tr.EarlyStopping(patience=4)
    options = {"settings": {"lr": 0.5, "momentum": 0.9}, "X": X, "t": t, "batch_size": 8, "validation": held_back}
    for _ in range(2):  # an early stopping may serve again
        records = list(run(net, stop=stop, epochs=100, **options))
        losses = [record.validation_loss for record in records]
        best = int(np.argmin(losses)) + 1
        assert len(records) == best + 4 < 100
        assert records[-1].restored == stop.best_epoch == best
        assert all(record.restored is None for record in records[:-1])
        assert tr.evaluate(net, nn.SoftmaxCrossEntropy(), *held_back).loss == losses[best - 1] == stop.best_loss
        assert losses[-1] > losses[best - 1]

    net = network(3)
    *_, last = run(net, stop=tr.EarlyStopping(patience=50), epochs=9, **options)  # the epochs end first
    assert last.epoch == 9 and last.restored is not None and last.restored < 9
    assert tr.evaluate(net, nn.SoftmaxCrossEntropy(), *held_back).loss < last.validation_loss
    *_, last = run(network(), epochs=3, validation=(HELD_BACK, HELD_BACK_MOON), stop=tr.EarlyStopping(patience=50))
    assert last.restored == 3  # the last epoch is the best here, and nothing is lost


def test_divergence_is_shown():
    X = np.linspace(-3, 3, 50)[:, None]
    net = nn.Linear(1, 1, rng=np.random.default_rng(0))
    records = list(run(net, {"lr": 3.0}, nn.MSE(), X, 2 * X, epochs=1000, batch_size=25, validation=(X, 2 * X)))
    losses = [record.loss for record in records]
    assert 20 < len(losses) < 1000 and np.all(np.isfinite(losses[:-1])) and not np.isfinite(losses[-1])
    assert [record.diverged for record in records] == [False] * (len(records) - 1) + [True]
    assert all(later > earlier for earlier, later in pairwise(losses[:-1]))
    assert not np.isfinite(records[-1].validation_loss) and records[-1].accuracy is None
    assert records[-1].steps == 2 * len(records)  # the last epoch is complete

    stop = tr.EarlyStopping(patience=10_000)
    net = nn.Linear(1, 1, rng=np.random.default_rng(0))
    *_, last = run(net, {"lr": 3.0}, nn.MSE(), X, 2 * X, epochs=1000, batch_size=25, validation=(X, 2 * X), stop=stop)
    assert last.diverged and last.restored == 1
    assert np.isfinite(net.params["W"]).all()
    net.params["W"] = [[np.nan]]
    [only] = run(net, {}, nn.MSE(), X, 2 * X, validation=(X, 2 * X), stop=stop)
    assert np.isnan(only.loss) and only.diverged and only.restored is None


def test_the_state_of_numpy_is_not_touched():
    records = run(network())
    with np.errstate(over="raise", invalid="raise", under="raise"):
        before = np.geterr()
        next(records)
        assert np.geterr() == before
    before = np.geterr()
    next(records)
    assert np.geterr() == before


@pytest.mark.parametrize("settings", [{"momentum": 0.9}, {"momentum": 0.9, "nesterov": True, "form": "classic"}])
def test_breaking_out(settings):
    net = network()
    for record in run(net, settings, epochs=10):
        if record.epoch == 2:
            break
    short = network()
    list(run(short, settings, epochs=2))
    np.testing.assert_array_equal(weights(net), weights(short))
    assert net.training
    list(run(net, settings))  # and goes on


class Watcher(nn.Layer):
    """A first layer that notes its mode, and refuses a gradient by its input."""

    def __init__(self):
        super().__init__({"W": np.ones((1, 1))})
        self.modes, self.sizes = [], []

    def _forward(self, x):
        self.modes.append(self.training)
        self.sizes.append(len(x))
        return self.params["W"] * x, x

    def _parameter_gradients(self, dy, x):
        return {"W": np.sum(dy * x, keepdims=True).reshape(1, 1)}

    def _input_gradient(self, dy, x):
        raise AssertionError("the gradient by the samples is of no use")


def test_modes():
    watcher = Watcher()
    net = nn.Network([watcher, nn.Identity()]).eval()
    X = np.ones((5, 1))
    records = run(net, {}, nn.MSE(), X, X, batch_size=2, epochs=2, validation=(X, X))
    assert watcher.modes == []  # nothing happens before the first record is asked for
    for _ in records:
        assert watcher.modes == [True] * 3 + [False] and watcher.sizes == [2, 2, 1, 5]
        assert not net.training and not watcher.training  # as it was
        watcher.modes.clear(), watcher.sizes.clear()
    net.train()
    list(run(net, {}, nn.MSE(), X, X, validation=(X, X)))
    assert net.training and watcher.training


def test_lists_integers_and_float32():
    X, t = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    net = network(2, np.float32)
    held = dict(net.params)
    *_, last = run(net, {"lr": np.float64(0.5), "momentum": 0.9}, X=X, t=t, epochs=200, batch_size=4, validation=(X, t))
    assert last.accuracy == last.validation_accuracy == 1.0
    assert all(net.params[name] is w and w.dtype == np.float32 for name, w in held.items())


def test_data_are_not_changed():
    X, t = MOONS.copy(), np.eye(2)[MOON]
    X.flags.writeable = t.flags.writeable = False
    [record] = run(network(), X=X, t=t, epochs=1)
    [again] = run(network(), epochs=1)
    assert (record.loss, record.accuracy) == pytest.approx((again.loss, again.accuracy), rel=1e-13)
    with pytest.raises(FrozenInstanceError):
        record.loss = 0.0


def test_bad_arguments_at_once():
    net, loss = network(), nn.SoftmaxCrossEntropy()
    optimiser, good = tr.SGD(net, lr=0.1), {"epochs": 1, "batch_size": 2}
    for bad, name in ((("net", loss, optimiser), "net to be of type Module"), ((net, nn.MSE, optimiser), "loss to be of type Loss"),
                      ((net, loss, 0.1), "optimiser to be of type SGD")):  # fmt: skip
        with pytest.raises(TypeError, match=f"train expects {name}, got"):
            tr.train(*bad, MOONS, MOON, **good)
    with pytest.raises(ValueError, match="train expects one target for each sample, got 600 samples and 599 targets"):
        tr.train(net, loss, optimiser, MOONS, MOON[1:], **good)
    with pytest.raises(ValueError, match="train expects at least one sample, got none"):
        tr.train(net, loss, optimiser, MOONS[:0], MOON[:0], **good)
    for name in ("epochs", "batch_size"):
        with pytest.raises(ValueError, match=f"train expects {name} >= 1, got 0"):
            tr.train(net, loss, optimiser, MOONS, MOON, **{**good, name: 0})
    with pytest.raises(TypeError, match="train expects rng to be a generator"):
        tr.train(net, loss, optimiser, MOONS, MOON, **good, rng=0)
    with pytest.raises(ValueError, match=r"train \(validation\) expects one target for each sample"):
        tr.train(net, loss, optimiser, MOONS, MOON, **good, validation=(MOONS, MOON[1:]))
    with pytest.raises(TypeError, match=r"train \(validation\) expects a pair \(X, t\), got ndarray"):
        tr.train(net, loss, optimiser, MOONS, MOON, **good, validation=MOONS)
    with pytest.raises(TypeError, match=r"train expects schedule to be a function of the epoch, got 0\.1"):
        tr.train(net, loss, optimiser, MOONS, MOON, **good, schedule=0.1)
    with pytest.raises(TypeError, match="train expects stop to be an EarlyStopping, got 3"):
        tr.train(net, loss, optimiser, MOONS, MOON, **good, stop=3)
    with pytest.raises(ValueError, match=r"train expects validation=\(X, t\) for early stopping, got none"):
        tr.train(net, loss, optimiser, MOONS, MOON, **good, stop=tr.EarlyStopping(3))
    with pytest.raises(
        ValueError, match="train expects an optimiser of the parameters of net, got one of other layers"
    ):
        tr.train(net, loss, tr.SGD(network(), lr=0.1), MOONS, MOON, **good)
    tr.train(net, loss, tr.SGD(net.layers[2:], lr=0.1), MOONS, MOON, **good)  # the first layer stays as it is
    with pytest.raises(ValueError, match=r"SGD expects lr >= 0, got -1\.0"):
        list(tr.train(net, loss, optimiser, MOONS, MOON, **good, schedule=lambda epoch: -1.0))
