"""The five lectures and their errata, read from book/_data.

lectures.toml lists every entry of every lecture in its own order; errata/ has one file for each chapter with what
is printed wrongly and what holds. Everything that shows a lecture entry or an erratum asks here.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "_data"
LECTURES_FILE = DATA / "lectures.toml"
ERRATA_FOLDER = DATA / "errata"
CLASSES_FILE = ERRATA_FOLDER / "_classes.toml"


@dataclass(frozen=True)
class Entry:
    """One thing a lecture teaches; `title` is MyST in the lecture's own notation."""

    id: str
    kind: str
    chapters: tuple[str, ...]
    lines: str
    title: str
    errata: tuple[str, ...]
    lost: bool = False

    @property
    def prefix(self) -> str:
        return self.id.partition("-")[0]

    @property
    def number(self) -> int:
        return int(self.id.partition("-")[2])


@dataclass(frozen=True)
class Lecture:
    prefix: str
    key: str
    short: str
    author: str
    title: str
    cite: str


@dataclass(frozen=True)
class Erratum:
    """A place where a lecture's text cannot be taken as it stands; `chapters` treat it."""

    id: str
    entries: tuple[str, ...]
    lines: str
    kind: str
    chapters: tuple[str, ...]
    printed: str
    right: str
    why: str


@dataclass(frozen=True)
class Chapter:
    key: str
    title: str
    part: str


@cache
def lectures() -> dict[str, Lecture]:
    """The lectures by the prefix of their entries, in the book's order."""
    return {raw["prefix"]: Lecture(**raw) for raw in _read(LECTURES_FILE)["lecture"]}


@cache
def chapters() -> dict[str, Chapter]:
    return {raw["key"]: Chapter(**raw) for raw in _read(LECTURES_FILE)["chapter"]}


@cache
def entries() -> dict[str, Entry]:
    """All entries by id, lecture after lecture."""
    return {
        raw["id"]: Entry(**raw | {"chapters": tuple(raw["chapters"]), "errata": tuple(raw["errata"])})
        for raw in _read(LECTURES_FILE)["entry"]
    }


@cache
def name_pattern() -> re.Pattern[str]:
    """The lectures' names as the text has them."""
    text = " ".join(f"{each.short} {each.author}" for each in lectures().values())
    return re.compile(rf"\b({'|'.join(sorted(set(re.findall(r'[A-Z][a-z]+', text))))})\b")


@cache
def error_classes() -> dict[str, str]:
    return dict(_read(CLASSES_FILE)["classes"])


def errata_files() -> list[Path]:
    """One file for each chapter that tells errata first."""
    return sorted(ERRATA_FOLDER.glob("[!_]*.toml"))


@cache
def errata() -> dict[str, Erratum]:
    """All errata by id: lecture after lecture, those across lectures last."""
    found = [
        Erratum(
            raw["id"], tuple(raw["entries"]), raw["lines"], raw["class"], tuple(raw["chapters"]),
            raw["printed"], raw["right"], raw["why"],
        )
        for file in errata_files() for raw in _read(file)["erratum"]
    ]  # fmt: skip
    order = [*lectures(), "X"]
    found.sort(key=lambda erratum: (order.index(erratum.id.split("-")[1]), int(erratum.id.split("-")[2])))
    return {erratum.id: erratum for erratum in found}


def closest(word: str, known: Iterable[str]) -> str:
    """ ", did you mean 'CUI-07'?" or nothing."""
    match = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f", did you mean {match[0]!r}?" if match else ""


def _read(path: Path) -> dict:
    with path.open("rb") as file:
        return tomllib.load(file)
