"""A course file against the book it is made from: are its chapters, exercises and symbols there?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from nncourse.course_file.located import Items, Table
from nncourse.course_file.model import Course, Solutions
from nncourse.course_file.shape import nearest

At = Callable[[Any, Any, str], None]
LABEL = re.compile(r":label:\s*(ex-[a-z0-9-]+)")


def chapters(book: Path) -> dict[str, str]:
    """The chapters of the book, in its order: key -> document ("losses" -> "book/one-neuron/losses")."""
    contents = yaml.safe_load((book / "_toc.yml").read_text(encoding="utf-8"))
    files = [entry["file"] for part in contents["parts"] for entry in part["chapters"]]
    return {name.rpartition("/")[2]: name for name in files if (book / f"{name}.ipynb").exists()}


def exercises() -> dict[str, str]:
    """The exercises that answer back: id -> key of the chapter. They are those of the nnlib that runs, which is the book's."""
    import nnlib.exercises  # the exercises register themselves
    from nnlib.exercises.registry import entry

    return {name: entry(name).chapter for name in nnlib.exercises.exercise_ids()}


def labelled(book: Path) -> frozenset[str]:
    """The labels of all exercises of the chapters: those for pencil and paper have a solution too."""
    texts = (book / f"{name}.ipynb" for name in chapters(book).values())
    return frozenset(label for path in texts for label in LABEL.findall(path.read_text(encoding="utf-8")))


def solution_names(book: Path) -> dict[str, tuple[str, ...]]:
    """What `solutions` can name: an exercise's id or its label, with the ids that are meant.

    One for pencil and paper has no id in nnlib; it goes by its label without the prefix (`planted_bug`).
    """
    from nnlib.exercises.registry import entry

    by_label: dict[str, tuple[str, ...]] = {}
    for name in exercises():
        by_label[entry(name).label] = (*by_label.get(entry(name).label, ()), name)
    for label in labelled(book):
        by_label.setdefault(label, (label.removeprefix("ex-").replace("-", "_"),))
    own = {name: (name,) for names in by_label.values() for name in names}
    return {**by_label, **own}


def by_id(solutions: Solutions, book: Path) -> Solutions:
    """The same rules with ids in place of labels."""
    if not solutions.exercises:
        return solutions
    names = solution_names(book)
    return replace(
        solutions, exercises={name: rule for key, rule in solutions.exercises.items() for name in names[key]}
    )


def symbols() -> frozenset[str]:
    r"""The symbols that a course can replace: as the notation table writes them, and their letters (`\delta`)."""
    from nnlib.formula import load_notation

    table = load_notation()
    written = [form for symbol in table.symbols for form in (symbol.latex, symbol.batch_latex) if form]
    letters = [
        found.group() for form in written if (found := re.match(r"(\\[a-zA-Z]+ ?[A-Za-z]?|[A-Za-z])(?=$|[_^])", form))
    ]
    return frozenset([*written, *letters])


def compare(data: Table, course: Course, book: Path, at: At) -> None:
    """Report what the course asks of the book and the book does not have."""
    known = chapters(book)
    _contents(data["contents"], known, course.folder, book, at)
    there = exercises()
    titles = set(course.chapters)
    titles |= {near for key in titles - set(known) if (near := _near(key, known))}  # a misspelt chapter is told once
    for table in data.get("assignments", []):
        for exercise in table["exercises"].lines:
            if exercise not in there:
                at(table["exercises"], exercise, f"unknown exercise '{exercise}'; {_like(exercise, there)}")
            elif there[exercise] not in titles:
                text = f"exercise '{exercise}' belongs to the chapter '{there[exercise]}', which is not in 'contents'"
                at(table["exercises"], exercise, text)
    shown = (data.get("solutions") or {}).get("exercises") or {}
    names = solution_names(book)
    for exercise in getattr(shown, "lines", {}):
        if exercise not in names:
            at(shown, exercise, f"unknown exercise '{exercise}'; {_like(exercise, names)}")
    if course.notation.symbols:
        written = data["notation"]["symbols"]
        for symbol in course.notation.symbols:
            if symbol not in symbols():
                at(written, symbol, f"unknown symbol '{symbol}' of the book; {_like(symbol, symbols())}")


def _contents(items: Any, known: dict[str, str], folder: Path, book: Path, at: At) -> None:
    from nncourse.pinned import changes  # which looks at chapters, too

    for index, item in enumerate(items):
        if isinstance(item, Table):
            _contents(item["chapters"], known, folder, book, at)
        elif isinstance(items, Items) and not ("." in item or "/" in item) and item not in known:
            heir = changes.heir(folder, item, book)
            gone = f"the book has no chapter '{item}' any more; most of what stood in it is now in '{heir}'"
            at(items, index, gone if heir else f"unknown chapter '{item}'; {nearest(item, known, 'chapters')}")


def _near(key: str, known: dict[str, str]) -> str:
    advice = nearest(key, known)
    return advice.split("'")[1] if advice.startswith("did") else ""


def _like(word: str, known: Any) -> str:
    """The nearest match; a list of all would be too long."""
    advice = nearest(word, sorted(known))
    return advice if advice.startswith("did") else "the book's pages name them"
