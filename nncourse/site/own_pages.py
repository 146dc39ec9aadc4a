"""The instructor's own pages in the tree that the course is built from, with the files that they name.

A picture or a data file comes along if a page's text names it by its path from the page. Notebooks are brought into today's
format and lose their outputs: the build runs them like the book's.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat

from nncourse.cli import CourseError
from nncourse.course_file.model import Course, Page
from nncourse.site.selection import OWN, own_name

NAMED = re.compile(r"[^\s\"'`()<>\[\]{}|*?]+\.\w+")
HEADING = re.compile(r"^#\s+\S", re.M)
LARGEST = 50_000_000  # bytes of a file that comes along


def files(course: Course) -> dict[str, bytes]:
    """All own pages and what they name, by path below the tree; raises CourseError with what a page lacks."""
    found: dict[str, bytes] = {}
    pages = [entry for part in course.contents for entry in part.entries if isinstance(entry, Page)]
    for page in pages:
        path = course.folder / page.path
        text = _text(path, page.path)
        content = _notebook(text, page.path) if page.path.suffix == ".ipynb" else text
        words = _words(content) if page.path.suffix == ".ipynb" else content
        if not HEADING.search(_words(content, "markdown") if page.path.suffix == ".ipynb" else content):
            raise CourseError(f"{page.path}: expected a heading '# Title', which is the page's name in the contents")
        found[own_name(page) + page.path.suffix] = content.encode("utf-8")
        for inside in _named(words, path.parent, course.folder):
            if inside not in {other.path for other in pages}:
                found[f"{OWN}/{inside.as_posix()}"] = (course.folder / inside).read_bytes()
    return found


def _text(path: Path, name: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(f"{name}: expected a page at {path}, got no file") from None
    except UnicodeDecodeError as problem:
        raise CourseError(f"{name}: expected text in UTF-8, got byte {problem.object[problem.start]:#x}") from None


def _notebook(text: str, name: Path) -> str:
    """The notebook in today's format, without outputs; each cell has an id, the same in every build."""
    try:
        notebook: Any = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    except Exception as problem:
        raise CourseError(f"{name}: expected a notebook that nbformat can read, got: {problem}") from None
    given = [cell.get("id") for cell in json.loads(text).get("cells", [])]
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell["id"] = (given[number] if number < len(given) else None) or f"cell-{number + 1}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _words(notebook: str, kind: str = "") -> str:
    """The text of a notebook's cells, or of those of one kind."""
    cells = json.loads(notebook)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if kind in ("", cell["cell_type"]))


def _named(text: str, folder: Path, root: Path) -> list[Path]:
    """The files below `root` that a text names, as paths from there. Nothing hidden, nothing that was built."""
    found = []
    for name in dict.fromkeys(NAMED.findall(text)):
        path = (folder / unquote(name)).resolve()
        if not path.is_relative_to(root.resolve()) or not path.is_file() or path.stat().st_size > LARGEST:
            continue
        inside = path.relative_to(root.resolve())
        if not any(part.startswith((".", "_build")) for part in inside.parts) and inside.name != "course.yml":
            found.append(inside)
    return found
