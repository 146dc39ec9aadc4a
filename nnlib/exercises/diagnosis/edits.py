"""Single edits of an expression: what a slip of the pen or of the mind would make of it, each with words for it.

An operator or function is another one, a part is missing or has the other sign, a number, an axis or a variable is
another one. The words say what differs and never show the expression.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping

from nnlib.exercises.diagnosis.vocabulary import DROPPABLE, OF_ONE_NUMBER, REDUCTIONS, others_of

# (the edited part, the words), in the order in which they are believed
Change = tuple[ast.expr, str]
Words = Callable[[ast.expr], str]

_NAMES = {
    ast.Add: "plus", ast.Sub: "minus", ast.Mult: "times", ast.Div: "divided by", ast.Pow: "to the power of", ast.MatMult: "the matrix product",
    ast.FloorDiv: "the integer division",
}  # fmt: skip
_INSTEAD: Mapping[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult, ast.Div),
    ast.Sub: (ast.Add, ast.Mult, ast.Div),
    ast.Mult: (ast.Div, ast.Add, ast.Sub, ast.Pow),
    ast.Div: (ast.Mult, ast.Sub, ast.Add),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
}
_COMPARISONS = {ast.Gt: ">", ast.Lt: "<", ast.GtE: ">=", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!="}


def changes(node: ast.AST, words: Words) -> Iterator[Change]:
    """What may stand in the place of this node."""
    if isinstance(node, ast.BinOp):
        yield from _of_operation(node, words)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand, "without the minus sign"
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        old = type(node.ops[0])
        for new, sign in _COMPARISONS.items():
            if new is not old and old in _COMPARISONS:
                yield ast.Compare(node.left, [new()], node.comparators), f"with {sign} instead of {_COMPARISONS[old]}"
    elif isinstance(node, ast.Call):
        yield from _of_call(node, words)
    elif isinstance(node, ast.Subscript):
        yield from _of_subscript(node)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value, f"without transposing {words(node.value) or 'the matrix'}"
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body), "with the two cases exchanged"
        yield node.body, "with the first case only"
        yield node.orelse, "with the second case only"
    elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
        yield ast.Tuple(node.elts[::-1], ast.Load()), "with the two exchanged"
    elif _is_number(node):
        yield from _of_number(node)


def _of_operation(node: ast.BinOp, words: Words) -> Iterator[Change]:
    a, b, kind = node.left, node.right, type(node.op)
    left, right = words(a), words(b)
    others = _INSTEAD.get(kind, ())
    if kind in (ast.Add, ast.Sub):  # the other sign is believed first of all
        yield ast.BinOp(a, others[0](), b), f"with {_NAMES[others[0]]} instead of {_NAMES[kind]}"
    if kind is ast.Add:
        yield a, f"without adding {right}" if right else "without the second summand"
        yield b, f"without adding {left}" if left else "without the first summand"
    elif kind is ast.Sub:
        yield a, f"without subtracting {right}" if right else "without what is subtracted"
        yield b, f"with {right or 'what is subtracted'} alone"
        yield ast.BinOp(b, ast.Sub(), a), "with the two sides of the minus exchanged"
    elif kind is ast.Mult:
        yield a, f"without the factor {right}" if right else "without the second factor"
        yield b, f"without the factor {left}" if left else "without the first factor"
    elif kind is ast.Div:
        yield a, f"without dividing by {right}" if right else "without the division"
        yield b, f"with {right or 'the divisor'} alone"
        yield ast.BinOp(b, ast.Div(), a), "with numerator and denominator exchanged"
    elif kind is ast.Pow:
        yield a, "without the power"
        yield b, "with the exponent alone"
        yield ast.BinOp(b, ast.Pow(), a), "with base and exponent exchanged"
    elif kind is ast.MatMult:
        yield ast.BinOp(b, ast.MatMult(), a), "with the two factors of the matrix product exchanged"
        for one, other, name in ((_turned(a), b, left), (a, _turned(b), right)):
            yield ast.BinOp(one, ast.MatMult(), other), f"with {name or 'one factor'} transposed"
        yield ast.BinOp(_turned(a), ast.MatMult(), _turned(b)), "with both factors of the matrix product transposed"
        yield (
            a,
            f"without the matrix product with {right}" if right else "without the second factor of the matrix product",
        )
        yield b, f"without the matrix product with {left}" if left else "without the first factor of the matrix product"
    for new in others[1:] if kind in (ast.Add, ast.Sub) else others:
        yield ast.BinOp(a, new(), b), f"with {_NAMES[new]} instead of {_NAMES[kind]}"


def _turned(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    return ast.Attribute(node, "T", ast.Load())


def _of_call(node: ast.Call, words: Words) -> Iterator[Change]:
    name = _called(node)
    for other in others_of(name):
        yield _renamed(node, other), f"with {other} instead of {name}"
    arguments = node.args
    if arguments and name in DROPPABLE:
        inner = words(arguments[0])
        yield arguments[0], f"without {name}" + (f" of {inner}" if inner else "")
    if arguments and name in OF_ONE_NUMBER:
        negative = ast.UnaryOp(ast.USub(), arguments[0])
        yield ast.Call(node.func, [negative, *arguments[1:]], node.keywords), f"with the argument of {name} negated"
        yield (
            ast.Call(node.func, [ast.Call(node.func, arguments, node.keywords)], node.keywords),
            f"with {name} applied twice",
        )
    if name == "where" and len(arguments) == 3:
        test, yes, no = arguments
        yield ast.Call(node.func, [test, no, yes], []), "with the two cases exchanged"
        yield yes, "with the first case everywhere"
        yield no, "with the second case everywhere"
    elif len(arguments) == 2 and name not in ("reshape", "pad", "windows", "full_like"):
        yield ast.Call(node.func, arguments[::-1], node.keywords), f"with the two arguments of {name} exchanged"
        yield arguments[1], f"with the second argument of {name} alone"
    if name in ("range", "arange") and len(arguments) >= 2:
        yield ast.Call(node.func, arguments[1:], []), f"with the first argument of {name} missing"
        yield ast.Call(node.func, arguments[:-1], []), f"with the last argument of {name} missing"
    yield from _of_axes(node, name)


def _of_axes(node: ast.Call, name: str) -> Iterator[Change]:
    given = {k.arg: k.value for k in node.keywords}
    if "keepdims" in given:
        yield _with_keyword(node, "keepdims", None), f"without keepdims=True in {name}"
    if name not in REDUCTIONS:
        return
    old = _number(given["axis"]) if "axis" in given else None
    said = "all entries" if "axis" not in given else f"axis {old:g}" if old is not None else "those axes"
    if "axis" in given:
        yield _with_keyword(node, "axis", None), f"with {name} over all entries instead of {said}"
    for axis in (0, 1, -1, -2):
        if axis != old:
            yield _with_keyword(node, "axis", axis), f"with {name} over axis {axis} instead of {said}"


def _of_subscript(node: ast.Subscript) -> Iterator[Change]:
    part = node.slice
    if isinstance(part, ast.Slice):
        for field, bound in (("lower", part.lower), ("upper", part.upper)):
            if bound is None:
                continue
            where = "start" if field == "lower" else "end"
            for shift, text in ((1, "one further"), (-1, "one before")):
                moved = ast.BinOp(bound, ast.Add(), ast.Constant(shift))
                yield _sliced(node, part, field, moved), f"with the {where} of the slice {text}"
            yield _sliced(node, part, field, None), f"without the {where} of the slice"
        if part.step is not None:
            yield (
                ast.Subscript(node.value, ast.Slice(part.lower, part.upper, None), ast.Load()),
                "without the step of the slice",
            )
    elif isinstance(part, ast.Tuple) and len(part.elts) == 2:
        yield (
            ast.Subscript(node.value, ast.Tuple(part.elts[::-1], ast.Load()), ast.Load()),
            "with the two indices exchanged",
        )
    yield node.value, "without the index"


def _sliced(node: ast.Subscript, part: ast.Slice, field: str, bound: ast.expr | None) -> ast.Subscript:
    lower = bound if field == "lower" else part.lower
    upper = bound if field == "upper" else part.upper
    return ast.Subscript(node.value, ast.Slice(lower, upper, part.step), ast.Load())


def _of_number(node: ast.AST) -> Iterator[Change]:
    old = _number(node)
    assert old is not None
    for new in (old + 1, old - 1, 2 * old, old / 2, -old, 0):
        if new != old:
            whole = int(new) if float(new).is_integer() and isinstance(old, int) else new
            yield ast.Constant(whole), f"with {whole:g} instead of {old:g}"


def _called(node: ast.Call) -> str:
    return (
        node.func.id
        if isinstance(node.func, ast.Name)
        else node.func.attr
        if isinstance(node.func, ast.Attribute)
        else ""
    )


def _renamed(node: ast.Call, name: str) -> ast.Call:
    if isinstance(node.func, ast.Attribute):
        return ast.Call(ast.Attribute(node.func.value, name, ast.Load()), node.args, node.keywords)
    return ast.Call(ast.Name(name, ast.Load()), node.args, node.keywords)


def _with_keyword(node: ast.Call, name: str, value: int | None) -> ast.Call:
    kept = [k for k in node.keywords if k.arg != name]
    if value is not None:
        kept.append(ast.keyword(name, ast.Constant(value)))
    return ast.Call(node.func, node.args, kept)


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool)


def _number(node: ast.AST) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return None if inner is None else -inner
    return node.value if isinstance(node, ast.Constant) and _is_number(node) else None  # type: ignore[return-value]
