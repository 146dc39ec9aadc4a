r"""What a learner types, `p_i*([i==j]-p_j)` or LaTeX, as a tree of the book's formula language.

Plain text becomes the tokens of the LaTeX that says the same, each with the column where it was typed: so there is one
grammar, and its messages point into the learner's own line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nnlib.exercises.plain import plain_formula
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.expressions import Expressions
from nnlib.formula.syntax.parser import shortened
from nnlib.formula.syntax.tokens import Token, tokenise
from nnlib.formula.syntax.tree import Big, Fraction, Node, Product
from nnlib.formula.syntax.vocabulary import ELEMENTARY, Vocabulary
from nnlib.formula.typesetting.printer import name as latex_of

_PIECE = re.compile(
    r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+|[A-Za-z][A-Za-z0-9]*(?:_(?:hat|bar|tilde)(?![A-Za-z]))?|==|<=|>=|!=|\*\*|\.\*|\|\||\S"
)
_SIGNS = {"*": r"\cdot", "**": "^", ".*": r"\odot", "@": r"\cdot", "==": "=", "<=": r"\le", ">=": r"\ge", "!=": r"\ne",
          "||": r"\Vert", "−": "-", "·": r"\cdot", "×": r"\cdot", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "⊙": r"\odot"}  # fmt: skip
_MARKS = {r"\cdot": "*", r"\odot": ".*", r"\le": "<=", r"\ge": ">=", r"\ne": "!="}
_WORDS = {"sum": r"\sum", "prod": r"\prod", "ln": r"\log", "pi": r"\pi", "sqrt": r"\sqrt"}
_BIG = ("sum", "prod", "max", "min", "argmax", "argmin")
_CLOSING = {"(": ")", "{": "}", "[": "]"}


def read(text: str, vocabulary: Vocabulary) -> Node:
    """The tree of a formula in LaTeX (which has a backslash somewhere) or in plain text.

    Raises FormulaError with the column in the text as it was typed.

    >>> read("p_i*(1-p_i)", Vocabulary(symbols=frozenset({"p"}))) == read(r"p_i \\cdot (1 - p_i)", Vocabulary(symbols=frozenset({"p"})))
    True
    """
    source = re.sub(r"^\s*\${1,2}|\${1,2}\s*$", lambda match: " " * len(match[0]), shortened(text))
    tokens = tokenise(source) if "\\" in source else _Typed(source, vocabulary).tokens()
    reader = _Answer(tokens, source, vocabulary, len(source.rstrip()))
    body = reader.expression()
    if reader.text == "=":
        reader.fail("type the right side alone, without '='")
    reader.finish("after the expression")
    if "\\" not in source:
        _refuse_unclear_sums(body, source)
    return body


def _refuse_unclear_sums(body: Node, source: str) -> None:
    """`a / sum_j b_j * c` means a/(sum of b c) to the book and (a/sum of b) c to a programmer."""
    for part in body.walk():
        if isinstance(part, Fraction) and isinstance(part.below, Big) and isinstance(part.below.body, Product):
            if not source[: part.below.at].rstrip().endswith("("):
                raise FormulaError("write brackets: where does the sum below the line end?", source, part.below.at)


class _Answer(Expressions):
    """The grammar, with the message for a letter that the exercise does not have."""

    def unknown(self, name: str, at: int) -> None:
        if name in _MARKS:
            self.fail(f"expected a term, got {_MARKS[name]!r}", at)
        self.fail(unknown(name, self.vocabulary), at)


def unknown(name: str, vocabulary: Vocabulary) -> str:
    """What is said of a name that the exercise does not have."""
    known = ", ".join(sorted(spelled(each) for each in vocabulary.symbols | vocabulary.layered | vocabulary.functions))
    return f"{plain_formula(latex_of(name))!r} is not among the letters of this exercise, which are {known}"


def spelled(name: str) -> str:
    r"""How a name of the parser is typed: `\hat y` is y_hat."""
    return plain_formula(latex_of(name))


@dataclass(frozen=True)
class _Piece:
    text: str
    at: int


class _Typed:
    """Plain text, read piece by piece into tokens of LaTeX."""

    def __init__(self, source: str, vocabulary: Vocabulary) -> None:
        self.source, self.vocabulary = source, vocabulary
        self.pieces = [_Piece(match[0], match.start()) for match in _PIECE.finditer(source)]
        self.place = 0
        self.words = _spellings(vocabulary)

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        while self.place < len(self.pieces):
            found += self.one()
        return found

    @property
    def text(self) -> str:
        return self.pieces[self.place].text if self.place < len(self.pieces) else ""

    def take(self) -> _Piece:
        if self.place >= len(self.pieces):
            raise FormulaError("the formula ends too early", self.source, len(self.source.rstrip()))
        self.place += 1
        return self.pieces[self.place - 1]

    def one(self) -> list[Token]:
        """The next piece, with what hangs on it."""
        piece = self.take()
        if piece.text in ("^", "**"):
            return [Token("^", piece.at), *self._raised()]
        if piece.text == "_":
            return [Token("_", piece.at), *self._lowered()]
        if piece.text[0].isalpha() or "Α" <= piece.text[0] <= "ω":
            return self._word(piece)
        if piece.text in _CLOSING:
            return [Token(piece.text, piece.at), *self._group(piece)]
        text = _SIGNS.get(piece.text, piece.text)
        return [Token("0" + text if text.startswith(".") and len(text) > 1 else text, piece.at)]

    def _word(self, piece: _Piece) -> list[Token]:
        word = piece.text
        if word in ("sqrt", "abs"):
            if self.text != "(":
                raise FormulaError(f"{word} needs brackets: {word}(...)", self.source, piece.at)
            opening = self.take()
            *inside, closing = self._group(opening)
            if word == "abs":
                return [Token("|", piece.at, "opens"), *inside, Token("|", closing.at, "closes")]
            return [Token(r"\sqrt", piece.at), Token("{", opening.at), *inside, Token("}", closing.at)]
        if word in _BIG and self.text == "_":
            command = rf"\{word}" if word not in _WORDS else _WORDS[word]
            return [Token(command, piece.at)]
        for known in (word, word.replace("_", "")):
            if known in self.words:
                return [Token(text, piece.at) for text in self.words[known]]
        if word in self.vocabulary.indices or word == "e":
            return [Token(word, piece.at)]
        if word in _WORDS:
            return [Token(_WORDS[word], piece.at)]
        message = unknown(word, self.vocabulary)
        if re.fullmatch("[A-Za-z]+[0-9]+", word) and word.rstrip("0123456789") in self.words:
            message = (
                f"an index needs an underscore: {word.rstrip('0123456789')}_{word.lstrip(word.rstrip('0123456789'))}"
            )
        elif all(sign in self.words or sign in self.vocabulary.indices for sign in word):
            message = f"{word!r} is no letter of this exercise; a product is written {'*'.join(word)}"
        raise FormulaError(message, self.source, piece.at)

    def _group(self, opening: _Piece) -> list[Token]:
        """All up to the closing bracket, which is the last token."""
        found: list[Token] = []
        while self.place < len(self.pieces):
            if self.text == _CLOSING[opening.text]:
                closing = self.take()
                return [*found, Token(closing.text, closing.at)]
            found += self.one()
        raise FormulaError(f"{opening.text!r} is not closed by {_CLOSING[opening.text]!r}", self.source, opening.at)

    def _lowered(self) -> list[Token]:
        """A subscript in braces: of letters side by side each is an index."""
        piece = self.take()
        if piece.text in ("(", "{"):
            *inside, closing = self._group(piece)
            return [Token("{", piece.at), *inside, Token("}", closing.at)]
        if not piece.text[0].isalnum():
            raise FormulaError(f"expected an index, got {piece.text!r}", self.source, piece.at)
        inner = [Token(piece.text, piece.at)] if piece.text.isdigit() else [
            Token(sign, piece.at + place) for place, sign in enumerate(piece.text)
        ]  # fmt: skip
        end = piece.at + len(piece.text)
        return [Token("{", piece.at), *inner, Token("}", end)]

    def _raised(self) -> list[Token]:
        """A superscript in braces: a bracket, or a sign and one letter or number with its own index; T is a transpose."""
        start = self.place
        if self.text == "T" and not self.vocabulary.knows("T"):
            piece = self.take()
            return [Token("{", piece.at), Token(r"\top", piece.at), Token("}", piece.at + 1)]
        if self.text in ("-", "+", "−"):
            self.place += 1
        sign = [Token("-", self.pieces[start].at)] if self.place > start and self.pieces[start].text != "+" else []
        if self.text == "{":
            piece = self.take()
            *inside, closing = self._group(piece)
            return [Token("{", piece.at), *sign, *inside, Token("}", closing.at)]
        at = self.pieces[start].at if start < len(self.pieces) else len(self.source)
        word = self.text
        inner = self.one()
        if self.text == "_":
            inner += self.one()
        if self.text == "(" and (
            self.vocabulary.is_function(word) or (word in self.words and word.isalpha() and len(word) > 1)
        ):
            inner += self.one()
        return [Token("{", at), *sign, *inner, Token("}", at)]


def _spellings(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The tokens of every name by the ways to type it."""
    found: dict[str, list[str]] = {}
    # functions first: a letter of the exercise that is spelled alike wins
    for name in (*sorted(ELEMENTARY), *sorted(vocabulary.functions), *sorted(vocabulary.layered | vocabulary.symbols)):
        texts = [token.text for token in tokenise(latex_of(name))]
        typed = plain_formula(latex_of(name))
        ways = {typed, typed.replace("_", ""), name.lstrip("\\").replace(" ", "")}
        ways |= {{"varphi": "phi", "epsilon": "eps", "l": "ell"}.get(typed, typed)}
        for way in ways - ({"l"} if vocabulary.layered else set()):  # where there are layers, l counts them
            found[way] = texts
    return found
