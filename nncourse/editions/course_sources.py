"""All files from which a course is built, made from the pinned book: solutions by date, letters by the course's notation.

Nothing of the book is copied into the course's repository; this is made anew, in memory, for every build.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from nncourse.cli import CourseError
from nncourse.course_file.model import Course, Solutions
from nncourse.editions.attribution import labels
from nncourse.editions.book_tools import tool
from nncourse.editions.canary import hidden_mark, mark_of
from nncourse.editions.dated import Shown, dated, shown
from nncourse.editions.letters.clashes import problems
from nncourse.editions.letters.tongue import tongue_of
from nncourse.editions.letters.whole import ORIGINALS, TABLE, Letters
from nnlib.exercises import registry

PACKAGE = "nnlib"  # whose answers are shown only when every solution is
ANSWERS = "nnlib/exercises/"
Change = Callable[[str, str], str]


def shown_today(course: Course, today: date, book: Path) -> Shown:
    """Which solutions of the book the course shows today."""
    edition = tool("edition")
    return shown(course, today, edition.tree(book / "book"), book)


def letters_of(course: Course, book: Path) -> Letters | None:
    """What writes the book in the course's notation; None if that is the book's. CourseError names every symbol that cannot be."""
    if wrong := problems(course.notation, book, course.chapters):
        raise CourseError("\n".join(wrong))
    tongue = tongue_of(course.notation)
    return Letters(tongue, book) if tongue is not None else None


def all_shown(course: Course, today: date, book: Path) -> Shown:
    """Every solution, with the book's mark: for instructors."""
    which = shown_today(course, today, book)
    opened = replace(course, solutions=Solutions(default="shown"))
    everything = shown_today(opened, today, book)
    return replace(everything, labels=which.labels | which.hidden, hidden=frozenset(), marked=False)


def in_notation(course: Course, book: Path, exercise_id: str = "") -> Callable[[str], str]:
    """What writes a text of the registry, Markdown with $formulas$, in the course's notation, as the exercise's chapter reads letters."""
    letters = letters_of(course, book)
    if letters is None:
        return lambda text: text
    chapter = registry.entry(exercise_id).chapter if exercise_id else ""
    return letters.writer(chapter).text


def sources(course: Course, today: date, book: Path, which: Shown | None = None) -> dict[str, bytes]:
    """The files below the book's root by path, of all chapters, as the course has them today (or with these solutions)."""
    edition = tool("edition")
    which = shown_today(course, today, book) if which is None else which
    letters = letters_of(course, book)
    files = [book / name for name in edition.COPIED if (book / name).exists()]
    files += [path for folder in edition.FOLDERS for path in edition.tree(book / folder)]
    found = {}
    for path in files:
        name = path.relative_to(book).as_posix()
        content = dated(path, name, which)
        if letters is not None and name.startswith("book/"):
            if path.suffix == ".ipynb":
                found[f"{ORIGINALS}/{path.name}"] = content
            content = letters.page(name, content)
        found[name] = content
    found |= package(book, which, letters.answers if letters is not None else lambda inside, text: text)
    if letters is not None:
        found[TABLE] = letters.table()
    return found


def notation_note(files: Mapping[str, bytes], keys: Iterable[str]) -> str:
    """What a course's sources say of its notation in these chapters, counted; "" if it is the book's."""
    if TABLE not in files:
        return ""
    table = json.loads(files[TABLE])
    counts: Counter[str] = sum((Counter(table["counts"].get(key, {})) for key in keys), Counter[str]())
    return (
        f"notation of {table['name']}: {counts['changed']} formulas rewritten, {counts['the same']} are the same in both, "
        f"{counts['compared']} stand where lectures are compared and keep their letters, {counts['not read']} could not be read and stay"
    )


def package(book: Path, which: Shown, change: Change = lambda inside, text: text) -> dict[str, bytes]:
    """nnlib for the course: with its answers packed as long as one solution is hidden; `change` rewords their texts."""
    edition = tool("edition")
    if which.hidden:
        ids = [name for name, label in labels().items() if label in which.labels]
        packed: dict[str, bytes] = edition.packed_package(book, change, ids)
        return packed
    hidden, open_mark = hidden_mark(), mark_of(PACKAGE)
    files = {}
    for path in edition.tree(book / "nnlib"):
        name = path.relative_to(book).as_posix()
        content = path.read_bytes()
        if name.startswith(ANSWERS) and path.suffix in (".py", ".toml"):
            inside = name.removeprefix(ANSWERS)
            content = change(inside, content.decode("utf-8")).replace(hidden, open_mark).encode("utf-8")
        files[name] = content
    return files
