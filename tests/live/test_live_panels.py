"""The panels of exercises reach the page as what they say; the notebook's are as before."""

import pytest
from cell_runs import Cells

from nnlib.exercises import check, exercise_ids
from nnlib.exercises.panel import Panel
from nnlib.exercises.registry import entry

START = "import numpy as np\nfrom nnlib.exercises import *\nfrom nnlib.exercises.panel import Panel\n"
STUB = '@exercise("relu")\ndef relu(z):\n    {}'


@pytest.fixture
def learner():
    """A session in which the exercises are imported."""
    cells = Cells()
    assert cells(START)
    return cells


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("...", "open", "not-attempted"),
        ("return np.abs(z)", "wrong", "absolute-value"),
        ("return np.maximum(z, 0)", "right", "right"),
    ],
)
def test_the_panel_of_an_exercise(learner, body, status, code):
    assert learner(STUB.format(body))
    panel = learner.one("panel")
    assert learner.kinds() == ["panel"]
    assert (panel["exercise"], panel["status"], panel["code"]) == ("relu", status, code)
    namespace = {}
    exec(f"{START}def relu(z):\n    {body}", namespace)
    result = check("relu", namespace["relu"])
    assert (panel["message"], panel["evidence"]) == (result.message, str(result.evidence))


def test_the_first_exercise_of_a_session_has_its_panel():
    cells = Cells()
    assert cells(START + STUB.format("return z")) and cells.kinds() == ["panel"]


def test_the_failing_line_of_the_cell_is_quoted(learner):
    assert learner(STUB.format("y = z + 1\n    return y[100, 100, 100]"))
    assert "line 4, `return y[100, 100, 100]`" in learner.one("panel")["message"]


@pytest.mark.parametrize(
    ("source", "passed"),
    [
        ('check("sum_or_mean", "1/1280")', "right"),
        ('check("sum_or_mean", "1")', "wrong"),
        ('display(check("relu", np.abs))', "wrong"),
        ('display(Panel(check("relu", np.abs)))', "wrong"),
        ('Panel(check("relu", np.abs))', "wrong"),
    ],
)
def test_a_verdict_is_shown_as_a_panel(learner, source, passed):
    assert learner(source)
    assert learner.kinds() == ["panel"] and learner.one("panel")["status"] == passed
    assert learner(source + ";") and learner.kinds() == ["panel"] * source.startswith("display")


@pytest.mark.parametrize(
    "name", [next(n for n in exercise_ids(kind)) for kind in ("derive", "predict", "find", "prove")]
)
def test_each_kind_of_question_has_its_panel(learner, name):
    assert learner(f'ask("{name}")') and learner.printed().startswith(f"{name}: ")
    assert learner(f'check("{name}", "?")')
    panel, result = learner.one("panel"), check(name, "?")
    assert entry(name).kind != "code" and panel == {
        "kind": "panel", "exercise": name, "status": "wrong", "code": result.code, "message": result.message,
        "evidence": str(result.evidence),
    }  # fmt: skip


def test_hints_are_printed(learner):
    assert learner("hint('relu')") and learner.printed().startswith("Hint 1 of 3: ")


def test_what_a_checked_function_shows_is_kept_like_what_it_prints(learner):
    assert learner(
        STUB.format("display(z)\n    check('relu', np.abs)\n    exercise('relu')(np.abs)\n    return np.maximum(z, 0)")
    )
    assert learner.kinds() == ["panel"]
    assert "Your function printed: 'array(" in learner.one("panel")["evidence"]


def test_figures_of_a_checked_function_are_not_shown(learner):
    learner("import matplotlib.pyplot as plt")
    assert learner(STUB.format("plt.plot([1])\n    plt.show()\n    return np.maximum(z, 0)"))
    assert learner.kinds() == ["panel"] and learner.one("panel")["status"] == "right"


def test_an_endless_answer_is_stopped_and_the_session_goes_on(learner):
    assert learner(
        "from nnlib.exercises.diagnosis.judge import judge\nfrom nnlib.exercises.registry import get\n"
        "def relu(z):\n    while True:\n        pass\njudge(get('relu'), relu, seconds=0.2).code"
    )
    assert learner.one("value")["text"] == "'timeout'"
    assert learner.value("1") == "1"


def test_an_unknown_exercise_is_an_error_of_the_cell(learner):
    error = learner.error("@exercise('rellu')\ndef f(z): ...")
    assert error["name"] == "ValueError" and "did you mean 'relu'?" in error["text"] and error["line"] == 1


def test_outside_of_a_session_the_panel_is_printed(capsys):
    from nnlib.exercises import exercise

    exercise("relu")(abs)
    assert capsys.readouterr().out.startswith("relu: ")
    assert Panel(check("relu", abs)).fields()["exercise"] == "relu"
