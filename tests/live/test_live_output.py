"""What a cell prints comes soon, in few pieces, and never beyond the limit; values are always text."""

import sys
import time
import warnings

import pytest

from nnlib.live.output import AT_ONCE, CHUNK, LIMIT, Output
from nnlib.live.values import text_of


class Clock:
    """An output whose time is set by the test."""

    def __init__(self):
        self.time = 0.0
        self.sent = []
        self.output = Output(self.sent.append, lambda: self.time)
        self.output.begin()

    def texts(self):
        return [event["text"] for event in self.sent if event["kind"] == "stream"]


def test_the_first_lines_are_sent_at_once_and_then_every_tenth_of_a_second():
    clock = Clock()
    for number in range(AT_ONCE):
        print(number, file=clock.output.stdout)
    assert clock.texts() == [f"{number}\n" for number in range(AT_ONCE)]
    for _ in range(50):
        clock.time += 0.01
        print("x", file=clock.output.stdout)
    assert 4 <= len(clock.texts()) - AT_ONCE <= 5
    clock.output.end()
    assert "".join(clock.texts()).count("x") == 50


def test_a_line_that_grows_is_sent_too():
    clock = Clock()
    clock.output.stdout.write(".")
    clock.time += 0.2
    clock.output.stdout.write(".")
    assert clock.texts() == [".."]


def test_much_text_is_sent_in_chunks():
    clock = Clock()
    for _ in range(LIMIT):
        clock.output.stdout.write("x")
    assert {len(text) for text in clock.texts()[:-1]} == {CHUNK + 1}


def test_flush_sends_and_both_streams_keep_their_order():
    clock = Clock()
    clock.output.stdout.write("a")
    clock.output.stderr.write("b")
    clock.output.stderr.flush()
    clock.output.stdout.write("c")
    clock.output.end()
    assert [(event["name"], event["text"]) for event in clock.sent] == [
        ("stdout", "a"),
        ("stderr", "b"),
        ("stdout", "c"),
    ]


def test_what_is_written_between_cells_is_dropped():
    clock = Clock()
    clock.output.end()
    clock.output.stdout.write("late")
    clock.output.begin()
    clock.output.end()
    assert clock.sent == []


@pytest.mark.parametrize(
    "source",
    [
        "print('x' * 10_000_000)",
        "for _ in range(1_000_000):\n    print('x' * 9)",
        "import sys\nsys.stderr.write('x' * 10**7)\n0",
    ],
)
def test_ten_megabytes_are_cut_without_delay(cells, source):
    start = time.monotonic()
    assert cells(source)
    assert time.monotonic() - start < 5
    assert len(cells.printed() + cells.printed("stderr")) == LIMIT
    assert cells.kinds().count("clipped") == 1 and cells.one("clipped")["limit"] == LIMIT == 20_000
    assert len(cells.events) < 60
    assert cells("print('next')") and cells.printed() == "next\n"


def test_markup_stays_text(cells):
    cells("print('<b>&amp;</b>')\n'<script>'")
    assert cells.printed() == "<b>&amp;</b>\n" and cells.one("value")["text"] == "'<script>'"


def test_writing_something_else_is_an_error_as_ever(cells):
    assert cells.error("import sys\nsys.stdout.write(3)")["text"] == "write() argument must be str, not int"


def test_half_a_character_can_be_sent(cells):
    assert cells("print('\\ud800')") and cells.printed() == "\\ud800\n"


def test_warnings_name_the_line_and_come_again(cells, monkeypatch):
    def as_python_does(message, category, filename, lineno, file=None, line=None):
        sys.stderr.write(warnings.formatwarning(message, category, filename, lineno, line))

    monkeypatch.setattr(warnings, "showwarning", as_python_does)  # pytest collects warnings
    source = "import numpy as np\nnp.log(np.zeros(1));"
    for _ in range(2):
        assert cells(source)
        said = "cell, line 2: RuntimeWarning: divide by zero encountered in log\n  np.log(np.zeros(1));\n"
        assert cells.printed("stderr") == said


FAILS = "class A:\n    def __repr__(self):\n        {}\n"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("raise KeyError('q')", "<A whose repr fails: KeyError: 'q'>"),
        ("return 5", "<A whose repr fails: TypeError: __repr__ returned non-string (type int)>"),
        ("raise SystemExit(3)", "<A whose repr fails: SystemExit: 3>"),
    ],
)
def test_a_repr_that_fails_is_told(cells, body, told):
    assert cells.value(FAILS.format(body) + "A()") == told
    assert cells.value("[A()]") == f"[{told}]"
    assert cells.value("display(A())") == told


def test_a_repr_that_recurses_is_told(cells):
    assert cells.value(FAILS.format("return repr(self)") + "A()").startswith("<A whose repr fails: RecursionError")


@pytest.mark.parametrize(
    "value",
    [[], [1, 2.5, "a"], (), (1,), set(), {1}, {}, {"a": [1], 2: (3,)}, frozenset({1}), "it's", b"x", None, [[[]]]],
)
def test_short_values_are_their_repr(value):
    assert text_of(value) == repr(value)


def test_wide_values_have_an_entry_a_line():
    assert text_of(["x" * 40, "y" * 40]) == f"['{'x' * 40}',\n '{'y' * 40}']"


def test_huge_values_cost_what_is_shown():
    round_and_round = [0]
    round_and_round.append(round_and_round)
    deep = []
    for _ in range(100_000):
        deep = [deep]
    start = time.monotonic()
    for value in (list(range(10**6)), "x" * 10**7, {i: [i] for i in range(10**5)}, [[0] * 10**6] * 10**3, deep):
        assert len(text_of(value)) <= 4_000
    assert time.monotonic() - start < 2
    assert text_of(round_and_round) == "[0, [...]]"
    assert text_of("x" * 10**7).endswith("x\n... (cut after 4,000 characters)")
