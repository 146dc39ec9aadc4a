"""A chapter that leaves the book as a notebook: its solutions folded, and in front a cell that installs nnlib if need be.

On Colab or Binder, or on the reader's own machine, the package comes as the wheel that the site itself serves. Where nnlib
is there already the cell does nothing. Only the standard library is used, so that a workflow needs no environment for it.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

CELL_ID = "install-nnlib"
FOLDED = "hide-cell"  # the tag of code that a page shows on demand only: solutions, above all
PLACEHOLDER_OWNERS = {"example"}  # of _config.yml, until somebody publishes a copy
WHEELS = "_static/live"  # where the site serves the wheel


def published(site: str, repository: str) -> bool:
    """Whether both addresses are somebody's: the placeholders of _config.yml lead nowhere."""
    host, parts = urlsplit(site).netloc, urlsplit(repository)
    owner = parts.path.strip("/").split("/")[0]
    return bool(host and parts.netloc) and not (PLACEHOLDER_OWNERS & {owner, host.removesuffix(".github.io")})


def requirement(site: str, wheel: str) -> str:
    """What pip is to install: nnlib with its widgets and exercises, from the site."""
    return f"nnlib[exercises,widgets] @ {site.rstrip('/')}/{WHEELS}/{wheel}"


def source(site: str, wheel: str) -> str:
    """The cell's text."""
    return (
        "# Only for notebooks that have left the book: where nnlib, the book's package, is missing, this installs it.\n"
        "try:\n"
        "    import nnlib\n"
        "except ModuleNotFoundError:\n"
        f'    %pip install --quiet "{requirement(site, wheel)}" matplotlib\n'
    ).rstrip("\n")


def folded(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with the code that its page folds, folded in the way of JupyterLab."""
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and FOLDED in cell["metadata"].get("tags", []):
            cell = {**cell, "metadata": {**cell["metadata"], "jupyter": {"source_hidden": True}}}
        cells.append(cell)
    return {**notebook, "cells": cells}


def with_install_cell(notebook: dict[str, Any], site: str, wheel: str) -> dict[str, Any]:
    """The notebook with the cell in front of all others."""
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": CELL_ID,
        "metadata": {},
        "outputs": [],
        "source": source(site, wheel),
    }
    return {**notebook, "cells": [cell, *notebook["cells"]]}


def written(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
