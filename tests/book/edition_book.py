"""A book of two chapters with a solution of every form, each told by a word that occurs nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from small_book import SmallBook
from solutions import MARK

# in a folded code cell, a check of a solution, a block in a notebook, a block on a page, and hidden in a comment
WORDS = ("Quetzalcoatl", "Popocatepetl", "Axolotl", "Xochimilco", "Iztaccihuatl")
CELL, CHECK, BLOCK, PAGE, COMMENT = WORDS


def _cell(kind: str, name: str, source: str, tags: tuple[str, ...] = (), **metadata: Any) -> Any:
    new = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    cell = new(source, id=name)
    cell.metadata.update({**({"tags": list(tags)} if tags else {}), **metadata})
    return cell


STUB = '@exercise("relu")\ndef relu(z):\n    # your code here\n    ...'
SOLUTION = f'# {MARK}\n@exercise("relu")\ndef relu(z):\n    return np.maximum(0, z)\n\n\nassert "{CELL}"  # {COMMENT}'
STATEMENT = "```{exercise} ReLU\n:label: ex-relu\n\nWrite `relu(z)`.\n```"
PROOF = f"""```{{exercise}} A proof
:label: ex-proof

Prove that $z\\le|z|$.
```

```{{solution}} ex-proof
:label: sol-proof
:class: dropdown {MARK}

Both cases are easy: {BLOCK}.
```

After it."""
PAGE_TEXT = f"""# A page

```{{exercise}} Another
:label: ex-another

Show it.
```

:::{{solution}} ex-another
:class: dropdown {MARK}

{PAGE}.
:::
"""
IMPORTS = "import numpy as np\n\nfrom nnlib.exercises import exercise"


def write_chapters(book: SmallBook) -> None:
    """Two chapters: a notebook with both kinds of solution cells and a block, and a page of Markdown with a block."""
    cells = [
        _cell("markdown", "title", "(sec-chapter)=\n# Chapter\n\nA first sentence."),
        _cell("code", "imports", IMPORTS),
        _cell("markdown", "statement", STATEMENT),
        _cell("code", "stub", STUB, ("exercise", "remove-output"), exercise="relu"),
        _cell(
            "code", "solution", SOLUTION, ("solution", "hide-cell"), exercise="relu", jupyter={"source_hidden": True}
        ),
        _cell("code", "check", f"# {MARK}\nassert '{CHECK}'", ("hide-cell",)),
        _cell("markdown", "proof", PROOF),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, book.folder / "book/part/chapter.ipynb")
    (book.folder / "book/part/page.md").write_text(PAGE_TEXT)
    toc = book.folder / "_toc.yml"
    toc.write_text(toc.read_text() + "      - file: book/part/page\n")


def everything(folder: Path) -> str:
    """All text files of a folder in one string."""
    texts = [path.read_text(errors="replace") for path in sorted(folder.rglob("*")) if path.is_file()]
    return "\n".join(texts)
