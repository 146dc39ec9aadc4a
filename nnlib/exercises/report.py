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


def report(paths: Sequence[Path]) -> Report:
    """Count the verdicts of several files, one file a learner. Raises OSError for a file that cannot be read."""
    tried: dict[str, dict[int, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    damaged: list[str] = []
    lines = 0
    for learner, path in enumerate(paths):
        verdicts, broken = read(path)
        damaged += broken
        lines += len(verdicts)
        for verdict in different(verdicts):
            tried[verdict["exercise"]][learner].append(verdict)
    exercises = [_exercise(name, by_learner) for name, by_learner in tried.items()]
    exercises.sort(key=lambda e: (-sum(d.count for d in e.diagnoses), e.id))
    return Report(len(paths), lines, damaged, exercises)


def _exercise(name: str, by_learner: dict[int, list[dict[str, Any]]]) -> Exercise:
    found = Exercise(name, next(iter(by_learner.values()))[0]["kind"], learners=len(by_learner))
    counts: Counter[str] = Counter()
    words: dict[str, Counter[str]] = defaultdict(Counter)
    who: dict[str, set[int]] = defaultdict(set)
    needed = []
    for learner, verdicts in by_learner.items():
        first = next((number for number, v in enumerate(verdicts, start=1) if v["passed"]), None)
        attempts = verdicts[:first]  # what is tried after it was solved is play
        found.attempts += len(attempts)
        if first is not None:
            needed.append(first)
        for verdict in attempts:
            if not verdict["passed"]:
                counts[verdict["code"]] += 1
                words[verdict["code"]][verdict["message"]] += 1
                who[verdict["code"]].add(learner)
    found.solved = len(needed)
    found.attempts_to_solve = float(median(needed)) if needed else None
    order = sorted(counts, key=lambda code: (-len(who[code]), -counts[code], code))
    found.diagnoses = [
        Diagnosis(name, code, words[code].most_common(1)[0][0], counts[code], len(who[code])) for code in order
    ]
    return found


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
