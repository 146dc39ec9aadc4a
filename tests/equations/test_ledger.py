"""The ledger: what it finds wrong, in what words, and when it checks again."""

import json

import numpy as np
import pytest

from nnlib.formula import Chapter, Scene
from nnlib.formula.ledger import ledger as module
from nnlib.formula.ledger.ledger import run
from nnlib.formula.ledger.record import record
from nnlib.formula.ledger.sources import formulas_in
from nnlib.formula.names import book_vocabulary

CONTEXTS = """
import numpy as np
from nnlib.formula import Chapter, Scene
chapter = Chapter("demo")

@chapter.scene("eq-one")
def one(draw):
    x = draw.number_near(0.0, 1.0)
    return Scene(given={"x": x, "t": 2 * x})
"""
GOOD = "$$ t = 2 x $$ (eq-one)"


class Book:
    """A book of one chapter in a folder."""

    def __init__(self, folder):
        self.notebook, self.contexts, self.keep = folder / "demo.ipynb", folder / "demo.py", folder / "equations.json"
        self.write(GOOD)
        self.contexts.write_text(CONTEXTS, encoding="utf-8")

    def write(self, *texts):
        cells = [{"cell_type": "markdown", "id": f"c{n}", "source": text} for n, text in enumerate(texts)]
        self.notebook.write_text(json.dumps({"cells": cells}), encoding="utf-8")

    def run(self):
        module._content.cache_clear()
        return run([("demo", self.notebook)], self.contexts.parent, self.keep)

    def problems(self):
        return run([("demo", self.notebook)], self.contexts.parent).problems


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path)


def test_a_chapter_that_is_right(book):
    found = book.run()
    assert found.problems == []
    (entry,) = found.records
    assert (entry.label, entry.chapter, entry.file, entry.cell) == ("eq-one", "demo", "demo.ipynb", "c0")
    assert (entry.status, entry.relations, entry.instances, entry.comparisons) == ("executed", 1, 12, 12)
    assert entry.mutants == entry.killed > 0 and entry.equivalents == 0
    assert (entry.source, entry.line) == (str(book.contexts), 6)
    kept = json.loads(book.keep.read_text(encoding="utf-8"))["equations"][0]
    assert kept["status"] == "executed" and len(kept["digest"]) == 64
    assert "demo                     1        1         0" in found.summary()


FAULTS = {
    "no label": ("$$ t = 2 x $$", ["demo.ipynb, cell c0, line 1: a displayed equation without a label: $$ ... $$ (eq-name)"]),
    "no context": (
        GOOD + "\n\n$$ t = x $$ (eq-two)",
        ["demo.ipynb, cell c0, line 3: eq-two has no context in book/equations/demo.py"],
    ),
    "not read": (GOOD.replace("x", "Q"), ["demo.ipynb, cell c0, line 1, eq-one: column 7: 'Q' is not in the notation table"]),
    "wrong": (
        GOOD.replace("2", "3"),
        ["demo.ipynb, cell c0, line 1, eq-one, step 1: the left side is 2.0, the right side 3.0; scene 2"],
    ),
    "twice": (GOOD + "\n\n" + GOOD, ["demo: the label eq-one stands 2 times"]),
    "inline": (GOOD + " where $x = Q$", ["demo.ipynb, cell c0, line 1: column 5: 'Q' is not in the notation table"]),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_place(book, fault):
    text, expected = FAULTS[fault]
    book.write(text)
    found = [problem for problem in book.problems() if "has a context, but" not in problem]
    assert len(found) == len(expected)
    for problem, words in zip(found, expected, strict=True):
        assert problem.startswith(words)


def test_a_context_without_an_equation(book):
    book.write("no equation")
    assert book.problems() == [f"{book.contexts}: eq-one has a context, but no equation of demo has this label"]


def test_a_slip_that_survives(book):
    weak = CONTEXTS.replace("draw.number_near(0.0, 1.0)", "0.0")
    book.contexts.write_text(weak, encoding="utf-8")
    found = book.problems()
    assert "demo.ipynb, cell c0, line 1, eq-one: the check does not notice sign: t = -2 x" in found
    same = "".join(f"\nchapter.same('eq-one', r'{p.split(': ')[-1]}', 'x is 0')" for p in found)
    book.contexts.write_text(weak + same, encoding="utf-8")
    module._content.cache_clear()
    assert book.problems() == []
    assert book.run().records[0].equivalents == len(found)


def test_at_most_a_tenth_is_unchecked(book):
    book.contexts.write_text(CONTEXTS + "\nchapter.unchecked('eq-two', 'prose')\n", encoding="utf-8")
    book.write(GOOD, r"$$ \text{all is well} $$ (eq-two)")
    assert book.problems() == ["demo: 1 of 2 equations are unchecked, at most 10 % may be"]
    labels = [f"eq-n{n}" for n in range(8)]
    more = CONTEXTS.replace('"eq-one"', ", ".join(f'"{label}"' for label in ["eq-one", *labels]))
    book.contexts.write_text(more + "\nchapter.unchecked('eq-two', 'prose')\n", encoding="utf-8")
    book.write(GOOD, r"$$ \text{all is well} $$ (eq-two)", *(f"$$ t = 2 x $$ ({label})" for label in labels))
    assert book.problems() == []
    assert [each.reason for each in book.run().records if each.status == "unchecked"] == ["prose"]


# -- what was checked is kept while nothing that it depends on has changed


def test_a_record_is_used_again_until_something_changes(book, monkeypatch):
    checked = []

    def counted(formula, chapter, vocabulary):
        checked.append(formula.label)
        return record(formula, chapter, vocabulary)

    monkeypatch.setattr(module, "record", counted)

    def checks():
        checked.clear()
        assert book.run().problems == []
        return len(checked)

    assert [checks(), checks()] == [1, 0]
    book.write(GOOD.replace("2 x", "x + x"))
    assert [checks(), checks()] == [1, 0]
    book.contexts.write_text(CONTEXTS + "\n# a remark\n", encoding="utf-8")
    assert [checks(), checks()] == [1, 0]
    monkeypatch.setattr(module, "_language", lambda: "another language")
    assert [checks(), checks()] == [1, 0]


def test_a_record_says_where_its_equation_stands_now(book):
    book.run()
    book.write("A sentence before.", GOOD)
    assert book.run().records[0].cell == "c1"


def test_a_failure_is_never_kept(book):
    book.write(GOOD.replace("2", "3"))
    assert book.run().problems == book.run().problems != []


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"equations": 3}', '{"equations": [{"digest": "a"}]}', "null", "\0\x01"]
)
def test_a_damaged_file_is_no_record(book, text):
    book.keep.write_text(text, encoding="utf-8")
    assert book.run().problems == []
    assert json.loads(book.keep.read_text(encoding="utf-8"))["equations"][0]["label"] == "eq-one"


def test_the_same_in_processes(book, tmp_path):
    two = tmp_path / "other"
    two.mkdir()
    second = Book(two)
    chapters = [("demo", book.notebook), ("demo", second.notebook)]
    assert len(run(chapters, book.contexts.parent, processes=2).records) == 2


# -- nnlib as the third


def double(x):
    """Twice x: eq-one."""
    return 2 * x


def triple(x):
    """Another thing: eq-one."""
    return 3 * x


def undocumented(x):
    """Twice x."""
    return 2 * x


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (double, None),
        (triple, "nnlib disagrees, step 1: the left side is 3.0, the right side 2.0; scene 2"),
        (undocumented, "the docstring of nnlib.undocumented does not name eq-one"),
    ],
)
def test_nnlib_is_compared_as_the_third(function, problem):
    chapter = Chapter("demo", functions=["f"])

    @chapter.scene("eq-one")
    def one(draw):
        return Scene(given={"x": draw.number_near(0.0, 1.0)}, functions={"f": lambda x: x + x})

    chapter.code("eq-one", function, functions={"f": function})
    (formula,) = formulas_in("$$ f(x) = 2 x $$ (eq-one)", "demo.ipynb", "c0")
    found = record(formula, chapter, chapter.vocabulary(book_vocabulary()))
    assert found.code == (f"nnlib.{function.__name__}",)
    assert [p.removeprefix("demo.ipynb, cell c0, line 1, eq-one: ") for p in found.problems] == (
        [problem] if problem else []
    )


def test_nnlib_s_values_replace_the_independent_ones():
    chapter = Chapter("demo")

    @chapter.scene("eq-one")
    def one(draw):
        return Scene(given={"x": draw.vector(3)}, rules={"t": lambda g: g.x + g.x})

    chapter.code("eq-one", double, values={"t": lambda g: np.append(double(g.x[:2]), 0.0)})
    (formula,) = formulas_in("$$ t_i = 2 x_i $$ (eq-one)", "demo.ipynb", "c0")
    (problem,) = record(formula, chapter, chapter.vocabulary(book_vocabulary())).problems
    assert "nnlib disagrees" in problem and "at i = 3" in problem


def test_a_label_has_one_context():
    chapter = Chapter("demo")
    chapter.scene("eq-one")(lambda draw: Scene())
    with pytest.raises(ValueError, match="demo: 'eq-one' has a context already"):
        chapter.unchecked("eq-one", "prose")
