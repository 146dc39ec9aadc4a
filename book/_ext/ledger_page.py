"""The tables of the page on the equations, made from the ledger of this build.

`{equation-ledger} chapters` sums up, `equations` has a row for each, `same` and `unchecked` give reasons, `inline` counts the
formulas within sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import lecture_data
from docutils import nodes
from equation_ledger import CONTEXTS, USUAL, chapters, closeness, ledger, pages, source
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from tables import inline, table

from nnlib.formula.checking.mutate import mutants
from nnlib.formula.ledger.contexts import Chapter, load
from nnlib.formula.ledger.record import Record
from nnlib.formula.names import book_vocabulary
from nnlib.formula.syntax.parser import parse
from nnlib.formula.typesetting.printer import Printer

Cells = list[list[nodes.Node]]


class EquationLedger(SphinxDirective):
    """One table of the ledger, chosen by the argument."""

    required_arguments = 1
    has_content = False
    parts: ClassVar[dict[str, Callable[[EquationLedger], list[nodes.Node]]]] = {}

    def run(self) -> list[nodes.Node]:
        build = self.parts.get(self.arguments[0])
        if build is None:
            raise self.error(f"unknown part {self.arguments[0]!r}, expected one of {', '.join(self.parts)}")
        pages(self.env)  # makes the set
        self.env.__dict__["nn_ledger_pages"].add(self.env.docname)
        return build(self)

    # -- parts

    def by_chapter(self) -> list[nodes.Node]:
        everything = list(ledger(self.env).records)
        rows = [self._sums(self._title(key), [r for r in everything if r.chapter == key]) for key in self._keys()]
        if len(rows) > 1:
            rows.append(self._sums("All", everything))
        head = ("Chapter", "Executed", "Unchecked", "Comparisons", "Slips planted", "Noticed", "No change")
        return [table("Equations by chapter", self._cells(*head), [("", row) for row in rows], classes=["nn-ledger"])]

    def equations(self) -> list[nodes.Node]:
        found: list[nodes.Node] = []
        for key in self._keys():
            mine = [r for r in ledger(self.env).records if r.chapter == key and r.label]
            rows = [(f"checked-{r.label}", self._row(r)) for r in mine]
            head = ("Equation", "Check", "Steps", "Instances", "Comparisons", "Slips noticed", "In nnlib")
            found.append(table(self._title(key), self._cells(*head), rows, classes=["nn-ledger"]))
        return found

    def same(self) -> list[nodes.Node]:
        items = nodes.bullet_list(bullet="-")
        for r in (r for r in ledger(self.env).records if r.equivalents):
            contexts = load(Path(self.env.app.srcdir) / CONTEXTS / f"{r.chapter}.py")
            for latex in _slips(r, contexts):
                if reason := contexts.equivalents.get((r.label, "".join(latex.split()))):
                    said = inline(self, f"${latex}$: {reason}.")
                    items += nodes.list_item("", nodes.paragraph("", "", *self._equation(r), nodes.Text(": "), *said))
        return [items] if len(items) else [nodes.paragraph("", "There is none.")]

    def unchecked(self) -> list[nodes.Node]:
        mine = [r for r in ledger(self.env).records if r.status == "unchecked"]
        if not mine:
            return [nodes.paragraph("", "No displayed equation of the chapters that are written is left unchecked.")]
        rows = [("", [self._equation(r), inline(self, r.reason)]) for r in mine]
        return [table("Equations that are not executed", self._cells("Equation", "Why not"), rows)]

    def within_sentences(self) -> list[nodes.Node]:
        rows = []
        for each in ledger(self.env).inline:
            counts = map(_number, (each.formulas, each.relations, each.read, each.quoted))
            rows.append(("", self._cells(self._title(each.chapter), *counts)))
        head = ("Chapter", "Formulas", "With a relation", "Read", "In a lecture's letters")
        return [table("Formulas within sentences", self._cells(*head), rows, classes=["nn-ledger"])]

    # -- cells

    def _cells(self, *texts: str) -> Cells:
        return [[nodes.Text(text)] for text in texts]

    def _keys(self) -> list[str]:
        return list(chapters(self.env.app, self.env))

    def _title(self, key: str) -> str:
        known = lecture_data.chapters().get(key)
        return known.title if known else key

    def _sums(self, name: str, mine: Sequence[Record]) -> Cells:
        status = [sum(r.status == which for r in mine) for which in ("executed", "unchecked")]
        counts = [sum(getattr(r, key) for r in mine) for key in ("comparisons", "mutants", "killed", "equivalents")]
        return self._cells(name, f"{status[0]} of {len(mine)}", *map(_number, [status[1], *counts]))

    def _equation(self, r: Record) -> list[nodes.Node]:
        docname = chapters(self.env.app, self.env)[r.chapter]
        address = self.env.app.builder.get_relative_uri(self.env.docname, docname) + f"#equation-{r.label}"
        return [nodes.reference("", "", nodes.literal("", r.label), internal=True, refuri=address)]

    def _row(self, r: Record) -> Cells:
        link = nodes.reference("", "source", refuri=source(self.env.app, r))
        if r.status == "unchecked":
            return [self._equation(r), [link], *self._cells("unchecked", "", "", "", "")]
        how = closeness(r)
        counts = (_number(r.relations), _number(r.instances), _number(r.comparisons) + f", {how}" * (how != USUAL))
        slips = f"{r.killed} of {r.mutants}"
        code = inline(self, ", ".join(f"`{name.removeprefix('nnlib.')}`" for name in r.code))
        return [self._equation(r), [link], *self._cells(*counts, slips), code]


EquationLedger.parts.update(
    {
        "chapters": EquationLedger.by_chapter,
        "equations": EquationLedger.equations,
        "same": EquationLedger.same,
        "unchecked": EquationLedger.unchecked,
        "inline": EquationLedger.within_sentences,
    }
)


def _slips(r: Record, contexts: Chapter) -> Iterator[str]:
    """The slips of an equation as LaTeX, each once."""
    chains = parse(r.latex, contexts.vocabulary(book_vocabulary()))
    yield from dict.fromkeys(Printer().relations(mutant.chain) for chain in chains for mutant in mutants(chain))


def _number(count: int) -> str:
    return f"{count:,}"


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("tables")
    app.setup_extension("equation_ledger")
    app.add_directive("equation-ledger", EquationLedger)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
