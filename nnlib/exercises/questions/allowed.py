"""What a typed formula may not contain: what would restate the exercise in place of solving it, or leave something open."""

from __future__ import annotations

from collections.abc import Collection

from nnlib.exercises.questions.letters import Letters
from nnlib.exercises.questions.slips import shown
from nnlib.formula.semantics.evaluate import Evaluator
from nnlib.formula.semantics.ranges import free_indices
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.errors import FormulaError

REFUSED = (t.Derivative, t.Gradient, t.Order, t.PlusMinus, t.Dots, t.Cases)


def refuse(tree: t.Node, source: str, letters: Letters, avoid: Collection[str], evaluator: Evaluator) -> None:
    """FormulaError, at its column, for a derivative, a prime, a function to be avoided or an index that stands free."""
    for part in tree.walk():
        if isinstance(part, REFUSED):
            raise FormulaError("a derivative, a gradient or dots cannot stand here; work it out", source, part.at)
        if isinstance(part, t.Call) and part.primes and letters.function_names.get(part.function) != "any":
            raise FormulaError(f"work out the slope {shown(part)}: no primes here", source, part.at)
        if (name := _name(part)) in avoid:
            raise FormulaError(f"this exercise asks for a formula without {name}", source, part.at)
    for name in free_indices([tree], evaluator):
        if name not in letters.indices:
            at = next(p.at for p in tree.walk() if isinstance(p, t.Symbol) and p.name == name)
            raise FormulaError(
                f"the index {name} stands free: nothing says which {name}; is a sum missing?", source, at
            )


def _name(part: t.Node) -> str:
    """How a data file names what a part does."""
    if isinstance(part, t.Call):
        return part.function.removeprefix("\\")
    if isinstance(part, t.Big):
        return part.operator
    return "abs" if isinstance(part, t.Absolute) else "[ ]" if isinstance(part, t.Iverson) else ""
