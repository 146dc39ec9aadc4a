"""The notebooks of an assignment with variants, the command that writes them, and the class list it reads."""

from __future__ import annotations

import argparse
import ast
import re
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pytest
from schedule_course import at, course
from variant_course import ALL, ROOT, SECRET, right_answer

from nncourse import variants
from nncourse.cli import CourseError
from nncourse.course_file.model import Assignment
from nncourse.variants.arguments import assignment_arguments
from nncourse.variants.command import write_assignment
from nncourse.variants.notebooks import file_name, notebooks


@pytest.mark.parametrize("name", ALL)
def test_the_stub_names_the_students_parameters_and_nothing_else(name: str) -> None:
    drawn = variants.parameters(SECRET, "ada", name)
    stub = variants.stub(name, drawn)
    calls = [node for node in ast.walk(ast.parse(stub)) if isinstance(node, ast.Call)]
    first = next(c for c in calls if isinstance(c.func, ast.Name) and c.func.id in ("exercise", "ask"))
    assert ast.literal_eval(first.args[0]) == name
    assert {str(k.arg): ast.literal_eval(k.value) for k in first.keywords} == drawn
    assert "..." in stub
    with pytest.raises(ValueError, match=r"no variant with|expected the parameters"):
        variants.stub(name, {**drawn, next(iter(drawn)): 12345})


def assignment(**fields: Any) -> Assignment:
    exercises = {"leaky_relu": 4, "relu": 1, "forward_parameters": 2, "momentum_step": 3}
    return Assignment("hw1", "Homework 1", exercises, at(2026, 10, 20, 23, 59), variants=fields.get("variants", True))


def made(**fields: Any) -> dict[str, Any]:
    return dict(notebooks(course(), assignment(**fields), ROOT, date(2026, 10, 6), SECRET, ["ada", "bo/../x", "Zoë"]))


@pytest.fixture(scope="module")
def handed_out() -> dict[str, Any]:
    return made()


def test_a_notebook_for_each_student_with_numbers_of_their_own(handed_out: dict[str, Any]) -> None:
    assert list(handed_out) == ["ada.ipynb", "bo~2f~2e~2e~2fx.ipynb", "Zo~eb.ipynb"]
    for student, content in zip(("ada", "bo/../x", "Zoë"), handed_out.values(), strict=True):
        nbformat.validate(nbformat.from_dict(content))
        text = "\n".join(cell["source"] for cell in content["cells"])
        slope = variants.parameters(SECRET, student, "leaky_relu")["slope"]
        assert f'@exercise("leaky_relu", slope={slope})' in text and f"the fixed slope {slope}" in text
        assert content["metadata"]["nncourse"] == {"assignment": "hw1", "student": student}
        assert '@exercise("relu")' in text, "an exercise without variants is the book's"
        assert SECRET.hex() not in text and not re.search(r"modelsolution", text)


def test_without_variants_all_students_get_the_books_exercises() -> None:
    found = list(made(variants=False).values())
    assert [c["source"] for c in found[0]["cells"]] == [c["source"] for c in found[1]["cells"]]
    assert '@exercise("leaky_relu")' in "\n".join(cell["source"] for cell in found[0]["cells"])


def test_the_check_in_the_notebook_judges_the_students_own_variant(
    handed_out: dict[str, Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cells run as they are handed out, then filled in: by ada for ada, and by ada with another's slope."""
    monkeypatch.setattr("nnlib.exercises.registry._OWN", {})
    cells = [cell["source"] for cell in handed_out["ada.ipynb"]["cells"] if cell["cell_type"] == "code"]
    names: dict[str, Any] = {}
    for cell in cells:
        exec(compile(cell, "<cell>", "exec"), names)
    assert capsys.readouterr().out.count("not attempted yet") == 3  # that of a question is returned, not printed
    own = variants.parameters(SECRET, "ada", "leaky_relu")["slope"]
    stub = next(cell for cell in cells if "leaky_relu" in cell)
    for slope, said in (
        (own, "leaky_relu: right."),
        (next(s for s in (0.11, 0.12) if s != own), "Right for other parameters"),
    ):
        exec(stub.replace("    ...", f"    return np.where(z > 0, z, {slope} * z)"), names)
        assert said in capsys.readouterr().out
    drawn = variants.parameters(SECRET, "ada", "forward_parameters")
    assert names["check"]("forward_parameters", right_answer("forward_parameters", drawn)).passed


def test_files_of_different_students_have_different_names() -> None:
    ids = ["a.b", "a b", "a~b", "a-b", "a_b", "ab", "A", "é", "e\u0301", "~2e", "../..", "a/b", "a\\b", "con", ""]
    assert len({file_name(student).casefold() for student in ids}) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9_~-]*", file_name(student)) for student in ids)


def run(tmp_path: Path, *words: str, variants: bool = True) -> int:
    parser = argparse.ArgumentParser()
    assignment_arguments(parser)
    given = course(folder=tmp_path, assignments=(assignment(variants=variants),))
    return write_assignment(parser.parse_args(["--assignment", "hw1", *words]), given, ROOT, date(2026, 10, 6))


def test_the_command_writes_one_notebook_for_each_student_of_the_class(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NNCOURSE_SECRET", "in the environment, long enough")
    (tmp_path / "class.csv").write_text("student,name\ns1,Ada\ns2,Bo\n")
    folder = tmp_path / "_build" / "notebooks" / "hw1"
    assert run(tmp_path, "--class", str(tmp_path / "class.csv")) == 0
    first = {path.name: path.read_text() for path in folder.iterdir()}
    assert sorted(first) == ["s1.ipynb", "s2.ipynb"] and first["s1.ipynb"] != first["s2.ipynb"]
    assert run(tmp_path, "--student", "s2") == 0
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"s2.ipynb": first["s2.ipynb"]}
    assert run(tmp_path, variants=False) == 0 and [path.name for path in folder.iterdir()] == ["all.ipynb"]


def test_the_command_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NNCOURSE_SECRET", raising=False)
    with pytest.raises(CourseError, match="say for whom, with --student ID or --class"):
        run(tmp_path)
    with pytest.raises(CourseError, match="variants need a secret"):
        run(tmp_path, "--student", "s1")
    with pytest.raises(CourseError, match="expected --student or --class, got both"):
        run(tmp_path, "--student", "s1", "--class", "x.csv")
    monkeypatch.setenv("NNCOURSE_SECRET", "in the environment, long enough")
    (tmp_path / "class.csv").write_text("student\ns1\nS1\n")
    with pytest.raises(CourseError, match="'s1' and 'S1' would have one file"):
        run(tmp_path, "--class", str(tmp_path / "class.csv"))


def test_a_solution_in_a_notebook_removes_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNCOURSE_SECRET", "in the environment, long enough")
    mark = "".join(("modelsolution", "83c1d7"))
    monkeypatch.setattr("nncourse.variants.notebooks.stub", lambda name, drawn: f"# {mark}\npass")
    with pytest.raises(CourseError, match="a solution was found"):
        run(tmp_path, "--student", "s1")
    assert not (tmp_path / "_build" / "notebooks" / "hw1").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("student,name\ns1,Ada L.\ns2,Bo\n", {"s1": "Ada L.", "s2": "Bo"}),
        ('\ufeffName;ID\r\n"Ada; L.";s1\r\n\r\n', {"s1": "Ada; L."}),
        ("Email\tUsername\nx@y.example\tada\n", {"ada": ""}),
    ],
)
def test_class_lists_as_platforms_and_spreadsheets_write_them(
    tmp_path: Path, text: str, expected: dict[str, str]
) -> None:
    (tmp_path / "class.csv").write_text(text, encoding="utf-8", newline="")
    assert variants.class_list(tmp_path / "class.csv") == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "expected a column 'student' or 'id' in the first line, got nothing"),
        ("mail,name\nx,y\n", "got mail, name"),
        ("student\ns1\ns1\n", "line 3: the student 's1' stands in it twice"),
        ("student,name\n ,Ada\n", "line 2: the student's id is missing"),
        ("student\n", "there is no student in it"),
    ],
)
def test_a_class_list_that_cannot_be_used_is_refused_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "class.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(sentence)):
        variants.class_list(tmp_path / "class.csv")
    with pytest.raises(CourseError, match="cannot be read"):
        variants.class_list(tmp_path / "none.csv")
