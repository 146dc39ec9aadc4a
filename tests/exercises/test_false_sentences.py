"""Sentences that were said of edited answers and were false, or led astray; each answer is now told something true."""

import inspect
import textwrap

import numpy as np
import pytest

from nnlib.activations.softmax_family import softmax
from nnlib.exercises import check
from nnlib.exercises.registry import get


def edited(name, *changes):
    """The independent implementation of an exercise with pieces of its source replaced; its own source is not at hand."""
    function = get(name).independent
    source = textwrap.dedent(inspect.getsource(function))
    for old, new in changes:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    space = dict(function.__globals__)
    exec(compile(source, "<edited>", "exec"), space)
    return space[function.__name__]


def test_a_maximum_of_numpy_is_not_taken_for_that_of_python():
    wrong = """
def answer(z, c):
    differences = z - z[np.arange(c), c][:, None]
    largest = differences.max(1)
    return np.mean(np.log(np.sum(np.exp(differences - largest[:, None]), -1)) + largest)
"""
    space = {"np": np}
    exec(compile(wrong, "<edited>", "exec"), space)
    result = check("cross_entropy", space["answer"])
    assert result.code == "raised-ambiguous" and "max" not in result.message and "np.arange" in result.message

    def with_source(z, c):
        differences = z - z[np.arange(c), c][:, None]
        return np.mean(differences.max(1))

    message = check("cross_entropy", with_source).message
    assert "np.arange takes one number" in message and message.endswith("gives the size.")


def test_pythons_own_maximum_is_known_without_the_source():
    space = {}
    exec(compile("def answer(z):\n    y = z.max()\n    return max(0, z)\n", "<edited>", "exec"), space)
    assert check("relu", space["answer"]).code == "python-max"


def test_an_argument_ignored_for_windows_side_by_side_only():
    wrong = edited(
        "maxpool2d_backward", ("for j in range(c * stride, c * stride + size)", "for j in range(stride, size)")
    )
    result = check("maxpool2d_backward", wrong)
    assert result.code == "ignores-x" and "Not so for overlapping windows" in result.message
    ignored = check("maxpool2d_backward", lambda dy, x, size=2, stride=2: np.full(x.shape, dy.sum()))
    assert ignored.code == "ignores-x" and "Not so" not in ignored.message


def test_a_constant_is_not_one_where_a_boundary_gives_another_number():
    result = check(
        "kl_divergence", lambda p, q: sum((a if b > 0 else np.inf) for a, b in zip(p, q, strict=True) if a > 0)
    )
    assert result.code == "constant" and "Not so for q = 0 where p > 0" in result.message


def test_the_divergence_the_other_way_round_is_that_for_zeros_too():
    def answer(p, q):
        return sum((a * (np.log(a) - np.log(b)) if b > 0 else np.inf) for a, b in zip(q, p, strict=True) if a > 0)

    result = check("kl_divergence", answer)
    assert result.code == "swapped" and "Not so" not in result.message


def test_an_edit_whose_result_is_empty_on_a_boundary_holds_there():
    result = check(
        "conv2d",
        edited("conv2d", ("columns = (W + 2 * pad - kw) // stride + 1", "columns = (W + 2 * pad - kw) // stride")),
    )
    assert result.code == "edit" and "Not so" not in result.message
    pooled = check(
        "maxpool2d",
        edited("maxpool2d", ("rows = (x.shape[0] - size) // stride + 1", "rows = (x.shape[0] - size) // stride - 1")),
    )
    assert "minus instead of plus" in pooled.message and "Not so" not in pooled.message


def test_a_sentence_about_one_result_holds_where_the_other_is_right():
    wrong = edited(
        "nesterov_step",
        ("stepped = ahead - eta", "stepped = ahead + eta"),
        ("return stepped, stepped - w", "return stepped, w - stepped"),
    )
    result = check("nesterov_step", wrong)
    assert result.code == "terms" and "Your w is" in result.message and "Not so" not in result.message


@pytest.mark.parametrize(
    "changes",
    [
        [("np.zeros((H + 2 * pad, W + 2 * pad))", "np.zeros((H + (2 + pad), W + 2))")],
        [("np.zeros((H + 2 * pad, W + 2 * pad))", "np.zeros((H - 2 * pad, W + 2 * pad))")],
        [
            ("np.zeros((H + 2 * pad, W + 2 * pad))", "np.zeros((H + pad, W + 2 * pad))"),
            ("rows = (H + 2 * pad - kh)", "rows = (H - 2 * pad - kh)"),
        ],
    ],
)
def test_an_error_on_a_boundary_is_told_of_the_example(changes):
    result = check("conv2d", edited("conv2d", *changes))
    assert (
        result.code.startswith("raised-")
        and "in the example below, for a frame of zeros (pad above 0)" in result.message
    )
    assert len(result.message) <= 280 and result.message.endswith(".")


def test_the_infinity_of_the_example_has_its_sign():
    for name, wrong in (
        ("sigmoid_grad", lambda z: np.sin(z) - 1 / (3 * z * z)),
        ("ce_grad", lambda Z, c: softmax(Z) / len(c) - len(c) / (np.arange(Z.shape[1]) != c[:, None])),
    ):
        result = check(name, wrong)
        assert result.code == "not-finite" and "contains -inf where" in result.message
        assert "-inf" in result.evidence.got


def test_the_kind_of_missing_number_is_that_of_the_example():
    def answer(p, q):
        return np.nan if len(p) > 3 else np.inf

    result = check("kl_divergence", answer)
    assert result.code == "not-finite" and "contains inf" in result.message and result.evidence.got == "inf"


def test_a_star_in_the_failing_line_may_be_meant_as_a_product():
    wrong = edited("mlp_grads", ("np.cosh(W1 @ x + b1)", "np.cosh(W1 * x + b1)"))
    result = check("mlp_grads", wrong)
    assert result.code == "raised-broadcast" and "or is a * meant to be @?" in result.message


def test_no_argument_stands_in_for_another_that_is_0_by_default():
    wrong = edited("conv2d", ("framed[r * stride + i,", "framed[i,"))
    assert "pad instead of stride" not in check("conv2d", wrong).message


def test_nan_nearly_everywhere_is_told_as_such():
    result = check("tanh_grad", lambda z: 4 * np.exp(-2 * np.abs(z)) / np.log(-2 * np.abs(z)) ** 2)
    assert result.code == "not-finite" and "logarithm of a negative number" in result.message


def test_an_infinity_of_the_answers_own_is_asked_about():
    def answer(p, q):
        return sum((a * (np.log(a) - np.log(b)) if b < 0 else np.inf) for a, b in zip(p, q, strict=True) if a > 0)

    assert "your own inf" in check("kl_divergence", answer).message
    divided = check("kl_divergence", lambda p, q: np.sum(p) / np.sum(0 * q))
    assert divided.code == "not-finite" and "your own inf" not in divided.message


def test_a_shuffled_range_is_told_how_to_be_a_list():
    message = check("minibatches", lambda X, t, size, rng: rng.shuffle(range(len(X)))).message
    assert "list(range(n))" in message and "np.zeros" not in message


def test_the_same_words_are_not_said_twice():
    message = check("sigmoid_grad", lambda z: 0.25 * (1 - np.tanh(z / 2) ** -2)).message
    assert "-2 instead of 2" in message and message.count("instead of") == 1


def test_what_is_believed_first_is_what_stands_there():
    def no_root(n_in, n_out, rng):
        return rng.standard_normal((n_out, n_in)) * (n_in / 2)

    assert "without sqrt" in check("he_init", no_root).message

    def minus(n_in, n_out, rng):
        return rng.standard_normal((n_out, n_in)) / np.square((n_in - n_out) / 2)

    assert "minus instead of plus" in check("xavier_init", minus).message


def test_zeros_that_are_handled_are_not_blamed_for_a_recipe_that_has_none():
    def answer(p, q):
        return sum((a * (np.log(a) + np.log(b)) if b > 0 else np.inf) for a, b in zip(p, q, strict=True) if a > 0)

    result = check("kl_divergence", answer)
    assert not result.passed and "Not so for p with a zero" not in result.message, result.message


def test_an_ellipsis_stays_whole():
    wrong = edited("mlp_grads", ("np.cosh(W1 @ x + b1)", "np.cosh(x @ W1 + b1)"))
    assert ".. " not in check("mlp_grads", wrong).message.replace("...", "")


def test_the_shape_of_an_argument_is_told_as_such():
    result = check("numerical_grad", lambda f, x, h=1e-5: x.shape)
    assert "the shape of x" in result.message


def test_the_number_of_entries_of_vectors_is_a_size_too():
    result = check("mse_grad", lambda y_hat, t: np.multiply(y_hat, 4) - np.add(t, t))
    assert "N K" in result.message and "Not so" not in result.message


def test_slopes_written_with_tanh_and_exp_have_their_recipes():
    for name, wrong in (
        ("sigmoid_grad", lambda z: 0.25 * (1 - np.tanh(z * 3) ** 2)),
        ("tanh_grad", lambda z: 4 * np.exp(-2 * np.abs(z)) / (2 + np.exp(-2 * np.abs(z))) ** 2),
    ):
        assert check(name, wrong).code in ("edit", "two-edits")
