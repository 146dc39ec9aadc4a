"""Notebooks as students hand them in: whose they are and when they came, their cells in every format, the answers in them."""

import json
import os
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from handed_in import CHECK, IMPORTS, MSE, RELU, RELU_STUB, RELU_WRONG, code, notebook, task, text, whole
from in_process import InProcess

from nncourse.cli import CourseError
from nncourse.grading.marks.marking import mark
from nncourse.grading.marks.reading import read, to_run
from nncourse.grading.submissions import times
from nncourse.grading.submissions.cells import Unreadable, cells_of
from nncourse.grading.submissions.layouts import submissions
from nncourse.grading.submissions.python_source import as_python


def touch(path, content=b"{}", at=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if at is not None:
        os.utime(path, (at, at))
    return path


def listed(folder, pattern=""):
    return {one.student: one for one in submissions(folder, "hw1", pattern)}


# -- whose it is ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "student", "name"),
    [
        ("ada/My homework (final) 2.ipynb", "ada", ""),
        ("ada.ipynb", "ada", ""),
        ("ada/hw1/problem.ipynb", "ada", ""),
        ("Ada Lovelace_123456_assignsubmission_file_/hw1.ipynb", "123456", "Ada Lovelace"),
        ("Ada Lovelace_123456_assignsubmission_file_hw1.ipynb", "123456", "Ada Lovelace"),
        ("lovelaceada_987_654321_hw1-1.ipynb", "987", "lovelaceada"),
        ("lovelaceada_LATE_987_654321_hw1.ipynb", "987", "lovelaceada"),
        ("ada+hw1+2026-10-20 21:59:00.123456 UTC/x.ipynb", "ada", ""),
        ("ada+hw1+2026-10-20 21:59:00 UTC+aB3/deep/x.ipynb", "ada", ""),
    ],
)
def test_the_student_is_found_by_the_names_that_platforms_give(tmp_path, path, student, name):
    touch(tmp_path / path)
    found = listed(tmp_path)
    assert list(found) == [student] and found[student].name == name
    assert [file.name for file in found[student].files] == [path.split("/")[-1]]


def test_any_other_layout_is_told_by_a_regular_expression(tmp_path):
    touch(tmp_path / "group-3" / "u17-Ada.ipynb")
    found = listed(tmp_path, r"group-\d/(?P<student>u\d+)-(?P<name>\w+)")
    assert list(found) == ["u17"] and found["u17"].name == "Ada"
    with pytest.raises(CourseError, match="group with the name student"):
        listed(tmp_path, "group")
    with pytest.raises(CourseError, match="no regular expression"):
        listed(tmp_path, "(")


def test_what_is_nobodys_submission_is_left_out(tmp_path):
    touch(tmp_path / "ada" / ".ipynb_checkpoints" / "hw1-checkpoint.ipynb")
    touch(tmp_path / "ada" / "hw1.ipynb")
    touch(tmp_path / "__MACOSX" / "hw1.ipynb")
    touch(tmp_path / ".DS_Store")
    touch(tmp_path / "grades.csv")
    os.symlink("/etc", tmp_path / "etc")
    os.symlink("/etc/hostname", tmp_path / "ada" / "link.ipynb")
    found = listed(tmp_path)
    assert list(found) == ["ada"] and [file.name for file in found["ada"].files] == ["hw1.ipynb"]


def test_of_nbgraders_folder_the_assignment_alone_is_taken_and_of_its_exchange_the_latest(tmp_path):
    touch(tmp_path / "ada" / "hw0" / "a.ipynb")
    touch(tmp_path / "ada" / "hw1" / "b.ipynb")
    touch(tmp_path / "ada" / "hw1" / "timestamp.txt", b"2026-10-20 21:59:00.123456 UTC\n")
    for day in (19, 21, 20):
        touch(tmp_path / f"bob+hw1+2026-10-{day} 08:00:00 UTC" / f"on{day}.ipynb")
    touch(tmp_path / "bob+hw2+2026-10-30 08:00:00 UTC" / "other.ipynb")
    found = listed(tmp_path)
    assert [file.name for file in found["ada"].files] == ["b.ipynb"]
    assert (
        found["ada"].time == datetime(2026, 10, 20, 21, 59, 0, 123456, UTC) and found["ada"].source == "timestamp.txt"
    )
    assert [file.name for file in found["bob"].files] == ["on21.ipynb"] and found["bob"].time.day == 21


def test_students_and_files_come_in_the_order_of_their_numbers(tmp_path):
    for name in ("s10", "s9", "s1"):
        touch(tmp_path / name / "part10.ipynb")
        touch(tmp_path / name / "part2.ipynb")
    found = listed(tmp_path)
    assert list(found) == ["s1", "s9", "s10"]
    assert [file.name for file in found["s1"].files] == ["part2.ipynb", "part10.ipynb"]


def test_a_student_who_handed_in_nothing_is_there_all_the_same(tmp_path):
    (tmp_path / "ada").mkdir()
    assert listed(tmp_path)["ada"].files == ()
    (verdict,) = mark(task(), InProcess)
    assert (verdict.code, verdict.cause) == ("nothing-handed-in", "missing")


# -- when it came --------------------------------------------------------------------------------------------------------


def test_a_table_of_times_is_in_the_courses_zone_and_each_bad_line_is_named(tmp_path):
    table = touch(
        tmp_path / "t.csv",
        "\ufeffstudent,time\nada,2026-10-20 23:59\nada,2026-10-20 12:00\nbob,2026-10-20T21:59:00Z\n".encode(),
    )
    found = times.table(table, ZoneInfo("Europe/Berlin"))
    assert found["ada"].astimezone(UTC) == datetime(2026, 10, 20, 21, 59, tzinfo=UTC)  # the later one
    assert found["bob"] == datetime(2026, 10, 20, 21, 59, tzinfo=UTC)
    touch(table, b"student,time\nada,yesterday\n,2026-10-20 23:59\n")
    with pytest.raises(CourseError) as problem:
        times.table(table, UTC)
    assert "line 2" in str(problem.value) and "line 3" in str(problem.value)
    touch(table, b"name,when\nada,1\n")
    with pytest.raises(CourseError, match="columns student and time"):
        times.table(table, UTC)


def test_else_the_newest_file_tells_the_time(tmp_path):
    first, second = touch(tmp_path / "a", at=1000), touch(tmp_path / "b", at=2000)
    assert times.newest([first, second]) == datetime.fromtimestamp(2000, UTC)


# -- cells ---------------------------------------------------------------------------------------------------------------


def sources(content, name="hw1.ipynb"):
    return [cell.source for cell in cells_of(name, content) if cell.is_python]


def test_every_notebook_format_is_read():
    four = notebook(IMPORTS, text("words"), RELU)
    split = whole([code([line + "\n" for line in RELU.split("\n")])])
    three = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "language": "python", "input": RELU}]}]}
    two = {"nbformat": 2, "worksheets": [{"cells": [{"cell_type": "code", "input": [RELU]}]}]}
    assert sources(four) == [IMPORTS, RELU]
    assert sources(json.dumps(split).encode())[0].strip() == RELU
    assert sources(json.dumps(three).encode()) == sources(json.dumps(two).encode()) == [RELU]
    assert sources(b"\xef\xbb\xbf" + four) == sources(four.decode().encode("utf-16")) == [IMPORTS, RELU]


def test_a_python_file_is_read_and_its_marks_divide_it():
    content = f"# %% first\n{IMPORTS}\n# %%\n{RELU}\n".encode()
    assert [s.strip() for s in sources(content, "hw1.py")] == ["", IMPORTS, RELU]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("%matplotlib inline\nx = 1", "\nx = 1"),
        ("%%time\nx = 1", "\nx = 1"),
        ("\n%%capture out\nx = 1", "\n\nx = 1"),
        ("!pip install numpy\nx = 1", "\nx = 1"),
        ("if 1:\n    %time y\nx = 1", "if 1:\n    pass\nx = 1"),
        ("files = !ls\nx = 1", "\nx = 1"),
        ("np.exp?\nx = 1", "\nx = 1"),
        ("?np.exp\nx = 1", "\nx = 1"),
        ("x = '''\n%d apples\n''' % 3", "x = '''\n%d apples\n''' % 3"),
        ("x = (7\n% 3)", "x = (7\n% 3)"),
        ("x = 1\r\ny = 2", "x = 1\ny = 2"),
        ("%%bash\nls", None),
        ("%%javascript\nalert(1)", None),
        ("%%timeit\nx = 1", None),
        ("%%writefile relu.py\ndef relu(z): ...", None),
    ],
)
def test_magics_are_blanked_and_lines_keep_their_numbers(before, after):
    assert as_python(before) == after


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"PK\x03\x04rest", "not-a-notebook"),
        (b"<!doctype html><title>Log in</title>", "not-a-notebook"),
        (b"my answer is 3", "not-a-notebook"),
        (b"[1, 2]", "not-a-notebook"),
        (b'{"cells": 3}', "not-a-notebook"),
        (notebook(RELU)[:-20], "broken-json"),
        (b"[" * 100_000, "broken-json"),
        (b'{"cells": [], "n": ' + b"9" * 10_000 + b"}", "broken-json"),
        (b"{\n<<<<<<< HEAD\n}", "merge-conflict"),
        (notebook(RELU, kernelspec={"language": "R", "name": "ir"}), "another-language"),
        (notebook(RELU, language_info={"name": "julia"}), "another-language"),
        (b"x" * 20_000_001, "too-large"),
    ],
)
def test_what_cannot_be_read_says_why(content, code):
    with pytest.raises(Unreadable) as problem:
        cells_of("hw1.ipynb", content)
    assert problem.value.code == code and "hw1.ipynb" in str(problem.value)


# -- answers -------------------------------------------------------------------------------------------------------------


def verdict_on(*cells, asked="relu"):
    return mark(task(notebook(*cells), asked=(asked,)), InProcess)[0]


@pytest.mark.parametrize(
    "cells",
    [
        [IMPORTS, RELU],
        [RELU, "@exercise('mse')\ndef mse(y_hat, t):\n    ...", IMPORTS + "\n" + RELU],  # reordered and copied
        [IMPORTS, RELU_STUB, RELU],  # the stub was kept
        [IMPORTS, RELU, RELU_STUB],  # and copied below
        [IMPORTS, RELU_WRONG, RELU],
        [IMPORTS, RELU, "def relu(z):\n    'ReLU.'\n    raise NotImplementedError"],
        [IMPORTS, "def relu(z):\n    return np.maximum(z, 0)"],  # without its decorator
        [IMPORTS, "relu = lambda z: np.maximum(z, 0)"],
        [IMPORTS, "import nnlib\n@nnlib.exercises.exercise('relu')\ndef my_own(z):\n    return np.maximum(z, 0)"],
        [IMPORTS, "def my_own(z):\n    return np.maximum(z, 0)\ncheck('relu', my_own)"],
        [
            IMPORTS,
            "def larger(z):\n    return np.maximum(z, ZERO)",
            "ZERO = 0",
            "@exercise('relu')\ndef relu(z):\n    return larger(z)",
        ],
        [IMPORTS, "1 / 0", "syntax error here", RELU],
        ["%matplotlib inline\n" + IMPORTS, "%%bash\nrm -rf /", "%%time\n" + RELU],
        [IMPORTS, RELU + "\n\nrelu(undefined)"],
        [IMPORTS, "if True:\n    " + RELU.replace("\n", "\n    ")],
        [IMPORTS, RELU, "relu = 3"],
        [text("def relu(z): ..."), IMPORTS, text("# Exercise"), RELU],
    ],
)
def test_the_answer_is_found_wherever_it_stands(cells):
    verdict = verdict_on(*cells)
    assert verdict.passed and verdict.cause == "checked", verdict


def test_of_several_answers_the_last_complete_one_counts_and_it_is_said():
    verdict = verdict_on(IMPORTS, RELU, RELU_WRONG, RELU_STUB)
    assert verdict.code == "absolute-value" and verdict.place == "hw1.ipynb, cell 3"
    assert "3 answers (cell 2, cell 3, cell 4)" in verdict.notes[0]


def test_an_answer_in_another_file_counts_too_with_the_cells_of_that_file():
    found = mark(
        task(notebook(IMPORTS, RELU), notebook("import numpy as np", MSE.partition("\n")[2]), asked=("relu", "mse")),
        InProcess,
    )
    assert [v.passed for v in found] == [True, True]
    assert [v.place for v in found] == ["hw1.ipynb, cell 2", "hw2.ipynb, cell 2"]


def test_a_stub_behind_the_answer_is_blanked_and_nothing_else():
    handed = read(task(notebook(IMPORTS, RELU, "x = 1\n" + RELU_STUB + "\ny = 2")))
    book, chosen, _ = handed.function("relu")
    assert to_run(book, [chosen]) == [IMPORTS, RELU, "x = 1\npass\n\n\ny = 2"]


@pytest.mark.parametrize(
    ("cell", "passed"),
    [
        (CHECK, True),
        ("check('sum_or_mean', 1/1280)", True),
        ("check('sum_or_mean', answer='1/1280')", True),
        ("nnlib.exercises.check('sum_or_mean', 0.00078125)", True),
        ("answer = '1/1280'\ncheck('sum_or_mean', answer)", True),
        ("sum_or_mean = '1/1280'", True),
        ("sum_or_mean = ...\ncheck('sum_or_mean', sum_or_mean)", False),
        ("check('sum_or_mean', ...)\n" + CHECK, True),
        (CHECK + "\ncheck('sum_or_mean', '')", True),
        (CHECK + "\ncheck('sum_or_mean', 0.5)", False),
        ("r = check('sum_or_mean', '1/1280')", True),
    ],
)
def test_answers_of_other_kinds_are_read_and_never_run(cell, passed):
    assert verdict_on(IMPORTS, cell, asked="sum_or_mean").passed is passed


@pytest.mark.parametrize(
    "cell",
    ["check('sum_or_mean', open('/etc/passwd').read())", "check('sum_or_mean', 9**9**9**9)", "check('sum_or_mean', 'x'*10**9)",
     "check('sum_or_mean', " + "[" * 60 + "]" * 60 + ")", "check('sum_or_mean', '" + "1+" * 5000 + "1')"],
)  # fmt: skip
def test_an_answer_that_is_no_literal_is_told_so(cell):
    verdict = verdict_on(cell, asked="sum_or_mean")
    assert (verdict.code, verdict.cause, verdict.passed) == ("no-literal", "unreadable", False)


def test_a_stub_is_not_attempted_and_an_absent_answer_missing():
    assert verdict_on(IMPORTS, RELU_STUB).code == "not-attempted"
    assert verdict_on(IMPORTS, MSE).code == "missing"
    assert verdict_on(IMPORTS, asked="sum_or_mean").code == "missing"
