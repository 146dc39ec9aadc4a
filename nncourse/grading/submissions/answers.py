"""Where the answers are: by the exercise's id and the function's name, in any cell, never by position.

A function answers an exercise if it stands below `@exercise("id")`, is handed to `check("id", name)`, or has the exercise's name. Of several the
last complete one in the order of the cells counts. Other kinds of exercise are answered by `check("id", literal)`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from nncourse.grading.submissions.cells import Cell
from nncourse.grading.submissions.literals import NoLiteral, value_of
from nncourse.grading.submissions.python_source import tree_of

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Candidate:
    """A function that answers an exercise; lines are numbered from 1 within the cell."""

    exercise: str
    cell: int
    name: str
    first: int
    last: int
    complete: bool


@dataclass(frozen=True)
class Literal:
    """What was handed to `check`; `trouble` says why it could not be read without running the cell."""

    exercise: str
    cell: int
    value: Any
    trouble: str = ""

    @property
    def complete(self) -> bool:
        return not self.trouble and self.value is not None and self.value is not Ellipsis and self.value != ""


@dataclass
class Found:
    """All that answers something in one file, by exercise, in the order of the cells."""

    functions: dict[str, list[Candidate]] = field(default_factory=dict)
    literals: dict[str, list[Literal]] = field(default_factory=dict)


def answers_in(cells: Sequence[Cell], functions: Sequence[str], others: Sequence[str]) -> Found:
    """The candidates for exercises that ask for a function, and for the `others`."""
    trees = [(cell, tree) for cell in cells if cell.is_python and (tree := tree_of(cell.source)) is not None]
    found = Found()
    names = _names(trees, functions)
    assigned: dict[str, list[Literal]] = {}
    known: dict[str, ast.expr] = {}  # what a name was set to last, as it stands in the source
    for cell, tree in trees:
        for statement in _top_level(tree.body):
            for exercise, candidate in _candidates(statement, names, cell):
                found.functions.setdefault(exercise, []).append(candidate)
            for exercise, literal in _literals(statement, others, known, cell):
                found.literals.setdefault(exercise, []).append(literal)
            if (
                isinstance(statement, ast.Assign)
                and len(statement.targets) == 1
                and isinstance(statement.targets[0], ast.Name)
            ):
                name = statement.targets[0].id
                known[name] = statement.value
                if name in others:
                    assigned.setdefault(name, []).append(_literal(name, statement.value, cell))
    for name, several in assigned.items():  # `sum_or_mean = "a"` counts where the check below it has been deleted
        found.literals.setdefault(name, several)
    return found


T = TypeVar("T", Candidate, Literal)


def chosen(candidates: Sequence[T]) -> T:
    """The last complete one, or the last one if none is."""
    return next((c for c in reversed(candidates) if c.complete), candidates[-1])


def _top_level(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when the cell runs, those within if, try, with and loops too."""
    for statement in body:
        yield statement
        if isinstance(statement, (ast.If, ast.Try, ast.With, ast.For, ast.While)):
            for part in ("body", "orelse", "finalbody"):
                yield from _top_level(getattr(statement, part, []))
            for handler in getattr(statement, "handlers", []):
                yield from _top_level(handler.body)


def _names(trees: Sequence[tuple[Cell, ast.Module]], functions: Sequence[str]) -> dict[str, list[str]]:
    """The exercises that a function of this name answers: its own, and those whose check was given that name."""
    names = {exercise: [exercise] for exercise in functions}
    for _, tree in trees:
        for statement in _top_level(tree.body):
            for exercise, argument in _checks(statement, functions):
                if isinstance(argument, ast.Name):
                    names.setdefault(argument.id, []).append(exercise)
    return {name: list(dict.fromkeys(exercises)) for name, exercises in names.items()}


def _candidates(statement: ast.stmt, names: Mapping[str, Sequence[str]], cell: Cell) -> Iterator[tuple[str, Candidate]]:
    if isinstance(statement, Function):
        decorated = [id for entry in statement.decorator_list if (id := _id_of(entry, "exercise")) is not None]
        first = min([statement.lineno, *(entry.lineno for entry in statement.decorator_list)])
        complete = not is_stub(statement)
        # the decorator says what is answered; without one the name does
        known = {exercise for several in names.values() for exercise in several}
        for exercise in [id for id in decorated if id in known] or ([] if decorated else names.get(statement.name, [])):
            yield (
                exercise,
                Candidate(exercise, cell.number, statement.name, first, statement.end_lineno or first, complete),
            )
    elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Lambda):
        for target in [each for each in statement.targets if isinstance(each, ast.Name)]:
            for exercise in names.get(target.id, []):
                last = statement.end_lineno or statement.lineno
                complete = not _is_nothing(statement.value.body)
                yield exercise, Candidate(exercise, cell.number, target.id, statement.lineno, last, complete)


def _literals(
    statement: ast.stmt, exercises: Sequence[str], known: Mapping[str, ast.expr], cell: Cell
) -> Iterator[tuple[str, Literal]]:
    for exercise, argument in _checks(statement, exercises):
        if isinstance(argument, ast.Name) and argument.id in known:
            argument = known[argument.id]
        yield exercise, _literal(exercise, argument, cell)


def _literal(exercise: str, argument: ast.expr, cell: Cell) -> Literal:
    try:
        return Literal(exercise, cell.number, value_of(argument))
    except NoLiteral as problem:
        return Literal(exercise, cell.number, None, str(problem))


def _checks(statement: ast.stmt, exercises: Sequence[str]) -> Iterator[tuple[str, ast.expr]]:
    """The calls `check("id", argument)` of one statement, in their order; not those within functions."""
    if isinstance(statement, (ast.Expr, ast.Assign, ast.AnnAssign, ast.Assert)):
        calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
        for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
            exercise = _id_of(call, "check")
            given = [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "answer")]
            if exercise is not None and exercise in exercises and given:
                yield exercise, given[0]


def _id_of(node: ast.expr, function: str) -> str | None:
    """The id in `exercise("id")`, `nnlib.exercises.exercise("id")` or, under another name, the only text of a decorator."""
    if not isinstance(node, ast.Call):
        return None
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if function == "check" and called != "check":
        return None
    given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "exercise_id")]
    if given and isinstance(given[0], ast.Constant) and isinstance(given[0].value, str):
        return given[0].value
    return None


def is_stub(function: Function) -> bool:
    """True for a body of a docstring, `...`, `pass`, `return None` or `raise NotImplementedError` alone."""
    return all(map(_idle, function.body))


def _idle(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Return):
        return statement.value is None or _is_nothing(statement.value)
    if isinstance(statement, ast.Raise):
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return False


def _is_nothing(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and (value.value is None or value.value is Ellipsis)
