"""Slips of the pen, planted in a tree one at a time: a check that does not notice one of them is too weak.

Each kind is something that has really been printed wrong: a sign, a factor, an index, a prime, a bound of a sum. The
same tree never comes twice, and never the original.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from nnlib.formula.syntax import tree as t

ZERO = t.Number("0")
OTHER_WAY: Mapping[str, str] = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "!=", "!=": "="}
STRICTNESS: Mapping[str, str] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
#: letters that are taken for each other; a scene or a chapter may add its own
CONFUSED: tuple[tuple[str, str], ...] = (("z", "a"), (r"\hat y", "t"), ("p", "q"), ("a", r"\delta"), ("x", "t"))


@dataclass(frozen=True)
class Mutant:
    """A tree with one slip, and what kind of slip it is."""

    kind: str
    chain: t.Chain


def mutants(chain: t.Chain, names: Iterable[str] = (), confused: Sequence[tuple[str, str]] = CONFUSED) -> list[Mutant]:
    """Every single slip in a chain. `names` are the symbols that stand in for each other where they are bound."""
    bound = {*names} or {node.name for node in chain.walk() if isinstance(node, t.Symbol)}
    swaps: dict[str, list[str]] = {}
    for one, two in confused:
        if one in bound and two in bound:
            swaps.setdefault(one, []).append(two)
            swaps.setdefault(two, []).append(one)
    indices = tuple(
        dict.fromkeys(
            index.name
            for node in chain.walk()
            if isinstance(node, t.Symbol | t.Item)
            for index in node.indices
            if isinstance(index, t.Symbol) and not index.indices
        )
    )

    def local(node: t.Node) -> Iterator[tuple[str, t.Node]]:
        for rule in RULES:
            yield from rule(node)
        yield from _other_letter(node, swaps)
        yield from _other_index(node, indices)

    seen: set[t.Node] = {chain}
    found = []
    for kind, tree in _everywhere(chain, local):
        if tree not in seen and isinstance(tree, t.Chain):
            seen.add(tree)
            found.append(Mutant(kind, tree))
    return found


def _everywhere(node: t.Node, local: Callable[[t.Node], Iterator[tuple[str, t.Node]]]) -> Iterator[tuple[str, t.Node]]:
    """The tree with a local change at one place, for every place and every change."""
    yield from local(node)
    for each in fields(node):
        if each.name != "at":
            for kind, changed in _within(getattr(node, each.name), local):
                yield kind, replace(node, **{each.name: changed})


def _within(value: Any, local: Callable[[t.Node], Iterator[tuple[str, t.Node]]]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, t.Node):
        yield from _everywhere(value, local)
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            for kind, changed in _within(item, local):
                yield kind, (*value[:place], changed, *value[place + 1 :])


# -- the kinds


def _sign(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    if isinstance(node, t.Negative):
        yield "sign", node.body
    if isinstance(node, t.Sum):
        for place, term in enumerate(node.terms):
            if term == ZERO or isinstance(term, t.Order):  # minus O(h) is O(h)
                continue
            turned = term.body if isinstance(term, t.Negative) else t.Negative(term)
            yield "sign", replace(node, terms=(*node.terms[:place], turned, *node.terms[place + 1 :]))
    if isinstance(node, t.Chain):
        for place, (relation, side) in enumerate(node.steps):
            if not isinstance(side, t.Negative | t.Sum | t.Order) and side != ZERO:
                step: Any = (relation, t.Negative(side))
                yield "sign", replace(node, steps=(*node.steps[:place], step, *node.steps[place + 1 :]))


def _number(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    if isinstance(node, t.Number):
        yield "factor", replace(node, text=repr(float(node.text) + 1).removesuffix(".0"))


def _lost(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    """A lost factor or term; 1/N and 1/2 are factors with a 1 above."""
    if isinstance(node, t.Product | t.Hadamard):
        for place, factor in enumerate(node.factors):
            rest = node.factors[:place] + node.factors[place + 1 :]
            fraction = isinstance(factor, t.Fraction) and isinstance(factor.above, t.Number)
            kind = "lost 1/N" if fraction else "lost factor"
            yield kind, rest[0] if len(rest) == 1 else replace(node, factors=rest)
    if isinstance(node, t.Sum):
        for place in range(len(node.terms)):
            rest = node.terms[:place] + node.terms[place + 1 :]
            yield "lost term", rest[0] if len(rest) == 1 else replace(node, terms=rest)
    if isinstance(node, t.Fraction):
        if not (isinstance(node.above, t.Number) and node.above.text == "1"):
            yield "lost denominator", node.above
        yield "fraction upside down", replace(node, above=node.below, below=node.above)
    if isinstance(node, t.Hadamard):
        yield "product for entry by entry", t.Product(node.factors)


def _index(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    if isinstance(node, t.Symbol | t.Item) and len(node.indices) > 1:
        for place in range(len(node.indices) - 1):
            swapped = list(node.indices)
            swapped[place : place + 2] = reversed(swapped[place : place + 2])
            yield "swapped indices", replace(node, indices=tuple(swapped))


def _layer(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    if isinstance(node, t.Symbol) and node.layer is not None:
        for step in ("1", "-1"):
            one: t.Node = t.Number("1")
            yield "shifted layer", replace(node, layer=t.Sum((node.layer, one if step == "1" else t.Negative(one))))


def _prime(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    if isinstance(node, t.Call) and node.primes:
        yield "lost prime", replace(node, primes=0)


def _transpose(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    if isinstance(node, t.Transpose):
        yield "lost transpose", node.body
    if isinstance(node, t.Product):
        for place, factor in enumerate(node.factors):
            if isinstance(factor, t.Symbol) and not factor.indices:
                turned = (*node.factors[:place], t.Transpose(factor), *node.factors[place + 1 :])
                yield "transpose", replace(node, factors=turned)


def _bound(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    if isinstance(node, t.Big):
        if node.lower is not None and node.operator != "lim":
            yield "bound of a sum", replace(node, lower=t.Sum((node.lower, t.Number("1"))))
        if node.upper is not None:
            yield "bound of a sum", replace(node, upper=t.Sum((node.upper, t.Negative(t.Number("1")))))
        if node.operator in ("sum", "prod"):
            other: t.BigOperator = "prod" if node.operator == "sum" else "sum"
            yield "sum for product", replace(node, operator=other)


def _extreme(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    opposite: dict[str, Any] = {"max": "min", "min": "max", "argmax": "argmin", "argmin": "argmax"}
    if isinstance(node, t.Big) and node.operator in opposite:
        yield "min for max", replace(node, operator=opposite[node.operator])
    if isinstance(node, t.Call) and node.function in opposite:
        yield "min for max", replace(node, function=opposite[node.function])


def _case(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    if isinstance(node, t.Cases):
        for place in range(len(node.branches) - 1):
            (one, when), (two, then) = node.branches[place : place + 2]
            swapped = ((two, when), (one, then))
            yield "wrong case", replace(node, branches=(*node.branches[:place], *swapped, *node.branches[place + 2 :]))
        for place, (body, condition) in enumerate(node.branches):
            for changed in _conditions(condition):
                yield (
                    "wrong condition",
                    replace(node, branches=(*node.branches[:place], (body, changed), *node.branches[place + 1 :])),
                )
    if isinstance(node, t.Iverson):
        for changed in _conditions(node.condition):
            yield "wrong condition", replace(node, condition=changed)


def _conditions(condition: t.Chain | None) -> Iterator[t.Chain]:
    for place, (relation, side) in enumerate(condition.steps if condition else ()):
        for table in (OTHER_WAY, STRICTNESS):
            if condition and relation in table:
                changed: Any = (table[relation], side)
                yield replace(condition, steps=(*condition.steps[:place], changed, *condition.steps[place + 1 :]))


def _relation(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    if isinstance(node, t.Chain):
        for place, (relation, side) in enumerate(node.steps):
            if relation in ("<", "<=", ">", ">="):
                changed: Any = (OTHER_WAY[relation], side)
                yield "wrong relation", replace(node, steps=(*node.steps[:place], changed, *node.steps[place + 1 :]))


def _power(node: t.Node) -> Iterator[tuple[str, t.Node]]:
    if isinstance(node, t.Power) and node.base != t.Constant("e"):
        yield "lost power", node.base
    if isinstance(node, t.Root):
        yield "lost root", node.body
    if isinstance(node, t.Absolute):
        yield "lost bars", node.body


def _other_letter(node: t.Node, swaps: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, t.Node]]:
    if isinstance(node, t.Symbol):
        for other in swaps.get(node.name, ()):
            yield f"{other} for {node.name}", replace(node, name=other)


def _other_index(node: t.Node, letters: Sequence[str]) -> Iterator[tuple[str, t.Node]]:
    if isinstance(node, t.Symbol | t.Item):
        for place, index in enumerate(node.indices):
            if isinstance(index, t.Symbol) and not index.indices:
                for letter in letters:
                    if letter != index.name:
                        changed = (*node.indices[:place], t.Symbol(letter), *node.indices[place + 1 :])
                        yield "wrong index", replace(node, indices=changed)


RULES: tuple[Callable[[t.Node], Iterator[tuple[str, t.Node]]], ...] = (
    _sign, _number, _lost, _index, _layer, _prime, _transpose, _bound, _extreme, _case, _relation, _power,
)  # fmt: skip
