"""A submission's files as cells and answers: for each exercise the answer that counts, or why there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nncourse.grading.marks.task import Task
from nncourse.grading.submissions.answers import Candidate, Found, Literal, T, answers_in, chosen
from nncourse.grading.submissions.cells import Cell, Unreadable, cells_of
from nncourse.grading.submissions.python_source import syntax_problem
from nnlib.exercises.model import Exercise
from nnlib.exercises.registry import entry


@dataclass(frozen=True)
class Missing:
    """Why an exercise has no answer: a stable code, a sentence, and what kind of cause it is."""

    code: str
    message: str
    cause: str


@dataclass
class Notebook:
    """One readable file."""

    name: str
    cells: list[Cell]
    found: Found


@dataclass
class Read:
    """All files of a submission, and what could not be read of them."""

    notebooks: list[Notebook] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)

    def function(self, exercise: str) -> tuple[Notebook, Candidate, list[str]] | Missing:
        """The function that counts, with notes about the others."""
        return self._answer(exercise, [(n, c) for n in self.notebooks for c in n.found.functions.get(exercise, [])])

    def literal(self, exercise: str) -> tuple[Notebook, Literal, list[str]] | Missing:
        """The answer that counts of those handed to `check`."""
        return self._answer(exercise, [(n, c) for n in self.notebooks for c in n.found.literals.get(exercise, [])])

    def _answer(self, exercise: str, several: list[tuple[Notebook, T]]) -> tuple[Notebook, T, list[str]] | Missing:
        broken = self._broken(exercise)
        if not several:
            return broken or self._absent(exercise)
        best = chosen([c for _, c in several])
        if not best.complete and broken is not None:
            return broken
        notebook = next(n for n, c in several if c is best)
        notes = []
        if len(several) > 1:
            where = ", ".join(
                f"cell {c.cell}" + (f" of {n.name}" if len(self.notebooks) > 1 else "") for n, c in several
            )
            notes.append(f"{len(several)} answers ({where}); the last complete one counts, that in cell {best.cell}.")
        if broken is not None:
            notes.append(broken.message)
        return notebook, best, notes

    def _broken(self, exercise: str) -> Missing | None:
        """A cell that names the exercise and does not parse."""
        for notebook in reversed(self.notebooks):
            for cell in reversed(notebook.cells):
                if cell.is_python and _names(cell.source, exercise) and (problem := syntax_problem(cell.source)):
                    text = f"Cell {cell.number} names {exercise} and is no Python ({problem}), so it could not be run."
                    return Missing("syntax-error", text[:280], "syntax")
        return None

    def _absent(self, exercise: str) -> Missing:
        for notebook in self.notebooks:
            for cell in notebook.cells:
                if not cell.is_python and _names(cell.source, exercise):
                    what = "a text cell" if cell.why == "text" else "a cell of another language"
                    code = "text-cell" if cell.why == "text" else "another-language"
                    return Missing(
                        code, f"The answer stands in {what} (cell {cell.number}), which Python does not run.", "missing"
                    )
        if self.unreadable and not self.notebooks:
            return Missing(self.unreadable[0].code, str(self.unreadable[0])[:280], "unreadable")
        if not self.notebooks:
            return Missing("nothing-handed-in", "No file was handed in.", "missing")
        damaged = [cell.number for n in self.notebooks for cell in n.cells if cell.why in ("damaged", "too-long")]
        also = f" (Cells that could not be read: {', '.join(map(str, damaged[:5]))}.)" if damaged else ""
        unread = "".join(f" {problem}" for problem in self.unreadable)
        how = f"a function {exercise}" if isinstance(entry(exercise, {}), Exercise) else f'check("{exercise}", answer)'
        return Missing("missing", f"No answer was found: expected {how} in a cell.{also}{unread}"[:280], "missing")


def read(task: Task) -> Read:
    """Read all files of a submission; never raises for what they are."""
    kinds = [(asked.exercise, isinstance(entry(asked.exercise, {}), Exercise)) for asked in task.asked]
    functions, others = [name for name, code in kinds if code], [name for name, code in kinds if not code]
    made = Read()
    for file in task.files:
        try:
            cells = cells_of(file.name, file.content)
        except Unreadable as problem:
            made.unreadable.append(problem)
        else:
            made.notebooks.append(Notebook(file.name, cells, answers_in(cells, functions, others)))
    return made


def to_run(notebook: Notebook, taken: Sequence[Candidate]) -> list[str]:
    """The sources to run, numbered as the cells are (from 0), without the copies that would replace an answer.

    What is not Python is empty. A stub of the same name behind the answer that counts is blanked, its lines stay.
    """
    sources = [cell.source if cell.is_python else "" for cell in notebook.cells]
    for answer in taken:
        for other in notebook.found.functions.get(answer.exercise, []):
            behind = (other.cell, other.first) > (answer.cell, answer.first)
            if behind and other.name == answer.name and not other.complete:
                sources[other.cell - 1] = _without(sources[other.cell - 1], other)
    return sources


def _without(source: str, function: Candidate) -> str:
    lines = source.split("\n")
    start = lines[function.first - 1]
    indent = start[: len(start) - len(start.lstrip())]
    for number in range(function.first - 1, function.last):
        lines[number] = ""
    lines[function.first - 1] = f"{indent}pass"
    return "\n".join(lines)


def _names(source: str, exercise: str) -> bool:
    """Whether a text has the exercise's id, in quotes or as the name of a function."""
    word = re.escape(exercise)
    return (
        re.search(rf"""["']{word}["']|\bdef\s+{word}\b|\b{word}\s*(?:=|<-)\s*(?:lambda|function)""", source) is not None
    )
