"""What is written on a folded cell: a solution says so, code that checks one says so, and other code offers itself."""

from __future__ import annotations

from typing import Any

import nbformat
from sphinx.application import Sphinx

SOLUTION = {"show": "Solution", "hide": "Hide the solution"}
CHECK = {"show": "The solution checked in code", "hide": "Hide the check"}


def name_folds(app: Sphinx, docname: str, notebook: nbformat.NotebookNode) -> None:
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "hide-cell" not in tags:
            continue
        words = SOLUTION if "solution" in tags else CHECK
        settings = dict(cell.metadata.get("mystnb", {}))
        settings.update({f"code_prompt_{key}": text for key, text in words.items()})
        cell.metadata["mystnb"] = settings


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("notebook_source")  # it defines the event
    app.connect("notebook-read", name_folds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
