"""What a new version of the book changes in the chosen chapters, compared with the version that was built last.

The last build leaves its fingerprints in `.nncourse/built.json`; the old version itself need not be there.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nncourse.course_file.model import Course
from nncourse.course_file.renamed import Renamed, renamed
from nncourse.pinned.prints import Labelled, Prints, prints_of

RECORD = Path(".nncourse", "built.json")
ALIKE = 0.6  # of the letters of two labels, for one to be taken for the other's new name
REFERENCE = re.compile(r"\b(?:eq|ex|fig|sec)-[a-z0-9-]*[a-z0-9]")


@dataclass(frozen=True)
class Built:
    """What the last build was made from: the version in words, the chosen chapters, the fingerprints of the whole book."""

    version: str
    chapters: tuple[str, ...]
    prints: Prints


def version(course: Course, book: Path) -> str:
    """The pinned version in words: the reference with its commit, or the folder."""
    return f"{course.book.ref} ({book.name})" if course.book.git else str(course.book.path or book)


def record(course: Course, book: Path) -> None:
    """Remember what was built, for the comparison with the next version."""
    path = course.folder / RECORD
    path.parent.mkdir(exist_ok=True)
    found = {"version": version(course, book), "chapters": list(course.chapters), "prints": prints_of(book).plain()}
    new = path.with_suffix(".new")
    new.write_text(json.dumps(found, indent=0) + "\n", encoding="utf-8")
    new.replace(path)


def last(folder: Path) -> Built | None:
    """The last build, if there was one whose record can be read."""
    try:
        raw: Any = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return Built(raw["version"], tuple(raw["chapters"]), Prints.of_plain(raw["prints"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def told(course: Course, book: Path) -> list[str]:
    """The lines that say what has changed since the last build; none where nothing has, or nothing was built yet."""
    before = last(course.folder)
    if before is None:
        return []
    names, now = renamed(book), prints_of(book)
    known = {names.chapters.get(key, key) for key in before.chapters}  # others are new to the course
    chosen = [key for key in course.chapters if key in known]
    lines = [line for key in chosen for line in _chapter(key, before.prints, now, names, course)]
    lines += _pages(course, before.prints, now, names)
    if not lines:
        return []
    here = version(course, book)
    head = (
        f"The book has changed since the last build ({before.version}, now {here})." if here != before.version else ""
    )
    return [head or "The book has changed since the last build.", *lines]


def heir(folder: Path, key: str, book: Path) -> str:
    """The chapter that has most of what a chapter of the last build had, for one that is gone without an entry in renamed.toml."""
    before = last(folder)
    if before is None or key not in before.prints.titles:
        return ""
    now = prints_of(book, with_tasks=False)
    counts: dict[str, int] = {}
    for label, old in before.prints.labels.items():
        if old.chapter == key and label in now.labels:
            counts[now.labels[label].chapter] = counts.get(now.labels[label].chapter, 0) + 1
    return max(counts, key=counts.__getitem__) if counts else ""


def _chapter(key: str, before: Prints, now: Prints, names: Renamed, course: Course) -> Iterator[str]:
    """What has changed in one chapter, which may have had another name."""
    olds = [old for old, new in names.chapters.items() if new == key and old in before.titles and old not in now.titles]
    old_key = olds[0] if olds else key
    if old_key not in before.titles or key not in now.titles:
        return
    news = []
    if old_key != key:
        news.append(f"the chapter '{old_key}' is now called '{key}'; course.yml may go on with the old name")
    if before.titles[old_key] != now.titles[key]:
        news.append(f"its title was '{before.titles[old_key]}' and is '{now.titles[key]}'")
    names_only = len(news)
    tasks = list(_tasks(old_key, key, before, now, names, course))
    told_of = {now.tasks[name].label for name, _ in tasks if name in now.tasks}
    news += [line for _, line in tasks]
    news += _labels(old_key, key, before, now, names, told_of)
    if len(news) == names_only and before.texts[old_key] != now.texts[key]:
        news.append("its text has changed; no label and no exercise has")
    yield from (f"  {key}: {line}" for line in news)


def _tasks(
    old_key: str, key: str, before: Prints, now: Prints, names: Renamed, course: Course
) -> Iterator[tuple[str, str]]:
    """The exercises that answer back, by id: renamed, changed, moved, gone, new."""
    used = {name: a.id for a in course.assignments for name in a.exercises}
    seen = set()
    for old_name, old in before.tasks.items():
        if old.chapter != old_key:
            continue
        name = names.exercises.get(old_name, old_name) if old_name not in now.tasks else old_name
        seen.add(name)
        where = f", which is in assignment {used[name]}" if name in used else ""
        if name not in now.tasks:
            near = difflib.get_close_matches(old_name, set(now.tasks) - set(before.tasks), 1, ALIKE)
            yield old_name, f"the exercise {old_name} is gone{where}" + (f"; did it become {near[0]}?" if near else "")
            continue
        new = now.tasks[name]
        parts = [part for part in ("statement", "signature", "probes") if getattr(old, part) != getattr(new, part)]
        if name != old_name:
            yield name, f"the exercise {old_name} is now called {name}{where}"
        if new.chapter != key:
            yield name, f"the exercise {name}{where} has moved to the chapter '{new.chapter}'"
        if parts:
            words = [
                f"{old.signature} is now {new.signature}" if part == "signature" else f"its {part} changed"
                for part in parts
            ]
            yield name, f"the exercise {name}{where}: {', '.join(words)}"
    for name, new in now.tasks.items():
        if new.chapter == key and name not in seen and name not in before.tasks:
            yield name, f"the exercise {name} is new"


def _labels(old_key: str, key: str, before: Prints, now: Prints, names: Renamed, told_of: set[str]) -> Iterator[str]:
    """What has a label: renamed, moved, changed, gone. New ones concern no course that exists."""
    for label, old in before.labels.items():
        if old.chapter != old_key:
            continue
        kind = Labelled.kind(label)
        name = new_label(label, before, now, names)
        if not name:
            yield f"the {kind} {label} is gone"
        elif now.labels[name].chapter != key:
            yield f"the {kind} {label} has moved to the chapter '{now.labels[name].chapter}'" + _called(label, name)
        elif name != label:
            yield f"the {kind} {label} is now called {name}"
        elif old.text != now.labels[name].text and label not in told_of:
            yield f"the {kind} {label} has changed"


def _called(label: str, name: str) -> str:
    return f" and is called {name}" if name != label else ""


def new_label(label: str, before: Prints, now: Prints, names: Renamed) -> str:
    """The label's name now: declared by the book, or that of the one new label that says the same; "" if it is gone."""
    if label in now.labels:
        return label
    if names.labels.get(label) in now.labels:
        return names.labels[label]
    text = before.labels[label].text
    same = [
        n
        for n, new in now.labels.items()
        if n not in before.labels and new.text == text and Labelled.kind(n) == Labelled.kind(label)
    ]
    return same[0] if len(same) == 1 else ""


def _pages(course: Course, before: Prints, now: Prints, names: Renamed) -> Iterator[str]:
    """The instructor's own pages that refer to a label which has another name now, or none."""
    for page in course.pages:
        text = (course.folder / page).read_text(encoding="utf-8", errors="replace")
        for label in sorted(set(REFERENCE.findall(text))):
            if label in before.labels and label not in now.labels:
                name = new_label(label, before, now, names)
                yield f"  {page.as_posix()} refers to {label}, which is {f'now {name}' if name else 'gone'}"
