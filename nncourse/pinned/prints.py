"""A version of the book in fingerprints: one for each label, each exercise and each chapter's text.

Small enough to be kept beside the course, so that the next version can be compared with this one without having it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nncourse.course_file.against_book import chapters

FENCED = re.compile(
    r"^(?P<marks>`{3,}|:{3,})\{(?P<name>[\w-]+)\}(?P<title>[^\n]*)\n(?P<body>.*?)^(?P=marks)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
LABEL_LINE = re.compile(r"^:label:\s*(\S+)\s*$", re.MULTILINE)
TARGET = re.compile(r"^\((?P<label>[\w-]+)\)=\s*\n+(?P<text>[^\n]*)", re.MULTILINE)
HEADING = re.compile(r"^#\s+(.+)$", re.MULTILINE)
KINDS = {"eq": "equation", "sec": "section", "fig": "figure", "ex": "exercise"}


@dataclass(frozen=True)
class Labelled:
    """Something that can be referred to: where it stands and what it says."""

    chapter: str
    text: str

    @staticmethod
    def kind(label: str) -> str:
        return KINDS.get(label.partition("-")[0], "label")


@dataclass(frozen=True)
class Task:
    """An exercise that answers back: its statement in the chapter, its signature, and what it is judged by."""

    chapter: str
    label: str
    statement: str
    signature: str
    probes: str


@dataclass(frozen=True)
class Prints:
    """A version: the chapters' titles and texts by key, what has a label, the exercises by id."""

    titles: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    labels: dict[str, Labelled] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)

    @staticmethod
    def of_plain(raw: Any) -> Prints:
        labels = {label: Labelled(**value) for label, value in raw["labels"].items()}
        return Prints(
            raw["titles"], raw["texts"], labels, {name: Task(**value) for name, value in raw["tasks"].items()}
        )


def fingerprint(text: str) -> str:
    """Ten characters that differ when more than the white space differs."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8")).hexdigest()[:10]


def prints_of(book: Path, with_tasks: bool = True) -> Prints:
    """The fingerprints of the book in this folder. The exercises are those of the nnlib that runs, which is the book's."""
    made = Prints()
    for key, name in chapters(book).items():
        notebook = json.loads((book / f"{name}.ipynb").read_text(encoding="utf-8"))
        cells = [(cell["cell_type"], "".join(cell["source"]), cell["metadata"]) for cell in notebook["cells"]]
        prose = "\n\n".join(text for kind, text, _ in cells if kind == "markdown")
        heading = HEADING.search(prose)
        made.titles[key] = heading[1].strip() if heading else key
        made.texts[key] = fingerprint("\n\n".join(text for _, text, _ in cells))
        for label, text in {**_in_prose(prose, name), **_figures(cells)}.items():
            made.labels[label] = Labelled(key, fingerprint(text))
    if with_tasks:
        made.tasks.update(_tasks(made.labels))
    return made


def _in_prose(prose: str, name: str) -> dict[str, str]:
    from nnlib.formula.ledger.sources import formulas_in

    found = {
        formula.label: formula.latex for formula in formulas_in(prose, name, "") if formula.displayed and formula.label
    }
    found |= {match["label"]: match["text"] for match in TARGET.finditer(prose)}
    for match in FENCED.finditer(prose):
        label = LABEL_LINE.search(match["body"])
        if label and match["name"] != "solution":
            found[label[1]] = match["title"] + "\n" + LABEL_LINE.sub("", match["body"], count=1)
    return found


def _figures(cells: list[tuple[str, str, Any]]) -> dict[str, str]:
    figures = ((metadata.get("mystnb", {}).get("figure", {}), text) for _, text, metadata in cells)
    return {figure["name"]: figure.get("caption", "") + "\n" + text for figure, text in figures if "name" in figure}


def _tasks(labels: dict[str, Labelled]) -> dict[str, Task]:
    import nnlib.exercises  # the exercises register themselves
    from nnlib.exercises.model import Exercise
    from nnlib.exercises.registry import entry

    found = {}
    for name in nnlib.exercises.exercise_ids():
        task = entry(name)
        statement = labels[task.label].text if task.label in labels else ""
        signature = task.signature if isinstance(task, Exercise) else task.kind
        judged = [probe.args for probe in task.probes()] if isinstance(task, Exercise) else _asked(task)
        found[name] = Task(task.chapter, task.label, statement, signature, fingerprint(told(judged)))
    return found


def _asked(task: Any) -> Any:
    """What is asked and by which rules the answer is judged, without the hints."""
    # the fields, and not vars(): there a question also keeps what it has computed for earlier checks
    own = {name: getattr(task, name) for name in task.__dataclass_fields__ if name not in ("hints", "chapter")}
    return own, task.rules() if hasattr(task, "rules") else ""


def told(value: Any) -> str:
    """A value as a text that is the same in every process: arrays by their entries, objects by their fields.

    >>> told([1.5, {"b": 2, "a": None}])
    "[1.5,{'a':None,'b':2}]"
    """
    import numpy as np

    if isinstance(value, np.ndarray):
        return f"{value.dtype}{value.shape}{value.tolist()!r}"
    if isinstance(value, np.random.Generator):
        return told(value.bit_generator.state)
    if isinstance(value, dict) or hasattr(value, "items"):
        return "{" + ",".join(f"{key!r}:{told(value[key])}" for key in sorted(value, key=str)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(told, value)) + "]"
    if isinstance(value, (set, frozenset)):
        return "{" + ",".join(sorted(map(told, value))) + "}"
    if callable(value):
        return str(getattr(value, "text", getattr(value, "__qualname__", type(value).__name__)))
    if hasattr(value, "__dataclass_fields__"):
        return type(value).__name__ + told({name: getattr(value, name) for name in value.__dataclass_fields__})
    return (
        repr(value)
        if isinstance(value, (str, bytes, int, float, complex, bool, type(None), np.generic))
        else type(value).__name__
    )
