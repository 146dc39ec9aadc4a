"""The cells of one exercise: its statement, the stub or question, the solution. What assignments in other formats are made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from nncourse.cli import CourseError
from nncourse.editions.attribution import Cell, Reading, label_of, labels, statements_in
from nncourse.editions.book_tools import tool
from nncourse.editions.letters.whole import ORIGINALS


@cache
def _notebooks(book: Path) -> Mapping[str, bytes]:
    """The chapters as the book has them."""
    paths = [path for path in tool("edition").tree(book / "book") if path.suffix == ".ipynb"]
    return {path.relative_to(book).as_posix(): path.read_bytes() for path in paths}


def exercise_cells(
    book: Path, exercise_id: str, sources: Mapping[str, bytes] | None = None
) -> tuple[list[Cell], Cell, list[Cell]]:
    """Statement cells, stub cell and solution cells of an exercise, as the book has them, or as these sources of a course do.

    The stub is the code cell to fill in, or the cell `ask("id")` of a question. A statement shared by several questions
    comes with each of them; its solution too. CourseError if no chapter has such an exercise.
    """
    solutions = tool("solutions")
    label = label_of(exercise_id)
    for name, content in (_notebooks(book) if sources is None else sources).items():
        if not name.endswith(".ipynb") or name.startswith(f"{ORIGINALS}/"):
            continue
        cells = json.loads(content)["cells"]
        stubs = [c for c in cells if _is_stub(c) and c["metadata"].get("exercise") == exercise_id]
        if not stubs:
            continue
        reading, statement, solved = Reading(name), list[Cell](), list[Cell]()
        for cell in cells:
            text = solutions.text_of(cell)
            whose = reading.of_cell(cell)
            if cell["cell_type"] == "markdown":
                stated = stated_in(text, label)
                if stated:
                    statement.append({**cell, "source": stated})
                blocks = [block for block in solutions.blocks(text) if _target(block) == label]
                if blocks:
                    solved.append({**cell, "source": "\n\n".join(blocks)})
            if whose == label and cell["metadata"].get("exercise") in (None, exercise_id):
                solved.append({**cell, "source": text})
        return statement, {**stubs[0], "source": solutions.text_of(stubs[0])}, solved
    known = f"is in the registry but in no chapter of {book}" if exercise_id in labels() else "is unknown"
    raise CourseError(f"the exercise {exercise_id!r} {known}")


def _is_stub(cell: Cell) -> bool:
    return cell["cell_type"] == "code" and "exercise" in cell["metadata"].get("tags", [])


def _target(block: str) -> str:
    return block.split("\n")[0].partition("}")[2].strip()


def stated_in(text: str, label: str) -> str:
    """The `{exercise}` block with this label out of a Markdown text; "" if there is none."""
    lines = text.split("\n")
    for number, found in statements_in(text):
        if found == label:
            fence = lines[number].strip()
            marks = fence[: len(fence) - len(fence.lstrip("`:"))]
            for end in range(number + 1, len(lines)):
                closing = lines[end].strip()
                if closing and set(closing) == {marks[0]} and len(closing) >= len(marks):
                    return "\n".join(lines[number : end + 1])
    return ""
