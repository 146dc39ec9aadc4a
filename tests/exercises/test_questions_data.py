"""The data files hold together and are true, and each planted fault is named with file, exercise and field."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sample_questions

from nnlib.exercises import exercise_ids
from nnlib.exercises.questions.data import load, parse
from nnlib.exercises.questions.table import DataError
from nnlib.exercises.questions.verify import problems
from nnlib.exercises.registry import entry, get

SAMPLES = sample_questions.questions()


@pytest.mark.parametrize("question", load(), ids=lambda question: question.id)
def test_every_question_is_true(question):
    assert list(problems(question)) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_the_questions_of_these_tests_are_true(name):
    assert list(problems(SAMPLES[name])) == []


def test_they_are_registered_beside_the_functions():
    kinds = ("code", "derive", "predict", "find", "prove")
    assert sorted(exercise_ids()) == sorted(name for kind in kinds for name in exercise_ids(kind))
    assert all(exercise_ids(kind) for kind in kinds)
    assert entry("sum_or_mean_data").label == "ex-sum-or-mean" and entry("gibbs").label == "ex-gibbs"
    with pytest.raises(ValueError, match="asks for no function"):
        get("gibbs")


CHOICE = """
[[predict]]
id = "a"
answer = "choice"
hints = ["one", "two"]
choices = [{ text = "x", reply = "no" }, { text = "y", right = true }]
"""
FIND = """
[[find]]
id = "a"
hints = ["one", "two"]
letters = { x = "number" }
lines = [{ show = "x=x", why = "." }, { show = "=2x", fault = true, repaired = "=x" }, { show = "=2x", why = "." }]
"""
PROVE = """
[[prove]]
id = "a"
hints = ["one", "two"]
checklist = ["one"]
steps = [{ name = "p", text = "P" }, { name = "q", text = "Q", needs = ["p"] }, { name = "r", text = "R" }]
"""


@pytest.mark.parametrize(
    ("text", "old", "new", "found"),
    [
        (CHOICE, 'id = "a"', "", "losses.toml, predict number 1: the field 'id' is missing"),
        (CHOICE, 'id = "a"', 'id = "A-b"', "expected an id of lower-case letters"),
        (CHOICE, '["one", "two"]', '["one"]', "predict a: expected 2 or 3 hints, got 1"),
        (CHOICE, '["one", "two"]', '["one", 2]', "hints must be a list of texts"),
        (CHOICE, ', reply = "no"', "", "predict a, choices 1: a wrong choice needs a reply"),
        (CHOICE, "right = true", 'reply = "no"', "0 choices are right"),
        (CHOICE, 'answer = "choice"', 'answer = "word"', "answer is 'word', expected number"),
        (CHOICE, 'answer = "choice"', 'answer = "choice"\nanswers = 3', "unknown field 'answers'"),
        (CHOICE, 'answer = "choice"', 'answer = "choice"\nlabel = "sec-x"', "label must begin with ex-"),
        (CHOICE, 'answer = "choice"', 'answer = "choice"\nprompt = 3', "prompt must be a text, got 3"),
        (CHOICE, "[[predict]]", "[[foretell]]", "unknown table 'foretell'; known are derive, predict"),
        (CHOICE, "[[predict]]", "[[predict]", "losses.toml: "),
        (CHOICE, CHOICE, CHOICE + CHOICE, "the id occurs twice"),
        (FIND, "fault = true, repaired", "why", "expected one line with fault = true, got 0|unknown field"),
        (FIND, ', why = "."', "", "lines 1: the field 'why' is missing"),
        (FIND, '"number"', '"numbers"', "the letter 'x' is 'numbers'; expected '= a formula' or one of number"),
        (FIND, 'hints', 'form = "verse"\nhints', "form is 'verse'"),
        (PROVE, 'needs = ["p"]', 'needs = ["s"]', "'s' is not among p, q, r"),
        (PROVE, 'name = "q"', 'name = "p"', "two steps have the same name"),
        (PROVE, 'checklist = ["one"]', "", "the field 'checklist' is missing"),
    ],
)  # fmt: skip
def test_each_fault_of_a_file_is_named(text, old, new, found):
    parse(text, "losses")
    with pytest.raises(DataError, match=found):
        parse(text.replace(old, new, 1), "losses")


@pytest.mark.parametrize(
    ("text", "old", "new", "found"),
    [
        (FIND, '"=2x", fault', '"=x", fault', "line 2 is said to be wrong, but it holds"),
        (FIND, 'repaired = "=x"', 'repaired = "=3x"', "line 2, repaired: step 1"),
        (FIND, '{ show = "=2x", why', '{ show = "=x", why', "line 3 is said to be right: step 1"),
        (FIND, '"x=x", why = "."', f'"x=x", why = "{"long " * 60}"', "a message of 299 characters"),
        (FIND, '"x=x"', '"x=y"', "FormulaError: .*'y'"),
    ],
)
def test_each_falsehood_is_found(text, old, new, found):
    (question,) = parse(text.replace(old, new, 1), "losses")
    assert re.search(found, "\n".join(problems(question)))


def test_a_wrong_program_is_found():
    question = SAMPLES["code_line"]
    right = replace(question.lines[2], show=question.lines[2].repaired)
    wrong = replace(question.lines[2], repaired="    return e")
    for line, found in ((right, "the faulty program does what"), (wrong, "the repaired program does not")):
        changed = replace(question, lines=(*question.lines[:2], line))
        assert any(found in each for each in problems(changed))


def test_computed_names_are_looked_up():
    text = CHOICE.replace('"choice"', '"number"\nright = "no_such_function"').replace("choices", "#")
    (question,) = parse(text, "losses")
    assert any("has no function 'no_such_function'" in each for each in problems(question))


def test_an_unexpected_wrong_number_is_not_shadowed():
    text = CHOICE.replace('"choice"', '"number"\nright = 4\nwithin = 1').replace(
        "choices = [{ text = \"x\", reply = \"no\" }, { text = \"y\", right = true }]", 'wrong = [{ value = 4.5, reply = "no" }]'
    )  # fmt: skip
    (question,) = parse(text, "losses")
    assert any("is told 'right'" in each for each in problems(question))
