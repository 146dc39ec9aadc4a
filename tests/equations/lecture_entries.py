"""The lectures' own formulas as data: lectures/KEY.toml, with the scenes of lectures/KEY_scenes.py."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from nnlib.formula.checking.check import Verdict, check
from nnlib.formula.ledger.contexts import Chapter, load
from nnlib.formula.semantics.scene import Scene
from nnlib.formula.syntax.parser import parse
from nnlib.formula.syntax.vocabulary import Vocabulary
from nnlib.formula.typesetting.dialect import lecture_vocabulary

FOLDER = Path(__file__).parent / "lectures"
LECTURES = ("cui", "wan", "taura", "bunescu", "sybrandt")


@dataclass(frozen=True)
class Entry:
    """A formula that holds, or an erratum as printed and as corrected; or what is no formula."""

    lecture: str
    kind: str  # formula, erratum or not_formula
    id: str
    where: str = ""
    latex: str = ""
    scene: str = ""
    reading: str = ""
    letter: str = ""  # the class of an erratum
    verdict: str = ""
    says: str = ""
    step: int = 1
    corrected: str = ""
    spoken: bool = False
    because: str = ""

    def __str__(self) -> str:
        return f"{self.id}, {self.where}"


@cache
def entries() -> tuple[Entry, ...]:
    """All entries, in the order of the files."""
    found = []
    for lecture in LECTURES:
        for kind, tables in tomllib.loads((FOLDER / f"{lecture}.toml").read_text(encoding="utf-8")).items():
            for table in tables:
                fields = {"letter" if key == "class" else key: value for key, value in table.items()}
                found.append(Entry(lecture, kind, **fields))
    return tuple(found)


@cache
def chapter(lecture: str) -> Chapter:
    return load(FOLDER / f"{lecture}_scenes.py")


@cache
def vocabulary(lecture: str) -> Vocabulary:
    """The lecture's names in the notation table, and those that only its own formulas need; the latter decide the kind."""
    own, base = chapter(lecture), lecture_vocabulary(lecture)
    letters, functions = {*own.symbols, *own.layered}, {*own.functions}
    base = replace(
        base,
        symbols=base.symbols - functions,
        layered=base.layered - functions,
        functions=base.functions - letters,
        transposes=base.transposes - letters,
    )
    return own.vocabulary(base)


@cache
def scenes(lecture: str, name: str, equal_sizes: bool = False) -> tuple[Scene, ...]:
    return tuple(chapter(lecture).contexts[name].scenes(equal_sizes=equal_sizes))


def verdict(entry: Entry, latex: str, equal_sizes: bool = False) -> Verdict:
    return check(parse(latex, vocabulary(entry.lecture)), scenes(entry.lecture, entry.scene, equal_sizes))
