"""Variants: a right answer passes with its own parameters, is told apart with another's, and listed mistakes keep their names.

Every variant is asked over fifty draws. All mistakes for all combinations take minutes and belong to the audit (THOROUGH);
otherwise each draw tries some of the mistakes, so that together they try every one."""

import os
import random
import warnings
from itertools import combinations

import numpy as np
import pytest
import scipy.special
import scipy.stats

import nnlib
from nnlib.exercises.checking import judged
from nnlib.exercises.diagnosis.compare import RTOL
from nnlib.exercises.model import Exercise
from nnlib.exercises.questions.predict import Predict
from nnlib.exercises.questions.verify import problems
from nnlib.exercises.registry import entry, exercises_with_variants, variants_of
from nnlib.exercises.variants import OTHER, said

THOROUGH = bool(os.environ.get("THOROUGH"))
DRAWS = 50
EACH = 4  # listed mistakes that a draw tries
ALL = exercises_with_variants()
CODE = [name for name in ALL if isinstance(entry(name, {}), Exercise)]
PREDICT = [name for name in ALL if isinstance(entry(name, {}), Predict)]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """The parameters that a notebook has named hold for its process; here each test begins without."""
    monkeypatch.setattr("nnlib.exercises.registry._OWN", {})


def drawn(name):
    """Fifty draws, as a list of different combinations in the order in which they came, each with another one."""
    variants, rng = variants_of(name), random.Random(name)
    chosen = [rng.randrange(len(variants.combinations)) for _ in range(DRAWS)]
    places = list(dict.fromkeys(chosen))
    if THOROUGH:
        places = range(len(variants.combinations))
    for place in places:
        other = rng.choice([k for k in range(len(variants.combinations)) if k != place])
        yield variants.combinations[place], variants.combinations[other]


def of_others(result):
    """Right for other parameters, be it told as that or as a listed mistake that is right elsewhere."""
    return result.code in (OTHER, *variants_of(result.exercise).also)


def right_of(question):
    return question.right if isinstance(question.right, tuple) else float(question.right)


def test_enough_exercises_have_variants_and_each_says_why_none_is_easier():
    assert len(CODE) >= 5 and len(PREDICT) >= 5
    for name in ALL:
        variants = variants_of(name)
        assert len(variants.combinations) >= 15, name
        assert len({tuple(each.items()) for each in variants.combinations}) == len(variants.combinations)
        assert len(variants.fair) > 40 and variants.fair.endswith(".")


@pytest.mark.parametrize("name", ALL)
def test_the_statement_holds_every_number_of_the_student(name):
    variants = variants_of(name)
    texts = [variants.statement(each) for each in variants.combinations]
    assert len(set(texts)) == len(texts)
    for parameters, text in zip(variants.combinations, texts, strict=True):
        assert all(str(value) in text for value in parameters.values() if not isinstance(value, str)), text


@pytest.mark.parametrize("name", CODE)
def test_right_answers_of_two_constructions_pass_and_anothers_is_recognised(name):
    variants = variants_of(name)
    for parameters, other in drawn(name):
        own = variants.entry(parameters)
        for fn in (own.reference, own.independent):
            result = judged(own, fn)
            assert result.passed, f"{said(parameters)}: {result}"
        result = judged(own, variants.plain(other).reference)
        assert not result.passed and of_others(result), f"{said(parameters)}, answered for {said(other)}: {result}"
        if result.code == OTHER:  # whose parameters they are is not told to the student
            assert result.message == f"Right for other parameters than yours. Yours: {said(parameters)}."


@pytest.mark.parametrize("name", CODE)
def test_listed_mistakes_keep_their_names(name):
    variants = variants_of(name)
    for number, (parameters, _) in enumerate(drawn(name)):
        listed = [item for item in variants.plain(parameters).misconceptions]
        assert len(listed) >= 8
        own = variants.entry(parameters)
        for place, item in enumerate(listed):
            if not THOROUGH and (place - EACH * number) % len(listed) >= EACH:
                continue  # a few for each draw, and other ones for the next
            result = judged(own, item.wrong)
            code = result.code.removeprefix("raised-product-")
            assert not result.passed and code == item.code, f"{said(parameters)}, {item.code}: {result}"
            assert len(result.message) <= 280


@pytest.mark.parametrize("name", CODE)
def test_together_the_draws_try_every_mistake_twice(name):
    count = max(len(variants_of(name).plain(each).misconceptions) for each in variants_of(name).combinations)
    assert EACH * len(list(drawn(name))) >= 2 * count


@pytest.mark.parametrize("name", CODE)
def test_every_variant_can_be_got_wrong_in_the_same_ways(name):
    """What tells that none is easier: the same mistakes with names, as many steps, as many hints, for every combination."""
    variants = variants_of(name)
    made = [variants.plain(each) for each in variants.combinations]
    codes = [{item.code for item in each.misconceptions} for each in made]
    shared = set.intersection(*codes)
    forms = {"classic-form", "library-form", "positive-form"}  # the two forms that are not asked for
    assert all(each - shared <= forms | {"maximum-of-alpha"} for each in codes)
    assert len({(len(each.hints), len(each.recipes)) for each in made}) == 1
    assert all(len({item.code for item in each.misconceptions}) == len(each.misconceptions) for each in made)


@pytest.mark.parametrize("name", CODE)
def test_no_listed_mistake_is_right_for_any_combination(name):
    """Nobody draws numbers at which something may be forgotten: for each, every mistake gives other values, by far."""
    variants, rng = variants_of(name), np.random.default_rng(9)
    for parameters in variants.combinations:
        made = variants.plain(parameters)
        args = [p.args for p in made.probes()] + [made.fresh(rng).args for _ in range(3)]
        args += [made.fresh_edge(rng).args for _ in range(3)]
        for item in made.misconceptions:
            assert any(_far(made.reference(*a), item.wrong, a) for a in args), f"{said(parameters)}: {item.code}"


def _far(expected, wrong, args):
    """Whether the mistake gives another shape, no value, or values that are wrong beyond any rounding."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            made = _several(wrong(*(a.copy() if isinstance(a, np.ndarray) else a for a in args)))
        except ValueError:  # shapes that do not fit
            return True
    pairs = list(zip(_several(expected), made, strict=True))
    if any(np.shape(a) != np.shape(b) for a, b in pairs):
        return True
    return not all(np.allclose(a, b, rtol=1e-3, atol=1e-4) for a, b in pairs)


@pytest.mark.parametrize("name", CODE)
def test_right_answers_of_any_two_variants_differ_measurably(name):
    variants, rng = variants_of(name), np.random.default_rng(5)
    made = [variants.plain(each) for each in variants.combinations]
    probes = [p for p in made[0].probes() if not p.edge] + [made[0].fresh(rng) for _ in range(4)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = [[np.concatenate([np.ravel(a) for a in _several(e.reference(*p.args))]) for p in probes] for e in made]
    for (i, one), (k, other) in combinations(enumerate(values), 2):
        apart = sum(
            bool(np.any(np.abs(a - b) > 100 * RTOL * (1e-3 + np.abs(a)))) for a, b in zip(one, other, strict=True)
        )
        assert apart >= len(probes) / 2, (variants.combinations[i], variants.combinations[k])


def _several(value):
    return value if isinstance(value, tuple) else (value,)


def weighted(weight):
    return lambda y, t: -np.mean(scipy.special.xlogy(weight * t, y) + scipy.special.xlog1py(1 - t, -y))


def stepped(beta, form):
    def step(w, v, g, eta):
        layer = nnlib.Linear(w.size, 1, bias=False)
        layer.params["W"] = w.reshape(1, -1)
        sign = {"classic": 1.0, "positive": -1.0, "library": -eta}[
            form
        ]  # the classical velocity in terms of this form's
        optimiser = nnlib.SGD([layer], lr=eta, momentum=beta, form="classic")
        (key,) = optimiser.params
        optimiser.velocities[key][...] = sign * v.reshape(1, -1)
        layer.forward(np.eye(w.size))
        layer.grads["W"] = g.reshape(1, -1)
        optimiser.step()
        return layer.params["W"].reshape(w.shape), optimiser.velocities[key].reshape(w.shape) / sign

    return step


def quotients(h):
    def by_unit_vectors(f, x):
        units = np.eye(x.size).reshape(x.size, *x.shape)
        return np.array([f(x + h * e) / (2 * h) - f(x - h * e) / (2 * h) for e in units]).reshape(x.shape)

    return by_unit_vectors


def penalised(decay):
    def step(w, g, eta):
        """The gradient of the penalty by a complex step."""
        slope = np.array(
            [np.imag(decay / 2 * np.sum((w + 1e-30j * e) ** 2)) / 1e-30 for e in np.eye(w.size).reshape(-1, *w.shape)]
        )
        return w - eta * (g + slope.reshape(w.shape))

    return step


INDEPENDENT = {
    "leaky_relu": lambda slope: nnlib.LeakyReLU(slope).forward,
    "sigmoid_grad": lambda gain: lambda z: gain * scipy.stats.logistic.pdf(gain * z),
    "softmax": lambda temperature: lambda Z: scipy.special.softmax(Z / temperature, axis=-1),
    "bce": weighted,
    "sgd_step": penalised,
    "momentum_step": stepped,
    "numerical_grad": quotients,
}


def test_every_function_with_variants_is_compared():
    assert sorted(INDEPENDENT) == sorted(CODE)


@pytest.mark.parametrize("name", CODE)
def test_reference_equals_what_is_independent_of_it(name):
    variants, rng = variants_of(name), np.random.default_rng(8)
    for parameters in variants.combinations[:: 1 if THOROUGH else 5]:
        made, other = variants.plain(parameters), INDEPENDENT[name](**parameters)
        for _ in range(5):
            args = made.fresh(rng).args
            for a, b in zip(_several(made.reference(*args)), _several(other(*args)), strict=True):
                np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", PREDICT)
def test_predictions_are_true_for_every_combination(name):
    """The right answer, every listed wrong one and the length of every reply, as for the book's own questions."""
    variants = variants_of(name)
    for parameters in variants.combinations:
        assert list(problems(variants.plain(parameters))) == [], said(parameters)
        assert len(variants.plain(parameters).wrong) >= 4


@pytest.mark.parametrize("name", PREDICT)
def test_right_predictions_pass_and_anothers_is_recognised(name):
    variants = variants_of(name)
    for parameters, other in drawn(name):
        own, foreign = variants.entry(parameters), variants.plain(other)
        assert judged(own, right_of(own)).passed
        result = judged(own, right_of(foreign))
        listed = any(_same(value, right_of(foreign), own) for value, _ in own.wrong)
        assert not result.passed and (result.code == OTHER or listed), f"{said(parameters)}, {said(other)}: {result}"
        for place, (value, reply) in enumerate(own.wrong, start=1):
            told = judged(own, value)
            assert told.code.endswith(f"-{place}") and told.code.split("-")[0] in ("number", "shape"), (reply, told)


def _same(value, right, question):
    return value == right if isinstance(right, tuple) else abs(value - right) <= question.rtol * abs(value)


@pytest.mark.parametrize("name", PREDICT)
def test_no_two_variants_have_the_same_answer(name):
    made = [variants_of(name).plain(each) for each in variants_of(name).combinations]
    for one, other in combinations(made, 2):
        assert not judged(one, right_of(other)).passed and not judged(other, right_of(one)).passed


def test_what_is_merely_near_another_answer_is_not_told_as_another_one():
    variants = variants_of("sum_or_mean")
    own = variants.entry(variants.combinations[0])
    assert judged(own, 2 * right_of(own)).code in ("factor-2", "number-1", OTHER)
    assert judged(own, 17.123).code not in (OTHER, "right")
    assert judged(own, "no number").code == "not-understood" and judged(own, ...).code == "not-attempted"
