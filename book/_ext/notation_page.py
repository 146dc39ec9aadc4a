"""The notation page's tables, made from the one notation table in nnlib.

Directives: notation-table (the book's symbols), notation-functions (those written as words), rosetta-table (the symbols in
the five lectures), false-friends, notation-kinks and notation-conventions.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import lecture_data
from course_letters import table as course_table
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from tables import inline, table

import nnlib.formula
from nnlib.formula import LectureForm, Symbol, load_notation

SOURCE = Path(nnlib.formula.__file__).with_name("notation.toml")


class NotationDirective(SphinxDirective):
    """Common ground: the page is read again when the table changes."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(SOURCE))
        return self.build()

    def build(self) -> list[nodes.Node]:
        raise NotImplementedError

    def cells(self, *texts: str) -> list[list[nodes.Node]]:
        return [inline(self, text) for text in texts]

    def course(self) -> Mapping[str, Any]:
        """What a course made from the book writes instead; empty in the book."""
        return course_table(str(self.env.app.srcdir))

    def said(self, text: str) -> str:
        """A text of the table in the letters of the course."""
        return self.course().get("texts", {}).get(text, text)

    def forms(self, symbol: Symbol) -> list[str]:
        """The course's symbol, if it is a course, and the book's."""
        if not self.course():
            return [_forms(symbol)]
        own = self.course()["symbols"].get(symbol.id)
        return [", ".join(f"${latex}$" for latex in own) if own else _forms(symbol), _forms(symbol)]

    def names(self) -> list[str]:
        return [lecture.short for lecture in lecture_data.lectures().values()]


class NotationTable(NotationDirective):
    def build(self) -> list[nodes.Node]:
        rows = [
            (
                f"symbol-{s.id}",
                self.cells(*self.forms(s), self.said(_sentence(s)), self.said(_shape(s)), s.code and f"`{s.code}`"),
            )
            for s in load_notation().symbols
        ]
        head = self.cells("Symbol", *(["In the book"] if self.course() else []), "Meaning", "Shape", "In code")
        return [table("The course's symbols" if self.course() else "The book's symbols", head, rows)]


class NamedFunctions(NotationDirective):
    def build(self) -> list[nodes.Node]:
        rows = [
            (
                nodes.make_id(f"function-{f.code}"),
                self.cells(self.said(f"${f.latex}$"), self.said(f.meaning), f"`{f.code}`"),
            )
            for f in load_notation().functions
        ]
        return [table("Functions written as words", self.cells("Function", "Meaning", "In code"), rows)]


class RosettaTable(NotationDirective):
    def build(self) -> list[nodes.Node]:
        rows = []
        for s in load_notation().symbols:
            forms = [_lecture(s.lectures[key]) for key in _keys()]
            own = self.forms(s)[:-1] if self.course() else []
            rows.append(("", self.cells(*own, f"${s.latex}$", _short(s), *forms)))
        head = self.cells(*(["Course"] if self.course() else []), "Book", "Idea", *self.names())
        return [table("One idea, five notations", head, rows, classes=["nn-rosetta"])]


class FalseFriends(NotationDirective):
    def build(self) -> list[nodes.Node]:
        rows = [
            ("", self.cells(f"${f.latex}$", f.book or "not used", *(f.lectures.get(k, "–") for k in _keys())))
            for f in load_notation().false_friends
        ]
        head = self.cells("Letter", "Book", *self.names())
        return [table("False friends: one letter, several meanings", head, rows)]


class Kinks(NotationDirective):
    def build(self) -> list[nodes.Node]:
        rows = [
            ("", self.cells(*map(self.said, (k.function, k.at, k.value, k.slope, k.reason))))
            for k in load_notation().kinks
        ]
        head = self.cells("Function", "At", "Value", "Slope", "Reason")
        return [table("What the book takes where a choice is open", head, rows)]


class Conventions(NotationDirective):
    def build(self) -> list[nodes.Node]:
        items = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".")
        for convention in load_notation().conventions:
            strong = nodes.strong("", "", *inline(self, convention.statement))
            text = nodes.paragraph("", "", strong, nodes.Text(" "), *inline(self, convention.reason))
            items += nodes.list_item("", text, ids=[f"convention-{convention.id}"])
        return [items]


def _keys() -> list[str]:
    return [lecture.key for lecture in lecture_data.lectures().values()]


def _forms(symbol: Symbol) -> str:
    return f"${symbol.latex}$" + (f", ${symbol.batch_latex}$" if symbol.batch_latex else "")


def _sentence(symbol: Symbol) -> str:
    return symbol.meaning + (f". {symbol.note}" if symbol.note else "")


def _short(symbol: Symbol) -> str:
    return symbol.meaning.partition(":")[0].partition(";")[0].partition(", $")[0]


def _shape(symbol: Symbol) -> str:
    texts = [] if symbol.shape is None else [_axes(symbol.shape)]
    return ", ".join(texts + ([_axes(symbol.batch_shape)] if symbol.batch_shape else []))


def _axes(shape: tuple[str, ...]) -> str:
    return "number" if not shape else f"$({','.join(shape)}{',' if len(shape) == 1 else ''})$"


def _lecture(form: LectureForm | None) -> str:
    if form is None:
        return "–"
    formulas = ", ".join(f"${latex}$" for latex in form.latex)
    return f"{formulas} ({form.note})" if formulas and form.note else formulas or form.note


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("tables")
    for name, directive in (
        ("notation-table", NotationTable),
        ("notation-functions", NamedFunctions),
        ("rosetta-table", RosettaTable),
        ("false-friends", FalseFriends),
        ("notation-kinks", Kinks),
        ("notation-conventions", Conventions),
    ):
        app.add_directive(name, directive)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
