"""Edits of a Python function that a slip of the pen would make: the wrong answers of the measurement.

They know nothing of the package's own edits of recipes; they work on source text of any form.
"""

from __future__ import annotations

import ast
import copy
import inspect
import random
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

SWAPS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.FloorDiv: ast.Mult,
}
COMPARISONS = {ast.Gt: ast.Lt, ast.Lt: ast.Gt, ast.GtE: ast.LtE, ast.LtE: ast.GtE, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
NAMES = {
    "sum": "mean", "mean": "sum", "max": "min", "min": "max", "maximum": "minimum", "minimum": "maximum", "exp": "log", "log": "exp",
    "tanh": "sin", "sqrt": "square", "abs": "sign", "zeros": "ones", "ones": "zeros", "argmax": "argmin", "dot": "multiply",
    "zeros_like": "ones_like", "permutation": "integers",
}  # fmt: skip


@dataclass(frozen=True)
class Slip:
    """An edited source and the function it defines."""

    text: str
    function: Callable[..., Any]


def source_tree(exercise: Any, answer: Callable[..., Any] | None = None) -> tuple[ast.FunctionDef, dict[str, Any]]:
    """A right answer, by default the independent implementation, as a function definition, and the names it uses."""
    function = answer or exercise.independent
    space = function.__globals__ | {
        name: cell.cell_contents
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    }
    if function.__name__ != "<lambda>":
        return ast.parse(textwrap.dedent(inspect.getsource(function))).body[0], space  # type: ignore[return-value]
    module = ast.parse(inspect.getsource(sys.modules[function.__module__]))
    for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
        given = {k.arg: k.value for k in call.keywords}
        name = given.get("id")
        if isinstance(name, ast.Constant) and name.value == exercise.id:
            body = given["independent"]
            assert isinstance(body, ast.Lambda)
            made = ast.parse("def answer(): pass").body[0]
            assert isinstance(made, ast.FunctionDef)
            made.args, made.body = body.args, [ast.Return(body.body)]
            return made, space
    raise LookupError(exercise.id)


def slips(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of this node."""
    if isinstance(node, ast.BinOp):
        if type(node.op) in SWAPS:
            yield ast.BinOp(node.left, SWAPS[type(node.op)](), node.right)
        if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult)):
            yield ast.BinOp(node.right, node.op, node.left)
        if isinstance(node.op, (ast.Mult, ast.Add)):
            yield node.right
        yield node.left
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        for value in (node.value + 1, 2 * node.value, -node.value):
            if value != node.value:
                yield ast.Constant(value)
    elif isinstance(node, ast.Constant) and node.value is True:
        yield ast.Constant(False)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS:
        yield ast.Compare(node.left, [COMPARISONS[type(node.ops[0])]()], node.comparators)
    elif isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield ast.Attribute(node.value, NAMES[node.attr], ast.Load())
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    elif isinstance(node, ast.Call):
        if len(node.args) == 2:
            yield ast.Call(node.func, node.args[::-1], node.keywords)
        elif len(node.args) == 1:
            yield node.args[0]
        for i in range(len(node.keywords)):
            yield ast.Call(node.func, node.args, node.keywords[:i] + node.keywords[i + 1 :])


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, new: ast.AST) -> None:
        self.target, self.new = target, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.target else self.generic_visit(node)


def edited_trees(tree: ast.FunctionDef) -> Iterator[ast.FunctionDef]:
    """Every single edit of the body, as a new tree."""
    count = sum(1 for statement in tree.body for _ in ast.walk(statement))
    for i in range(count):
        for k in range(8):
            fresh = copy.deepcopy(tree)
            place = [n for statement in fresh.body for n in ast.walk(statement)][i]
            options = list(slips(place))
            if k >= len(options):
                break
            new = options[k]
            yield ast.fix_missing_locations(_Replace(place, copy.deepcopy(new)).visit(fresh))


def function_of(tree: ast.FunctionDef, space: dict[str, Any], label: str) -> Slip | None:
    """The edited function, or None if it is no Python."""
    try:
        text = ast.unparse(tree)
        names = dict(space)
        exec(compile(text, f"<{label}>", "exec"), names)
    except (SyntaxError, ValueError, TypeError):
        return None
    return Slip(text, names[tree.name])


def singles(exercise: Any, answer: Callable[..., Any] | None = None) -> list[Slip]:
    """All single edits of a right answer, by default the independent implementation, each text once."""
    tree, space = source_tree(exercise, answer)
    made = {ast.unparse(t): t for t in edited_trees(tree)}
    made.pop(ast.unparse(tree), None)
    found = (function_of(t, space, f"{exercise.id} {i}") for i, t in enumerate(made.values()))
    return [slip for slip in found if slip is not None]


def doubles(exercise: Any, most: int, seed: int = 7) -> list[Slip]:
    """A random sample of edits of edits; what one edit gives as well is left out."""
    tree, space = source_tree(exercise)
    once = list({ast.unparse(t): t for t in edited_trees(tree)}.values())
    known = {ast.unparse(tree), *map(ast.unparse, once)}
    rng = random.Random(f"{exercise.id} {seed}")
    found: dict[str, Slip] = {}
    for _ in range(6 * most):
        if len(found) >= most:
            break
        options = list(edited_trees(rng.choice(once)))
        if not options:
            continue
        twice = rng.choice(options)
        text = ast.unparse(twice)
        slip = None if text in known else function_of(twice, space, f"{exercise.id} double")
        if slip is not None:
            found[text] = slip
    return list(found.values())
