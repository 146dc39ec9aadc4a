"""Variants in a notebook: what check, exercise, ask and hint make of parameters."""

import numpy as np
import pytest

import nnlib
from nnlib.exercises import ask, check, exercise, hint
from nnlib.exercises.checking import judged
from nnlib.exercises.hints import next_hint
from nnlib.exercises.registry import entry, get, own_parameters
from nnlib.exercises.variants import OTHER


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """The parameters that a notebook has named hold for its process; here each test begins without."""
    monkeypatch.setattr("nnlib.exercises.registry._OWN", {})


def test_check_takes_the_parameters_and_the_book_is_as_before():
    def mine(z):
        return np.where(z > 0, z, 0.03 * z)

    assert check("leaky_relu", mine, slope=0.03).passed
    assert check("leaky_relu", mine, slope=0.07).code == OTHER
    assert not check("leaky_relu", mine).passed, "the book's own exercise has an argument alpha"
    assert check("leaky_relu", nnlib.leaky_relu).passed


def test_exercise_and_ask_name_a_variant_for_later_checks_and_hints(capsys):
    @exercise("leaky_relu", slope=0.03)
    def leaky_relu(z):
        return np.where(z > 0, z, 0.03 * z)

    assert "leaky_relu: right" in capsys.readouterr().out
    assert check("leaky_relu", leaky_relu).passed, "the notebook has said which variant it means"
    assert "0.03" in next_hint("leaky_relu") + next_hint("leaky_relu")
    ask("forward_parameters", side=24, hidden=70, outputs=8)
    assert 'check("forward_parameters"' in capsys.readouterr().out
    assert check("forward_parameters", 24 * 24 * 70 + 70 + 71 * 8).passed
    hint("forward_parameters")
    hint("forward_parameters")
    assert "576" in capsys.readouterr().out
    assert not own_parameters("softmax")


def test_a_check_with_parameters_changes_nothing_for_the_next():
    """A grader judges many students in one process."""
    check("leaky_relu", np.abs, slope=0.03)
    judged(entry("leaky_relu", {"slope": 0.07}), np.abs)
    assert not own_parameters("leaky_relu") and entry("leaky_relu") is entry("leaky_relu", {})


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("relu", {"slope": 0.03}, "'relu' has no variants, got the parameters slope"),
        ("leaky_relu", {"alpha": 0.03}, "expected the parameters slope, got alpha"),
        ("leaky_relu", {"slope": 5}, "leaky_relu has no variant with slope = 5"),
        ("momentum_step", {"beta": 0.62}, "expected the parameters beta, form, got beta"),
        ("gibbs", {"n": 1}, "'gibbs' has no variants"),
        ("leaki_relu", {"slope": 0.03}, "did you mean 'leaky_relu'"),
    ],
)
def test_parameters_that_no_variant_has_are_refused(name, given, sentence):
    with pytest.raises(ValueError, match=sentence):
        check(name, np.abs, **given)
    with pytest.raises(ValueError, match=sentence):
        entry(name, given)


def test_a_stub_of_a_variant_is_not_attempted(capsys):
    @exercise("momentum_step", beta=0.62, form="library")
    def momentum_step(w, v, g, eta): ...

    assert "not attempted yet" in capsys.readouterr().out


def test_a_table_of_edits_is_each_variants_own():
    """Edits are looked up in a table that is made once: one slope's must not be used for another's."""
    for slope in (0.12, 0.23):
        result = judged(entry("leaky_relu", {"slope": slope}), lambda z, s=slope: np.where(z > 0, z, s * z**2))
        assert result.code == "edit" and "the square of z" in result.message, result
    assert get("leaky_relu", {}).recipes is not get("leaky_relu", {"slope": 0.12}).recipes
