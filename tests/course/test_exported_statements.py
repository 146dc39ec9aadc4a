"""Every exercise of the book can be exported, for both tools: plain Markdown, a valid notebook, a name to answer with."""

from __future__ import annotations

import json
import keyword
import re

import exported_marks
import nbformat
import pytest

from nncourse import cli
from nncourse.exports import assignment, nbgrader, otter
from nncourse.exports.plain_markdown import Link, of_full_book, plain
from nncourse.site.references import Target
from nnlib.exercises import exercise_ids

MYST = re.compile(r"\{[a-z:-]+\}`|^(?:`{3,}|:{3,})\{|^:[a-z]+:|\$\$ *\(eq-", re.MULTILINE)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return exported_marks.course(tmp_path_factory.mktemp("all"), dict.fromkeys(exercise_ids(), 1.0))


@pytest.fixture(scope="module")
def tasks(course):
    return assignment.tasks(course, course.assignment("hw1"), exported_marks.ROOT, exported_marks.TODAY)


def test_every_exercise_has_a_statement_in_plain_markdown(tasks):
    assert [task.id for task in tasks] == list(exercise_ids())
    for task in tasks:
        assert task.statement.strip() and not MYST.search(task.statement), f"{task.id}: {task.statement}"
        assert task.name.isidentifier() and not keyword.iskeyword(task.name)
        assert task.name not in {"np", "nn", "check", "exercise", "hint"}


def test_what_a_question_offers_is_written_out(tasks):
    texts = {task.id: task.statement for task in tasks}
    assert "- **c** doubles, about." in texts["sum_or_mean_data"]
    assert "What is wrong with it?" in texts["find_the_error"]
    assert "- **A** " in texts["gibbs"] and "Reasons:" in texts["gibbs"]
    assert "Letters: " in texts["any_loss"]


def test_statements_and_choices_are_in_the_courses_notation(tmp_path):
    exported_marks.course(tmp_path, {"find_the_error": 1})
    text = (tmp_path / "course.yml").read_text().replace("term:", "notation: cui\nterm:")
    (tmp_path / "cui.yml").write_text(text)
    course = exported_marks.read(tmp_path / "cui.yml", exported_marks.ROOT)
    (task,) = assignment.tasks(course, course.assignment("hw1"), exported_marks.ROOT, exported_marks.TODAY)
    assert r"one-hot target $\bar y$" in task.statement  # Cui's target, in the chapter's text
    assert "- **c** Some paths from $a_k$ to the loss are left out." in task.statement  # and in the registry's
    assert r"1. $\frac{\partial \mathcal E}{\partial a_k}" in task.statement


@pytest.mark.parametrize("tool", [nbgrader.source, otter.master], ids=["nbgrader", "otter"])
def test_the_notebooks_are_valid(course, tasks, tool):
    made = tool(course, course.assignment("hw1"), tasks)
    nbformat.validate(nbformat.from_dict(made))
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            compile(cell["source"], cell["id"], "exec")


def test_a_reference_reads_as_in_the_full_book_and_leads_there():
    targets = {
        "eq-mse": Target("book/losses", "equation-eq-mse", "equation", "88", ""),
        "sec-kl": Target("book/losses", "sec-kl", "section", "", "From KL divergence"),
    }
    find = of_full_book(targets, "https://book.example/", "book/losses")
    text = "By {eq}`eq-mse`, see {ref}`sec-kl` and {ref}`there <sec-kl>`, {widget-state}`here <bench?z=[1,2]&t=a>`, {ref}`sec-gone`."
    assert plain(text, find) == (
        "By [equation (88) of the book](https://book.example/book/losses.html#equation-eq-mse), see "
        "[“From KL divergence” in the book](https://book.example/book/losses.html#sec-kl) and "
        "[there](https://book.example/book/losses.html#sec-kl), "
        "[here](https://book.example/book/losses.html?bench.z=%5B1%2C2%5D&bench.t=a#widget-bench), `sec-gone`."
    )
    assert plain("{eq}`eq-mse`", of_full_book(targets, "", "")) == "equation (88) of the book"


def test_code_and_labels_of_equations():
    text = ":::{exercise} T\n:label: ex-t\n\nSee\n\n$$ a=b $$ (eq-x)\n\n```python\nx = {1: 2}\n```\n:::"
    assert plain(text, lambda role, label: Link("")) == "### T\n\nSee\n\n$$ a=b $$\n\n```python\nx = {1: 2}\n```"


def test_the_command_writes_where_it_says(course, monkeypatch, capsys):
    monkeypatch.setenv(cli.BOOK, str(exported_marks.ROOT))
    path = str(course.folder / "course.yml")
    assert cli.main(["export", "otter", "--assignment", "hw1", "--course", path]) == 0
    assert f"is in {course.folder / '_build/otter/hw1'}." in capsys.readouterr().out
    made = json.loads((course.folder / "_build/otter/hw1/hw1.ipynb").read_text(encoding="utf-8"))
    assert sum(cell["source"].startswith("# BEGIN QUESTION") for cell in made["cells"]) == len(exercise_ids())
    assert cli.main(["export", "nbgrader", "--assignment", "hw7", "--course", path]) == 2
    assert capsys.readouterr().err == "nncourse: unknown assignment 'hw7'; the course has hw1\n"
