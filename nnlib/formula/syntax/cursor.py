"""A place in a row of tokens: looking, taking, and saying what was expected when something else stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.tokens import Token
from nnlib.formula.syntax.vocabulary import Vocabulary

CLOSING = {"(": ")", "[": "]", "{": "}", r"\lbrace": r"\rbrace"}
DEPTH = 60  # brackets within brackets; deeper is a slip or an attack, not a formula


class Cursor:
    """A row of tokens and a position in it; `end` is the column that stands for the end of the row."""

    def __init__(self, tokens: Sequence[Token], source: str, vocabulary: Vocabulary, end: int, depth: int = 0) -> None:
        self.tokens, self.source, self.vocabulary, self.end, self.depth = tokens, source, vocabulary, end, depth
        self.position = 0
        self._measure()

    def _measure(self) -> None:
        if self.depth > DEPTH:
            self.fail(f"brackets and functions are nested more than {DEPTH} deep")

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level deeper without a bracket, as in \\log\\log x."""
        self.depth += 1
        self._measure()
        yield
        self.depth -= 1

    @property
    def here(self) -> int:
        """The column of the next token."""
        return self.tokens[self.position].at if self.position < len(self.tokens) else self.end

    @property
    def text(self) -> str:
        """The next token's text, or "" at the end."""
        return self.tokens[self.position].text if self.position < len(self.tokens) else ""

    @property
    def side(self) -> str | None:
        """Of a bar: "opens" or "closes", if it says so."""
        return self.tokens[self.position].words if self.position < len(self.tokens) else None

    def text_after(self, distance: int = 1) -> str:
        place = self.position + distance
        return self.tokens[place].text if place < len(self.tokens) else ""

    def take(self) -> Token:
        """The next token, which is then behind."""
        if self.position >= len(self.tokens):
            self.fail("the formula ends too early")
        self.position += 1
        return self.tokens[self.position - 1]

    def accept(self, *texts: str) -> bool:
        """Take the next token if it is one of these."""
        if self.text in texts and self.text:
            self.position += 1
            return True
        return False

    def expect(self, text: str, why: str) -> Token:
        if self.text != text:
            self.fail(f"expected {text!r} {why}, got {self.text!r}" if self.text else f"expected {text!r} {why}")
        return self.take()

    def fail(self, message: str, at: int | None = None) -> NoReturn:
        raise FormulaError(message, self.source, self.here if at is None else at)

    def bracketed(self) -> tuple[list[Token], int]:
        """The tokens between the bracket that is next and its partner, both taken; and the partner's column."""
        opening = self.take()
        closing, depth, inside = CLOSING[opening.text], 0, list[Token]()
        while self.position < len(self.tokens):
            token = self.take()
            if token.text == opening.text:
                depth += 1
            elif token.text == closing:
                if depth == 0:
                    return inside, token.at
                depth -= 1
            inside.append(token)
        self.fail(f"{opening.text!r} is not closed by {closing!r}", opening.at)
