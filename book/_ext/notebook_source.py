"""From a notebook to its page: the stored source meets the outputs of its last run, then each concern adds its part.

Sphinx reads the repository's notebook, which has no outputs. Here the outputs of the executed copy are put into its cells,
and the event "notebook-read" (app, docname, notebook) lets other extensions work on the cells before MyST parses them.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import nbformat
from execution import executed_path
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError


def merge_outputs(source: nbformat.NotebookNode, executed: nbformat.NotebookNode) -> None:
    """Copy outputs and execution counts from `executed` into the cells of `source` that carry the same id."""
    outputs = {cell.id: cell for cell in executed.cells if cell.cell_type == "code"}
    for cell in source.cells:
        if cell.cell_type == "code" and cell.id in outputs:
            cell.outputs = outputs[cell.id].outputs
            cell.execution_count = outputs[cell.id].execution_count


def read_notebook(app: Sphinx, docname: str, content: list[str]) -> None:
    path = Path(app.env.doc2path(docname))
    if path.suffix != ".ipynb":
        return
    try:
        notebook = nbformat.reads(content[0], as_version=4)
    except Exception as error:
        raise ExtensionError(f"{path} is not a notebook that nbformat can read: {error}") from error
    executed = executed_path(app, docname)
    if executed.exists():
        merge_outputs(notebook, nbformat.read(executed, as_version=4))
    app.emit("notebook-read", docname, notebook)
    # myst-nb counts cells from 1 and writes a warning's line as 10000 * cell + line
    cells: dict[str, list[str]] = app.env.__dict__.setdefault("nn_cell_ids", {})
    cells[docname] = [cell.id for cell in notebook.cells]
    content[0] = nbformat.writes(notebook)


def name_cell(location: str, cells_of: dict[str, list[str]]) -> str:
    """Turn "…/losses.ipynb:30002" into "…/losses.ipynb, cell 'kl-definition' (number 3), line 2"."""
    match = re.fullmatch(r"(?P<path>.*?)(?P<name>[^/\\]+)\.ipynb:(?P<line>\d+)", location)
    if not match:
        return location
    number, line = divmod(int(match["line"]), 10000)
    for docname, cells in cells_of.items():
        if docname.split("/")[-1] == match["name"] and 1 <= number <= len(cells):
            return f"{match['path']}{match['name']}.ipynb, cell '{cells[number - 1]}' (number {number}), line {line}"
    return location


class NameCells(logging.Filter):
    """Puts the cell into the place of each of Sphinx's warnings."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self.app = app

    def filter(self, record: logging.LogRecord) -> bool:
        location = getattr(record, "location", None)
        env = getattr(self.app, "env", None)
        if isinstance(location, str) and env is not None:
            record.location = name_cell(location, env.__dict__.get("nn_cell_ids", {}))
        return True


def name_cells_in_warnings(app: Sphinx) -> None:
    for handler in logging.getLogger("sphinx").handlers:
        # after Sphinx's own filters, which turn a node into "path:line"
        handler.addFilter(NameCells(app))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_event("notebook-read")
    app.connect("builder-inited", name_cells_in_warnings)
    app.connect("source-read", read_notebook)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
