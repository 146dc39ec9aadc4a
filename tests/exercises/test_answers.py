"""Right answers pass whatever their form; wrong ones get their code and a sentence of the sense given."""

import inspect

import numpy as np
import pytest
from exercise_answers import RIGHT, WRONG

from nnlib.exercises import check, exercise_ids
from nnlib.exercises.diagnosis.judge import judge
from nnlib.exercises.registry import get

ALL = exercise_ids("code")


@pytest.mark.parametrize("name", ALL)
def test_right_answers_of_every_construction_pass(name):
    answers = [*RIGHT[name], get(name).independent, get(name).reference]
    assert len(answers) >= 5
    for fn in answers:
        result = check(name, fn)
        assert result.passed and result.code == "right", f"{fn}: {result}"


def _rounded(value):
    """All floating-point arrays as float32, through lists and tuples; numbers and functions stay."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(_rounded, value))
    return value.astype(np.float32) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value


def _listed(value):
    """Lists all the way down."""
    return list(map(_listed, value)) if isinstance(value, (list, tuple)) else np.asarray(value).tolist()


@pytest.mark.parametrize("name", ALL)
def test_float32_and_lists_pass(name):
    fn = RIGHT[name][0]

    def single(*args):
        result = fn(*_rounded(args))
        return _rounded(result if isinstance(result, (list, tuple)) else np.asarray(result, dtype=float))

    assert check(name, single).passed, check(name, single)
    assert check(name, lambda *args: _listed(fn(*args))).passed


@pytest.mark.parametrize("name", ALL)
def test_reference_and_independent_implementation_agree_on_random_arguments(name):
    exercise, rng = get(name), np.random.default_rng(11)
    if exercise.faults:
        return  # their streams differ; both are judged right above
    for _ in range(50):
        args = exercise.fresh(rng).args
        made, expected = exercise.independent(*args), exercise.reference(*args)
        for a, b in zip(made, expected, strict=True) if exercise.components else ((made, expected),):
            # difference quotients agree up to the rounding that they magnify
            np.testing.assert_allclose(
                a, b, **({"rtol": 1e-6, "atol": 1e-7} if exercise.questions else {"rtol": 1e-9, "atol": 1e-12})
            )


@pytest.mark.parametrize(("name", "fn", "code", "phrase"), WRONG)
def test_wrong_answer_is_told_what_is_wrong(name, fn, code, phrase):
    result = check(name, fn)
    assert not result.passed
    assert result.code == code, str(result)
    assert phrase in result.message
    assert len(result.message) <= 280
    assert check(name, fn) == result  # the same verdict every time


@pytest.mark.parametrize("name", ALL)
def test_every_listed_misconception_is_recognised(name):
    exercise = get(name)
    assert len(exercise.misconceptions) >= 5 or len(exercise.faults) >= 5
    for item in exercise.misconceptions:
        result = check(name, item.wrong)
        # where the shapes do not fit, the mistake is found on arguments of equal sizes
        assert not result.passed and result.code.removeprefix("raised-product-") == item.code, (
            f"{item.code} got {result}"
        )
        assert len(result.message) <= 280 and str(result.evidence)


def test_every_exercise_has_answers_here():
    assert sorted(ALL) == sorted(RIGHT)
    given = [name for name, *_ in WRONG]
    for name in ALL:
        assert given.count(name) >= 5, f"{name}: {given.count(name)} wrong answers"


def test_codes_are_unique_within_an_exercise():
    for name in ALL:
        codes = [item.code for item in get(name).misconceptions]
        assert len(set(codes)) == len(codes)


def test_evidence_shows_the_difference_and_not_the_reference():
    result = check("relu", np.abs)
    assert (result.evidence.got, result.evidence.expected) != (
        "",
        "",
    ) and result.evidence.got != result.evidence.expected
    assert inspect.getsource(get("relu").reference).splitlines()[-1].strip() not in str(result)
    tiny = check("sigmoid", lambda z: 1 / (1 + np.exp(-z)) + 1e-5 * np.cos(z))
    assert tiny.code == "nearly" and tiny.evidence.got != tiny.evidence.expected


def test_overflow_warning_is_a_note():
    result = check("sigmoid", lambda z: 1 / (1 + np.exp(-z)))
    assert result.passed and "overflow" in str(result.evidence)


def test_infinite_loss_of_an_underflowing_probability_passes_with_a_note():
    result = check("cross_entropy", RIGHT["cross_entropy"][1])
    assert result.passed and "inf" in str(result.evidence)


def test_properties_accompany_a_plain_counter_example():
    result = check("softmax", lambda Z: np.abs(np.sin(Z * Z)) / 2)
    assert result.code == "counter-example"
    assert any("rows sum to 1: no" in note for note in result.evidence.notes)


def test_an_ignored_argument_is_named():
    result = check("mse", lambda y_hat, t: np.sin(y_hat).max())
    assert result.code == "ignores-t" and "does not depend on t" in result.message


def test_leaky_relu_needs_its_default():
    def without(z, alpha):
        return np.where(z > 0, z, alpha * z)

    result = check("leaky_relu", without)
    assert not result.passed and "alpha left out" in result.message


def test_a_claim_is_not_made_from_fixed_probes_alone():
    """An answer that is the negative on the fixed probes only must not be called the negative."""
    fixed = [p.args[0].tobytes() for p in get("relu").probes()]

    def fn(z):
        return -np.maximum(z, 0) if z.tobytes() in fixed else np.maximum(z, 0) + z * z

    verdict = judge(get("relu"), fn)
    assert not verdict.passed and verdict.code not in ("sign", "mirrored-negative")


def test_a_target_outside_its_meaning_is_not_mentioned():
    """An answer that looks for t == 2 is right for targets -t only by accident of the reference."""
    result = check("bce", lambda y_hat, t: -np.mean(np.log(np.where(t == 2, y_hat, 1 - y_hat))))
    assert not result.passed and "-t" not in result.message


def test_moved_entries_do_not_count_as_an_ignored_argument():
    """A result that depends on the multiset of an argument's entries depends on the argument."""
    assert check("mse", lambda y_hat, t: np.sin(y_hat).max() + np.cos(t).sum()).code == "counter-example"
