"""Several results, a function as argument, a random function, a list of pairs: judged like any other exercise."""
# ruff: noqa: NPY002 - a learner may draw from the global random state

import numpy as np
import pytest
from stub_exercises import BATCHES, PRODUCT, SLOPE, STEP, WEIGHTS, _draw, _quotient, _split

from nnlib.exercises.diagnosis.judge import judge


@pytest.mark.parametrize(
    ("exercise", "fn"),
    [
        (STEP, lambda w, v, e: (w - e * v, v - e * v)),
        (STEP, lambda w, v, e: [w - e * v, (v - e * v).tolist()]),
        (STEP, lambda w, v, e: np.array([w - e * v, v - e * v])),
        (SLOPE, lambda f, x, h=1e-5: _quotient(f, x, h)),
        (SLOPE, lambda f, x, h=1e-5: _quotient(f, x, 1e-6)),  # ignores h and is accurate
        (SLOPE, lambda f, x, h=1e-5: (4 * _quotient(f, x, h / 2) - _quotient(f, x, h)) / 3),
        (WEIGHTS, lambda n, m, rng: rng.normal(0, 1 / np.sqrt(n), (m, n))),
        (WEIGHTS, lambda n, m, rng: rng.uniform(-1, 1, (n, m)).T * np.sqrt(3 / n)),
        (BATCHES, lambda X, t, size, rng: tuple(map(list, _split(X, t, size, rng)))),
    ],
)
def test_right_answers_pass(exercise, fn):
    verdict = judge(exercise, fn)
    assert verdict.passed, verdict


def _forward(f, x, h=1e-5):
    return np.array([(f(x + e) - f(x)) / h for e in h * np.eye(x.size).reshape(-1, *x.shape)]).reshape(x.shape)


def _unpaired(X, t, size, rng):
    order = rng.permutation(len(X))
    return [(X[order[k : k + size]], t[k : k + size]) for k in range(0, len(X), size)]


def _shuffles_in_place(X, t, size, rng):
    rng.shuffle(X)
    return _split(X, t, size, rng)


@pytest.mark.parametrize(
    ("exercise", "fn", "code", "phrase"),
    [
        (STEP, lambda w, v, e: (w + e * v, v - e * v), "uphill", "w is wrong, v is right"),
        (STEP, lambda w, v, e: (e * v - w, v - e * v), "sign", "w is wrong, v right. Sign: your w is exactly"),
        (STEP, lambda w, v, e: (e * v - w, e * v - v), "sign", "each of them is exactly the negative"),
        (STEP, lambda w, v, e: (w - e * v, v), "terms", "w right. Your v is the right one without the term -eta v"),
        (STEP, lambda w, v, e: w - e * v, "count", "one array, expected two arrays (w, v). What you return is the right w"),
        (STEP, lambda w, v, e: (w, v, w), "count", "3 results"),
        (STEP, lambda w, v, e: (w - e * v, None), "kind-component", "Your v is nothing"),
        (STEP, lambda w, v, e: (w - e * v, (v - e * v)[:, None]), "shape-only", "your v is an array of shape (3, 1)"),
        (STEP, lambda w, v, e: (w - e * v, v - e * np.sin(v * w)), "counter-example", "v is wrong, w right. No single"),
        (SLOPE, _forward, "first-order", "like h"),
        (SLOPE, lambda f, x, h=1e-5: 2 * _quotient(f, x, h), "h-for-2h", "2h"),
        (SLOPE, lambda f, x, h=1e-5: -f.gradient(x), "sign", "negative"),
        (WEIGHTS, lambda n, m, rng: rng.normal(0, 1 / n, (m, n)), "variance", "variance"),
        (WEIGHTS, lambda n, m, rng: rng.normal(0, n**-0.5, (n, m)), "shape", "shape"),
        (WEIGHTS, lambda n, m, rng: np.random.normal(0, n**-0.5, (m, n)), "not-reproducible", "np.random"),
        (WEIGHTS, lambda n, m, rng: _draw(n, m, np.random.default_rng(7)), "generator-unused", "rng is never used"),
        (WEIGHTS, lambda n, m, rng: _draw(n, m, rng) * 1.2, "deviation", "deviation"),
        (WEIGHTS, lambda n, m, rng: abs(_draw(n, m, rng)), "mean", "mean"),
        (WEIGHTS, lambda n, m, rng: print(n), "returns-none", "nothing"),
        (WEIGHTS, lambda n, m, rng: [], "shape", "shape"),
        (BATCHES, _unpaired, "pairs-broken", "pairs"),
        (BATCHES, lambda X, t, size, rng: _split(X, t, size, rng)[:-1], "not-each-once", "never"),
        (BATCHES, lambda X, t, size, rng: (X, t), "kind-tuple", "list of pairs"),
        (BATCHES, _shuffles_in_place, "changes-argument", "argument X"),
    ],
)  # fmt: skip
def test_wrong_answers_are_told_what_is_wrong(exercise, fn, code, phrase):
    verdict = judge(exercise, fn)
    assert not verdict.passed
    assert verdict.code == code, verdict
    assert phrase in verdict.message, verdict.message
    assert len(verdict.message) <= 280
    assert judge(exercise, fn).message == verdict.message


def test_evidence_names_the_component_the_function_and_the_seed():
    step = judge(STEP, lambda w, v, e: (w - e * v, v)).evidence
    assert step.got.startswith("v = [") and step.expected.startswith("v = [") and "eta = " in step.probe
    assert "f(x) = sum of" in judge(SLOPE, lambda f, x, h=1e-5: x).evidence.probe
    assert "rng = np.random.default_rng(1)" in judge(WEIGHTS, lambda n, m, rng: rng.normal(0, 1, (m, n))).evidence.probe


def test_a_learner_may_write_into_what_a_function_returned():
    def eager(f, x, h=1e-5):
        g = f.gradient(x)
        g[:] = 0
        return _quotient(f, x, h)

    assert judge(SLOPE, eager).passed


def test_shapes_that_do_not_fit_are_explained_where_all_sizes_are_equal():
    verdict = judge(PRODUCT, lambda a, b: a @ b)
    assert verdict.code == "raised-product-not-transposed"
    assert "Two shapes do not fit in line" in verdict.message and "b is not transposed" in verdict.message
    assert judge(PRODUCT, lambda a, b: a.T @ b.T @ a).code == "raised-product"
