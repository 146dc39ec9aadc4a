"""What a class got wrong: diagnoses counted by exercise, from files of JSON lines, one file a learner.

A line that is no verdict (cut off, edited, of another program) is counted and named, and the others are read.
"""

from __future__ import annotations

import html
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

FIELDS = {"time": str, "exercise": str, "kind": str, "passed": bool, "code": str, "message": str, "attempt": str}
COMMONEST = 3


@dataclass(frozen=True)
class Diagnosis:
    """A code with its message (the commonest wording), how often it was given and to how many learners."""

    exercise: str
    code: str
    message: str
    count: int
    learners: int


@dataclass
class Exercise:
    """One exercise over all learners: who tried, who solved it, after how many attempts, and what was wrong."""

    id: str
    kind: str
    attempts: int = 0
    learners: int = 0
    solved: int = 0
    attempts_to_solve: float | None = None
    diagnoses: list[Diagnosis] = field(default_factory=list)


@dataclass
class Report:
    """All exercises, most wrong attempts first; `commonest` are the diagnoses that most learners met."""

    learners: int
    lines: int
    damaged: list[str]
    exercises: list[Exercise]

    @property
    def commonest(self) -> list[Diagnosis]:
        every = [diagnosis for exercise in self.exercises for diagnosis in exercise.diagnoses]
        return sorted(every, key=lambda d: (-d.learners, -d.count, d.exercise, d.code))[:COMMONEST]


def read(path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """The verdicts of a file in its order, and the places of its damaged lines ("name:3"). Raises OSError."""
    verdicts, damaged = [], []
    for number, raw in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw.decode("utf-8"))
            if not all(isinstance(line[key], kind) for key, kind in FIELDS.items()):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            damaged.append(f"{path}:{number}")
        else:
            verdicts.append(line)
    return verdicts, damaged


def different(verdicts: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The verdicts without those on the attempt just before: a cell run again is not another attempt."""
    last: dict[str, tuple[str, str]] = {}
    for verdict in verdicts:
        this = (verdict["attempt"], verdict["code"])
        if last.get(verdict["exercise"]) != this:
            yield verdict
        last[verdict["exercise"]] = this


class Tally:
    """Counts of a class, a learner at a time: memory grows with the exercises and their diagnoses, not with the class.

    >>> tally = Tally()
    >>> tally.add([{"exercise": "relu", "kind": "code", "passed": False, "code": "sign", "message": "No.", "attempt": "a"}])
    >>> tally.report().commonest[0].code
    'sign'
    """

    def __init__(self) -> None:
        self.learners = self.lines = 0
        self._counts: dict[str, _Counts] = {}

    def add(self, verdicts: Iterable[dict[str, Any]]) -> None:
        """All verdicts of one learner, in their order."""
        self.learners += 1
        tried: dict[str, list[dict[str, Any]]] = defaultdict(list)
        every = list(verdicts)
        self.lines += len(every)
        for verdict in different(every):
            tried[verdict["exercise"]].append(verdict)
        for name, mine in tried.items():
            self._counts.setdefault(name, _Counts(mine[0]["kind"])).add(mine)

    def report(self, damaged: Sequence[str] = ()) -> Report:
        """What was counted so far."""
        exercises = [counts.exercise(name) for name, counts in self._counts.items()]
        exercises.sort(key=lambda e: (-sum(d.count for d in e.diagnoses), e.id))
        return Report(self.learners, self.lines, list(damaged), exercises)


def report(paths: Sequence[Path]) -> Report:
    """Count the verdicts of several files, one file a learner. Raises OSError for a file that cannot be read."""
    tally = Tally()
    damaged: list[str] = []
    for path in paths:
        verdicts, broken = read(path)
        damaged += broken
        tally.add(verdicts)
    return tally.report(damaged)


@dataclass
class _Counts:
    """One exercise over the learners so far."""

    kind: str
    learners: int = 0
    attempts: int = 0
    needed: list[int] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    who: Counter[str] = field(default_factory=Counter)
    words: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, verdicts: Sequence[dict[str, Any]]) -> None:
        first = next((number for number, v in enumerate(verdicts, start=1) if v["passed"]), None)
        attempts = verdicts[:first]  # what is tried after it was solved is play
        self.learners += 1
        self.attempts += len(attempts)
        if first is not None:
            self.needed.append(first)
        wrong = [verdict for verdict in attempts if not verdict["passed"]]
        for verdict in wrong:
            self.counts[verdict["code"]] += 1
            self.words[verdict["code"]][verdict["message"]] += 1
        self.who.update({verdict["code"] for verdict in wrong})

    def exercise(self, name: str) -> Exercise:
        order = sorted(self.counts, key=lambda code: (-self.who[code], -self.counts[code], code))
        found = [
            Diagnosis(name, code, self.words[code].most_common(1)[0][0], self.counts[code], self.who[code])
            for code in order
        ]
        middle = float(median(self.needed)) if self.needed else None
        return Exercise(name, self.kind, self.attempts, self.learners, len(self.needed), middle, found)


HEAD = ("exercise", "kind", "learners", "solved", "attempts", "attempts to solve (median)", "commonest diagnoses")


def rows(found: Report) -> list[tuple[str, ...]]:
    """The report's table, a row an exercise."""
    made: list[tuple[str, ...]] = []
    for e in found.exercises:
        needed = "" if e.attempts_to_solve is None else f"{e.attempts_to_solve:g}"
        said = "; ".join(f"{d.code} {d.count}x" for d in e.diagnoses[:COMMONEST])
        made.append((e.id, e.kind, str(e.learners), str(e.solved), str(e.attempts), needed, said))
    return made


def sentences(found: Report) -> list[str]:
    """What stands above the table: how much was read, and the commonest diagnoses with their messages."""
    said = [
        f"{found.lines} verdict{'s' * (found.lines != 1)} of {found.learners} learner{'s' * (found.learners != 1)}."
    ]
    if found.commonest:
        said.append("Commonest:")
    for d in found.commonest:
        said.append(f"  {d.learners} of {found.learners}, {d.exercise}, {d.code}: {d.message}")
    if found.damaged:
        said.append(f"Damaged and left out: {', '.join(found.damaged)} ({len(found.damaged)}).")
    return said


def as_text(found: Report) -> str:
    """The report for a terminal: sentences, then an aligned table."""
    table = [HEAD, *rows(found)]
    widths = [max(len(row[column]) for row in table) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    return "\n".join([*sentences(found), "", *lines]) if found.exercises else "\n".join(sentences(found))


def as_json(found: Report) -> str:
    """The report as JSON with all diagnoses."""
    exercises = [{**vars(e), "diagnoses": [vars(d) for d in e.diagnoses]} for e in found.exercises]
    whole = {**vars(found), "exercises": exercises, "commonest": [vars(d) for d in found.commonest]}
    return json.dumps(whole, indent=1, ensure_ascii=False)


def as_html(found: Report) -> str:
    """The report as a page of its own."""

    def row(cells: Sequence[str], name: str) -> str:
        return "<tr>" + "".join(f"<{name}>{html.escape(cell)}</{name}>" for cell in cells) + "</tr>"

    said = "".join(f"<p>{html.escape(sentence.strip())}</p>" for sentence in sentences(found))
    body = "".join(row(cells, "td") for cells in rows(found))
    style = "body{font-family:sans-serif;margin:2rem}table{border-collapse:collapse}td,th{border:1px solid;padding:.3rem .6rem;text-align:start}"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Exercises</title><style>{style}</style>'
        f"<h1>Exercises</h1>{said}<table><thead>{row(HEAD, 'th')}</thead><tbody>{body}</tbody></table></html>\n"
    )
