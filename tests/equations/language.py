"""What the tests of the equation language share: a small vocabulary, and the displayed equations of the book."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import equations

from nnlib.formula.checking.check import Verdict, check
from nnlib.formula.ledger.contexts import Chapter, Context, load
from nnlib.formula.ledger.sources import formulas
from nnlib.formula.names import book_vocabulary
from nnlib.formula.semantics.scene import Scene
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.parser import parse, parse_expression
from nnlib.formula.syntax.vocabulary import Vocabulary

WORDS = Vocabulary(
    symbols=frozenset(
        {"x", "y", "c", "d", "p", "q", "t", "u", "v", "N", "K", "L", "J", r"\hat y", r"\ell", r"\mathcal L", r"\alpha"}
        | {r"\epsilon", r"\lambda", r"\mathcal L_\lambda", r"\mathcal L_MSE", r"\mathbf 1", r"\eta"}
    ),
    layered=frozenset({"w", "W", "a", "z", "b", r"\delta"}),
    functions=frozenset({r"\sigma", r"\varphi", "softmax", "relu", "D_KL", r"leaky_\alpha", "f"}),
    indices=frozenset("ijklmnrs") | {"i'", "j'", "oc", "ic"},
)


def expression(latex: str) -> t.Node:
    """The tree of one expression in the small vocabulary."""
    return parse_expression(latex, WORDS)


def chain(latex: str) -> t.Chain:
    """The tree of one equation in the small vocabulary."""
    (found,) = parse(latex, WORDS)
    return found


def checked(latex: str, *scenes: Scene) -> Verdict:
    """The verdict on an equation in the small vocabulary."""
    return check(parse(latex, WORDS), scenes)


@dataclass(frozen=True)
class Equation:
    """A displayed equation of the book with what it is checked on."""

    label: str
    latex: str
    words: Vocabulary
    context: Context
    chapter: Chapter

    @property
    def chains(self) -> tuple[t.Chain, ...]:
        return parse(self.latex, self.words)

    def __str__(self) -> str:
        return self.label


@cache
def book() -> tuple[Equation, ...]:
    """Every displayed equation of the book that is executed."""
    found = []
    for key, path in equations.chapters():
        chapter = load(equations.CONTEXTS / f"{key}.py")
        words = chapter.vocabulary(book_vocabulary())
        for formula in formulas(path):
            if formula.displayed and formula.label in chapter.contexts:
                found.append(Equation(formula.label, formula.latex, words, chapter.contexts[formula.label], chapter))
    return tuple(found)
