r"""An equation of the book in the notation of a lecture, with remarks on what the lecture has no letter for.

What is printed has been parsed again with the lecture's names and read back to the same tree; if that fails, the book's
own form is kept and a remark says so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from nnlib.formula.names import book_vocabulary
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.parser import parse
from nnlib.formula.syntax.scripts import ACCENTS
from nnlib.formula.syntax.tokens import Token, tokenise
from nnlib.formula.syntax.vocabulary import Vocabulary
from nnlib.formula.typesetting.choice import choose, kinds
from nnlib.formula.typesetting.dialect import Dialect, dialect
from nnlib.formula.typesetting.legend import Legend
from nnlib.formula.typesetting.printer import Printer
from nnlib.formula.typesetting.remarks import remarks_on
from nnlib.formula.typesetting.speech import Speech


@dataclass(frozen=True)
class Translation:
    """LaTeX in a lecture's notation; `same` if it is what the book prints; remarks are sentences with inline LaTeX."""

    latex: str
    same: bool
    remarks: tuple[str, ...] = ()


def translate(
    chains: Sequence[t.Chain],
    lecture: str | Dialect,
    chapter: str = "",
    own: Collection[str] = (),
    inline: bool = False,
) -> Translation:
    """Chains of the book in the notation of a lecture.

    The chapter tells letters with two entries in the table apart; letters in `own` are the chapter's own and stay.
    """
    tongue = dialect(lecture, chapter) if isinstance(lecture, str) else lecture
    legend = choose(tongue, chains, own)
    latex, book = spoken(legend, chains, inline), joined(Printer(compact=True), chains, inline)
    remarks = remarks_on(legend, chains)
    if latex == book:
        return Translation(book, True, remarks)
    try:
        faithful = heard(legend, chains, latex) == tuple(map(Speech(legend).prepared, chains))
    except FormulaError:
        faithful = False
    if not faithful:
        return Translation(book, True, (f"In {tongue.author}'s letters this could be misread; the book's are kept.",))
    return Translation(latex, False, remarks)


def translate_inline(
    latex: str,
    lecture: str | Dialect,
    vocabulary: Vocabulary | None = None,
    chapter: str = "",
    own: Collection[str] = (),
) -> Translation:
    """A formula within a sentence, or a single letter; what is not in the book's language stays as it is."""
    words = vocabulary or book_vocabulary()
    try:
        chains = parse(latex, words)
        if r"\times" in latex or _quotation(tokenise(latex), words):
            return Translation(latex, True)
    except FormulaError:
        return Translation(latex, True)
    found = translate(chains, lecture, chapter, own, inline=True)
    return Translation(latex, True, found.remarks) if found.same else found


def _quotation(tokens: Sequence[Token], words: Vocabulary) -> bool:
    """Whether a formula only looks like the book's: g(z) where g is no function of the book."""
    texts = list[str]()
    for token in tokens:  # an accent and its letter are one name, as in \mathcal L(w)
        texts[-1:] = [f"{texts[-1]} {token.text}"] if texts and texts[-1] in ACCENTS else [*texts[-1:], token.text]
    applied = (
        words.is_symbol(name) and name not in words.applied and opening == "(" and closing == ")" and words.is_symbol(x)
        for name, opening, x, closing in zip(texts, texts[1:], texts[2:], texts[3:], strict=False)
    )
    return any(applied)


def spoken(legend: Legend, chains: Sequence[t.Chain], inline: bool = False) -> str:
    """The chains printed in the lecture's notation."""
    return joined(Printer(legend.dialect, compact=True), Speech(legend).speak(chains), inline)


def heard(legend: Legend, chains: Sequence[t.Chain], latex: str) -> tuple[t.Chain, ...]:
    """What a reader understands who knows the lecture's letters and those of the chains that were kept."""
    return Speech(legend).read(parse(latex, legend.vocabulary(kinds(legend, chains))))


def joined(printer: Printer, chains: Sequence[t.Chain], inline: bool = False) -> str:
    """Chains one after the other; within a sentence each on one line."""
    return ", ".join(map(printer.relations, chains)) if inline else r",\quad ".join(map(printer, chains))
