"""The letters of a course that is made from the book: what its pages show, and the book's own formula behind each.

A course's sources are written in its notation already (`nncourse.editions` does so) and have a table that leads back. The book has
no such table: then every formula is the book's, and this changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

TABLE = "book/_data/course_notation.json"
ORIGINALS = "book/_book_letters"  # the chapters in the book's letters, for the checks of equations


@cache
def table(root: str) -> Mapping[str, Any]:
    """The course's table; empty in the book."""
    file = Path(root) / TABLE
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def book_letters(root: str, key: str) -> Mapping[str, str]:
    """The book's formula for each formula within the sentences of a chapter that is not the book's."""
    return table(root).get("letters", {}).get(key, {})


def book_equations(root: str, key: str) -> Mapping[str, str]:
    """The book's form of a chapter's displayed equations that are not the book's, by label."""
    return table(root).get("equations", {}).get(key, {})


def original(root: str, notebook: Path) -> Path:
    """The notebook in the book's letters."""
    kept = Path(root) / ORIGINALS / notebook.name
    return kept if kept.exists() else notebook
