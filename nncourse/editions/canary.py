"""The marks by which a search tells which solutions a folder holds: one for each exercise whose solution is shown.

In the book every solution carries one and the same mark. Where a course shows a solution, it carries a mark of its exercise
instead, so the book's mark in anything published is a leak, and so is the mark of an exercise whose date has not come.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path

from nncourse.editions.book_tools import tool

WORD = "".join(("shown", "solution"))  # in two parts, as this file may be searched too


def hidden_mark() -> str:
    """The mark of every solution in the book's sources."""
    return str(tool("solutions").MARK)


def mark_of(label: str) -> str:
    """The mark of one exercise's solution where a course shows it, e.g. of `ex-mse`; letters and digits alone, fit for a class."""
    return WORD + hashlib.sha256(label.encode("utf-8")).hexdigest()[:12]


def remarked(text: str, label: str) -> str:
    """A solution's text with the mark of its exercise in the place of the book's."""
    return text.replace(hidden_mark(), mark_of(label))


def occurrences(folder: Path, words: Iterable[str], apart: Collection[str] = ()) -> dict[str, list[str]]:
    """In which files below `folder` each word can be found, as a curious reader would look; every file is unpacked once.

    `apart` are folders in it that are not searched, such as Pyodide's: what comes from elsewhere holds no solution.
    """
    search_mark = tool("search_mark")
    wanted = {word: word.lower().encode("ascii") for word in words}
    found: dict[str, list[str]] = {word: [] for word in wanted}
    if not wanted:
        return found
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink() or "node_modules" in path.parts:
            continue
        if any(path.is_relative_to(folder / name) for name in apart):
            continue
        content = path.read_bytes()
        views = [content] if path.suffix == search_mark.PACKED else search_mark.views(content)
        left = dict(wanted)
        for view in views:
            lower = view.lower()
            for word in [word for word, sought in left.items() if sought in lower]:
                del left[word]
                found[word].append(path.relative_to(folder).as_posix())
    return found


def leaks(folder: Path, hidden: Collection[str], apart: Collection[str] = ()) -> list[str]:
    """What a folder should not hold: lines `file: whose solution`. `hidden` are the labels whose solutions are not shown yet."""
    names = {hidden_mark(): "a solution straight from the book"} | {
        mark_of(label): f"the solution of {label}" for label in hidden
    }
    found = occurrences(folder, names, apart)
    return [f"{file}: {names[word]}" for word, files in found.items() for file in files]
