"""What the book says of its widgets, from nnlib/widgets/gallery.toml: number, title, chapter, what to try, how tall."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass

from nnlib.widgets.bundle import HERE

FILE = HERE / "gallery.toml"


@dataclass(frozen=True)
class Entry:
    """One widget of the gallery; ``room`` is its height in rem on a wide page and on a phone."""

    name: str
    number: int
    title: str
    chapter: str
    attempt: str
    room: tuple[float, float]


@functools.cache
def entries() -> dict[str, Entry]:
    """The widgets in the order of their numbers, by name; a KeyError names what an entry lacks."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["widget"]
    found = [Entry(r["name"], r["number"], r["title"], r["chapter"], r["try"], tuple(r["room"])) for r in rows]
    return {entry.name: entry for entry in sorted(found, key=lambda entry: entry.number)}


def room_style(name: str) -> str:
    """The room that is kept free for a widget until its script has come; nothing if it is not known."""
    entry = entries().get(name)
    return f"--nnw-room: {entry.room[0]:g}rem; --nnw-narrow: {entry.room[1]:g}rem" if entry else ""
