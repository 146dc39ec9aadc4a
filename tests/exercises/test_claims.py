"""What looks true on the arguments it was found on is not said unless it is true on the others.

Each answer here agrees with a tempting sentence on some arguments and not on all; and two changes are two.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nnlib.exercises import check
from nnlib.exercises.diagnosis.answer import CONFIRM, EDGES, Answer
from nnlib.exercises.diagnosis.edit_table import flat, table_of
from nnlib.exercises.diagnosis.judge import judge
from nnlib.exercises.diagnosis.kitchen import Kitchen
from nnlib.exercises.recipes import recipe
from nnlib.exercises.registry import get


def key(args):
    return tuple(np.asarray(a).tobytes() for a in args)


def agrees_on(probes, wrong, elsewhere):
    """A function that is `wrong` for the arguments of these probes and `elsewhere` for all others."""
    known = {key(probe.args) for probe in probes}
    return lambda *args: wrong(*args) if key(args) in known else elsewhere(*args)


def confirming(name):
    """The ordinary probes of a check on which a finding is confirmed and those on which it was found."""
    probes = Answer(get(name), len, None).probes
    plain = [probe for probe in probes[: len(probes) - EDGES] if not probe.edge]
    return plain[-CONFIRM:], plain[:-CONFIRM]


WRONG = {
    "relu": lambda z: -np.maximum(z, 0),
    "tanh_grad": lambda z: 1 - np.tanh(z) ** 3,
    "mse": lambda y_hat, t: np.sum((y_hat - t) ** 3),
    "mse_grad": lambda y_hat, t: (y_hat - t) / t.size,
    "linear_backward": lambda dY, X, W: (dY @ W, X.T @ dY, dY.sum(axis=0)),
    "sgd_step": lambda w, g, eta: w + eta * g,
    "conv2d": lambda x, w, stride=1, pad=0: get("conv2d").reference(x, w[::-1, ::-1], stride, pad),
    "momentum_step": lambda w, v, g, eta, beta: (w - eta * g, beta * v - 2 * eta * g),
}


def odd(name):
    """A wrong answer that no sentence explains: every result is bent by its own amount."""
    exercise = get(name)

    def answer(*args):
        parts = [r + np.sin(3 * r + 1) for r in map(np.asarray, flat(exercise.reference(*args)))]
        return tuple(parts) if exercise.components else parts[0]

    return answer


@pytest.mark.parametrize("name", WRONG)
def test_a_sentence_true_where_it_was_found_is_not_said_when_it_fails_elsewhere(name):
    confirm, study = confirming(name)
    everywhere = judge(get(name), WRONG[name])
    assert everywhere.finding is not None
    said_there = judge(get(name), agrees_on(study, WRONG[name], odd(name)))
    assert not said_there.passed and said_there.code != everywhere.code, said_there.message
    # one other argument is enough
    once = judge(
        get(name), agrees_on([probe for probe in confirm if probe is not confirm[-1]] + study, WRONG[name], odd(name))
    )
    assert not once.passed and once.code != everywhere.code, once.message


@pytest.mark.parametrize("name", ["tanh_grad", "mse", "softmax", "mse_grad", "linear_backward"])
def test_an_edit_that_fits_the_first_arguments_only_is_not_named(name):
    """Edited recipes are looked up on one probe; on the others their results are compared as well."""
    exercise = get(name)
    table = table_of(exercise)
    known = flat(exercise.reference(*table.args))
    wrong = []
    for candidate in table._candidates:
        value = candidate.run(table.args)
        if [a.shape for a in flat(value)] == [a.shape for a in known] and not np.allclose(flat(value)[0], known[0]):
            wrong.append(value)
    assert len(wrong) >= 12
    for value in wrong[:: len(wrong) // 6]:

        def answer(*args, value=value):
            return value if key(args) == key(table.args) else odd(name)(*args)

        assert judge(exercise, answer).code not in ("edit", "two-edits")


def test_two_changes_in_one_step_are_both_made():
    kitchen = Kitchen(get("tanh_grad"), recipe(("combine", "r = 3 * z + 5")))
    z = np.array([0.5, -2.0, 4.0])
    edits = kitchen.singles({"z": z, "r": 3 * z + 5})
    four, six = (next(e for e in edits if e.words == words) for words in ("with 4 instead of 3", "with 6 instead of 5"))
    for pair in ((four, six), (six, four)):
        assert_allclose(kitchen.run((z,), kitchen.both(*pair)), 4 * z + 6)
    assert_allclose(kitchen.run((z,), {0: four.code}), 4 * z + 5)
    assert_allclose(kitchen.run((z,), {}), 3 * z + 5)  # nothing is left of the edits


def test_two_changes_in_two_steps_are_both_made():
    kitchen = Kitchen(get("tanh_grad"), recipe(("scale", "s = 3 * z"), ("add", "r = s + 5")))
    z = np.array([0.5, -2.0, 4.0])
    edits = kitchen.singles({"z": z, "s": 3 * z, "r": 3 * z + 5})
    four, six = (next(e for e in edits if e.words == words) for words in ("with 4 instead of 3", "with 6 instead of 5"))
    assert_allclose(kitchen.run((z,), kitchen.both(four, six)), 4 * z + 6)


@pytest.mark.parametrize("name", ["mse", "softmax", "tanh_grad", "sgd_step"])
def test_what_the_table_holds_is_what_the_candidate_gives(name):
    """The table makes pairs by going on from a half-done run; running both edits from the start gives the same."""
    table = table_of(get(name))
    list(table.find(flat(get(name).reference(*table.args)), 1e-6, None, True))
    pairs = [c for c in table._candidates if len(c.edits) == 2][:: max(1, len(table._candidates) // 60)]
    assert len(pairs) >= 20
    for candidate in pairs:
        arrays = flat(candidate.run(table.args))
        assert candidate in list(table.find(arrays, 1e-6, None, True))
        one, other = ({e.step: e.code} for e in candidate.edits)
        assert set(candidate.codes) == {*one, *other}


def test_two_changes_are_named_both():
    message = check("mse", lambda y_hat, t: np.sum((y_hat - t) ** 3)).message
    assert "sum instead of mean" in message and "3 instead of 2" in message


def test_one_sentence_for_two_results_is_claimed_of_each_by_its_own_right_values():
    """The velocity has its sign reversed at the look-ahead point: both results are those for -v, on boundaries too."""

    def step(w, v, grad, eta, beta):
        new = (w - beta * v) - eta * grad(w - beta * v)
        return new, new - w

    result = check("nesterov_step", step)
    assert result.code == "mirrored" and "-v" in result.message and "Not so" not in result.message


def test_errors_of_small_and_large_layers_that_cancel_are_not_taken_for_another_rule():
    """Over layers of all shapes the mean of 2 n_in/(n_in + n_out) is 1, yet 4/(n_in + n_out) is not He's 2/n_in."""
    result = check("xavier_init", lambda n_in, n_out, rng: rng.normal(0, np.sqrt(4 / (n_in + n_out)), (n_out, n_in)))
    assert result.code == "mean-fan"
    shifted = check("xavier_init", lambda i, o, rng: np.sqrt(2 / (i + o)) + rng.standard_normal((o, i)))
    assert shifted.code != "not-scaled"  # the mean is off as well


def test_weights_that_are_no_numbers_are_told_as_such():
    result = check("he_init", lambda n_in, n_out, rng: rng.normal(size=(n_out, n_in)) / np.sqrt(-n_in / 2))
    assert result.code == "not-finite"


def test_a_sum_over_an_argument_depends_on_it():
    """The dy of two probes may be rearrangements of the same numbers, with one sum."""

    def first_pixel(dy, x, size=2, stride=2):
        dx = np.zeros(x.shape)
        dx[0, 0] = np.sum(dy)
        return dx

    assert check("maxpool2d_backward", first_pixel).code != "ignores-dy"


def test_a_boundary_that_is_right_and_an_ignored_argument_get_no_exception():
    for name, wrong in (
        ("linear_backward", lambda dY, X, W: (dY @ W, dY.T @ X / len(X), dY.sum(axis=0))),  # right for one sample
        ("leaky_relu", lambda z, alpha=0.01: np.maximum(z, 0) + np.minimum(z, 1)),
    ):
        assert "Not so" not in check(name, wrong).message


def test_the_square_of_a_product_and_the_letters_of_a_factor_are_written_out():
    squared = check("mse", lambda y_hat, t: np.mean((y_hat - t) ** 2) * t.size**2)
    assert "(N K)^2 times" in squared.message and "(N rows, K columns)" in squared.message
    alone = check("mlp_grads", lambda *a: tuple(len(a[0]) * g for g in get("mlp_grads").reference(*a)))
    assert "N times" in alone.message and "hidden units" not in alone.message


def test_another_shape_is_not_explained_by_two_changes():
    assert check("sigmoid_grad", lambda z: 0.3).code == "shape"
