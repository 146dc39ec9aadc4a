"""Displayed equations of a chapter, read and executed: whether they hold, and every number that was compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from nnlib.formula.checking.check import check
from nnlib.formula.ledger.contexts import load
from nnlib.formula.ledger.sources import formulas
from nnlib.formula.names import book_vocabulary
from nnlib.formula.semantics.evaluate import Evaluator
from nnlib.formula.semantics.ranges import assignments
from nnlib.formula.semantics.values import EvaluationError
from nnlib.formula.syntax.parser import parse

SCENES = 2  # whose numbers are compared one by one


def labels(root: str, notebook: str) -> list[str]:
    """The labels of the equations of a notebook that are executed."""
    contexts = load(Path(root) / "book" / "equations" / f"{Path(notebook).stem}.py").contexts
    return [f.label for f in formulas(Path(root) / notebook) if f.displayed and f.label in contexts and f.label]


def equations(root: str, notebook: str, wanted: list[str]) -> dict[str, dict[str, Any]]:
    """For each label: whether it holds on all its scenes, after how many comparisons, and the sides' values."""
    chapter = load(Path(root) / "book" / "equations" / f"{Path(notebook).stem}.py")
    words = chapter.vocabulary(book_vocabulary())
    found = {}
    for formula in formulas(Path(root) / notebook):
        if formula.label not in wanted:
            continue
        context, chains = chapter.contexts[formula.label], parse(formula.latex, words)
        verdict = check(chains, context.scenes())
        values = [_values(chain, scene) for scene in context.scenes(SCENES) for chain in chains]
        found[formula.label] = {
            "failure": str(verdict.failure or ""),
            "scenes": verdict.scenes,
            "comparisons": verdict.comparisons,
            "values": values,
        }
    return found


def _values(chain: Any, scene: Any) -> list[list[float]]:
    """Every side of a chain at the first choice of its free indices, as a flat list; empty where a side has no value."""
    evaluator, sides = Evaluator(scene.graph), [chain.first, *(node for _, node in chain.steps)]
    try:
        indices = next(iter(assignments(sides, evaluator)))
    except EvaluationError:
        return []
    found = []
    for side in sides:
        try:
            found.append(np.ravel(np.real(evaluator(side, indices))).astype(float).tolist())
        except EvaluationError:  # an approximation's remainder, or what an update arrow leads to
            found.append([])
    return found
