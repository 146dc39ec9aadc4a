"""What otter-grader gives for an exported assignment is what the notebook says; the full comparison runs in `make audit`."""

from __future__ import annotations

import json
import os

import exported_marks
import pytest
import search_mark
import solutions
import yaml
from test_nbgrader_export import POINTS, compared, handed_in

from nncourse.exports import otter
from nnlib.exercises import exercise_ids


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return exported_marks.course(tmp_path_factory.mktemp("course"), POINTS)


@pytest.fixture(scope="module")
def exported(course):
    folder = otter.export(course, "hw1", exported_marks.ROOT, exported_marks.TODAY)
    return json.loads((folder / "hw1.ipynb").read_text(encoding="utf-8"))


def test_questions_are_named_by_ids_and_have_the_points(exported):
    raw = [cell["source"] for cell in exported["cells"] if cell["cell_type"] == "raw"]
    assert raw[0].startswith("# ASSIGNMENT CONFIG\n")
    questions = [yaml.safe_load(text) for text in raw if text.startswith("# BEGIN QUESTION")]
    assert [(question["name"], question["points"]) for question in questions] == list(POINTS.items())
    assert all(question["all_or_nothing"] for question in questions)
    for kind in ("QUESTION", "SOLUTION", "TESTS"):
        assert sum(text.startswith(f"# BEGIN {kind}") for text in raw) == len(POINTS)
        assert sum(text == f"# END {kind}" for text in raw) == len(POINTS)


def test_a_test_is_given_the_answer_by_its_name(exported):
    (cell,) = [cell for cell in exported["cells"] if cell["id"] == "mse-grad-test"]
    assert cell["source"].startswith("def test_mse_grad(mse_grad):") and 'check("mse_grad", mse_grad)' in cell["source"]


def test_no_solution_is_in_the_export(course, exported):
    assert not search_mark.leaks(course.folder / "_build" / "otter", solutions.MARK)
    assert "np.exp" not in json.dumps(exported)


def test_otter_gives_the_points_of_the_notebook(tmp_path):
    """Through otter-grader itself: the untouched notebook, right answers, and wrong ones, with text on both streams."""
    course = exported_marks.course(tmp_path, POINTS)
    rounds = list(exported_marks.rounds(list(POINTS), 4))
    given = handed_in(rounds)
    given["noisy"] = {
        "softmax": "import sys, warnings\n\n@exercise('softmax')\ndef softmax(Z):\n    print('a', file=sys.stderr)\n    print('b')\n"
        "    warnings.warn('c')\n    E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))\n    return E / E.sum(axis=-1, keepdims=True)",
        "mse_grad": "def mse_grad(y_hat, t:\n    return",
        "any_loss": "del check\nany_loss = 1/0",
    }
    marks = exported_marks.by_otter(course, course.assignment("hw1"), given)
    assert compared(marks, rounds, POINTS) == []
    assert {name for name in POINTS if marks["noisy", name]} == {"softmax"}
    student = tmp_path / "_build/otter/hw1/dist/student"
    assert not search_mark.leaks(student, solutions.MARK)
    text = (student / "hw1.ipynb").read_text(encoding="utf-8")
    assert "import otter" not in text and "# your code here\\n" in text


@pytest.mark.skipif("THOROUGH" not in os.environ, reason="every listed answer of every exercise: make audit")
def test_otter_gives_the_points_of_every_listed_answer(tmp_path):
    points = {name: 1.0 + number % 3 for number, name in enumerate(exercise_ids())}
    course = exported_marks.course(tmp_path, points)
    rounds = list(exported_marks.rounds(list(points)))
    marks = exported_marks.by_otter(course, course.assignment("hw1"), handed_in(rounds))
    assert compared(marks, rounds, points) == []
