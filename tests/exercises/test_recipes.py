"""Recipes are right, edits of them are found and told in words, and nothing of their text is shown."""

import numpy as np
import pytest

from nnlib.exercises import check, exercise_ids
from nnlib.exercises.diagnosis.edit_table import flat, table_of
from nnlib.exercises.diagnosis.kitchen import Kitchen
from nnlib.exercises.registry import get

CODE = exercise_ids("code")


@pytest.mark.parametrize("name", CODE)
def test_recipes_equal_the_reference(name):
    exercise, rng = get(name), np.random.default_rng(5)
    probes = [p for p in exercise.probes() if not p.edge] + [exercise.fresh(rng) for _ in range(20)]
    assert len(exercise.recipes) >= 2
    for recipe in exercise.recipes:
        kitchen = Kitchen(exercise, recipe)
        for probe in probes:
            made, expected = flat(kitchen.run(probe.args, {})), flat(exercise.reference(*kitchen_args(probe)))
            assert len(made) == len(expected)
            for a, b in zip(made, expected, strict=True):
                assert a.shape == b.shape
                if not exercise.faults:
                    np.testing.assert_allclose(
                        a, b, rtol=1e-3 if exercise.questions else 1e-9, atol=1e-3 if exercise.questions else 1e-12
                    )


def kitchen_args(probe):
    return probe.args


@pytest.mark.parametrize("name", CODE)
def test_steps_are_named_in_words_that_are_not_the_expression(name):
    for recipe in get(name).recipes:
        for step in recipe.steps:
            assert step.does and step.expression not in step.does and "=" not in step.does.replace(" = ", "")


def test_one_edit_is_named_with_its_step():
    def edited(z):
        t = np.tanh(z)
        return 1 - t**3

    result = check("tanh_grad", edited)
    assert result.code == "edit"
    assert result.message == "Your result equals the right computation with 3 instead of 2, in the step 'square it'."


def test_two_edits_are_named_with_their_steps():
    def edited(y_hat, t):
        return np.sum((y_hat - t) ** 3)

    result = check("mse", edited)
    assert result.code == "two-edits", result


def test_tables_are_the_same_in_every_run():
    table = table_of(get("softmax"))
    again = type(table)(get("softmax"))
    assert again._single == table._single
