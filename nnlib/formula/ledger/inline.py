r"""Formulas within a sentence: those with a relation are read by the parser, so that no unknown letter slips in.

They are not executed, and counted apart. What a lecture is quoted with, in its own letters, is marked by the chapter.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from nnlib.formula.ledger.sources import Formula
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.marks import RELATIONS
from nnlib.formula.syntax.parser import parse
from nnlib.formula.syntax.tokens import tokenise
from nnlib.formula.syntax.vocabulary import Vocabulary


@dataclass(frozen=True)
class InlineReport:
    """How many formulas stand within a chapter's sentences, how many have a relation, how many of these were read."""

    chapter: str
    formulas: int
    relations: int
    read: int
    quoted: int = 0
    problems: tuple[str, ...] = ()


def inline_report(
    chapter: str, inline: Sequence[Formula], vocabulary: Vocabulary, quotations: Collection[str] = ()
) -> InlineReport:
    """Read every inline formula that has a relation; `quotations` are those in a lecture's letters."""
    relations, quoted, problems = 0, 0, []
    for formula in inline:
        try:
            if not {token.text for token in tokenise(formula.latex)} & set(RELATIONS):
                continue
            relations += 1
            if "".join(formula.latex.split()) in quotations:
                quoted += 1
                continue
            parse(formula.latex, vocabulary)
        except FormulaError as error:
            problems.append(f"{formula.place}: {error}")
    return InlineReport(chapter, len(inline), relations, relations - quoted - len(problems), quoted, tuple(problems))
