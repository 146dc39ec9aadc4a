"""The smallest things that have a value: numbers, letters, fractions, functions applied, derivatives, cases."""

from __future__ import annotations

from abc import abstractmethod

from nnlib.formula.syntax.cursor import CLOSING
from nnlib.formula.syntax.enclosures import Enclosures
from nnlib.formula.syntax.marks import DIGITS, ENDS, RELATIONS
from nnlib.formula.syntax.scripts import Scripts
from nnlib.formula.syntax.tokens import Token
from nnlib.formula.syntax.tree import (
    Call,
    Cases,
    Chain,
    Constant,
    Derivative,
    Dots,
    Fraction,
    Gradient,
    Node,
    Number,
    Order,
)
from nnlib.formula.syntax.vocabulary import BARE

DIFFERENTIALS = ("d", r"\partial")


class Atoms(Enclosures):
    """Everything that stands between two signs."""

    @abstractmethod
    def factor(self) -> Node:
        """An atom with its scripts, or an operator with its body."""

    def body(self) -> Node:
        """The factor that a function or an operator without brackets is applied to."""
        with self.deeper():
            return self.factor()

    def one_factor(self, what: str) -> Node:
        """The same for an operator that is refused before two factors: \\max_k p_k x could mean either."""
        bracket = self.text in ("(", "[", "{")
        found = self.body()
        if not bracket and self._goes_on():
            self.fail(f"write brackets: {what} of one factor or of several?")
        return found

    def atom(self) -> Node:
        """The next number, letter, bracket or applied function, with its scripts."""
        at, text = self.here, self.text
        if not text:
            self.fail("expected a term here")
        if text[0] in DIGITS:
            return self.scripts_on(Number(self.take().text, at=at))
        simple = {
            "(": self._round, "[": self._square, "|": self._absolute, r"\Vert": self._norm, r"\frac": self._fraction,
            r"\sqrt": self._root, r"\nabla": self._gradient, r"\begin{cases}": self._cases, "{": self._braces,
            r"\lbrace": self._round,
        }  # fmt: skip
        if text in simple:
            return simple[text]()
        if text == r"\dots":
            self.take()
            return Dots(at=at)
        if text in (r"\pi", r"\infty") or (text == "e" and not self.vocabulary.is_symbol("e")):
            self.take()
            return self.scripts_on(Constant({"e": "e", r"\pi": "pi", r"\infty": "infinity"}[text], at=at))  # type: ignore[arg-type]
        if text == "O" and self.text_after() == "(" and not self.vocabulary.is_symbol("O"):
            self.take()
            return Order(self._round(), at=at)
        if not _begins_name(text):
            self.fail(f"expected a term, got {text!r}")
        return self._named(at)

    def _named(self, at: int) -> Node:
        name = self.name()
        if self.vocabulary.is_function(name) or (name in self.vocabulary.applied and self._brackets_next()):
            return self._call(name, at)
        if not self.vocabulary.knows(name):
            self.unknown(name, at)
        return self.scripted_symbol(name, at)

    def _brackets_next(self) -> bool:
        """Whether brackets follow, perhaps behind primes."""
        primes = 0
        while self.text_after(primes) == "'":
            primes += 1
        return self.text_after(primes) == "("

    def _call(self, name: str, at: int) -> Node:
        """A function with its primes, parameters and arguments."""
        primes = 0
        while self.accept("'"):
            primes += 1
        parameters = self.indices() if self.accept("_") else ()
        while self.accept("'"):
            primes += 1
        if self.text == "^" and self._applied_after_power():
            self.fail(f"a power of the function {name!r} is ambiguous; write {name}(z)^2 behind the argument")
        if self.text in ("(", r"\lbrace"):  # \max\{0, z\}
            tokens, end = self.bracketed()
            arguments = self.inside(tokens, end).arguments()
            return self.scripts_on(Call(name, arguments, primes, parameters, at=at))
        if name in BARE and self.text not in ENDS | {"^"} and self.text not in RELATIONS:
            argument = self.body()
            if self._goes_on():
                self.fail(f"write brackets: {name}(...) of one factor or of several?")
            return Call(name, (argument,), primes, parameters, at=at)
        return self.scripts_on(Call(name, (), primes, parameters, at=at))

    def _applied_after_power(self) -> bool:
        """Whether an argument follows the power that is next, as in sigma^2(z)."""
        reader = type(self)(self.tokens, self.source, self.vocabulary, self.end, self.depth)
        reader.position = self.position + 1
        reader.argument("a superscript")
        return reader.text == "("

    def arguments(self) -> tuple[Node, ...]:
        r"""What stands between the brackets of a function: expressions separated by commas (or \Vert)."""
        depth, bars = 0, list[int]()
        for place, token in enumerate(self.tokens):
            depth += (token.text in CLOSING) - (token.text in CLOSING.values())
            if token.text == r"\Vert" and not token.words and depth == 0:
                bars.append(place)
        if len(bars) == 1:  # one bar alone separates, as in D_KL(p || q); two are a norm
            self.tokens = [Token(",", t.at) if place == bars[0] else t for place, t in enumerate(self.tokens)]
        found = [self.expression()]
        while self.accept(",", ";"):
            found.append(self.expression())
        self.finish("among the arguments")
        return tuple(found)

    def _goes_on(self) -> bool:
        """Whether another factor follows without a sign between: then a bare function's argument is unclear."""
        return bool(self.text) and (self.text[0].isalnum() or self.text in ("(", r"\frac") or self._letter_next())

    def _letter_next(self) -> bool:
        return self.text.startswith("\\") and self.vocabulary.is_symbol(self.text)

    def _fraction(self) -> Node:
        at = self.take().at
        above, below = self.argument("a numerator"), self.argument("a denominator")
        if _differential(above, alone=True) and _differential(below, alone=False):
            return self._derivative(above, below, at)
        numerator, denominator = above.expression(), below.expression()
        above.finish("in a numerator")
        below.finish("in a denominator")
        return self.scripts_on(Fraction(numerator, denominator, at=at))

    def _derivative(self, above: Atoms, below: Atoms, at: int) -> Node:
        kind = above.take().text
        if below.take().text != kind:
            below.fail("a derivative has d above and below, or \\partial above and below", at)
        by = below.expression()
        below.finish("behind the variable of a derivative")
        of = above.expression() if above.text else self.one_factor("a derivative")
        above.finish("in a derivative")
        return self.scripts_on(Derivative(of, by, kind == r"\partial", at=at))

    def _gradient(self) -> Node:
        at = self.take().at
        self.expect("_", "and the variable behind \\nabla")
        reader = self.argument("the variable of a gradient")
        by = reader.expression()
        reader.finish("in the variable of a gradient")
        plain = self.text[:1] in DIGITS or self.text == r"\frac"  # \nabla_w \frac{1}{2} w: of the half, or of all?
        return Gradient(by, self.one_factor("a gradient") if plain else self.body(), at=at)

    def _cases(self) -> Node:
        at = self.take().at
        branches: list[tuple[Node, Chain | None]] = []
        while not self.accept(r"\end{cases}"):
            value = self.expression()
            self.accept(",")
            self.expect("&", "between a case and its condition")
            branches.append((value, self._condition()))
            self.accept(",", ".")
            if not self.accept(r"\\") and self.text != r"\end{cases}":
                self.fail(f"expected \\\\ or \\end{{cases}} after a condition, got {self.text!r}")
        if not branches:
            self.fail("cases without a case", at)
        return Cases(tuple(branches), at=at)

    def _condition(self) -> Chain | None:
        if self.text == r"\text":
            token = self.take()
            if token.words in ("otherwise", "else"):
                return None
            if token.words not in ("if", "for"):
                self.fail(f"expected the words 'if' or 'otherwise', got {token.words!r}", token.at)
        chain = self.chain()
        if not chain.steps:
            self.fail("expected a condition with a relation", chain.first.at)
        return chain


def _begins_name(text: str) -> bool:
    return text[0].isalpha() or (len(text) > 1 and text[0] == "\\" and text[1].isalpha())


def _differential(reader: Scripts, alone: bool) -> bool:
    """Whether an argument of a fraction is a differential: d or \\partial and something, not a symbol such as d_l.

    Above the fraction d may stand alone, as in d/dz.
    """
    if reader.text == r"\partial":
        return True
    return reader.text == "d" and (
        reader.text_after() not in ("_", "^", "+", "-", "") or (alone and len(reader.tokens) == 1)
    )
