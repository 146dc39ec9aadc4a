"""Cells share their names, show their last value, and leave the process as they found it."""

import builtins
import doctest
import os
import sys
import warnings

import pytest

import nnlib.live
from nnlib import _host
from nnlib.live import Session, needs, values


@pytest.mark.parametrize("module", [nnlib.live, needs, values])
def test_examples_in_docstrings(module):
    assert doctest.testmod(module).attempted > 0 and doctest.testmod(module).failed == 0


def test_names_are_shared_changed_and_deleted(cells):
    cells("def twice(x):\n    return 2 * x")
    assert cells.value("twice(21)") == "42"
    cells("def twice(x):\n    return x + x + 1")
    assert cells.value("twice(21)") == "43"
    cells("del twice")
    assert cells.error("twice(1)")["name"] == "NameError"


def test_sessions_share_nothing(cells):
    cells("a = 1")
    others = []
    assert Session(others.append).run("first", "a") == {"ok": False}
    assert others[0]["text"] == "name 'a' is not defined"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("1 + 1", ["2"]),
        ("1 + 1;", []),
        ("1 + 1;  # two", []),
        ("1 + 1  # two;", ["2"]),
        ("';'", ["';'"]),
        ("None", []),
        ("a = 3", []),
        ("a = 3; a", ["3"]),
        ("if True:\n    5", []),
        ("", []),
        ("# nothing\n", []),
        ("'''a\nb'''", ["'a\\nb'"]),
    ],
)
def test_the_last_value_is_shown_unless_it_is_silenced(cells, source, shown):
    assert cells(source)
    assert [event["text"] for event in cells.events] == shown


def test_events_come_in_the_order_in_which_things_happen(cells):
    cells("import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c', end='')\ndisplay(1)\nprint('d')\n2")
    told = [(event.get("name"), event["text"]) for event in cells.events]
    assert told == [("stdout", "a\n"), ("stderr", "b\n"), ("stdout", "c"), (None, "1"), ("stdout", "d\n"), (None, "2")]


def test_display_shows_everything_and_returns_nothing(cells):
    assert cells("shown = display(None, 'a', [1], display_id=True)\nassert shown is None")
    assert [event["text"] for event in cells.events] == ["None", "'a'", "[1]"]


def test_the_source_of_a_function_is_found_even_when_its_cell_has_changed(cells):
    session, events = cells.session, cells.events
    session.run("same", "import inspect\ndef f():\n    return 1")
    session.run("other", "g = f")
    session.run("same", "def f():\n    return 2")
    session.run("other", "print(inspect.getsource(g) + inspect.getsource(f))")
    assert events[0]["text"].split() == "def f(): return 1 def f(): return 2".split()


def test_a_class_of_a_cell_lives_in_main(cells):
    assert cells("import pickle\nclass A:\n    pass\nassert type(pickle.loads(pickle.dumps(A()))) is A")
    assert cells.value("from dataclasses import dataclass\n@dataclass\nclass P:\n    a: 'int'\nP(3)") == "P(a=3)"


def test_a_future_import_holds_for_later_cells(cells):
    cells("from __future__ import annotations")
    assert cells.value("def f(a: Unknown): ...\nf.__annotations__") == "{'a': 'Unknown'}"
    other = []
    Session(other.append).run("one", "def f(a: Unknown): ...")
    assert other[0]["name"] == "NameError"


HARM = """
import builtins, sys, io, os
sys.stdout.close()
sys.stderr = None
sys.stdin = io.StringIO("x")
builtins.input = len
sys.modules["__main__"] = sys
os.environ["MPLBACKEND"] = "none"
sys.stdout = io.StringIO()
print("lost")
"""


def test_everything_is_put_back(cells, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    kept = sys.stdin, sys.stdout, sys.stderr, builtins.input, sys.modules["__main__"], warnings.formatwarning
    assert cells(HARM) and cells.events == []
    assert kept == (sys.stdin, sys.stdout, sys.stderr, builtins.input, sys.modules["__main__"], warnings.formatwarning)
    assert os.environ["MPLBACKEND"] == "agg" and _host.current.get() is None
    assert cells("print('and on')") and cells.printed() == "and on\n"


def test_a_print_of_the_reader_s_own_disturbs_nothing(cells):
    before = builtins.print
    try:
        assert cells("import builtins\nbuiltins.print = None\n3") and cells.one("value")["text"] == "3"
    finally:
        builtins.print = before


def test_streams_closed_by_one_cell_are_open_in_the_next(cells):
    assert cells("import sys\nsys.stdout.close()\nprint('a')") and cells.printed() == "a\n"
    assert cells("print('b')") and cells.printed() == "b\n"


@pytest.mark.parametrize("ask", ["input('name?')", "import sys\nsys.stdin.readline()", "import sys\nsys.stdin.read()"])
def test_input_says_that_there_is_no_keyboard(cells, ask):
    assert "write the value into the cell" in cells.error(ask)["text"]


@pytest.mark.parametrize("leave", ["import sys\nsys.exit(3)", "raise SystemExit", "exit()", "quit(1)"])
def test_exit_ends_the_cell_and_nothing_else(cells, leave):
    cells("a = 7")
    assert "ended only this cell, and the variables are kept" in cells.error(leave)["traceback"]
    assert cells.value("a") == "7"


def test_a_limit_stops_a_loop_and_keeps_the_variables(cells):
    cells("count = 0")
    cells.session.limit(0.2)
    error = cells.error(
        "while True:\n    try:\n        while True:\n            count += 1\n    except Exception:\n        pass"
    )
    assert (
        error["name"] == "TimeLimit" and "took longer than it may" in error["traceback"] and error["line"] in (2, 3, 4)
    )
    cells.session.limit(None)
    assert int(cells.value("count")) > 1000


def test_a_package_that_is_not_there_is_needed(cells, monkeypatch):
    needs = cells.session.needs
    assert needs("import json, numpy.linalg\nfrom nnlib import *\nfrom . import x") == []
    assert needs("import zzz.a as b, yyy\nif 0:\n    from zzz import c") == ["yyy", "zzz"]
    assert needs("import (") == needs("\0") == []
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    assert needs("def draw():\n    import matplotlib.pyplot as plt") == ["matplotlib"]
