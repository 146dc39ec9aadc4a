"""What the course's extensions know of the full book, from the file that `assemble` has put beside them."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes

HERE = Path(__file__).parent
FILE = HERE / "course.json"
CLASS = "nn-full-book"


@cache
def data() -> dict[str, Any]:
    """The table of the full book's places, its address, and who answers for the course."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def fingerprint() -> str:
    """A hash of the data and of these extensions: pages are read again when either changes."""
    digest = hashlib.sha256()
    for path in [FILE, *sorted(HERE.glob("*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def address(page: str, anchor: str = "") -> str:
    """A place of the full book."""
    return f"{data()['address']}{page}.html" + (f"#{anchor}" if anchor else "")


def link(page: str, anchor: str, says: str, *content: nodes.Node) -> nodes.reference:
    """A link to the full book that says so: in its title, and by its class. Words must stand in the content too."""
    chapter = data()["pages"].get(page, "")
    title = f"In the full book: {says}" + (f", in \u201c{chapter}\u201d" if chapter and chapter != says else "")
    found = nodes.reference("", "", *content, refuri=address(page, anchor), internal=False, reftitle=title)
    found["classes"].append(CLASS)
    return found
