"""Solutions in the sources: what they are, the mark that each carries, and notebooks without them or with them unfolded.

A solution is a cell tagged `solution` or `hide-cell`, or a `{solution}` block within Markdown. The mark is a word that
occurs nowhere else, so that one search shows whether an edition holds a solution.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

# in two parts, as this file may be searched too; nnlib.exercises.packed has it a second time, as notebooks do not see this one
MARK = "".join(("modelsolution", "83c1d7"))
FOLDED = {"solution", "hide-cell"}
FENCE = re.compile(r"^(?P<fence>`{3,}|:{3,})\{solution(?:-start)?\}")
REFERENCE = re.compile(r"\{(?:ref|numref)\}`(?:(?P<text>[^`<]*?)\s*<(?P<named>sol-[\w-]+)>|(?P<bare>sol-[\w-]+))`")
LINK = re.compile(r"\[(?P<text>[^\]]*)\]\(#?(?P<label>sol-[\w-]+)\)")
# what nnlib holds of the answers, below nnlib/exercises; the edition without solutions packs these
DATA = ("definitions/**/*.py", "questions/data/**/*.toml", "questions/values/**/*.py")
PACKED = ("definitions/", "questions/data/", "questions/values/")
OPTION = re.compile(r"^:class:.*$")

Cell = dict[str, Any]


def text_of(cell: Cell) -> str:
    source = cell["source"]
    return "".join(source) if isinstance(source, list) else str(source)


def is_solution(cell: Cell) -> bool:
    """A cell that holds a solution or checks one."""
    return bool(FOLDED & set(cell["metadata"].get("tags", [])))


def _on_blocks(text: str, change: Callable[[list[str]], list[str]]) -> str:
    """Apply `change` to the lines of every `{solution}` block, fences included."""
    made: list[str] = []
    block: list[str] = []
    fence = ""
    for line in text.split("\n"):
        opening = FENCE.match(line)
        if not fence and opening:
            fence, block = opening["fence"], [line]
        elif fence:
            block.append(line)
            closing = line.strip()
            if closing and set(closing) == {fence[0]} and len(closing) >= len(fence):
                made += change(block)
                fence = ""
        else:
            made.append(line)
    if fence:
        raise ValueError(f"a solution block is not closed: {block[0]}")
    return "\n".join(made)


def blocks(text: str) -> list[str]:
    """The `{solution}` blocks of a Markdown text."""
    found: list[str] = []

    def keep(block: list[str]) -> list[str]:
        found.append("\n".join(block))
        return block

    _on_blocks(text, keep)
    return found


def without_links(text: str) -> str:
    """The text with the words of a link to a solution in place of the link."""
    text = REFERENCE.sub(lambda m: m["text"] or "the solution (not in this edition)", text)
    return LINK.sub(lambda m: m["text"] or "the solution (not in this edition)", text)


def remove_from_text(text: str) -> str:
    """Markdown without `{solution}` blocks and without links to them."""
    without = _on_blocks(text, lambda block: [])
    if without != text:
        without = re.sub(r"\n{3,}", "\n\n", without).rstrip("\n") + ("\n" if text.endswith("\n") else "")
    return without_links(without)


def unfold_in_text(text: str) -> str:
    """Markdown whose `{solution}` blocks stand open."""

    def open_block(block: list[str]) -> list[str]:
        return [
            re.sub(r"\s*\bdropdown\b", "", line) if OPTION.match(line) and ":class: dropdown" != line else line
            for line in block
            if line != ":class: dropdown"
        ]

    return _on_blocks(text, open_block)


def _mark_block(block: list[str]) -> list[str]:
    """The mark is a class, which reaches the page's HTML."""
    if any(MARK in line for line in block):
        return block
    for number, line in enumerate(block):
        if OPTION.match(line):
            return [*block[:number], f"{line} {MARK}", *block[number + 1 :]]
    return [block[0], f":class: {MARK}", *block[1:]]


def marked(cell: Cell) -> Cell:
    """The cell with the mark in every solution it holds."""
    text = text_of(cell)
    if cell["cell_type"] == "markdown":
        text = _on_blocks(text, _mark_block)
        if is_solution(cell) and MARK not in text:
            text = f"% {MARK}\n\n{text}"
    elif is_solution(cell) and MARK not in text:
        text = f"# {MARK}\n{text}"
    return {**cell, "source": text}


def unmarked(cell: Cell) -> bool:
    """Whether a solution in this cell lacks its mark."""
    text = text_of(cell)
    if cell["cell_type"] == "markdown" and any(MARK not in block for block in blocks(text)):
        return True
    return is_solution(cell) and MARK not in text


def student_notebook(text: str) -> str:
    """A notebook without solutions: their cells, their blocks, the links to them."""
    notebook = json.loads(text)
    kept = [cell for cell in notebook["cells"] if not is_solution(cell)]
    for cell in kept:
        if cell["cell_type"] == "markdown":
            cell["source"] = remove_from_text(text_of(cell))
    # a cell that held nothing but a solution
    notebook["cells"] = [c for c in kept if c["cell_type"] != "markdown" or c["source"].strip()]
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def instructor_notebook(text: str) -> str:
    """A notebook whose solutions stand open, on the page and in JupyterLab."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = unfold_in_text(text_of(cell))
        if is_solution(cell):
            cell["metadata"]["tags"] = [tag for tag in cell["metadata"]["tags"] if tag != "hide-cell"]
            cell["metadata"].pop("jupyter", None)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def data_files(root: Path) -> list[Path]:
    """The files of nnlib under `root` that hold answers."""
    exercises = root / "nnlib" / "exercises"
    return sorted(path for pattern in DATA for path in exercises.glob(pattern) if path.name != "__init__.py")


def marked_data(text: str) -> str:
    """The text of such a file with the mark in a comment: below a module's docstring, at the top of a table."""
    if MARK in text:
        return text
    opening, quotes, rest = text.partition('"""')
    if quotes and not opening.strip():
        docstring, quotes, rest = rest.partition('"""\n')
        return f'"""{docstring}{quotes}# {MARK}\n{rest}'
    return f"# {MARK}\n{text}"
