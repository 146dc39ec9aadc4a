"""The book's notation as data: what every symbol means, and what each of the five lectures calls it.

The table lives in ``notation.toml`` beside this module. The notation page, the Rosetta table and the
warning about false friends are made from it, so they cannot disagree with each other.
"""

from nnlib.formula.ledger.contexts import Chapter, Draw
from nnlib.formula.notation import (
    LECTURES,
    Convention,
    FalseFriend,
    Kink,
    LectureForm,
    NamedFunction,
    Notation,
    Rule,
    Symbol,
)
from nnlib.formula.reader import load_notation, parse_notation
from nnlib.formula.semantics.scene import Graph, Scene

__all__ = [
    "LECTURES",
    "Chapter",
    "Convention",
    "Draw",
    "FalseFriend",
    "Graph",
    "Kink",
    "LectureForm",
    "NamedFunction",
    "Notation",
    "Rule",
    "Scene",
    "Symbol",
    "load_notation",
    "parse_notation",
]
