"""Formulas in notebooks and pages: displayed and inline, and what is no formula."""

import json

from nnlib.formula.ledger.sources import Place, formulas, formulas_in


def found(text):
    return [(each.latex, each.label, each.displayed) for each in formulas_in(text, "page.md", "")]


def test_displayed_and_inline():
    text = "Let $a$ and\n$b = c$.\n\n$$\nx = y\n$$ (eq-one)\n\n$$ z $$\n\nand $$u$$(eq-two) at once"
    assert found(text) == [
        ("x = y", "eq-one", True), ("z", None, True), ("u", "eq-two", True), ("a", None, False), ("b = c", None, False),
    ]  # fmt: skip


def test_several_lines():
    assert found("$$\n\\begin{aligned}\na &= b \\\\\n&= c\n\\end{aligned}\n$$ (eq-a)") == [
        ("\\begin{aligned}\na &= b \\\\\n&= c\n\\end{aligned}", "eq-a", True)
    ]
    assert found("an $a +\nb$ over two lines") == [("a +\nb", None, False)]
    assert found("costs 5 $ here\n\nand 6 $ there") == []  # not over an empty line


def test_a_dollar_that_is_escaped_is_money():
    assert found(r"it costs \$5, or \$6, for $x$") == [("x", None, False)]


def test_code_is_no_formula():
    assert found("`$a$` and ``$b$`` and $c$") == [("c", None, False)]
    assert found("```python\n$a$\n$$b$$\n```\n$c$") == [("c", None, False)]
    assert found("~~~\n$a$\n~~~\n$c$") == [("c", None, False)]
    assert found("````{code-block} tex\n```\n$a$\n````\n$c$") == [("c", None, False)]
    assert found("```\n$a$") == []


def test_a_directive_is_text():
    text = "````{exercise}\n:label: ex-a\n\n$a$\n\n```{hint}\n$b$\n```\n\n```python\n$c$\n```\n$$d$$ (eq-d)\n````\n$e$"
    assert [latex for latex, _, _ in found(text)] == ["d", "a", "b", "e"]
    assert [latex for latex, _, _ in found(":::{note}\n$a$\n:::\n$b$")] == ["a", "b"]


def test_places(tmp_path):
    cells = [
        {"cell_type": "markdown", "id": "one", "source": ["text\n", "\n", "$$\n", "x\n", "$$ (eq-x)\n"]},
        {"cell_type": "code", "id": "two", "source": "'$y$'"},
        {"cell_type": "markdown", "id": "three", "source": "and $z$"},
    ]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert [(each.latex, each.place) for each in formulas(tmp_path / "a.ipynb")] == [
        ("x", Place("a.ipynb", "one", 3)), ("z", Place("a.ipynb", "three", 1)),
    ]  # fmt: skip
    (tmp_path / "b.md").write_text("\n\n$q$", encoding="utf-8")
    (only,) = formulas(tmp_path / "b.md", "the page")
    assert str(only.place) == "the page, line 3"
    assert str(Place("a.ipynb", "one", 3)) == "a.ipynb, cell one, line 3"


def test_the_line_is_right_behind_code_and_displays():
    text = "```python\nx\n```\n`$n$`\n$$\na\n$$ (eq-a)\n\n$b$"
    assert [(each.latex, each.place.line) for each in formulas_in(text, "p", "")] == [("a", 5), ("b", 9)]
