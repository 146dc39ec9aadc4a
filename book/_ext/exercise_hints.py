"""Hints on the page: after each exercise's stub the hints of the registry, each folded.

The notebook holds the stub only; hints have one source, `nnlib.exercises`. A cell that names an unknown exercise stops
the build with the cell's place and the ids there are.
"""

from __future__ import annotations

from typing import Any

import nbformat
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from nnlib.exercises import exercise_ids
from nnlib.exercises.registry import Entry, entry


def hints_markdown(exercise: Entry) -> str:
    """The hints as folded blocks of sphinx-design, with formulas."""
    count = len(exercise.hints)
    blocks = [
        f":::{{dropdown}} Hint {i} of {count}\n:class-container: nn-hint\n\n{text}\n:::"
        for i, text in enumerate(exercise.hints, start=1)
    ]
    return "\n\n".join(blocks)


def insert_hints(app: Sphinx, docname: str, notebook: nbformat.NotebookNode) -> None:
    """Put a cell with the hints after every code cell tagged "exercise"; each cell's exercise must exist."""
    present = {cell.id for cell in notebook.cells}
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        name = cell.metadata.get("exercise")
        if name is None:
            continue
        try:
            exercise = entry(name)
        except ValueError as error:
            known = ", ".join(exercise_ids())
            raise ExtensionError(f"{docname}, cell {cell.id!r}: {error}; known exercises: {known}") from error
        new = f"{cell.id[:58]}-hints"
        if cell.cell_type == "code" and "exercise" in cell.metadata.get("tags", []) and new not in present:
            cells.append(nbformat.v4.new_markdown_cell(hints_markdown(exercise), id=new))
    notebook.cells = cells


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("notebook_source")  # it defines the event
    app.connect("notebook-read", insert_hints)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
