r"""LaTeX from a tree, in the book's notation; what it prints is parsed back to the same tree.

Brackets are set where the grammar needs them and nowhere else. How a symbol looks is asked of a style, so that a
lecture's notation is another style and not another printer.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Protocol

from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.vocabulary import INDEX_WORDS

RELATIONS = {
    "=": "=", "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "!=": r"\ne", "approx": r"\approx", "to": r"\to",
    "assign": r"\leftarrow", "in": r"\in", "propto": r"\propto",
}  # fmt: skip
COMMANDS = frozenset({"log", "ln", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "max", "min", "arg", "sup"})
# how tightly a part holds together; a part stands in brackets where a tighter one is needed
CHAIN, SUM, NEGATIVE, TERM, BIG, FACTOR, ATOM = range(7)
TALL = (r"\frac", r"\sum", r"\prod", r"\begin", r"\max_", r"\min_", r"\left(")
LEVEL: dict[type[t.Node], int] = {
    t.Chain: CHAIN, t.Sum: SUM, t.Negative: NEGATIVE, t.PlusMinus: NEGATIVE, t.Hadamard: TERM, t.Product: BIG, t.Big: BIG,
    t.Gradient: BIG, t.Power: FACTOR, t.Transpose: FACTOR, t.Fraction: FACTOR, t.Derivative: FACTOR, t.Cases: FACTOR,
    t.Order: FACTOR,
}  # fmt: skip


class Style(Protocol):
    """How names look."""

    transpose: tuple[str, str]  # what stands before and behind a transposed letter
    hadamard: str

    def symbol(self, node: t.Symbol, printer: Printer) -> str: ...
    def function(self, name: str) -> str: ...


def name(raw: str) -> str:
    r"""LaTeX of a name as the parser spells it: `softmax` is \mathrm{softmax}, `\mathcal L_MSE` has its subscript."""
    base, _, subscript = raw.partition("_")
    if base.startswith("\\") or len(base.rstrip("'")) == 1 or base.rstrip("'") in INDEX_WORDS:
        shown = base
    else:
        shown = rf"\{base}" if base in COMMANDS else rf"\mathrm{{{base}}}"
    if not subscript:
        return shown
    return shown + ("_{" + (subscript if subscript.startswith("\\") else rf"\mathrm{{{subscript}}}") + "}")


class BookStyle:
    """The book's own notation."""

    transpose = ("", r"^{\top}")
    hadamard = r"\odot"

    def symbol(self, node: t.Symbol, printer: Printer) -> str:
        return scripted(name(node.name), node, printer)

    def function(self, raw: str) -> str:
        return name(raw)


def scripted(shown: str, node: t.Symbol, printer: Printer) -> str:
    """A letter with the indices and the layer of a node."""
    if node.indices:
        shown += f"_{{{printer.indices(node.indices)}}}" if len(node.indices) > 1 or not _short(node.indices[0]) else (
            "_" + printer(node.indices[0])
        )  # fmt: skip
    if node.layer is not None:
        shown += f"^{{({printer(node.layer)})}}"
    return shown


def _short(node: t.Node) -> bool:
    return (isinstance(node, t.Symbol) and not node.indices and len(node.name) == 1) or (
        isinstance(node, t.Number) and len(node.text) == 1
    )


class Printer:
    """Prints trees in a style: `Printer()(tree)`. With `compact`, brackets around what is not tall do not grow."""

    def __init__(self, style: Style | None = None, compact: bool = False) -> None:
        self.style, self.compact = style or BookStyle(), compact

    def __call__(self, node: t.Node, least: int = CHAIN) -> str:
        """LaTeX of a node, in brackets if it holds less tightly than `least`."""
        body: str = getattr(self, f"_{type(node).__name__.lower()}")(node)
        return self.round(body) if LEVEL.get(type(node), ATOM) < least else body

    def round(self, body: str) -> str:
        """Something in round brackets."""
        return f"({body})" if self.compact and not any(x in body for x in TALL) else rf"\left({body}\right)"

    def indices(self, nodes: tuple[t.Node, ...]) -> str:
        """Indices side by side where each is one letter, with commas otherwise."""
        simple = all(isinstance(n, t.Symbol) and len(n.name) == 1 for n in nodes) or all(_short(n) for n in nodes)
        digits = any(isinstance(a, t.Number) and isinstance(b, t.Number) for a, b in pairwise(nodes))  # 1, 2 is not 12
        if simple and not digits:
            # c_n is one index: a space keeps n c_n readable
            return (" " if any(n.indices for n in nodes if isinstance(n, t.Symbol)) else "").join(map(self, nodes))
        return ", ".join(map(self, nodes))

    # -- letters and numbers

    def _number(self, node: t.Number) -> str:
        return node.text

    def _constant(self, node: t.Constant) -> str:
        return {"e": "e", "pi": r"\pi", "infinity": r"\infty"}[node.name]

    def _symbol(self, node: t.Symbol) -> str:
        return self.style.symbol(node, self)

    def _item(self, node: t.Item) -> str:
        # what has indices of its own, or a bare function with parameters, has them in the same place
        own = isinstance(node.body, t.Symbol | t.Item) or (isinstance(node.body, t.Call) and not node.body.arguments)
        return f"{self.round(self(node.body)) if own else self(node.body, ATOM)}_{{{self.indices(node.indices)}}}"

    def _dots(self, node: t.Dots) -> str:
        return r"\dots"

    # -- arithmetic

    def _negative(self, node: t.Negative) -> str:
        return "-" + self(node.body, TERM)

    def _plusminus(self, node: t.PlusMinus) -> str:
        return r"\pm " + self(node.body, TERM)

    def _sum(self, node: t.Sum) -> str:
        text = self(node.terms[0], NEGATIVE)
        for term in node.terms[1:]:
            text += f" - {self(term.body, TERM)}" if isinstance(term, t.Negative) else f" + {self(term, TERM)}"
        return text

    def _product(self, node: t.Product) -> str:
        parts = [self(factor, FACTOR) for factor in node.factors[:-1]]
        last = node.factors[-1]
        parts.append(self(last, BIG if isinstance(last, t.Big | t.Gradient) else FACTOR))
        text = parts[0]
        for before, part in zip(node.factors, parts[1:], strict=False):
            # digits or an opening bracket behind a letter would be read as something else
            dot = part[0].isdigit() or (isinstance(before, t.Number) and part[0].isdigit())
            bracket = part.startswith((r"\left(", "[", "(")) and isinstance(before, t.Call)
            text += (r" \cdot " if dot or bracket else r" ") + part
        return text

    def _hadamard(self, node: t.Hadamard) -> str:
        return f" {self.style.hadamard} ".join(self(factor, BIG) for factor in node.factors)

    def _fraction(self, node: t.Fraction) -> str:
        return rf"\frac{{{self(node.above)}}}{{{self(node.below)}}}"

    def _power(self, node: t.Power) -> str:
        plain = isinstance(node.base, t.Symbol) and node.base.layer is not None
        base = self.round(self(node.base)) if plain else self(node.base, ATOM)
        return f"{base}^{{{self(node.exponent)}}}"

    def _transpose(self, node: t.Transpose) -> str:
        before, behind = self.style.transpose
        numbered = isinstance(node.body, t.Symbol) and node.body.layer is not None
        if numbered and behind == r"^{\top}":
            shown = self(node.body)
            return shown[:-1] + r"\top}" if shown.endswith(")}") else self.round(shown) + r"^{\top}"
        bracket = numbered or isinstance(node.body, t.Derivative)
        return before + (self.round(self(node.body)) if bracket else self(node.body, ATOM)) + behind

    def _root(self, node: t.Root) -> str:
        return rf"\sqrt{{{self(node.body)}}}"

    def _absolute(self, node: t.Absolute) -> str:
        return rf"\left|{self(node.body)}\right|"

    def _norm(self, node: t.Norm) -> str:
        return rf"\left\Vert {self(node.body)}\right\Vert"

    def _sequence(self, node: t.Sequence) -> str:
        return self.round(", ".join(map(self, node.items)))

    def _order(self, node: t.Order) -> str:
        return "O" + self.round(self(node.body))

    # -- functions and operators

    def _call(self, node: t.Call) -> str:
        shown = self.style.function(node.function) + "'" * node.primes
        if node.parameters:
            shown += f"_{{{self.indices(node.parameters)}}}"
        if not node.arguments:
            return shown
        between = r" \Vert " if node.function.startswith("D_") else ", "
        return shown + self.round(between.join(map(self, node.arguments)))

    def _big(self, node: t.Big) -> str:
        if node.operator == "E":
            return rf"\mathbb E_{{{self(node.variable)}}}\left[{self(node.body)}\right]"
        shown = {"argmax": r"\argmax", "argmin": r"\argmin"}.get(node.operator, rf"\{node.operator}")
        body = self(node.body, BIG if node.operator in ("sum", "prod") else FACTOR)
        if node.condition is not None:
            return f"{shown}_{{{self.relations(node.condition)}}} {body}"
        arrow = r" \to " if node.operator == "lim" else " = "
        shown += f"_{{{self(node.variable)}" + (f"{arrow}{self(node.lower)}" if node.lower is not None else "") + "}"
        if node.upper is not None:
            shown += f"^{{{self(node.upper)}}}"
        return f"{shown} {body}"

    def _derivative(self, node: t.Derivative) -> str:
        d = r"\partial " if node.partial else "d "
        if isinstance(node.of, t.Symbol | t.Call):
            return rf"\frac{{{d}{self(node.of)}}}{{{d}{self(node.by)}}}"
        return rf"\frac{{{d.strip()}}}{{{d}{self(node.by)}}} {self.round(self(node.of))}"

    def _gradient(self, node: t.Gradient) -> str:
        return rf"\nabla_{{{self(node.by)}}} {self(node.of, FACTOR)}"

    # -- conditions and relations

    def _iverson(self, node: t.Iverson) -> str:
        return f"[{self.relations(node.condition)}]"

    def _cases(self, node: t.Cases) -> str:
        lines = [
            rf"{self(body)} & "
            + (r"\text{otherwise}" if condition is None else rf"\text{{if }} {self.relations(condition)}")
            for body, condition in node.branches
        ]
        return r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}"

    def relations(self, node: t.Chain) -> str:
        """A chain on one line."""
        return self(node.first) + "".join(f" {RELATIONS[relation]} {self(side)}" for relation, side in node.steps)

    def _chain(self, node: t.Chain) -> str:
        if len(node.steps) < 2:
            return self.relations(node)
        lines = [
            f"{self(node.first) if place == 0 else ''} &{RELATIONS[relation]} {self(side)}"
            for place, (relation, side) in enumerate(node.steps)
        ]
        return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"
