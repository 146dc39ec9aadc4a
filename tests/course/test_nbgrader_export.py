"""What nbgrader gives for an exported assignment is what the notebook says; the full comparison runs in `make audit`."""

from __future__ import annotations

import json
import os

import exported_marks
import pytest
import search_mark
import solutions
from listed_answers import STUB

from nncourse.cli import CourseError
from nncourse.exports import assignment, nbgrader, otter
from nnlib.exercises import exercise_ids

POINTS = {
    "softmax": 4,
    "mse_grad": 6,
    "any_loss": 2.5,
    "sum_or_mean": 1,
    "sum_or_mean_data": 0.5,
    "find_the_error": 2,
    "gibbs": 3,
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return exported_marks.course(tmp_path_factory.mktemp("course"), POINTS)


@pytest.fixture(scope="module")
def exported(course):
    folder = nbgrader.export(course, "hw1", exported_marks.ROOT, exported_marks.TODAY)
    return json.loads((folder / "source/hw1/hw1.ipynb").read_text(encoding="utf-8"))


def by_id(notebook):
    told = ((cell["metadata"].get("nbgrader", {}).get("grade_id"), cell) for cell in notebook["cells"])
    return {name: cell for name, cell in told if name}


def test_an_exercise_is_statement_answer_and_test_told_by_its_id(exported):
    cells = by_id(exported)
    assert "Scores of 1000 must not overflow" in cells["softmax-statement"]["source"]
    assert cells["softmax-answer"]["metadata"]["nbgrader"]["solution"]
    assert 'check("softmax", softmax)' in cells["softmax-test"]["source"]
    assert [cells[f"{name}-test"]["metadata"]["nbgrader"]["points"] for name in POINTS] == list(POINTS.values())


def test_a_statement_of_two_questions_stands_once(exported):
    text = "\n".join(cell["source"] for cell in exported["cells"])
    assert text.count("learns well with this book's squared error") == 1
    assert "**c** doubles, about." in text


def test_nothing_is_left_of_the_books_own_markdown(exported):
    for cell in exported["cells"]:
        if cell["cell_type"] == "markdown":
            assert (
                "{" + "eq}" not in cell["source"] and "```{" not in cell["source"] and ":label:" not in cell["source"]
            )


def test_no_solution_is_in_the_export(course, exported):
    assert not search_mark.leaks(course.folder / "_build" / "nbgrader", solutions.MARK)
    text = json.dumps(exported)
    assert "np.exp" not in text and "doubles, about" in text


def test_an_export_that_holds_a_solution_is_removed(course, monkeypatch):
    def with_solution(text, find):
        return f"{text} {solutions.MARK}"

    monkeypatch.setattr(assignment, "plain", with_solution)
    other = exported_marks.read(course.folder / "course.yml", exported_marks.ROOT)
    with pytest.raises(CourseError, match="a solution was found in the export, which was removed"):
        otter.export(other, "hw1", exported_marks.ROOT, exported_marks.TODAY)
    assert not (course.folder / "_build" / "otter" / "hw1").exists()


def test_what_is_no_assignment_or_has_variants_is_told(course):
    with pytest.raises(CourseError, match="unknown assignment 'hw2'; the course has hw1"):
        nbgrader.export(course, "hw2", exported_marks.ROOT, exported_marks.TODAY)
    text = (course.folder / "course.yml").read_text().replace('due: "2026', 'variants: true, due: "2026')
    other = course.folder / "variants.yml"
    other.write_text(text)
    with pytest.raises(CourseError, match="a statement for each student"):
        nbgrader.export(
            exported_marks.read(other, exported_marks.ROOT), "hw1", exported_marks.ROOT, exported_marks.TODAY
        )


def compared(marks, rounds, points):
    """The points of each listed answer against its verdict; which ones differ."""
    wrong = []
    for number, given in enumerate(rounds):
        for name in points:
            right = name in given and given[name].right
            got = marks.get((f"s{number}", name))
            if got != (points[name] if right else 0):
                wrong.append((f"s{number}", name, given[name].source if name in given else STUB, got))
    return wrong


def handed_in(rounds):
    return {
        f"s{number}": {name: listed.source for name, listed in given.items()} for number, given in enumerate(rounds)
    }


def test_nbgrader_gives_the_points_of_the_notebook(tmp_path):
    """Through nbgrader itself: the untouched notebook, right answers, and wrong ones, with text on both streams."""
    course = exported_marks.course(tmp_path, POINTS)
    rounds = list(exported_marks.rounds(list(POINTS), 4))
    given = handed_in(rounds)
    given["noisy"] = {
        "softmax": "import sys, warnings\n\n@exercise('softmax')\ndef softmax(Z):\n    print('a', file=sys.stderr)\n    print('b')\n"
        "    warnings.warn('c')\n    E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))\n    return E / E.sum(axis=-1, keepdims=True)",
        "mse_grad": "def mse_grad(y_hat, t:\n    return",
        "gibbs": "raise SystemExit",
        "any_loss": "del check\nany_loss = 1/0",
    }
    marks = exported_marks.by_nbgrader(course, course.assignment("hw1"), given)
    assert compared(marks, rounds, POINTS) == []
    assert {name for name in POINTS if marks["noisy", name]} == {"softmax"}
    release = (tmp_path / "_build/nbgrader/release/hw1/hw1.ipynb").read_text(encoding="utf-8")
    assert "BEGIN SOLUTION" not in release and "# your code here\\n" in release


@pytest.mark.skipif("THOROUGH" not in os.environ, reason="every listed answer of every exercise: make audit")
def test_nbgrader_gives_the_points_of_every_listed_answer(tmp_path):
    points = {name: 1.0 + number % 3 for number, name in enumerate(exercise_ids())}
    course = exported_marks.course(tmp_path, points)
    rounds = list(exported_marks.rounds(list(points)))
    marks = exported_marks.by_nbgrader(course, course.assignment("hw1"), handed_in(rounds))
    assert compared(marks, rounds, points) == []
