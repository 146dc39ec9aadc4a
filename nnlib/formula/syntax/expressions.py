"""Sums of terms, terms of factors, sums over an index, and chains of relations."""

from __future__ import annotations

from nnlib.formula.syntax.atoms import Atoms
from nnlib.formula.syntax.marks import BIG, ENDS, RELATIONS
from nnlib.formula.syntax.tree import (
    Big,
    Chain,
    Derivative,
    Fraction,
    Hadamard,
    Negative,
    Node,
    Number,
    PlusMinus,
    Product,
    Relation,
    Sum,
    Symbol,
)

Range = tuple[Node, Node | None, Node | None, Chain | None]


class Expressions(Atoms):
    """The upper half of the grammar."""

    def chain(self) -> Chain:
        at = self.here
        first = self.expression()
        steps: list[tuple[Relation, Node]] = []
        while self.text in RELATIONS:
            relation = RELATIONS[self.take().text]
            steps.append((relation, self.expression()))
        return Chain(first, tuple(steps), at=at)

    def expression(self) -> Node:
        at = self.here
        terms = [self._signed_term()]
        while self.text in ("+", "-", r"\pm", r"\mp"):
            terms.append(self._signed_term())
        return terms[0] if len(terms) == 1 else Sum(tuple(terms), at=at)

    def _signed_term(self) -> Node:
        at = self.here
        if self.accept("-"):
            return Negative(self._term(), at=at)
        if self.accept(r"\pm", r"\mp"):
            return PlusMinus(self._term(), at=at)
        self.accept("+")
        return self._term()

    def _term(self) -> Node:
        r"""Factors side by side; \odot binds more weakly than standing side by side."""
        at = self.here
        parts = [self._product()]
        while self.accept(*self.vocabulary.hadamards):
            parts.append(self._product())
        return parts[0] if len(parts) == 1 else Hadamard(tuple(parts), at=at)

    def _product(self) -> Node:
        at = self.here
        factors = [self._quotient()]
        while self.text not in ENDS | self.vocabulary.hadamards and self.text not in RELATIONS:
            self.accept(r"\cdot")
            factors.append(self._quotient())
        return factors[0] if len(factors) == 1 else Product(tuple(factors), at=at)

    def _quotient(self) -> Node:
        at = self.here
        if self.text == r"\partial":
            return self._slanted_derivative()
        above = self.factor()
        if not self.accept("/"):
            return above
        below = self.factor()
        if self.text == "/":
            self.fail("a / b / c is ambiguous; write brackets or \\frac")
        return Fraction(above, below, at=at)

    def _slanted_derivative(self) -> Node:
        r"""\partial a / \partial b, as it is written within a sentence."""
        at = self.take().at
        of = self.factor()
        self.expect("/", "in a derivative on one line")
        self.expect(r"\partial", "below the line of a derivative")
        return Derivative(of, self.factor(), True, at=at)

    def factor(self) -> Node:
        if self.text in BIG and (self.text not in (r"\max", r"\min") or self.text_after() == "_"):
            return self._big()
        if self.text == r"\arg" and self.text_after() in (r"\max", r"\min"):
            return self._big()
        if self.text == r"\mathbb" and self.text_after() in ("E", "{"):
            return self._expectation()
        return self.atom()

    def _big(self) -> Node:
        r"""\sum_{j=1}^{d} and its like. A sum takes the rest of its term; a maximum takes one factor."""
        at = self.here
        text = self.take().text
        operator = BIG[text if text != r"\arg" else rf"\arg{self.take().text[1:]}"]
        ranges: list[Range] = []
        upper: Node | None = None
        self.expect("_", f"and the variable of the {operator}")
        reader = self.argument(f"the variable of the {operator}").with_words()
        while True:
            ranges.append(self._range(reader, operator))
            if not reader.accept(","):
                break
        reader.finish(f"in the range of the {operator}")
        if self.accept("^"):
            above = self.argument(f"the upper end of the {operator}")
            upper = above.expression()
            above.finish("in an upper end")
            if len(ranges) > 1 or ranges[0][2] is not None:
                self.fail("an upper end belongs to one variable with a lower end", at)
        if operator in ("sum", "prod"):
            with self.deeper():
                body = self._product()
        else:
            body = self.one_factor(f"the {operator}")
        for variable, low, high, condition in reversed(ranges):
            body = Big(operator, variable, low, high or upper, body, condition, at=at)
        return body

    def _range(self, reader: Expressions, operator: str) -> Range:
        """The variable with its ends or its condition: `j`, `j=1`, `1 \\le j \\le k`, `h \\to 0`, `i \\ne k`."""
        chain = reader.chain()
        relations = [relation for relation, _ in chain.steps]
        if not chain.steps:
            return self._variable(reader, chain.first), None, None, None
        if relations in (["="], ["to"]):
            return self._variable(reader, chain.first), chain.steps[0][1], None, None
        if relations == ["<=", "<="]:
            return self._variable(reader, chain.steps[0][1]), chain.first, chain.steps[1][1], None
        if relations in (["!="], ["in"]):
            return self._variable(reader, chain.first), None, None, chain
        reader.fail(f"expected the range of a {operator} such as j=1 or 1 \\le j \\le k", chain.first.at)

    def _variable(self, reader: Expressions, node: Node) -> Node:
        if not isinstance(node, Symbol):
            what = "the number " + node.text if isinstance(node, Number) else "this"
            reader.fail(f"expected a variable that runs, got {what}", node.at)
        return node

    def _expectation(self) -> Node:
        at = self.take().at
        reader = self.argument("E") if self.text == "{" else None
        if reader is None:
            self.take()
        self.expect("_", "and the random variable of the expectation")
        reader = self.argument("a random variable")
        variables = [self._variable(reader, reader.expression())]
        while reader.accept(","):
            variables.append(self._variable(reader, reader.expression()))
        reader.finish("in the random variable")
        if self.text not in ("[", "("):
            self.fail("expected a bracket behind the expectation")
        tokens, end = self.bracketed()
        reader = self.inside(tokens, end)
        body = reader.expression()
        reader.finish("before the closing bracket")
        for variable in reversed(variables):  # of independent variables, one after the other
            body = Big("E", variable, None, None, body, at=at)
        return self.scripts_on(body)  # E[x]^2 is the square of the mean
