"""Names of an earlier version of the book, read as those of this one, so that a course need not follow a renaming.

The book declares them in `book/_data/renamed.toml`; a name that was changed twice is followed to its last form.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nncourse.cli import CourseError
from nncourse.course_file.located import Items, Table

FILE = Path("book", "_data", "renamed.toml")


@dataclass(frozen=True)
class Renamed:
    """Old name -> the name now, for chapters, exercises and labels."""

    chapters: Mapping[str, str] = field(default_factory=dict)
    exercises: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


def renamed(book: Path) -> Renamed:
    """What the book has renamed so far."""
    try:
        raw = tomllib.loads((book / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Renamed()
    except tomllib.TOMLDecodeError as problem:
        raise CourseError(f"{book / FILE}: {problem}") from None
    return Renamed(*(followed(raw.get(kind, {})) for kind in ("chapters", "exercises", "labels")))


def followed(steps: Mapping[str, str]) -> dict[str, str]:
    """Each old name with its last form.

    >>> followed({"a": "b", "b": "c"})
    {'a': 'c', 'b': 'c'}
    """
    found = {}
    for old in steps:
        name, seen = old, set[str]()
        while name in steps:
            if name in seen:
                raise CourseError(f"{FILE.name} of the book renames '{old}' in a circle")
            seen.add(name)
            name = steps[name]
        found[old] = name
    return found


def rename(data: Table, names: Renamed) -> None:
    """Replace the old names in a course file."""
    _items(data.get("contents", []), names.chapters)
    for meeting in data.get("schedule", []):
        _items(meeting.get("chapters", []), names.chapters)
    for assignment in data.get("assignments", []):
        assignment["exercises"] = _keys(assignment["exercises"], names.exercises)
    solutions = data.get("solutions") or {}
    if solutions.get("exercises"):
        solutions["exercises"] = _keys(solutions["exercises"], {**names.labels, **names.exercises})


def _items(items: Any, names: Mapping[str, str]) -> None:
    for index, item in enumerate(items):
        if isinstance(item, Table):
            _items(item["chapters"], names)
        elif isinstance(items, Items) and item in names:
            items[index] = names[item]


def _keys(table: Table, names: Mapping[str, str]) -> Table:
    """The same table under the new names; an old name beside its new one stays, to be reported as unknown."""
    found = Table(table.line)
    for key, line in table.lines.items():
        new = names.get(key, key)
        name = key if new in table else new
        found.lines[name] = line
        if key in table:
            found[name] = table[key]
    return found
