"""Answers to the exercises and what `check` says of them: called in CPython and in WASM, to be compared word by word."""

from __future__ import annotations

from typing import Any

import sample_questions
import test_forms
import test_questions_derive
from exercise_answers import RIGHT, WRONG

from nnlib.exercises import check, exercise_ids
from nnlib.exercises.diagnosis.judge import judge
from nnlib.exercises.registry import entry, get

Said = list[Any]  # passed, code, message, evidence
QUESTIONS = {
    **sample_questions.questions(),
    **{name: entry(name) for kind in ("derive", "predict", "find", "prove") for name in exercise_ids(kind)},
}


def _said(verdict: Any) -> Said:
    return [verdict.passed, verdict.code, verdict.message, str(verdict.evidence)]


def functions(name: str) -> dict[str, Said]:
    """The verdict on every known answer to an exercise that asks for a function, right and wrong, by a stable key."""
    exercise = get(name)
    wrong = [fn for of, fn, *_ in WRONG if of == name]
    answers = {f"answer {number}": fn for number, fn in enumerate(wrong)}
    answers |= {f"misconception {item.code}": item.wrong for item in exercise.misconceptions}
    answers |= {f"right {number}": fn for number, fn in enumerate(RIGHT[name])}
    answers |= {"independent": exercise.independent, "reference": exercise.reference}
    return {key: _said(check(name, fn)) for key, fn in answers.items()}


def forms() -> dict[str, Said]:
    """The same for the small exercises of every form that the tests make: several results, functions, random results."""
    right = test_forms.test_right_answers_pass.pytestmark[0].args[1]
    wrong = test_forms.test_wrong_answers_are_told_what_is_wrong.pytestmark[0].args[1]
    pairs = [(exercise, fn) for exercise, fn, *_ in [*right, *wrong]]
    return {f"{exercise.id} {place}": _said(judge(exercise, fn)) for place, (exercise, fn) in enumerate(pairs)}


def replies(name: str, answers: list[Any]) -> list[Said]:
    """What a question says of each answer."""
    return [_said(QUESTIONS[name].judge(answer)) for answer in answers]


def formulas(name: str) -> list[str]:
    """Formulas for a question that asks for one: the right one as the book has it, the listed ones, and slips in the right one."""
    listed = [QUESTIONS[name].right]
    for test in (
        test_questions_derive.test_every_form_of_the_right_formula_passes,
        test_questions_derive.test_a_wrong_formula_is_told_what_is_wrong,
    ):
        for question, answers, *_ in test.pytestmark[0].args[1]:
            if question == name:
                listed += [
                    text for text in (answers if isinstance(answers, list) else [answers]) if isinstance(text, str)
                ]
    slips = test_questions_derive.wrong_formulas(QUESTIONS[name])
    return [*listed, *(test_questions_derive.Printer()(tree) for tree in slips)]
