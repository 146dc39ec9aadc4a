"""Answers that lie, never end, return monsters or change what is not theirs: a verdict comes, and nothing stays changed."""
# ruff: noqa: NPY002 - the global random state is what is tested

import random
import time
import warnings

import numpy as np
import pytest
from stub_exercises import BATCHES, STEP, WEIGHTS, _draw, _split

from nnlib.exercises import check
from nnlib.exercises.diagnosis.isolation import Sandbox
from nnlib.exercises.diagnosis.judge import judge
from nnlib.exercises.registry import get


class EqualToAll:
    def __eq__(self, other):
        return True

    def __bool__(self):
        return True

    __hash__ = None


class SaysRight:
    """Gives the right numbers to whoever asks for an array, others at the second time."""

    def __init__(self, z):
        self.z, self.asked = z, 0

    def __array__(self, dtype=None, copy=None):
        self.asked += 1
        return np.maximum(self.z, 0) if self.asked == 1 else np.full_like(self.z, 7.0)


class Endless:
    def __array__(self, dtype=None, copy=None):
        while True:
            pass


class Refuses:
    def __array__(self, dtype=None, copy=None):
        raise KeyError("no")

    def __len__(self):
        raise ValueError("no length either")


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no words")

    __repr__ = __str__


class Liar(np.ndarray):
    """Says that it equals everything and has any shape."""

    def __eq__(self, other):
        return np.ones((), bool)

    def __array_ufunc__(self, *_args, **_kw):
        return np.ones((), bool)

    def __deepcopy__(self, memo):
        raise RuntimeError("not copied")


def endless_list(z):
    answer = []
    answer.append(answer)
    return answer


def mute(z):
    raise Mute


@pytest.mark.parametrize(
    ("fn", "code"),
    [
        (lambda z: EqualToAll(), "kind"),
        (lambda z: [EqualToAll()] * len(z), "kind"),
        (lambda z: Refuses(), "kind"),
        (lambda z: np.abs(z).view(Liar), "absolute-value"),
        (lambda z: np.ma.masked_array(np.maximum(z, 0), z < 0), "right-except-z-below-0"),
        (endless_list, "kind"),
        (lambda z: np.broadcast_to(0.0, (10**6, 10**6)), "kind-huge"),
        (lambda z: range(10**12), "kind-huge"),
        (lambda z: {"a": z}, "kind"),
        (lambda z: [z, z[:-1]], "kind"),
        (lambda z: [None] * len(z), "kind"),
        (mute, "raised"),
        (lambda z: z.fill(3), "changes-argument"),
    ],
)
def test_a_verdict_comes_whatever_is_returned(fn, code):
    start = time.monotonic()
    result = check("relu", fn)
    assert time.monotonic() - start < 4
    assert not result.passed and result.code == code, result
    assert len(result.message) <= 280 and str(result)


def test_an_object_is_asked_once_for_its_numbers_and_within_the_time_limit():
    assert check("relu", SaysRight).passed
    assert judge(get("relu"), lambda z: Endless(), seconds=0.4).code == "timeout"


def test_right_answers_of_unusual_kinds_pass():
    assert check("relu", lambda z: np.maximum(z, 0).view(Liar)).passed
    assert check("relu", lambda z: np.ma.masked_array(np.maximum(z, 0), False)).passed
    assert check("relu", lambda z: memoryview(np.maximum(z, 0))).passed
    assert check("mse", lambda y_hat, t: np.matrix(np.mean((y_hat - t) ** 2)).item()).passed
    assert check("relu", lambda z: np.maximum(z, 0).astype(np.longdouble)).passed


def test_a_view_of_the_argument_is_judged_as_it_was_returned():
    kept = []

    def view(z):
        for old in kept:
            old[...] = 0  # what was returned before is changed afterwards
        kept.append(z)
        return z

    assert check("relu", view).code == "identity"


def test_the_error_state_is_put_back_between_calls():
    seen = []

    def strict(z):
        seen.append(np.geterr()["divide"])
        np.seterr(all="raise")
        warnings.simplefilter("error")
        return np.maximum(z, 0)

    filters = list(warnings.filters)
    with np.errstate(all="warn"):
        assert check("relu", strict).passed
        assert set(seen) == {"warn"}
        assert np.geterr()["divide"] == "warn" and warnings.filters == filters


def test_what_the_comparison_warns_of_is_not_told_of_the_answer():
    """The mean of an answer without entries is not a number, and NumPy says so on the standard error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert judge(WEIGHTS, lambda n, m, rng: []).evidence.notes == ()


def test_random_states_come_back_after_random_functions():
    np.random.seed(3)
    random.seed(3)
    before = np.random.get_state()[1].tolist(), random.getstate()
    assert judge(WEIGHTS, _draw).passed
    assert not judge(BATCHES, lambda X, t, size, rng: np.random.permutation(X)).passed
    assert before == (np.random.get_state()[1].tolist(), random.getstate())


def test_lists_of_arrays_as_arguments_are_compared_by_their_numbers():
    given = [np.ones(3), np.zeros((2, 2))]
    with Sandbox(2) as box:
        assert box.call(lambda ws: ws[0].sum(), (given,)).changed == ()
        assert box.call(lambda ws: ws[1].fill(5), (given,)).changed == (0,)
        assert box.call(lambda ws: ws.pop(), (given,)).changed == (0,)
    assert given[1].sum() == 0


def test_a_generator_may_be_used_and_everything_else_not():
    def shuffles(X, t, size, rng):
        rng.shuffle(t)
        return _split(X, t, size, rng)

    assert judge(BATCHES, shuffles).code == "changes-argument"


@pytest.mark.parametrize("seed", range(30))
def test_chance_does_not_accuse_a_right_random_function(seed):
    """Right answers with other streams of numbers: each seed is another draw of all statistics."""

    def other_stream(n, m, rng):
        return np.random.default_rng([seed, int(rng.integers(2**62))]).normal(0, n**-0.5, (m, n))

    assert judge(WEIGHTS, other_stream).passed


def test_results_that_are_tuples_of_views_are_copied():
    kept = []

    def step(w, v, eta):
        for old in kept:
            old[...] = 0
        u = v - eta * v
        kept.append(u)
        return w - eta * v, u

    assert judge(STEP, step).passed
