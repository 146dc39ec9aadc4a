"""Small exercises of every form, for tests of the engine: several results, a function as argument, a random function."""

import numpy as np

from nnlib.exercises.diagnosis.convergence import error_falls_like
from nnlib.exercises.diagnosis.statistics import deviation_is, mean_is, pairs
from nnlib.exercises.model import Component, Exercise, Fault, Function, Misconception, Probe, Question
from nnlib.exercises.recipes import recipe


def _line(rng):
    n = int(rng.choice([3, 5, 7]))
    return Probe(
        (np.round(rng.normal(0.4, 2, n), 2), np.round(rng.normal(-0.7, 1.5, n), 2), float(rng.uniform(0.1, 0.9)))
    )


STEP = Exercise(
    id="stub_step",
    signature="stub_step(w, v, eta)",
    chapter="",
    reference=lambda w, v, eta: (w - eta * v, v * (1 - eta)),
    independent=lambda w, v, eta: (np.add(w, np.multiply(-eta, v)), v - eta * v),
    probes=lambda: [Probe((np.array([1.2, -0.7, 2.0]), np.array([0.3, 1.9, -1.1]), 0.3))],
    fresh=_line,
    fresh_edge=lambda rng: Probe((np.array([1.0]), np.array([-2.0]), 0.5), "a single weight"),
    hints=("one", "two"),
    result="two arrays (w, v)",
    components=(Component("w"), Component("v", terms=lambda w, v, eta: {"v": v, "eta v": eta * v},
                                         coefficients={"v": 1.0, "eta v": -1.0})),
    misconceptions=(
        Misconception("uphill", "w is wrong, v is right: the step goes up.", lambda w, v, e: (w + e * v, v * (1 - e))),
    ),
    recipes=(recipe(("shrink the velocity", "u = v - eta * v"), ("take the step", "r = (w - eta * v, u)")),),
)  # fmt: skip

CUBES = Function("f(x) = sum of x^3", lambda x: np.sum(x**3), lambda x: 3 * x**2)
WAVES = Function("f(x) = sum of sin(x)", lambda x: np.sum(np.sin(x)), np.cos)


def _quotient(f, x, h):
    steps = h * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + e) - f(x - e)) / (2 * h) for e in steps]).reshape(x.shape)


def _quotient_accepts(probe, got, expected):
    central = _quotient(*probe.args) if len(probe.args) == 3 else expected
    return bool(np.all(np.abs(got - expected) <= 5 * np.abs(central - expected) + 1e-6 * (1 + np.abs(expected))))


SLOPE = Exercise(
    id="stub_slope",
    signature="stub_slope(f, x, h=1e-5)",
    chapter="",
    reference=lambda f, x, h=1e-5: f.gradient(x),
    independent=lambda f, x, h=1e-5: _quotient(f, x, h),
    probes=lambda: [
        Probe((CUBES, np.array([0.7, -1.2, 1.5]), 0.05)),
        Probe((WAVES, np.array([[0.3, 1.1, -2.0]]), 1e-5)),
        Probe((CUBES, np.array([0.4, 1.3, 0.9, -0.6, 2.0])), "h left out"),
    ],
    fresh=lambda rng: Probe((CUBES if rng.random() < 0.5 else WAVES, rng.normal(0.4, 1, 3), float(rng.choice([1e-4, 0.05])))),
    fresh_edge=None,
    hints=("one", "two"),
    result="an array of the shape of x",
    accepts=_quotient_accepts,
    misconceptions=(Misconception("h-for-2h", "Twice: 2h.", lambda f, x, h=1e-5: 2 * _quotient(f, x, h)),),
    questions=(Question("first-order", "The error falls like h, not like h^2.", error_falls_like(1)),),
)  # fmt: skip


def _draw(n, m, rng):
    return rng.normal(0, 1 / np.sqrt(n), (m, n))


def _wrong_shape(trials):
    return any(t.value.shape != (t.args[1], t.args[0]) for t in trials)


# each of the two statistics pools more than 10,000 numbers: chance accuses a right answer once in a million seeds
WEIGHTS = Exercise(
    id="stub_weights",
    signature="stub_weights(n, m, rng)",
    chapter="",
    reference=_draw,
    independent=lambda n, m, rng: rng.standard_normal((m, n)) * n**-0.5,
    probes=lambda: [Probe((31, 17, np.random.default_rng(1))), Probe((5, 3, np.random.default_rng(2)))],
    fresh=lambda rng: Probe((int(rng.choice([23, 37])), 19, np.random.default_rng(int(rng.integers(2**31))))),
    fresh_edge=None,
    hints=("one", "two"),
    result="an array of shape (m, n)",
    misconceptions=(),
    faults=(
        Fault("shape", "The shape is not (m, n).", _wrong_shape),
        Fault("variance", "1/n is the variance.", lambda trials: deviation_is(trials, lambda n, m: 1 / n)),
        Fault("deviation", "The deviation is not 1/sqrt(n).", lambda ts: not deviation_is(ts, lambda n, m: n**-0.5), True),
        Fault("mean", "The mean is not 0.", lambda ts: not mean_is(ts, 0.0, lambda n, m: n**-0.5), True),
    ),
    recipes=(recipe(("choose the deviation", "s = sqrt(1 / n)"), ("draw", "W = rng.normal(0, s, (m, n))")),),
)  # fmt: skip


def _split(x, t, size, rng):
    order = rng.permutation(len(x))
    return [(x[order[k : k + size]], t[order[k : k + size]]) for k in range(0, len(x), size)]


def _each_once(trials):
    return all(sorted(np.concatenate([b for _, b in t.value]).tolist()) == t.args[1].tolist() for t in trials)


def _paired(trials):
    return all(np.array_equal(a, trial.args[0][b]) for trial in trials for a, b in trial.value)


BATCHES = Exercise(
    id="stub_batches",
    signature="stub_batches(X, t, size, rng)",
    chapter="",
    reference=_split,
    independent=_split,
    probes=lambda: [Probe((np.random.default_rng(3).normal(size=(11, 3)), np.arange(11), 5, np.random.default_rng(4)))],
    fresh=lambda rng: Probe((rng.normal(size=(13, 3)), np.arange(13), 5, np.random.default_rng(int(rng.integers(99))))),
    fresh_edge=None,
    hints=("one", "two"),
    result="a list of pairs (X_B, t_B)",
    misconceptions=(),
    convert=pairs,
    faults=(
        Fault("pairs-broken", "X is shuffled and t is not: the pairs no longer match.", lambda ts: not _paired(ts)),
        Fault("not-each-once", "Some example occurs twice or never.", lambda ts: not _each_once(ts)),
    ),
    recipes=(
        recipe(
            ("draw an order", "order = rng.permutation(len(X))"),
            ("cut it", "R = [(X[order[k : k + size]], t[order[k : k + size]]) for k in range(0, len(X), size)]"),
        ),
    ),
)  # fmt: skip


def _pair(n, k, m, rng):
    return Probe((np.round(rng.normal(0.3, 1, (n, k)), 2), np.round(rng.normal(0.3, 1, (m, k)), 2)))


PRODUCT = Exercise(
    id="stub_product",
    signature="stub_product(a, b)",
    chapter="",
    reference=lambda a, b: a @ b.T,
    independent=lambda a, b: np.einsum("ik,jk->ij", a, b),
    probes=lambda: [_pair(3, 5, 7, np.random.default_rng(0))],
    fresh=lambda rng: _pair(*(int(n) for n in rng.permutation([3, 5, 7])), rng),
    fresh_edge=None,
    square=lambda rng: _pair(5, 5, 5, rng),
    hints=("one", "two"),
    misconceptions=(Misconception("not-transposed", "b is not transposed.", lambda a, b: a @ b),),
    recipes=(recipe(("turn b", "c = b.T"), ("multiply", "r = a @ c")),),
)
