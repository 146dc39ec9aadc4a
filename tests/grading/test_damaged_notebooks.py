"""Damaged notebooks, one a student, marked in one class: each gets what it should and no more, and is reported by its cause."""
# ruff: noqa: E501 - a table reads best with a row a line

import json

import pytest
from handed_in import (
    IMPORTS,
    MSE,
    MSE_WRONG,
    RELU,
    RELU_STUB,
    code,
    course,
    grade,
    hand_in,
    notebook,
    results,
    text,
    whole,
)
from sandbox_here import needs_sandbox

pytestmark = needs_sandbox
RIGHT = ("right", "checked", True)
MISSING = ("missing", "missing", False)


def raw(source):
    return {"cell_type": "raw", "source": source, "metadata": {}}


def json_of(value):
    return json.dumps(value).encode()


def both(code, cause):
    return {"relu": (code, cause, False), "mse": (code, cause, False)}


WHOLE = notebook(IMPORTS, RELU, MSE)
# a student's name to what was handed in and what is said of both exercises
DAMAGED = {
    "empty-file": (b"", both("empty", "unreadable")),
    "cut-off": (WHOLE[: len(WHOLE) // 2], both("broken-json", "unreadable")),
    "merge-conflict": (WHOLE.replace(b"{", b"{\n<<<<<<< HEAD\n", 1), both("merge-conflict", "unreadable")),
    "web-page": (b"<!doctype html><p>Please log in</p>", both("not-a-notebook", "unreadable")),
    "archive": (b"PK\x03\x04" + WHOLE, both("not-a-notebook", "unreadable")),
    "random-bytes": (bytes(range(128, 256)) * 9, both("not-a-notebook", "unreadable")),
    "other-json": (json_of({"name": "relu", "mse": RELU}), both("not-a-notebook", "unreadable")),
    "other-language": (notebook(RELU, MSE, kernelspec={"name": "ir", "language": "R"}), both("another-language", "unreadable")),
    "no-cells": (notebook(), both("missing", "missing")),
    "cells-are-no-cells": (json_of({"nbformat": 4, "metadata": 3, "cells": [1, None, "def relu(z): ...", []]}), both("missing", "missing")),
    "source-is-a-number": (json_of(whole([IMPORTS, {**code(""), "source": 7}, MSE])), {"relu": MISSING, "mse": RIGHT}),
    "answer-as-text": (notebook(IMPORTS, text(RELU), MSE), {"relu": ("text-cell", "missing", False), "mse": RIGHT}),
    "answer-as-raw": (notebook(IMPORTS, raw(RELU), MSE), {"relu": ("text-cell", "missing", False), "mse": RIGHT}),
    "answer-in-bash": (notebook(IMPORTS, "%%bash\n" + RELU, MSE), {"relu": ("another-language", "missing", False), "mse": RIGHT}),
    "bracket-missing": (notebook(IMPORTS, RELU[:-1], MSE), {"relu": ("syntax-error", "syntax", False), "mse": RIGHT}),
    "broken-after-stub": (notebook(IMPORTS, RELU_STUB, RELU[:-1], MSE), {"relu": ("syntax-error", "syntax", False), "mse": RIGHT}),
    "tabs-and-spaces": (notebook(IMPORTS, RELU + "\n\tz = 1", MSE), {"relu": ("syntax-error", "syntax", False), "mse": RIGHT}),
    "null-byte": (notebook(IMPORTS, RELU + "\0", MSE), {"relu": MISSING, "mse": RIGHT}),
    "half-a-letter": (notebook(IMPORTS, RELU + "  # \ud800", MSE), {"relu": RIGHT, "mse": RIGHT}),
    "nested-too-deeply": (notebook(IMPORTS, "relu = " + "(" * 5000, MSE), {"mse": RIGHT, "relu": MISSING}),
    "syntax-error-elsewhere": (notebook(IMPORTS, "for", RELU, MSE), {"relu": RIGHT, "mse": RIGHT}),
    "errors-elsewhere": (notebook("import matplotlib.pyplot as plt\n" + IMPORTS, "1 / 0", RELU, MSE + "\nplt.plot([1])"), {"relu": RIGHT, "mse": RIGHT}),
    "leaves-before": (notebook(IMPORTS, "import sys\nsys.exit()", RELU, "quit()", MSE), {"relu": RIGHT, "mse": RIGHT}),
    "old-format": (json_of({"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": s} for s in (IMPORTS, RELU, MSE)]}]}), {"relu": RIGHT, "mse": RIGHT}),
    "imports-deleted": (notebook(RELU, MSE), {"relu": ("raised-name", "checked", False), "mse": ("raised-name", "checked", False)}),
    "helper-deleted": (notebook(IMPORTS, "@exercise('relu')\ndef relu(z):\n    return helper(z)", MSE), {"relu": ("raised-name", "checked", False), "mse": RIGHT}),
    "renamed": (notebook(IMPORTS, "def my_relu(z):\n    return np.maximum(z, 0)", MSE), {"relu": MISSING, "mse": RIGHT}),
    "never-defined": (notebook(IMPORTS, "raise ValueError('no')\n" + RELU, MSE), {"relu": RIGHT, "mse": RIGHT}),
    "deleted-again": (notebook(IMPORTS, "def relu(z):\n    return np.maximum(z, 0)\ndel relu", MSE), {"relu": ("cell-failed", "cell-failed", False), "mse": RIGHT}),
    "stub-at-the-end": (notebook(IMPORTS, RELU, MSE, RELU_STUB), {"relu": RIGHT, "mse": RIGHT}),
    "wrong-arguments": (notebook(IMPORTS, "@exercise('relu')\ndef relu():\n    return 0", MSE), {"relu": ("signature", "checked", False), "mse": RIGHT}),
    "endless-cell": (notebook(IMPORTS, "while True:\n    pass", RELU, MSE_WRONG), {"relu": RIGHT, "mse": ("sum-for-mean", "checked", False)}),
}  # fmt: skip


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """The class, with a whole notebook before, between and after the damaged ones."""
    folder = tmp_path_factory.mktemp("damaged")
    names = list(DAMAGED)
    contents = {f"{i:02}-{name}": DAMAGED[name][0] for i, name in enumerate(names)}
    for place in ("00-a-good-one", "15-a-good-one", "99-a-good-one"):
        contents[place] = WHOLE
    hand_in(folder / "handed in", **contents)
    ended = grade(folder / "handed in", course(folder), "--out", folder / "out", "--processes", 2)
    return ended, results(folder / "out"), folder / "out"


def test_there_are_at_least_twenty():
    assert len(DAMAGED) >= 20


@pytest.mark.parametrize("name", DAMAGED)
def test_each_is_reported_by_its_cause_and_gets_no_mark_it_should_not(marked, name):
    _, lines, _ = marked
    student = f"{list(DAMAGED).index(name):02}-{name}"
    for exercise, expected in DAMAGED[name][1].items():
        line = lines[student, exercise]
        assert (line["code"], line["cause"], line["passed"]) == expected, line
        assert line["points"] == (line["out_of"] if expected[2] else 0)
        assert 0 < len(line["message"]) <= 280
        assert not any(part in line["message"] for part in ("Traceback", "/tmp", "nncourse"))


def test_none_disturbs_another_and_nothing_is_lost(marked):
    _, lines, out = marked
    good = [
        {k: v for k, v in line.items() if k != "student"} for (student, _), line in lines.items() if "good" in student
    ]
    assert len(good) == 6 and all(line["points"] == line["out_of"] for line in good)
    assert good[0::2] == [good[0]] * 3 and good[1::2] == [good[1]] * 3
    assert len(lines) == 2 * (len(DAMAGED) + 3)
    assert len(list((out / "feedback").iterdir())) == len(DAMAGED) + 3
    table = (out / "gradebook.csv").read_text("utf-8-sig").splitlines()
    assert len(table) == 1 + len(DAMAGED) + 3 and any("cut-off" in row and "relu: broken-json" in row for row in table)


def test_only_what_ran_out_of_time_is_not_final(marked):
    """The wrong answer behind the endless cell: a helper might have been missing for want of time."""
    ended, lines, _ = marked
    waiting = {student for (student, _), line in lines.items() if not line["final"]}
    assert {student[3:] for student in waiting} == {"endless-cell"} and ended == 1
