"""`ask`: plain text in a terminal, widgets with labels in a notebook, whose answers reach the same check."""

from __future__ import annotations

import pytest

from nnlib.exercises import ask, exercise_ids, hint
from nnlib.exercises.questions.panel import Asked, question_widget
from nnlib.exercises.registry import entry

QUESTIONS = [name for name in exercise_ids() if entry(name).kind != "code"]


def parts(widget, kind):
    found = [widget] if type(widget).__name__ == kind else []
    return found + [part for child in getattr(widget, "children", ()) for part in parts(child, kind)]


def press(box, name):
    next(button for button in parts(box, "Button") if button.description == name or button.tooltip == name).click()


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_text_says_what_to_choose_and_how_to_answer(name, capsys):
    ask(name)
    text = capsys.readouterr().out
    assert f'check("{name}", ' in text and f'hint("{name}")' in text
    assert "$" not in text and "\\" not in text.replace("\\n", "")
    hint(name)
    assert capsys.readouterr().out.startswith("Hint 1 of ")


def test_ask_refuses_what_it_cannot_ask():
    with pytest.raises(ValueError, match='write @exercise\\("relu"\\) above it'):
        ask("relu")
    with pytest.raises(ValueError, match="unknown exercise 'gibs'; did you mean 'gibbs'"):
        ask("gibs")


def test_outside_a_notebook_there_is_text_and_html(monkeypatch):
    monkeypatch.setenv("NNLIB_PANEL", "html")
    bundle = Asked(entry("gibbs"))._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"} and "&gt;" in bundle["text/html"]
    monkeypatch.setenv("NNLIB_PANEL", "text")
    assert set(Asked(entry("gibbs"))._repr_mimebundle_()) == {"text/plain"}


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_widget_checks_and_every_control_has_a_name(name):
    box = question_widget(entry(name))
    press(box, "Check")
    assert name in box.children[-3].value
    for kind in ("RadioButtons", "Text", "Dropdown", "Checkbox", "Button"):
        assert all(control.description for control in parts(box, kind))


def test_a_choice_and_a_line_in_the_notebook():
    box = question_widget(entry("sum_or_mean_data"))
    press(box, "Check")
    assert "not attempted yet" in box.children[-3].value
    (radio,) = parts(box, "RadioButtons")
    radio.value = "c"
    press(box, "Check")
    assert "sum_or_mean_data</code>: right" in box.children[-3].value
    box = question_widget(entry("find_the_error"))
    where, what = parts(box, "RadioButtons")
    where.value, what.value = "1", "c"
    press(box, "Check")
    assert "find_the_error</code>: right" in box.children[-3].value


def test_a_proof_in_the_notebook():
    question = entry("lse_gain")
    box = question_widget(question)
    for key, word, times in (("B", "up", 1), ("D", "up", 2)):
        for _ in range(times):
            press(box, f"Move {key} {word}")
    reasons = {step.key: step.reasons[0] for step in question.steps}
    for menu in parts(box, "Dropdown"):
        menu.value = reasons[menu.description[-2]]
    press(box, "Check")
    assert "lse_gain</code>: right" in box.children[-3].value
