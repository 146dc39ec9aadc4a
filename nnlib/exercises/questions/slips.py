"""Wrong at one place only: the slip that turns the learner's formula into a right one, or the right one into it.

The slips are those of the equation language's mutator. A message says where to look in the learner's own line and what
kind of slip it is; it is true because the formula with that slip undone has the right values at every point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

from nnlib.exercises.plain import plain_formula
from nnlib.formula.checking.mutate import mutants
from nnlib.formula.syntax import tree as t
from nnlib.formula.typesetting.printer import Printer
from nnlib.formula.typesetting.rewrite import everywhere

# what the mutator calls a slip -> (stable code, message); {} is the part of the formula, and where it stands
OF_THE_LEARNER = {
    "sign": ("one-sign", "One sign is wrong: the one of {}."),
    "swapped indices": ("swapped-indices", "Two indices have changed places in {}."),
    "wrong index": ("one-index", "One index is wrong: look at {}."),
    "lost factor": ("extra-factor", "One factor is too many: {}."),
    "lost 1/N": ("extra-factor", "One factor is too many: {}."),
    "lost term": ("extra-term", "One term is too many: {}."),
    "lost denominator": ("extra-denominator", "The denominator of {} is too many."),
    "fraction upside down": ("upside-down", "A fraction stands upside down: {}."),
    "factor": ("one-number", "One number is wrong: {}."),
    "lost power": ("extra-power", "One power is too many: {}."),
    "lost root": ("extra-root", "One root is too many: {}."),
    "lost bars": ("extra-bars", "The bars of {} are too many."),
    "lost prime": ("extra-prime", "One prime is too many: {}."),
    "transpose": ("missing-transpose", "A transpose is missing: at {}."),
    "lost transpose": ("extra-transpose", "One transpose is too many: {}."),
    "shifted layer": ("shifted-layer", "One layer is wrong: look at {}."),
    "sum for product": ("sum-for-product", "Sum and product are confused in {}."),
    "min for max": ("min-for-max", "Largest and smallest are confused in {}."),
    "bound of a sum": ("bound", "A sum begins or ends at the wrong place: {}."),
    "wrong condition": ("condition", "One condition is wrong: {}."),
}
OF_THE_RIGHT_ONE = {
    "lost factor": ("missing-factor", "One factor is missing: {}."),
    "lost 1/N": ("missing-factor", "One factor is missing: {}."),
    "lost term": ("missing-term", "One term is missing: {}."),
    "lost prime": ("missing-prime", "One prime is missing: the slope is needed in place of the value, in {}."),
    "lost power": ("missing-power", "One power is missing: {}."),
    "lost root": ("missing-root", "One root is missing: {}."),
    "lost bars": ("missing-bars", "The bars of {} are missing."),
    "lost denominator": ("missing-denominator", "A denominator is missing: that of {}."),
    "factor": ("one-number", "One number is wrong: the right formula has {} there."),
}


@dataclass(frozen=True)
class Slip:
    """A formula, the code and message that go with it, and whether it is the learner's mended or the right one spoilt."""

    code: str
    message: str
    formula: t.Node
    mended: bool


def mended(answer: t.Node, confused: Sequence[tuple[str, str]], names: Sequence[str]) -> Iterator[Slip]:
    """The learner's formula with one slip undone."""
    for mutant in mutants(t.Chain(answer), names, confused):
        part, _ = _difference(answer, mutant.chain.first)
        letter = " for " in mutant.kind and mutant.kind not in OF_THE_LEARNER
        code, message = OF_THE_LEARNER.get(mutant.kind, ("one-place", "Wrong at one place only: look at {}."))
        if letter:
            code, message = "one-letter", "One letter is wrong: {}."
        where = f"{shown(part)} (column {part.at + 1})" if part.at >= 0 else shown(part)
        yield Slip(code, message.format(where), mutant.chain.first, True)


def reindexed(answer: t.Node, letters: Sequence[str]) -> Iterator[Slip]:
    """The learner's formula with one index replaced by one of the exercise's free indices."""
    for part in answer.walk():
        for place, index in enumerate(part.indices if isinstance(part, t.Symbol) else ()):
            for letter in letters:
                if isinstance(part, t.Symbol) and index != t.Symbol(letter):
                    other = replace(part, indices=(*part.indices[:place], t.Symbol(letter), *part.indices[place + 1 :]))
                    text = f"One index is wrong: look at {shown(part)} (column {part.at + 1})."
                    yield Slip("one-index", text, replaced(answer, part, other), True)


def replaced(tree: t.Node, part: t.Node, other: t.Node) -> t.Node:
    """The tree with this very part replaced."""
    return everywhere(tree, lambda node: other if node is part else node)


def rescaled(answer: t.Node) -> Iterator[Slip]:
    """The learner's formula with one term of a sum doubled or halved."""
    for part in answer.walk():
        if not isinstance(part, t.Sum):
            continue
        for place, term in enumerate(part.terms):
            for factor in (t.Number("2"), t.Fraction(t.Number("1"), t.Number("2"))):
                scaled = t.Sum((*part.terms[:place], t.Product((factor, term)), *part.terms[place + 1 :]))
                text = f"One term has a wrong factor: {shown(term)} (column {term.at + 1})."
                yield Slip("term-factor", text, replaced(answer, part, scaled), True)


def spoilt(right: t.Node, names: Sequence[str]) -> Iterator[Slip]:
    """The right formula with something left out."""
    for mutant in mutants(t.Chain(right), names, ()):
        if mutant.kind in OF_THE_RIGHT_ONE:
            part, _ = _difference(right, mutant.chain.first)
            code, message = OF_THE_RIGHT_ONE[mutant.kind]
            yield Slip(code, message.format(shown(part)), mutant.chain.first, False)


def shown(part: t.Node) -> str:
    """A part of a formula as the learner types it."""
    text = plain_formula(Printer(compact=True)(part))
    return text if len(text) <= 60 else text[:57] + "..."


def _difference(one: t.Node, other: t.Node) -> tuple[t.Node, t.Node | None]:
    """The smallest part in which two trees differ: of a list of terms or factors, the one that is not in the other."""
    items = one.factors if isinstance(one, t.Product | t.Hadamard) else one.terms if isinstance(one, t.Sum) else ()
    if len(items) == 2 and other in items:
        return items[1 - items.index(other)], None
    if type(one) is not type(other):
        return one, other
    changed = [
        each.name for each in fields(one) if each.name != "at" and getattr(one, each.name) != getattr(other, each.name)
    ]
    if len(changed) != 1:
        return one, other
    mine, theirs = getattr(one, changed[0]), getattr(other, changed[0])
    if isinstance(mine, t.Node) and isinstance(theirs, t.Node) and changed[0] not in ("layer", "condition"):
        return _difference(mine, theirs)
    if isinstance(mine, tuple) and isinstance(theirs, tuple) and changed[0] in ("terms", "factors", "arguments"):
        if len(mine) == len(theirs):
            places = [i for i in range(len(mine)) if mine[i] != theirs[i]]
            return _difference(mine[places[0]], theirs[places[0]]) if len(places) == 1 else (one, other)
        if len(mine) == len(theirs) + 1:
            place = next((i for i in range(len(theirs)) if mine[i] != theirs[i]), len(mine) - 1)
            return mine[place], None
    return one, other
