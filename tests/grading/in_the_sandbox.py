"""Runs submissions in the sandbox and tells what became of them, as a grader would: run as a program by `hard_stop`.

Prints one JSON line a submission: the verdict or the cause, and whether an ordinary submission after it got its mark.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from hostile_submissions import HOSTILE, START

from nncourse.sandbox import Died, Limits, RemoteBox, Sandbox, SandboxFailure, Wanted, servers
from nnlib.exercises import check
from nnlib.exercises.diagnosis.elsewhere import Elsewhere, Facts
from nnlib.exercises.packed import MARK

QUICK = Limits(cell=0.6, cells=2.0, grace=0.4, memory=2**29, processes=8)
PATIENT = ("memory", "deletes", "looks-for-references", "returns-too-much", "pickle-on-the-pipe")
RIGHT = "def relu(z):\n    return np.where(z > 0, z, 0.0)\n"


class Remote(Elsewhere):
    """An answer in the sandbox, as `check` takes it."""

    def __init__(self, box: Sandbox, facts: Facts, name: str, seconds: float) -> None:
        self._box, self._facts, self._name, self._seconds = box, facts, name, seconds

    @property
    def facts(self) -> Facts:
        return self._facts

    def box(self, seconds: float) -> AbstractContextManager[RemoteBox]:
        return self._box.answer(self._name, self._seconds)


def marked(
    source: str, name: str = "relu", count: int = 1, limits: Limits = QUICK, seconds: float = 0.6, kind: str = "auto"
) -> dict[str, Any]:
    """What becomes of a submission of one cell."""
    try:
        with Sandbox(limits, kind) as box:
            loaded = box.load([START, source], [Wanted(name, 1, name, count)])
            problems = [[p.cell, p.kind, p.text] for p in loaded.problems]
            if not loaded.answers[name].found:
                return {"cause": "not found", "problems": problems}
            result = check(name, Remote(box, loaded.answers[name].facts, name, seconds))
            return {
                "passed": result.passed,
                "code": result.code,
                "message": result.message,
                "evidence": str(result.evidence),
                "problems": problems,
            }
    except Died as end:
        return {"cause": end.cause, "message": str(end)}
    except SandboxFailure as failure:
        return {"cause": "machine", "message": str(failure)}


def left_over() -> int:
    """How many processes are alive that belong to the users of this process's submissions."""
    users = {server._uid() for several in servers._free.values() for server in several}
    found = 0
    for entry in Path("/proc").iterdir():
        try:
            found += entry.name.isdigit() and entry.stat().st_uid in users
        except OSError:
            pass
    return found


def main() -> None:
    decoy, port, *names = sys.argv[1:]
    fill = {"DECOY": repr(decoy), "PORT": port, "MARK": repr(MARK.encode())}
    os.environ["GRADER_SECRET"] = "do not read"
    for name in names or HOSTILE:
        source = HOSTILE[name]
        for word, value in fill.items():
            source = source.replace(word, value)
        started = time.monotonic()
        told = marked(source, seconds=8.0 if name in PATIENT else 0.6)
        told |= {"name": name, "seconds": time.monotonic() - started, "left_over": left_over()}
        told["next"] = marked(RIGHT, seconds=5.0).get("code")
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
