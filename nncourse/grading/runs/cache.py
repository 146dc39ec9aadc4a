"""Verdicts on disk, by everything they depend on: what was handed in and when, the exercise's version, the student's variant.

A file a verdict, written beside its place and moved there, so that a reader never sees half of one and two writers do no harm.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path

from nncourse.grading.marks.task import Asked, Task, Verdict

FORM = 1  # of the files; another one is not read


class Cache:
    """A folder of verdicts. None as the folder keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def key(self, task: Task, asked: Asked, class_too: bool = False) -> str:
        """What a verdict depends on, as one fingerprint; that on another student's answer depends on the class too.

        The student's id counts through the parameters of the variant alone.
        """
        depends: list[object] = [FORM, task.content, asked.exercise, asked.version, asked.parameters, task.time]
        if class_too:
            depends.append([[list(who), dict(drawn)] for who, drawn in task.others.get(asked.exercise, ())])
        return hashlib.sha256(json.dumps(depends, sort_keys=True, default=repr).encode()).hexdigest()

    def get(self, task: Task, asked: Asked) -> Verdict | None:
        """The verdict that was kept; a damaged file counts as none."""
        for class_too in (False, True) if self.folder is not None else ():
            try:
                kept = json.loads(self._path(self.key(task, asked, class_too)).read_text(encoding="utf-8"))
                verdict = Verdict.of(kept["verdict"])
                if kept["form"] == FORM and verdict.exercise == asked.exercise:
                    return verdict
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return None

    def put(self, task: Task, asked: Asked, verdict: Verdict) -> None:
        """Keep a verdict that is sure; others are found out again the next time."""
        if self.folder is None or not verdict.sure:
            return
        path = self._path(self.key(task, asked, class_too=verdict.by_class))
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"form": FORM, "verdict": verdict.as_dict()}, ensure_ascii=False))

    def _path(self, key: str) -> Path:
        assert self.folder is not None
        return self.folder / key[:2] / f"{key[2:]}.json"


def write_whole(path: Path, text: str) -> None:
    """A file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
