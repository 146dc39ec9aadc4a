r"""A chapter's text in the course's letters, formula by formula, with the way back.

Two formulas of the book may come out alike, as \varphi and \sigma are both h in one lecture. Then the later one ends in an empty
group, which nobody sees, so that a page can still tell which of the book's formulas each of its own is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from nncourse.editions.letters.blocks import formulas
from nncourse.editions.letters.tongue import Tongue
from nnlib.formula import Chapter
from nnlib.formula.ledger.contexts import load
from nnlib.formula.ledger.sources import Span
from nnlib.formula.names import book_vocabulary
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.parser import parse
from nnlib.formula.typesetting.printer import Printer
from nnlib.formula.typesetting.translate import joined, translate, translate_inline

CONTEXTS = "book/equations"
NOTHING = "{}"  # an empty group


def contexts_of(book: Path, key: str) -> Chapter:
    """What a chapter says of its own letters."""
    file = book / CONTEXTS / f"{key}.py"
    return load(file) if file.exists() else Chapter(key)


def in_lines(latex: str) -> str:
    """A displayed equation with a line for each of its steps, as the book's sources have it."""
    return (
        latex.replace(r"\begin{aligned} ", "\\begin{aligned}\n")
        .replace(r" \\ ", " \\\\\n")
        .replace(r" \end{aligned}", "\n\\end{aligned}")
    )


@dataclass
class Writer:
    """Rewrites the texts of one chapter; `letters` and `equations` lead back from the course's formulas to the book's."""

    tongue: Tongue
    chapter: Chapter
    letters: dict[str, str] = field(default_factory=dict)
    equations: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.words = self.chapter.vocabulary(book_vocabulary())
        self.own: Collection[str] = {*self.chapter.symbols, *self.chapter.layered, *self.chapter.functions}
        self.dialect = self.tongue.dialect(self.chapter.key)
        self.known: dict[str, str] = {}
        self.plain: dict[str, str] = {}

    def text(self, text: str) -> str:
        """Markdown in the course's letters."""
        made, place = "", 0
        for span, compared in formulas(text, self.chapter.quotations):
            latex = self._kept(span, "compared") if compared else self._shown(span)
            if latex != span.latex:
                marks = "$$" if span.displayed else "$"
                inner = text[span.start + len(marks) : span.end - len(marks)]
                before, after = (
                    (inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :])
                    if span.displayed
                    else ("", "")
                )
                made += text[place : span.start] + marks + before + latex + after + marks
                place = span.end
        return made + text[place:]

    def inline(self, latex: str) -> str:
        """A formula within a sentence."""
        if latex not in self.known:
            try:
                chains = parse(latex, self.words)
            except FormulaError:
                return self._kept(Span(0, 0, latex, None, False), "not read")
            found = translate_inline(latex, self.dialect, self.words, self.chapter.key, self.own)
            plain = joined(Printer(compact=True), chains, inline=True)
            self.known[latex] = self._apart(latex if found.same else found.latex, latex, plain)
        self.counts["the same" if self.known[latex] == latex else "changed"] += 1
        return self.known[latex]

    def display(self, latex: str, label: str | None) -> str:
        """A displayed equation."""
        if label in self.chapter.unchecked_because:
            return self._kept(Span(0, 0, latex, label, True), "not read")
        try:
            chains = parse(latex, self.words)
        except FormulaError:
            return self._kept(Span(0, 0, latex, label, True), "not read")
        found = translate(chains, self.dialect, self.chapter.key, self.own)
        self.counts["the same" if found.same else "changed"] += 1
        if label and not found.same:
            self.equations[label] = latex
        return latex if found.same else in_lines(found.latex)

    def _shown(self, span: Span) -> str:
        return self.display(span.latex, span.label) if span.displayed else self.inline(span.latex)

    def _kept(self, span: Span, why: str) -> str:
        self.counts[why] += 1
        if why == "not read":
            self.unread.append(span.label or span.latex)
        return span.latex

    def _apart(self, shown: str, book: str, plain: str) -> str:
        """What is shown, told apart from what another formula of the book has become; `plain` is the book's, however written."""
        while self.plain.setdefault(shown, plain) != plain:
            shown += NOTHING
        self.letters.setdefault(shown, book)
        return shown
