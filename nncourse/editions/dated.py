"""Solutions by date: a page or a notebook with the solutions that are shown today, and no trace of the others.

What is hidden is taken out of the sources, so that nothing made from them can hold it: the site, the search index, the
downloads, the exports. A link to a hidden solution becomes words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from nncourse.course_file.model import Course
from nncourse.editions.attribution import LABEL as LABEL_LINE
from nncourse.editions.attribution import Place, Reading, Unattributed, ids_by_label, label_of, options, target_of
from nncourse.editions.book_tools import tool
from nncourse.editions.canary import remarked

NOT_HERE = "the solution (not shown yet)"


@dataclass(frozen=True)
class Shown:
    """Which solutions are shown: of these exercises, by label; `links` are the labels of the solutions themselves."""

    labels: frozenset[str]
    links: frozenset[str]
    hidden: frozenset[str]
    marked: bool = True  # whether a solution that is shown gets the mark of its exercise

    def mark(self, text: str, label: str) -> str:
        """A solution's text with the mark that it carries here."""
        return remarked(text, label) if self.marked else text


def visible(course: Course, label: str, today: date) -> bool:
    """Whether the solution of the exercise with this label is shown.

    A statement shared by several questions counts by its own name (`sum_or_mean`), or else once all of them are shown.
    """
    names = ids_by_label().get(label, ())
    own = label.removeprefix("ex-").replace("-", "_")
    named = [name for name in (own, label) if name in course.solutions.exercises]
    if named:
        return course.solutions.visible(named[0], today)
    return all(course.solutions.visible(name, today) for name in names or (own,))


def shown(course: Course, today: date, files: Iterable[Path], root: Path) -> Shown:
    """Which of the solutions in these files are shown today."""
    found: dict[str, set[str]] = {}
    for path in files:
        for label, links in solved_in(path, path.relative_to(root).as_posix()).items():
            found.setdefault(label, set()).update(links)
    open_ones = {label for label in found if visible(course, label, today)}
    links = {link for label in open_ones for link in found[label]}
    return Shown(frozenset(open_ones), frozenset(links), frozenset(set(found) - open_ones))


def solved_in(path: Path, name: str) -> dict[str, set[str]]:
    """The exercises that a file solves, each with the labels of its solutions. Unattributed names a solution that is nobody's."""
    solutions = tool("solutions")
    found: dict[str, set[str]] = {}

    def note(text: str, place: Place) -> None:
        for block in solutions.blocks(text):
            own = {m["label"] for line in options(block.split("\n")) if (m := LABEL_LINE.match(line))}
            found.setdefault(target_of(block, place), set()).update(own)

    text = path.read_text(encoding="utf-8") if path.suffix in (".md", ".ipynb") else ""
    if path.suffix == ".md":
        note(text, Place(name))
    elif path.suffix == ".ipynb":
        reading = Reading(name)
        for cell in json.loads(text)["cells"]:
            label = reading.of_cell(cell)
            if cell["cell_type"] == "markdown":
                note(solutions.text_of(cell), Place(name, cell.get("id", "")))
            if label:
                found.setdefault(label, set())
    return found


def dated_text(text: str, which: Shown, place: Place) -> str:
    """Markdown with the solutions that are shown."""
    solutions = tool("solutions")

    def change(block: list[str]) -> list[str]:
        label = target_of("\n".join(block), place)
        return which.mark("\n".join(block), label).split("\n") if label in which.labels else []

    changed: str = solutions._on_blocks(text, change)
    if len(solutions.blocks(changed)) < len(solutions.blocks(text)):
        changed = re.sub(r"\n{3,}", "\n\n", changed).rstrip("\n") + ("\n" if text.endswith("\n") else "")
    return without_links(changed, which.links)


def without_links(text: str, shown_links: Collection[str]) -> str:
    """The text with words in the place of links to solutions that are not shown."""
    solutions = tool("solutions")

    def words(match: re.Match[str]) -> str:
        parts = match.groupdict()
        label = parts.get("named") or parts.get("bare") or parts.get("label") or ""
        return match[0] if label in shown_links else (parts.get("text") or NOT_HERE)

    linked: str = solutions.REFERENCE.sub(words, text)
    return str(solutions.LINK.sub(words, linked))


def dated_notebook(text: str, which: Shown, name: str) -> str:
    """A notebook with the solutions that are shown."""
    solutions = tool("solutions")
    notebook = json.loads(text)
    reading, kept = Reading(name), list[dict[str, Any]]()
    for cell in notebook["cells"]:
        label = reading.of_cell(cell)
        before = solutions.text_of(cell)
        if label and label not in which.labels:
            continue
        if cell["cell_type"] == "markdown":
            after = dated_text(before, which, Place(name, cell.get("id", "")))
            if not after.strip() and before.strip():
                continue  # it held nothing but a solution
            cell = cell if after == before else {**cell, "source": after}
        if label:
            cell = {**cell, "source": which.mark(solutions.text_of(cell), label)}
        kept.append(cell)
    notebook["cells"] = kept
    return str(json.dumps(notebook, indent=1, ensure_ascii=False)) + "\n"


def dated(path: Path, name: str, which: Shown) -> bytes:
    """What stands in a course's sources for a file of the book."""
    changes: Mapping[str, Callable[[str], str]] = {
        ".ipynb": lambda text: dated_notebook(text, which, name),
        ".md": lambda text: dated_text(text, which, Place(name)),
    }
    if path.suffix not in changes:
        return path.read_bytes()
    return changes[path.suffix](path.read_text(encoding="utf-8")).encode("utf-8")


__all__ = ["Shown", "Unattributed", "dated", "dated_notebook", "dated_text", "label_of", "shown", "visible"]
