"""Wrong answers nobody wrote down: one edit in a right answer. None may pass, and no statement about it may be false."""

import ast
import copy
import inspect
import textwrap

import exercise_answers
import numpy as np
import pytest
from exercise_answers import RIGHT

from nnlib.exercises.isolation import Sandbox
from nnlib.exercises.judge import _case, judge
from nnlib.exercises.registry import get

SWAPS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult}
COMPARISONS = {ast.Gt: ast.Lt, ast.Lt: ast.Gt, ast.GtE: ast.LtE, ast.LtE: ast.GtE, ast.Eq: ast.NotEq}
NAMES = {"sum": "mean", "mean": "sum", "max": "min", "maximum": "minimum", "exp": "log", "log": "exp", "tanh": "sin"}

# edits that leave the function what it was
EQUIVALENT = {
    # softmax may subtract any number of the row's size; a common one near the maximum does as well
    ("softmax_shift", "np.max(Z, axis=-1, keepdims=True) -> np.mean"),
}


def edits(node):
    """(what it becomes) for every single edit at this node."""
    if isinstance(node, ast.BinOp):
        if type(node.op) in SWAPS:
            yield ast.BinOp(node.left, SWAPS[type(node.op)](), node.right)
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
    elif isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        yield ast.Compare(node.left, [COMPARISONS[type(node.ops[0])]()], node.comparators)
    elif isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield ast.Attribute(node.value, NAMES[node.attr], ast.Load())
    elif isinstance(node, ast.Call) and len(node.args) == 2:
        yield ast.Call(node.func, node.args[::-1], node.keywords)
    elif isinstance(node, ast.Call) and len(node.args) == 1:
        yield node.args[0]


def mutants(fn):
    """(description, function) for every single edit of the function's body."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(fn)))
    places = [n for stmt in tree.body[0].body for n in ast.walk(stmt)]
    for i, place in enumerate(places):
        for new in edits(place):
            changed = copy.deepcopy(tree)
            target = [n for stmt in changed.body[0].body for n in ast.walk(stmt)][i]
            changed = _Replace(target, copy.deepcopy(new)).visit(changed)
            text = ast.unparse(ast.fix_missing_locations(changed))
            space = dict(vars(exercise_answers))
            try:
                exec(compile(text, f"<{fn.__name__} {i}>", "exec"), space)
            except SyntaxError:
                continue
            yield text, space[fn.__name__]


class _Replace(ast.NodeTransformer):
    def __init__(self, target, new):
        self.target, self.new = target, new

    def visit(self, node):
        return self.new if node is self.target else self.generic_visit(node)


def differs(exercise, fn):
    """True if the function is wrong on 200 random arguments, by strict comparison with the independent truth."""
    rng = np.random.default_rng(99)
    with Sandbox(5) as box, np.errstate(all="ignore"):
        for i in range(200):
            draw = exercise.fresh if i % 2 or exercise.fresh_edge is None else exercise.fresh_edge
            case = _case(exercise, (probe := draw(rng)), box.call(fn, probe.args))
            if not case.right:
                return True
    return False


COUNTS = {}


@pytest.mark.parametrize("name", list(RIGHT))
def test_single_edits_are_rejected_and_nothing_false_is_said(name):
    exercise, rng = get(name), np.random.default_rng(2024)
    fresh = [exercise.fresh(rng) for _ in range(64)]
    seen = set()
    for fn in RIGHT[name]:
        for text, mutant in mutants(fn):
            if text in seen:
                continue
            seen.add(text)
            verdict = judge(exercise, mutant, seconds=2)
            assert len(verdict.message) <= 280, verdict.message
            kind = "equivalent" if verdict.passed else verdict.code
            COUNTS.setdefault(name, []).append((kind, text, verdict.message))
            if verdict.passed:
                assert not differs(exercise, mutant), f"accepted although wrong:\n{text}"
                continue
            if verdict.finding is None or verdict.code.startswith("edge"):
                continue
            with Sandbox(5) as box:
                cases = [_case(exercise, probe, box.call(mutant, probe.args)) for probe in fresh]
            if all(c.right for c in cases):
                continue  # right for ordinary arguments: the message is about a boundary
            assert verdict.finding.holds(cases), f"false: {verdict.message}\n{text}"
    kinds = [k for k, _, _ in COUNTS[name] if k != "equivalent"]
    assert len(kinds) >= 8
    vague = sum(k in ("counter-example", "not-finite", "shape", "raised") for k in kinds)
    assert vague / len(kinds) <= 0.65, f"{name}: {vague} of {len(kinds)} without a specific diagnosis"
