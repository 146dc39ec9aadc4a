r"""What \dots stands for: the terms between its neighbours, which differ in whole numbers that go up or down together.

w_1 x_1 + \dots + w_d x_d goes on by 1; w_2 + w_4 + \dots + w_8 by 2, as its first terms say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.formula.semantics import values as v
from nnlib.formula.semantics.values import EvaluationError
from nnlib.formula.syntax import tree as t

if TYPE_CHECKING:
    from nnlib.formula.semantics.evaluate import Evaluator, Indices

Run = tuple[int, int]  # the number in the term before the dots and in the term behind them
_WHOLE = (t.Number, t.Symbol, t.Sum, t.Negative)


def written_out(terms: Sequence[t.Node], evaluator: Evaluator, indices: Indices) -> list[t.Node]:
    """The terms with every \\dots replaced by what it stands for."""
    found: list[t.Node] = []
    repeated = -1  # w_1 + \\dots + w_d is one term for d = 1
    for place, term in enumerate(terms):
        if isinstance(term, t.Dots):
            if not 0 < place < len(terms) - 1 or t.Dots() in (terms[place - 1], terms[place + 1]):
                raise EvaluationError("dots stand between two terms")
            before, after = terms[place - 1], terms[place + 1]
            counts = {abs(end - start) for start, end in _runs(before, after, evaluator, indices)}
            if not counts:
                repeated = place + 1
                continue
            step = _step(terms[place - 2], before, evaluator, indices) if place > 1 else 1
            if len(counts) > 1 or min(counts) % step:
                raise EvaluationError("the terms beside the dots do not go on alike")
            between = range(step, min(counts), step)
            found += [_shifted(before, after, evaluator, indices, distance) for distance in between]
        elif place != repeated:
            found.append(term)
    return found


def _step(first: t.Node, second: t.Node, evaluator: Evaluator, indices: Indices) -> int:
    """How far the two terms before the dots are apart; 1 if they are no such pair."""
    try:
        sizes = {abs(end - start) for start, end in _runs(first, second, evaluator, indices)}
    except EvaluationError:
        return 1
    return sizes.pop() if len(sizes) == 1 else 1


def _runs(before: t.Node, after: t.Node, evaluator: Evaluator, indices: Indices) -> list[Run]:
    """The numbers that differ between two terms of one form."""
    return [run for run in _differences(before, after, evaluator, indices) if run[0] != run[1]]


def _differences(before: Any, after: Any, evaluator: Evaluator, indices: Indices) -> Iterator[Run]:
    if before == after:
        return
    if type(before) is type(after) and isinstance(before, t.Node) and _alike(before, after):
        for each in fields(before):
            if each.name != "at":
                yield from _differences(getattr(before, each.name), getattr(after, each.name), evaluator, indices)
    elif isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        for one, two in zip(before, after, strict=True):
            yield from _differences(one, two, evaluator, indices)
    elif _whole(before) and _whole(after):
        yield _number(before, evaluator, indices), _number(after, evaluator, indices)
    else:
        raise EvaluationError("the terms beside the dots have different forms")


def _whole(node: Any) -> bool:
    """Whether a part may be a number that counts up: 1, d, l - 1, but not x_1."""
    return isinstance(node, _WHOLE) and not (isinstance(node, t.Symbol) and (node.indices or node.layer))


def _alike(before: t.Node, after: t.Node) -> bool:
    if isinstance(before, t.Number):
        return False
    if isinstance(before, t.Sum) and isinstance(after, t.Sum):
        return len(before.terms) == len(after.terms)
    if isinstance(before, t.Symbol) and isinstance(after, t.Symbol):
        return before.name == after.name and len(before.indices) == len(after.indices)
    return True


def _number(node: t.Node, evaluator: Evaluator, indices: Indices) -> int:
    number = float(np.real(v.scalar(evaluator(node, indices), "beside the dots")))
    if not number.is_integer():
        raise EvaluationError("the terms beside the dots differ in something that is not a whole number")
    return int(number)


def _shifted(before: Any, after: Any, evaluator: Evaluator, indices: Indices, distance: int) -> Any:
    """The term at a distance behind `before`, on the way to `after`."""
    if before == after:
        return before
    if isinstance(before, tuple):
        return tuple(_shifted(a, b, evaluator, indices, distance) for a, b in zip(before, after, strict=True))
    if type(before) is type(after) and _alike(before, after):
        changed = {
            each.name: _shifted(getattr(before, each.name), getattr(after, each.name), evaluator, indices, distance)
            for each in fields(before)
            if each.name != "at"
        }
        return replace(before, **changed)
    start, end = _number(before, evaluator, indices), _number(after, evaluator, indices)
    return t.Number(str(start + (distance if end > start else -distance)))
