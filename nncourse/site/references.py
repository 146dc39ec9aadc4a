"""Where everything of the full book stands: label -> page, anchor, kind, number and title.

The table comes from one reading of the full book by Sphinx (`full_book`), which takes half a minute, and is kept beside the
book under a hash of what it was made from. A course asks it for whatever it has left out.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nncourse.cli import CourseError

CACHE = Path("_build") / ".course"  # below the book's root
INPUTS = ("_config.yml", "_toc.yml")
FOLDERS = {"book": {".ipynb", ".md", ".toml"}, "book/_ext": {".py"}, "nnlib/widgets": {".toml"}}


@dataclass(frozen=True)
class Target:
    """A place of the full book; `kind` is section, equation, figure, table or exercise, `number` is "" for a section."""

    page: str
    anchor: str
    kind: str
    number: str
    title: str

    def address(self, url: str) -> str:
        """The link to it, where the full book is published at `url`."""
        return page_address(url, self.page) + (f"#{self.anchor}" if self.anchor else "")


@dataclass(frozen=True)
class Table:
    """What a reading of the full book found; pages are named as in its table of contents (`book/one-neuron/losses`)."""

    raw: Mapping[str, Any]

    @cached_property
    def targets(self) -> dict[str, Target]:
        """All labels."""
        return {label: Target(*found) for label, found in self.raw["targets"].items()}

    @property
    def order(self) -> list[str]:
        """The pages in the order of the contents, the first page first."""
        return list(self.raw["order"])

    @property
    def pages(self) -> dict[str, str]:
        """Their titles."""
        return dict(self.raw["pages"])

    @property
    def uses(self) -> dict[str, dict[str, int]]:
        """For each page the labels it refers to, with how often."""
        return dict(self.raw["uses"])

    @property
    def needs(self) -> dict[str, list[str]]:
        """For each chapter the labels that it names under "What it needs"."""
        return dict(self.raw["needs"])

    @property
    def widgets(self) -> dict[str, list[str]]:
        """The widgets of each notebook."""
        return dict(self.raw["widgets"])

    @property
    def cites(self) -> frozenset[str]:
        """The pages that cite a work."""
        return frozenset(self.raw["cites"])

    def by_key(self) -> dict[str, str]:
        """The pages by the last part of their names, by which `course.yml` calls chapters."""
        return {page.split("/")[-1]: page for page in self.order}


def page_address(url: str, page: str) -> str:
    """The address of a page of the full book."""
    return f"{url.rstrip('/')}/{page}.html"


def _files(book: Path) -> Iterator[Path]:
    yield from (book / name for name in INPUTS)
    for folder, suffixes in FOLDERS.items():
        yield from sorted(p for p in (book / folder).rglob("*") if p.suffix in suffixes and "/." not in p.as_posix())
    yield Path(__file__).with_name("full_book.py")


def key(book: Path) -> str:
    """A hash of everything that the table depends on."""
    digest = hashlib.sha256()
    for path in _files(book):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:20]


def table(book: Path, cache: Path | None = None) -> Table:
    """The table of this book, from the cache or by a reading of the book; `cache` is used where the book's folder is read-only."""
    folders = [book / CACHE, *([cache] if cache else [])]
    name = f"references-{key(book)}.json"
    for folder in folders:
        if (folder / name).exists():
            return Table(json.loads((folder / name).read_text(encoding="utf-8")))
    writable = [folder for folder in folders if _writable(folder)]
    if not writable:
        raise CourseError(f"{book}: expected a folder that can be written to, for what a reading of the book finds")
    folder = writable[0]
    print("Reading the full book once, for its numbers and anchors (about half a minute) ...", flush=True)
    read(book, folder / name)
    for old in folder.glob("references-*.json"):
        if old.name != name:
            old.unlink(missing_ok=True)
    return Table(json.loads((folder / name).read_text(encoding="utf-8")))


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def read(book: Path, result: Path) -> None:
    """Run the reading in a process of its own."""
    # nothing beside the program is taken for a module: it asks for the book's nnlib alone
    environment = {**os.environ, "PYTHONPATH": str(book), "PYTHONSAFEPATH": "1", "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, str(Path(__file__).with_name("full_book.py")), str(book), str(result)]
    done = subprocess.run(command, env=environment, cwd=book, capture_output=True, text=True)
    if done.returncode or not result.exists():
        last = "\n    ".join((done.stderr or done.stdout).strip().splitlines()[-6:])
        raise CourseError(f"the full book in {book} could not be read for its numbers and anchors:\n    {last}")
