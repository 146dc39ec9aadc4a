"""Every answer that the book lists, right or wrong, of every exercise, as the lines of a notebook that hand it in.

Functions come from the tests of the exercises and from the registry by import; answers to questions are literals.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "exercises"))

from exercise_answers import RIGHT, WRONG  # noqa: E402

from nncourse import editions  # noqa: E402
from nnlib.exercises import exercise_ids  # noqa: E402
from nnlib.exercises.questions.derive import Derive  # noqa: E402
from nnlib.exercises.questions.find import Find  # noqa: E402
from nnlib.exercises.questions.predict import Predict, number_of  # noqa: E402
from nnlib.exercises.questions.prove import Prove  # noqa: E402
from nnlib.exercises.registry import entry, get  # noqa: E402

IMPORTS = "import numpy as np\n\nimport nnlib as nn\n"  # what every notebook begins with
STUB = "stub"  # the answer of whoever leaves the cell as it is


@dataclass(frozen=True)
class Listed:
    """An answer: what binds it to its name in a notebook (`STUB` for the untouched cell), and whether it is right."""

    exercise: str
    source: str
    right: bool


def answers(name: str) -> list[Listed]:
    """All listed answers to one exercise: the stub, the right ones, the wrong ones."""
    found = entry(name)
    given = _functions(name) if found.kind == "code" else _literals(found)
    return [Listed(name, STUB, False), *(Listed(name, source, right) for source, right in given)]


def all_answers() -> dict[str, list[Listed]]:
    """By exercise."""
    return {name: answers(name) for name in exercise_ids()}


def _functions(name: str) -> Iterator[tuple[str, bool]]:
    yield book_solution(name), True
    yield f'from nnlib.exercises.registry import get\n{name} = get("{name}").reference', True
    for number, _ in enumerate(RIGHT[name]):
        yield f'from exercise_answers import RIGHT\n{name} = RIGHT["{name}"][{number}]', True
    for number, row in enumerate(WRONG):
        if row[0] == name:
            yield f"from exercise_answers import WRONG\n{name} = WRONG[{number}][1]", False
    for number, _ in enumerate(get(name).misconceptions):
        yield f'from nnlib.exercises.registry import get\n{name} = get("{name}").misconceptions[{number}].wrong', False


def book_solution(name: str) -> str:
    """The function of the chapter's solution, with the imports of its cell."""
    for cell in editions.exercise_cells(ROOT, name)[2]:
        if cell["cell_type"] == "code" and f"def {name}(" in cell["source"]:
            tree = ast.parse(cell["source"])
            kept = [s for s in tree.body if isinstance(s, ast.FunctionDef | ast.Import | ast.ImportFrom)]
            return "\n\n".join(ast.get_source_segment(cell["source"], s) or "" for s in kept)
    raise LookupError(f"the chapter has no solution of {name}")


def _literals(question: Any) -> Iterator[tuple[str, bool]]:
    for answer, right in _answers(question):
        yield f"{question.id} = {answer!r}", right


def _answers(question: Any) -> Iterator[tuple[Any, bool]]:
    if isinstance(question, Derive):
        yield question.right, True
        yield from ((mistake.formula, False) for mistake in question.mistakes)
    elif isinstance(question, Find):
        letter = next((fault.key for fault in question.faults if fault.right), "")
        for number in range(1, len(question.lines) + 1):
            yield f"{number}{letter}", number == question.fault
        yield from ((f"{question.fault}{fault.key}", False) for fault in question.faults if not fault.right)
    elif isinstance(question, Prove):
        reasons = {step.key: step.reasons[0] if step.reasons else "" for step in question.steps}
        proof = [key + reasons[key] for key in question.model]
        yield " ".join(proof), True
        yield " ".join(reversed(proof)), False
        yield " ".join(proof[:-1]), False
        yield " ".join(step.key for step in question.steps), False
    else:
        assert isinstance(question, Predict)
        yield from _predictions(question)


def _predictions(question: Predict) -> Iterator[tuple[Any, bool]]:
    if question.form == "number":
        yield number_of(question.right), True
        yield from ((number_of(value), False) for value, _ in question.wrong)
        yield number_of(question.right) * 3 + 7, False
    elif question.form == "shape":
        yield question.right, True
        yield from ((value, False) for value, _ in question.wrong)
        yield (97, 89), False
    elif question.form == "order":
        order = sorted(question.choices, key=lambda choice: question.direction * number_of(choice.rank))
        yield " ".join(choice.key for choice in order), True
        yield " ".join(choice.key for choice in reversed(order)), False
    else:
        yield " ".join(choice.key for choice in question.choices if choice.right), True
        yield from ((choice.key, False) for choice in question.choices if not choice.right)
