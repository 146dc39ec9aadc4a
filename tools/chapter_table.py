"""`docs/chapters.md`: what every chapter holds, counted from its notebook.

`--write` renews the page; without it, the program says whether the page is out of date.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import equations

from nnlib.formula.ledger.contexts import load
from nnlib.formula.ledger.sources import formulas

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "chapters.md"
NOT_WORDS = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|```.*?```|`[^`]*`|\{[\w:-]+\}", re.S)
HEAD = """# What the chapters hold

Counted by `python tools/chapter_table.py --write`. Words are those of the text without formulas, code and exercises; answering exercises are those
that `check` judges, of all exercises of the chapter.

"""


@dataclass
class Row:
    """One chapter in numbers."""

    chapter: str
    words: int = 0
    equations: int = 0
    unchecked: int = 0
    code_cells: int = 0
    exercises: int = 0
    answering: int = 0
    widgets: int = 0
    lecture_entries: int = 0
    errata: int = 0


def row(key: str, path: Path) -> Row:
    """The numbers of one notebook."""
    cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    found, ids = Row(key), {"lectures": set[str](), "errata": set[str]()}
    for cell in cells:
        source, metadata = "".join(cell["source"]), cell["metadata"]
        for name, seen in ids.items():
            seen.update(metadata.get(name, []))
        found.widgets += "widget" in metadata
        if cell["cell_type"] == "code":
            found.code_cells += 1
            found.answering += "exercise" in metadata.get("tags", [])
        else:
            found.words += len(NOT_WORDS.sub(" ", source).split())
            found.exercises += source.count("{exercise}")
    context = equations.CONTEXTS / f"{key}.py"
    displayed = [formula.label for formula in formulas(path) if formula.displayed]
    found.equations = len(displayed)
    found.unchecked = len(set(displayed) - set(load(context).contexts)) if context.exists() else len(displayed)
    found.lecture_entries, found.errata = len(ids["lectures"]), len(ids["errata"])
    return found


def page() -> str:
    """The whole page."""
    rows = [row(key, path) for key, path in equations.chapters()]
    names = [field.name for field in fields(Row)]
    total = Row("together", *(sum(getattr(each, name) for each in rows) for name in names[1:]))
    lines = ["| " + " | ".join(name.replace("_", " ") for name in names) + " |", "|" + " --- |" * len(names)]
    lines += ["| " + " | ".join(f"{getattr(each, name)}" for name in names) + " |" for each in [*rows, total]]
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="rewrite docs/chapters.md")
    wanted = page()
    if parser.parse_args().write:
        PAGE.write_text(wanted, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != wanted:
        print("docs/chapters.md is out of date: python tools/chapter_table.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
