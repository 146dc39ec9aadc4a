"""The value of what was handed to `check`, read from the source and never by running it.

Literals of Python, and arithmetic of numbers such as `1/1280`, which a learner writes as freely.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

LONGEST = 2_000  # characters of a text, entries of a list
DEEPEST = 20
LARGEST = 1e15  # of a whole number in arithmetic, so that a power stays short

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
}


class NoLiteral(ValueError):
    """What stands there is no literal; the text says so."""


def value_of(node: ast.expr, depth: int = 0) -> Any:
    """The value, or NoLiteral.

    >>> value_of(ast.parse("(3, 5)", mode="eval").body), value_of(ast.parse("1/4", mode="eval").body)
    ((3, 5), 0.25)
    """
    if depth > DEEPEST:
        raise NoLiteral("the answer is nested too deeply")
    if isinstance(node, ast.Constant):
        if isinstance(node.value, (str, bytes)) and len(node.value) > LONGEST:
            raise NoLiteral(f"the answer has more than {LONGEST:,} characters")
        return _short(node.value)
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        if len(node.elts) > LONGEST:
            raise NoLiteral(f"the answer has more than {LONGEST:,} entries")
        made = [value_of(entry, depth + 1) for entry in node.elts]
        return made if isinstance(node, ast.List) else tuple(made) if isinstance(node, ast.Tuple) else set(made)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
        value = _number(value_of(node.operand, depth + 1))
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        return _computed(node, depth)
    raise NoLiteral(
        "the answer is computed by the cell; it is read and not run, so write the text or the number itself into check"
    )


def _computed(node: ast.BinOp, depth: int) -> Any:
    left, right = _number(value_of(node.left, depth + 1)), _number(value_of(node.right, depth + 1))
    if isinstance(node.op, ast.Pow) and abs(right) > 400:
        raise NoLiteral("the exponent of the answer is too large")
    try:
        value = _BINARY[type(node.op)](left, right)
    except (ArithmeticError, ValueError):
        raise NoLiteral("the arithmetic of the answer has no value") from None
    if isinstance(value, complex):
        raise NoLiteral("the answer is a complex number")
    return _short(value)


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise NoLiteral("the answer is computed with something that is no number")
    return value


def _short(value: Any) -> Any:
    """The value; a whole number too long for a sentence as a float."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST:
        if value.bit_length() > 1000:
            raise NoLiteral("the number of the answer is too large")
        return float(value)
    return value
