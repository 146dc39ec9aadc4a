"""A traceback begins in the cell, names its lines, is short, and is replaced by a sentence where it would not help."""

import subprocess
import sys

import pytest

import nnlib.live
from nnlib.live.tracebacks import MOST_LINES


def test_a_traceback_has_the_lines_of_the_cell_and_no_others(cells):
    error = cells.error("def f(a):\n    return 1 / a\n\nf(0)")
    assert error == {
        "kind": "error",
        "name": "ZeroDivisionError",
        "text": "division by zero",
        "traceback": "Traceback (most recent call last):\n  cell, line 4\n    f(0)\n  cell, line 2, in f\n    return 1 / a\n"
        "           ~~^~~\nZeroDivisionError: division by zero",
        "line": 2,
    }


def test_other_cells_and_libraries_have_readable_names(cells):
    cells("import json\ndef read(text):\n    return json.loads(text)")
    error = cells.error("\n\nread('{')")
    assert error["name"] == "JSONDecodeError" and error["line"] == 3
    assert "  cell, line 3\n    read('{')\n  earlier cell, line 3, in read\n" in error["traceback"]
    assert "  json/decoder.py, line " in error["traceback"]


@pytest.mark.parametrize(
    "source", ["1 / 0", "import zzz", "from nnlib import zzz", "x = (", "display(1 / 0)", "raise KeyError"]
)
def test_nothing_of_the_session_or_the_importer_is_seen(cells, source):
    told = cells.error(source)["traceback"]
    assert "live" not in told and "importlib" not in told and nnlib.live.__path__[0] not in told and "<cell" not in told


def test_causes_and_groups_are_told(cells):
    told = cells.error("try:\n    1/0\nexcept ZeroDivisionError as e:\n    raise KeyError('b') from e")["traceback"]
    assert told.index("cell, line 2") < told.index("direct cause") < told.index("cell, line 4")
    told = cells.error("raise ExceptionGroup('two', [ValueError(1), TypeError(2)])")["traceback"]
    assert "ValueError: 1" in told and "TypeError: 2" in told


@pytest.mark.parametrize(
    ("source", "line", "marked"),
    [
        ("a = 1\nb = (1 +\nc = 2", 2, "cell, line 2\n    b = (1 +\n        ^\nSyntaxError: '(' was never closed"),
        ("x = 3 4", 1, "cell, line 1\n    x = 3 4\n          ^\nSyntaxError: invalid syntax"),
        ("\nreturn 3", 2, "cell, line 2\n    return 3\n    ^^^^^^^^\nSyntaxError: 'return' outside function"),
        ("if 1:\nx", 2, "IndentationError: expected an indented block after 'if' statement on line 1"),
    ],
)
def test_a_syntax_error_points_at_the_column(cells, source, line, marked):
    error = cells.error(source)
    assert error["line"] == line and marked in error["traceback"]
    assert "Traceback" not in error["traceback"] and "cell" not in error["text"]


@pytest.mark.parametrize("source", ["%matplotlib inline", "import numpy\n!ls"])
def test_a_notebook_s_commands_are_explained(cells, source):
    assert "commands of a notebook" in cells.error(source)["traceback"]


@pytest.mark.parametrize("source", ["x = '\0'", "x = '\ud800'", "(" * 1000, "-" * 100_000 + "1"])
def test_sources_that_cannot_be_read_end_in_an_error(cells, source):
    assert cells.error(source)["name"] in (
        "SyntaxError",
        "ValueError",
        "UnicodeEncodeError",
        "MemoryError",
        "RecursionError",
    )
    assert cells.value("1") == "1"


RECURSION = "def g(n):\n    return g(n + 1)\n\ng(0)"


def test_recursion_without_end_is_a_sentence(cells):
    error = cells.error(RECURSION)
    assert error["name"] == "RecursionError" and error["line"] == 2
    assert error["traceback"].startswith("RecursionError: calls within calls went deeper than Python allows (")
    assert "The last call in a cell was in g, line 2." in error["traceback"]


def test_long_tracebacks_are_shortened(cells):
    for source in (
        "def h(n):\n    return k(n - 1) if n else 1 / 0\ndef k(n):\n    return h(n)\nh(200)",
        "error = None\nfor i in range(60):\n    new = ValueError(i)\n    new.__cause__ = error\n    error = new\nraise error",
        "raise ValueError('a\\n' * 10_000)",
        "raise ValueError('a' * 10**6)",
    ):
        error = cells.error(source)
        assert len(error["traceback"].splitlines()) <= MOST_LINES and len(error["traceback"]) < 5_000
        assert len(error["text"]) <= 2_000


def test_a_deep_call_keeps_both_ends(cells):
    told = cells.error("def h(n):\n    return k(n - 1) if n else 1 / 0\ndef k(n):\n    return h(n)\nh(200)")[
        "traceback"
    ]
    assert (
        "cell, line 5\n" in told and "390 more calls" in told and told.endswith("ZeroDivisionError: division by zero")
    )


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("raise MemoryError", "MemoryError: there is not enough memory for this. The variables made before are kept."),
        (
            "import numpy as np\nnp.zeros((2**40, 2**10))",
            "there is not enough memory for this (Unable to allocate 8.00 PiB",
        ),
        ("raise KeyboardInterrupt", "The cell was stopped"),
    ],
)
def test_sentences_in_the_place_of_a_traceback(cells, source, sentence):
    assert sentence in cells.error(source)["traceback"]
    assert cells.one("error")["name"] in ("MemoryError", "KeyboardInterrupt")


@pytest.mark.parametrize("source", ["raise MemoryError('mine')", "raise RecursionError('mine')"])
def test_an_error_raised_on_purpose_is_no_sentence(cells, source):
    assert (
        cells.error(source)["traceback"].endswith("Error: mine") and "cell, line 1" in cells.one("error")["traceback"]
    )


BROKEN = "class Bad(Exception):\n    def __str__(self):\n        {}\n\nraise Bad"


@pytest.mark.parametrize("body", ["raise self", "return 3", "return str(self)"])
def test_an_error_that_cannot_be_shown(cells, body):
    error = cells.error(BROKEN.format(body))
    assert error["name"] == "Bad" and error["text"] == "its message cannot be shown" and error["line"] == 5


def test_packages_that_a_page_has_not(cells, monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython.display", None)
    monkeypatch.setitem(sys.modules, "IPython", None)
    assert "display(x) is there without it" in cells.error("from IPython.display import display")["traceback"]


def test_widgets_say_what_they_need():
    script = "import sys\nsys.modules['anywidget'] = None\nimport nnlib\nimport nnlib.widgets"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert run.returncode and "nnlib.widgets needs anywidget" in run.stderr.splitlines()[-1], run.stderr
