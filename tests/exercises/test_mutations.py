"""Wrong answers nobody wrote down: one edit in a right answer. None may pass, and no statement about it may be false."""

import ast
import collections
import copy
import inspect
import textwrap

import exercise_answers
import numpy as np
import pytest
from exercise_answers import RIGHT

from nnlib.exercises.diagnosis.cases import answer_case
from nnlib.exercises.diagnosis.isolation import Sandbox
from nnlib.exercises.diagnosis.judge import judge
from nnlib.exercises.registry import get

SWAPS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult}
COMPARISONS = {ast.Gt: ast.Lt, ast.Lt: ast.Gt, ast.GtE: ast.LtE, ast.LtE: ast.GtE, ast.Eq: ast.NotEq}
NAMES = {"sum": "mean", "mean": "sum", "max": "min", "maximum": "minimum", "exp": "log", "log": "exp", "tanh": "sin"}

# Accepted edits that leave the function what it was, each reviewed: another order of arguments, the same axis by
# another number, a cast dropped, another epsilon, a placeholder whose value is never used.
EQUIVALENT = collections.defaultdict(
    list,
    {
        "relu": [
            "return np.maximum(0, z)",
        ],
        "relu_grad": [
            "return np.sign(np.maximum(0, z))",
        ],
        "leaky_relu": [
            "return np.maximum(alpha * z, z)",
        ],
        "softmax_jacobian": [
            "p = _sm(z)\n    return np.diag(p) - np.outer(p, p)",
        ],
        "bce": [
            "y = np.clip(y_hat, 2e-12, 1 - 1e-12)\n    return -np.mean(t * np.log(y) + (1 - t) * np.log(1 - y))",
            "y = np.clip(y_hat, 1e-12, 1 - 2e-12)\n    return -np.mean(t * np.log(y) + (1 - t) * np.log(1 - y))",
        ],
        "cross_entropy": [
            "return np.mean(np.logaddexp.reduce(Z, axis=1) - Z[np.arange(len(c)), c])",
            "return float(np.mean(np.logaddexp.reduce(Z, axis=-1) - Z[np.arange(len(c)), c]))",
            "S = Z - Z.max(axis=-1, keepdims=True)\n    L = S - np.log(np.exp(S).sum(axis=1, keepdims=Tr"
            "ue))\n    return -L[np.arange(len(c)), c].sum() / len(c)",
            "S = Z - Z.max(axis=1, keepdims=True)\n    L = S - np.log(np.exp(S).sum(axis=-1, keepdims=Tr"
            "ue))\n    return -L[np.arange(len(c)), c].sum() / len(c)",
        ],
        "ce_grad": [
            "return (_sm(Z) - np.eye(Z.shape[-1])[c]) / Z.shape[0]",
            "return np.where(np.arange(Z.shape[-1]) == c[:, None], _sm(Z) - 1, _sm(Z)) / len(Z)",
        ],
        "kl_divergence": [
            "return np.sum(np.where(p == 0, 0.0, p * np.log(np.where(p == 0, 2.0, p) / np.where(p == 0, 1.0, q))))",
            "return np.sum(np.where(p == 0, 0.0, p * np.log(np.where(p == 0, -1.0, p) / np.where(p == 0, 1.0, q))))",
            "return np.sum(np.where(p == 0, 0.0, p * np.log(np.where(p == 0, 1.0, p) / np.where(p == 0, 2.0, q))))",
            "return np.sum(np.where(p == 0, 0.0, p * np.log(np.where(p == 0, 1.0, p) / np.where(p == 0, -1.0, q))))",
            "return np.sum(np.where(p == 0, 0.0, p * np.log(np.where(p == 1, 1.0, p) / np.where(p == 0, 1.0, q))))",
            "total = 0.0\n    for a, b in zip(p, q, strict=False):\n        if a > 0:\n            total +"
            "= np.inf if b == 0 else a * np.log(a / b)\n    return total",
        ],
    },
)


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
            case = answer_case(exercise, (probe := draw(rng)), box.call(fn, probe.args))
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
                assert text.split("\n", 1)[1].strip() in EQUIVALENT[name], f"review this equivalent edit:\n{text}"
                continue
            if verdict.finding is None or verdict.code.startswith("edge"):
                continue
            with Sandbox(5) as box:
                cases = [answer_case(exercise, probe, box.call(mutant, probe.args)) for probe in fresh]
            if all(c.right for c in cases):
                continue  # right for ordinary arguments: the message is about a boundary
            assert verdict.finding.holds(cases), f"false: {verdict.message}\n{text}"
    kinds = [k for k, _, _ in COUNTS[name] if k != "equivalent"]
    assert len(kinds) >= 8
    vague = sum(k in ("counter-example", "not-finite", "shape", "raised") for k in kinds)
    assert vague / len(kinds) <= 0.65, f"{name}: {vague} of {len(kinds)} without a specific diagnosis"
