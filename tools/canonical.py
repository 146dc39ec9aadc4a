"""The one form in which the repository keeps a notebook, so that a difference in git is a difference in the book.

No outputs, no counters, an id for each cell, no metadata of one person's kernel, keys in a fixed order, the mark
of `solutions.py` in every solution. `--write` brings the notebooks into that form; without it, the ones that are not are listed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import solutions

ROOT = Path(__file__).resolve().parent.parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_METADATA = {"errata", "exercise", "jupyter", "lectures", "mystnb", "tags", "widget"}
CELL_ID = re.compile(r"[a-z0-9-]{1,64}")


def lines(source: str | list[str]) -> list[str]:
    return ("".join(source) if isinstance(source, list) else source).rstrip("\n").splitlines(keepends=True)


def canonical_cell(cell: dict[str, Any], place: str) -> dict[str, Any]:
    """The cell as the repository keeps it; raises ValueError where a person has to decide."""
    if not CELL_ID.fullmatch(cell.get("id", "")):
        raise ValueError(f"{place}: a cell's id is 1 to 64 of a-z, 0-9 and '-', got {cell.get('id')!r}")
    unknown = (
        set(cell["metadata"])
        - CELL_METADATA
        - {"scrolled", "collapsed", "ExecuteTime", "execution", "editable", "slideshow", "trusted"}
    )
    if unknown:
        raise ValueError(
            f"{place}, cell '{cell['id']}': unknown metadata {sorted(unknown)}; known are {sorted(CELL_METADATA)}"
        )
    cell = solutions.marked(cell)
    metadata = {key: cell["metadata"][key] for key in sorted(CELL_METADATA & set(cell["metadata"]))}
    kept = {"cell_type": cell["cell_type"], "id": cell["id"], "metadata": metadata, "source": lines(cell["source"])}
    if cell["cell_type"] == "code":
        kept = {**kept, "execution_count": None, "outputs": []}
    return dict(sorted(kept.items()))


def canonical(text: str, place: str) -> str:
    """The canonical text of a notebook."""
    notebook = json.loads(text)
    if notebook.get("nbformat") != 4:
        raise ValueError(f"{place}: expected nbformat 4, got {notebook.get('nbformat')!r}")
    cells = [canonical_cell(cell, place) for cell in notebook["cells"]]
    ids = [cell["id"] for cell in cells]
    if repeated := sorted({name for name in ids if ids.count(name) > 1}):
        raise ValueError(f"{place}: cell ids must differ, these occur twice: {repeated}")
    return (
        json.dumps(
            {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}, indent=1, ensure_ascii=False
        )
        + "\n"
    )


def notebooks() -> list[Path]:
    return sorted(path for path in (ROOT / "book").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="rewrite the files instead of listing them")
    options = parser.parse_args()
    different = 0
    for path in [*notebooks(), *solutions.data_files(ROOT)]:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            wanted = canonical(text, str(path.relative_to(ROOT)))
        else:
            wanted = solutions.marked_data(text)
        if text != wanted:
            different += 1
            if options.write:
                path.write_text(wanted, encoding="utf-8")
            print(("written: " if options.write else "not canonical: ") + str(path.relative_to(ROOT)))
    return 0 if options.write or not different else 1


if __name__ == "__main__":
    sys.exit(main())
