"""Which exercises are solved, from the learner's own file of results; nothing leaves the computer."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from nnlib.exercises.registry import entry, exercise_ids
from nnlib.exercises.report import different, read
from nnlib.exercises.results import results_file

WORDS = {True: "solved", False: "tried", None: ""}


@dataclass(frozen=True, repr=False)
class Progress:
    """`solved` and `tried` exercises by chapter; printing it gives a table, in a notebook or a terminal."""

    chapters: dict[str, dict[str, bool | None]]
    attempts: dict[str, int]
    damaged: tuple[str, ...]
    file: Path | None

    @property
    def solved(self) -> tuple[str, ...]:
        return tuple(name for each in self.chapters.values() for name, passed in each.items() if passed)

    def __str__(self) -> str:
        if self.file is None:
            return "Results are not recorded. Say where to: nnlib.exercises.record_to('results.jsonl')."
        total = sum(map(len, self.chapters.values()))
        lines = [f"{len(self.solved)} of {total} exercises solved ({self.file})."]
        for chapter, exercises in self.chapters.items():
            lines.append(f"{chapter}: {sum(map(bool, exercises.values()))} of {len(exercises)}")
            for name, passed in exercises.items():
                count = self.attempts.get(name, 0)
                times = f", {count} attempt{'s' * (count != 1)}" if count else ""
                lines.append(f"  [{'x' if passed else ' '}] {name} {WORDS[passed]}".rstrip() + times)
        if self.damaged:
            lines.append(f"Lines that could not be read: {', '.join(self.damaged)}.")
        return "\n".join(lines)

    __repr__ = __str__


def progress() -> Progress:
    """What is solved, by the file that NNLIB_RESULTS or `record_to` names. Raises OSError if it cannot be read."""
    path = results_file()
    verdicts, damaged = read(path) if path is not None and path.exists() else ([], [])
    passed: dict[str, bool] = {}
    attempts: dict[str, int] = {}
    for verdict in different(verdicts):
        name = verdict["exercise"]
        passed[name] = passed.get(name, False) or verdict["passed"]
        attempts[name] = attempts.get(name, 0) + 1
    chapters: dict[str, dict[str, bool | None]] = {}
    for name in exercise_ids():
        chapters.setdefault(entry(name).chapter, {})[name] = passed.get(name)
    return Progress(chapters, attempts, tuple(damaged), path)


def reset_progress() -> Path | None:
    """Empty the file of results; what was in it is added to a .bak beside it, whose path is returned.

    None if nothing is recorded. Raises OSError if the folder cannot be written.
    """
    path = results_file()
    if path is None or not path.exists():
        return None
    backup = path.with_name(path.name + ".bak")
    if backup.exists():
        with backup.open("ab") as kept:
            kept.write(path.read_bytes())
        path.unlink()
    else:
        os.replace(path, backup)
    return backup
