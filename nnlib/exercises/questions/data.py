"""The questions as data: one TOML file for each chapter, read and checked field by field.

What is read here holds together: every reference resolves, every wrong choice has a reply. Whether it is true (the
derivations, the programs, the lengths of messages) is what `verify` asks, and the tests do.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

from nnlib.exercises.packed import texts
from nnlib.exercises.questions.model import Question
from nnlib.exercises.questions.readers import derive, find, predict, prove
from nnlib.exercises.questions.table import DataError, Table

FOLDER = "questions/data"
CHAPTERS = (
    "learning neuron activations losses single-neuron forward universal chain-rule backprop backprop-vec gradcheck jacobian "
    "vanishing sgd momentum generalise cnn practice"
).split()


def load() -> list[Question]:
    """All questions, in the order of the book. DataError names the file, the exercise and the field at fault."""
    files = texts(FOLDER)
    if unknown := [name for name in files if name.removesuffix(".toml") not in CHAPTERS]:
        raise DataError(f"{FOLDER}/{unknown[0]}: no such chapter; known are {', '.join(CHAPTERS)}")
    found: list[Question] = []
    for chapter in CHAPTERS:
        if f"{chapter}.toml" in files:
            found += parse(files[f"{chapter}.toml"], chapter)
    return found


def parse(text: str, chapter: str) -> list[Question]:
    """The questions of one file."""
    where = f"{FOLDER}/{chapter}.toml"
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{where}: {error}") from None
    if unknown := sorted(set(raw) - set(READERS)):
        raise DataError(f"{where}: unknown table {unknown[0]!r}; known are {', '.join(READERS)}")
    found: list[Question] = []
    for kind, reader in READERS.items():
        for number, item in enumerate(raw.get(kind, ()), start=1):
            name = item.get("id", f"number {number}") if isinstance(item, dict) else f"number {number}"
            table = Table(item, f"{where}, {kind} {name}")
            question = reader(table, _head(table, chapter))
            table.done()
            if question.id in {other.id for other in found}:
                table.fail("the id occurs twice")
            found.append(question)
    return found


def _head(table: Table, chapter: str) -> dict[str, Any]:
    """What every question has."""
    name = table.text("id")
    if not name.replace("_", "a").isalnum() or name != name.lower() or not name[0].isalpha():
        table.fail(f"expected an id of lower-case letters, digits and underscores, got {name!r}")
    hints = table.texts("hints")
    if not 2 <= len(hints) <= 3:
        table.fail(f"expected 2 or 3 hints, got {len(hints)}")
    place = table.text("label", "")
    if place and not place.startswith("ex-"):
        table.fail(f"label must begin with ex-, got {place!r}")
    return {
        "id": name,
        "chapter": chapter,
        "hints": hints,
        "place": place,
        "solved": table.text("solved", "Right."),
        "prompt": table.text("prompt", ""),
    }


READERS: dict[str, Callable[[Table, dict[str, Any]], Question]] = {
    "derive": derive,
    "predict": predict,
    "find": find,
    "prove": prove,
}
