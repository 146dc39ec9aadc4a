"""Which exercise a solution belongs to: by its block's target, by its cell's metadata, or by the exercise it stands below.

An exercise is told by the label of its statement (`ex-mse`), as several questions of the registry can share one statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nncourse.editions.book_tools import tool

Cell = dict[str, Any]
STATEMENT = re.compile(r"^\s*(?:`{3,}|:{3,})\s*\{exercise(?:-start)?\}")
TARGET = re.compile(r"^(?:`{3,}|:{3,})\{solution(?:-start)?\}[ \t]+(?P<label>\S+)")
LABEL = re.compile(r"^\s*:label:\s*(?P<label>\S+)\s*$")
HEADING = re.compile(r"^#{1,3} ")


class Unattributed(ValueError):
    """A solution of which nobody can tell the exercise: a mistake of the book."""


@dataclass(frozen=True)
class Place:
    """Where a solution stands, for messages."""

    file: str
    cell: str = ""

    def __str__(self) -> str:
        return self.file + (f", cell {self.cell!r}" if self.cell else "")


@cache
def labels() -> Mapping[str, str]:
    """The label of every exercise of the registry, by its id."""
    from nnlib.exercises import registry

    return {name: registry.entry(name).label for name in registry.exercise_ids()}


@cache
def ids_by_label() -> Mapping[str, tuple[str, ...]]:
    """The ids that share one statement."""
    found: dict[str, list[str]] = {}
    for name, label in labels().items():
        found.setdefault(label, []).append(name)
    return {label: tuple(names) for label, names in found.items()}


def label_of(exercise_id: str) -> str:
    """The label of an exercise by its id, also of one that no registry knows."""
    return labels().get(exercise_id, "ex-" + exercise_id.replace("_", "-"))


def options(lines: list[str]) -> Iterator[str]:
    """The option lines of a directive, which follow its first line."""
    for line in lines[1:]:
        if not line.strip().startswith(":"):
            return
        yield line


def statements_in(text: str) -> list[tuple[int, str]]:
    """The exercises stated in a Markdown text: the line of each, and its label."""
    lines = text.split("\n")
    found = []
    for number, line in enumerate(lines):
        if STATEMENT.match(line):
            label = next((m["label"] for o in options(lines[number:]) if (m := LABEL.match(o))), "")
            found.append((number, label))
    return found


def target_of(block: str, place: Place) -> str:
    """The exercise that a `{solution}` block solves."""
    target = TARGET.match(block)
    if target is None:
        raise Unattributed(f"{place}: a solution should name its exercise, got {block.splitlines()[0]!r}")
    return target["label"]


class Reading:
    """Goes through a notebook's cells in order and tells for each solution whose it is."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.above = ""  # the exercise or solution last read in this section

    def of_cell(self, cell: Cell) -> str:
        """The label that the cell's solution belongs to; "" for a cell that is no solution, or one that has blocks of its own."""
        solutions = tool("solutions")
        text = solutions.text_of(cell)
        own = cell["metadata"].get("exercise")
        place = Place(self.file, cell.get("id", ""))
        blocks = solutions.blocks(text) if cell["cell_type"] == "markdown" else []
        if cell["cell_type"] == "markdown":
            self._read(text, blocks, place)
        if not solutions.is_solution(cell) or blocks:
            return ""
        label = label_of(own) if own else self.above
        if not label:
            raise Unattributed(f"{place}: a solution's cell should name its exercise in its metadata or stand below it")
        self.above = label
        return label

    def _read(self, text: str, blocks: list[str], place: Place) -> None:
        """What stands above the next cell."""
        events = list(statements_in(text))
        events += [(number, "") for number, line in enumerate(text.split("\n")) if HEADING.match(line)]
        lines = text.split("\n")
        for block in blocks:
            first = block.split("\n")[0]
            events += [(number, target_of(block, place)) for number, line in enumerate(lines) if line == first]
        for _, label in sorted(events):
            self.above = label


def exercise_names(book: Path) -> tuple[str, ...]:
    """What `solutions: exercises:` of a course can name: every id of the registry, and the statements without one (projects)."""
    found = dict.fromkeys(labels())
    known = set(labels().values())
    for path in tool("edition").tree(book / "book"):
        for _, label in statements_of(path):
            if label and label not in known:
                found[label.removeprefix("ex-").replace("-", "_")] = None
    return tuple(found)


def statements_of(path: Path) -> Iterator[tuple[str, str]]:
    """The exercises stated in a page or notebook: cell id and label."""
    if path.suffix == ".md":
        yield from (("", label) for _, label in statements_in(path.read_text(encoding="utf-8")))
    elif path.suffix == ".ipynb":
        for cell in notebook(path)["cells"]:
            if cell["cell_type"] == "markdown":
                text = tool("solutions").text_of(cell)
                yield from ((cell.get("id", ""), label) for _, label in statements_in(text))


def notebook(path: Path) -> dict[str, Any]:
    """A notebook as data."""
    import json

    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
