"""What stands between brackets, braces and bars, and under a root."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

from nnlib.formula.syntax.scripts import Scripts
from nnlib.formula.syntax.tree import Absolute, Chain, Iverson, Node, Norm, Root, Sequence, Transpose

# which sides of a bar end what a bar began: "opens", or none told
_ENDS: Mapping[str | None, tuple[str | None, ...]] = {"opens": ("closes",), None: (None, "closes")}


class Enclosures(Scripts):
    """Everything that has an opening and a closing."""

    @abstractmethod
    def chain(self) -> Chain:
        """Expressions joined by relations."""

    @abstractmethod
    def atom(self) -> Node:
        """The next number, letter, bracket or applied function, with its scripts."""

    def _round(self) -> Node:
        at = self.here
        tokens, end = self.bracketed()
        reader = self.inside(tokens, end)
        body = reader.expression()
        if reader.text == ",":
            items = [body]
            while reader.accept(","):
                items.append(reader.expression())
            body = Sequence(tuple(items), at=at)
        reader.finish("before the closing bracket")
        return self.scripts_on(body)

    def _transposed_from_the_left(self) -> Node:
        """{}^{t}W, where a lecture writes a transpose so."""
        at = self.take().at
        self.take(), self.take()
        mark = self.argument("a superscript")
        if f"{mark.text}^" not in self.vocabulary.transposes:
            self.fail("a superscript needs a letter before it", at)
        mark.take()
        mark.finish("in a transpose on the left")
        return Transpose(self.atom(), at=at)

    def _braces(self) -> Node:
        if self.text_after() == "}" and self.text_after(2) == "^":
            return self._transposed_from_the_left()
        tokens, end = self.bracketed()
        reader = self.inside(tokens, end)
        body = reader.expression()
        reader.finish("before the closing brace")
        return self.scripts_on(body)

    def _square(self) -> Node:
        at = self.here
        tokens, end = self.bracketed()
        reader = self.inside(tokens, end)
        chain = reader.chain()
        reader.finish("before the closing bracket")
        return self.scripts_on(Iverson(chain, at=at) if chain.steps else chain.first)

    def _absolute(self) -> Node:
        at = self.here
        return self.scripts_on(Absolute(self._between("|"), at=at))

    def _norm(self) -> Node:
        at = self.here
        return self.scripts_on(Norm(self._between(r"\Vert"), at=at))

    def _between(self, bar: str) -> Node:
        """What stands between two bars; a bar within says by \\left and \\right that it is one, or stands in brackets."""
        if self.side == "closes":
            self.fail(f"expected a term, got a closing {bar!r}")
        opening, depth, bars, inside = self.take(), 0, 0, []
        while self.text and not (self.text == bar and depth == bars == 0 and self.side in _ENDS[opening.words]):
            depth += (self.text in ("(", "{", "[")) - (self.text in (")", "}", "]"))
            if self.text == bar:
                bars += (self.side == "opens") - (self.side == "closes")
            inside.append(self.take())
        if not self.text:
            self.fail(f"{bar!r} is not closed", opening.at)
        reader = self.inside(inside, self.take().at)
        body = reader.expression()
        reader.finish(f"before the closing {bar!r}")
        return body

    def _root(self) -> Node:
        at = self.take().at
        if self.text == "[":
            self.fail("only square roots are in the language; write a power for others")
        reader = self.argument("something under the root")
        body = reader.expression()
        reader.finish("under the root")
        return self.scripts_on(Root(body, at=at))
