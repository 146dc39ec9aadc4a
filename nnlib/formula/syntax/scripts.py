r"""What hangs on a letter: indices, the number of a layer, a prime, a transpose, a power; and the arguments of commands."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Self

from nnlib.formula.syntax.cursor import Cursor
from nnlib.formula.syntax.marks import DIGITS
from nnlib.formula.syntax.tokens import Token
from nnlib.formula.syntax.tree import Call, Item, Node, Number, Power, Symbol, Transpose

ACCENTS = frozenset(
    {r"\hat", r"\bar", r"\tilde", r"\vec", r"\mathbf", r"\mathcal", r"\boldsymbol", r"\dot", r"\mathbb"}
)


class Scripts(Cursor):
    """Names, subscripts and superscripts."""

    @abstractmethod
    def expression(self) -> Node:
        """A sum of terms."""

    def inside(self, tokens: Sequence[Token], end: int) -> Self:
        """A reader of the tokens within brackets."""
        return type(self)(tokens, self.source, self.vocabulary, end, self.depth + 1)

    def argument(self, what: str) -> Self:
        """A reader of one argument: a group in braces, or the next token (of several digits the first alone)."""
        if self.text == "{":
            tokens, end = self.bracketed()
            if not tokens:
                self.fail(f"{what} is empty", end)
            return self.inside(tokens, end)
        if not self.text or self.text in ("}", "&", "^", "_", ")", "]"):
            self.fail(f"expected {what}" + (f", got {self.text!r}" if self.text else ""))
        token = self.take()
        if token.text in ACCENTS | {r"\mathrm"} and self.text == "{":
            start = self.position - 1
            _, end = self.bracketed()
            return self.inside(self.tokens[start : self.position], end)
        if token.text in ACCENTS and self.text:
            inner = self.take()
            return self.inside([token, inner], inner.at + 1)
        if token.text[0] in DIGITS and len(token.text) > 1 and token.text.isdigit():
            self.tokens = [
                *self.tokens[: self.position],
                Token(token.text[1:], token.at + 1),
                *self.tokens[self.position :],
            ]
            token = Token(token.text[0], token.at)
        return self.inside([token], token.at + len(token.text))

    def finish(self, where: str) -> None:
        """FormulaError unless everything has been read."""
        if self.text:
            self.fail(f"did not expect {self.text!r} {where}")

    def name(self) -> str:
        """The name that is next: a letter, an accented letter, an upright word, with the subscript that belongs to it."""
        base = self._base_name()
        if self.text == "_":
            subscript = self._plain(self.position + 1)
            upright = self._upright(self.position + 1)  # a word below a letter is a label, never an index
            if subscript and (upright or self.vocabulary.knows(f"{base}_{subscript}")):
                self.take()
                self.argument("a subscript")
                return f"{base}_{subscript}"
        return base

    def _base_name(self) -> str:
        token = self.take()
        if token.text == r"\mathrm":
            if self.text != "{":
                self.fail(r"\mathrm expects a word in braces")
            tokens, _ = self.bracketed()
            return "".join(t.text for t in tokens)
        if token.text in ACCENTS:
            inner = self.argument(f"a letter under {token.text}")
            letter = inner.take().text
            inner.finish(f"under {token.text}")
            return f"{token.text} {letter}"
        if token.text == r"\Delta" and self.vocabulary.knows(rf"\Delta {self.text}"):  # a step is one letter
            return rf"\Delta {self.take().text}"
        return token.text.removeprefix("\\") if token.text in _FUNCTION_COMMANDS else token.text

    def _plain(self, place: int) -> str:
        """The text of the subscript that begins at a token, without braces and \\mathrm; nothing is taken."""
        depth, words = 0, []
        for token in self.tokens[place:]:
            if token.text == "{":
                depth += 1
            elif token.text == "}":
                depth -= 1
            elif token.text != r"\mathrm":
                words.append(token.text)
            if depth <= 0 and token.text != r"\mathrm":
                break
        return "".join(words)

    def _upright(self, place: int) -> bool:
        after = [token.text for token in self.tokens[place : place + 2]]
        return r"\mathrm" in after[:1] or after == ["{", r"\mathrm"]

    def indices(self) -> tuple[Node, ...]:
        r"""The indices after `_`: `ij` is i, j; `n c_n` is n, c_n; `l-1` and `2` are one; commas separate longer ones."""
        reader = self.argument("an index").with_words()
        texts = [token.text for token in reader.tokens]
        if "," in texts:
            found = [reader.expression()]
            while reader.accept(","):
                found.append(reader.expression())
        elif {"+", "-"} & set(texts):
            found = [reader.expression()]
        else:
            found = []
            while reader.text:
                found.append(reader.index())
        reader.finish("in an index")
        return tuple(found)

    def with_words(self) -> Self:
        """This reader with the letters of an index such as `ic` joined to one name."""
        words, joined, place = self.vocabulary.indices, list[Token](), 0
        while place < len(self.tokens):
            token = self.tokens[place]
            after = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
            if after and token.text + after.text in words and after.text.isalpha() and after.at == token.at + 1:
                token, place = Token(token.text + after.text, token.at), place + 1
            joined.append(token)
            place += 1
        self.tokens = joined
        return self

    def index(self) -> Node:
        """One index: a letter with its own prime and index, or a number."""
        at = self.here
        if self.text[0] in DIGITS:
            return Number(self.take().text, at=at)
        if not (self.text[0].isalpha() or self.text[1:2].isalpha()):
            self.fail(f"expected an index, got {self.text!r}")
        name = self.name()
        while self.accept("'"):
            name += "'"
        if not self.vocabulary.knows(name.rstrip("'")):
            self.unknown(name, at)
        own = self.indices() if self.accept("_") else ()
        return Symbol(name, own, at=at)

    def scripted_symbol(self, name: str, at: int) -> Node:
        """A letter with all that hangs on it."""
        indices: tuple[Node, ...] | None = None
        layer: Node | None = None
        exponent: Node | None = None
        transposed = False
        while self.text in ("_", "^", "'"):
            where = self.here
            if self.accept("'"):
                name += "'"
            elif self.accept("_"):
                if indices is not None:
                    self.fail("a second subscript; put all indices into one", where)
                indices = self.indices()
            elif (label := self._plain(self.position + 1)) and self.vocabulary.knows(f"{name}^{label}"):
                self.take()  # o^{(h)}: a label above, which belongs to the name
                self.argument("a label")
                name = f"{name}^{label}"
            else:
                self.take()
                if layer is not None and not transposed and not self._transposes():
                    self.fail("a second superscript; write brackets: (a^{(l)})^2", where)
                if exponent is not None or transposed:
                    self.fail("a second superscript; write brackets: (a^{b})^{c}", where)
                layer, exponent, transposed = self._superscript(name, layer)
        body: Node = Symbol(name, indices or (), layer, at=at)
        if transposed:
            body = Transpose(body, at=at)
        return body if exponent is None else Power(body, exponent, at=at)

    def _superscript(self, name: str, layer: Node | None) -> tuple[Node | None, Node | None, bool]:
        """What follows `^` on a letter: its layer, a power, a transpose."""
        reader = self.argument("a superscript")
        if reader.text == "(" and name in self.vocabulary.layered:
            tokens, end = reader.bracketed()
            inner = reader.inside(tokens, end)
            layer = inner.expression()
            inner.finish("in the number of a layer")
        if reader.accept(*self.vocabulary.transposes):
            reader.finish("after the transpose")
            return layer, None, True
        if not reader.text:
            return layer, None, False
        if layer is not None:
            reader.fail(f"did not expect {reader.text!r} after the layer")
        exponent = reader.expression()
        reader.finish("in an exponent")
        return None, exponent, False

    def _transposes(self) -> bool:
        """Whether a transpose is next, in braces or not."""
        text = self.text_after() if self.text == "{" else self.text
        return text in self.vocabulary.transposes

    def scripts_on(self, body: Node) -> Node:
        """Indices, powers and transposes on something in brackets or on the value of a function."""
        indexed, above = False, list[Callable[[Node], Node]]()
        while self.text in ("_", "^"):
            at = self.here
            if self.accept("_"):
                if indexed:
                    self.fail("a second subscript; put all indices into one", at)
                body, indexed = Item(body, self.indices(), at=at), True
                continue
            if above:
                self.fail("a second superscript; write brackets: (a^{b})^{c}", at)
            self.take()
            above.append(self._above(at))
        for change in above:
            body = change(body)
        if self.text == "'":
            what = "a function" if isinstance(body, Call) else "this"
            self.fail(f"a prime belongs directly behind the name of a function, not behind {what}")
        return body

    def _above(self, at: int) -> Callable[[Node], Node]:
        """What a superscript makes of that on which it stands; a subscript goes first: (x)^2_k is (x)_k^2."""
        reader = self.argument("a superscript")
        if reader.accept(*self.vocabulary.transposes):
            reader.finish("after the transpose")
            return lambda body: Transpose(body, at=at)
        exponent = reader.expression()
        reader.finish("in an exponent")
        return lambda body: Power(body, exponent, at=at)

    def unknown(self, name: str, at: int) -> None:
        near = self.vocabulary.nearest(name)
        hint = f"; did you mean {near!r}?" if near else ""
        self.fail(f"{name!r} is not in the notation table{hint}", at)


_FUNCTION_COMMANDS = frozenset(rf"\{word}" for word in "log exp sin cos tan tanh sinh cosh max min arg ln sup".split())
