"""Shows that every limit holds on this machine before a student's code is run: what must fail is tried, and has to fail.

The attempts are made as a submission makes them, on the same path. One that succeeds refuses the whole sandbox by name.
"""

from __future__ import annotations

import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from nncourse.sandbox import box as boxes
from nncourse.sandbox.failures import Died, SandboxFailure, SandboxRefused
from nncourse.sandbox.limits import MIB, Limits

ATTEMPTS = Path(__file__).parent / "inside" / "attempts.py"
NAMES = ("forks", "allocates", "connects", "sees", "writes", "opens", "privileges", "stays")
REFUSED = "students' code is not run here: the sandbox does not hold. {} The limit that does not hold: {}."
HELP = (
    "students' code is not run here: bubblewrap is installed and cannot start ({}). It needs user namespaces: on Ubuntu, "
    "sysctl kernel.apparmor_restrict_unprivileged_userns=0; on an older Debian, sysctl kernel.unprivileged_userns_clone=1; in a "
    "container, the right to make namespaces. Or choose docker or podman by --sandbox."
)

CONTAINERS = (
    "students' code is not run here: no container of {} can be tried ({}). Choose another sandbox by --sandbox."
)

_proven: set[tuple[int, str, Limits]] = set()
_lock = threading.Lock()


def prove(kind: str = "auto", limits: Limits | None = None, again: bool = False) -> None:
    """Try every limit once in this process. Raises SandboxRefused, naming the first one that does not hold.

    `none` promises nothing, so there is nothing to prove.
    """
    limits = limits or Limits()
    sandbox = boxes.Sandbox(limits, kind, proven=False)
    key = os.getpid(), sandbox.kind, limits
    if sandbox.kind == "none" or (key in _proven and not again):
        return
    with _lock:
        try:
            with sandbox as box:
                _try_all(box, limits)
        except SandboxFailure as problem:
            words = HELP.format(problem) if sandbox.kind == "bubblewrap" else CONTAINERS.format(sandbox.kind, problem)
            raise SandboxRefused(words) from problem
        _proven.add(key)


def _try_all(box: boxes.Sandbox, limits: Limits) -> None:
    cells = [ATTEMPTS.read_text(encoding="utf-8")]
    try:
        box.load(cells, [boxes.Wanted(name, 0, name, 0) for name in NAMES])
        for limit, attempt in _attempts(limits):
            if told := attempt(box):
                raise SandboxRefused(REFUSED.format(told, limit))
    except Died as problem:
        raise SandboxRefused(
            REFUSED.format(f"An attempt ended otherwise than expected. {problem}", "unknown")
        ) from problem


def _attempts(limits: Limits) -> list[tuple[str, Callable[[boxes.Sandbox], str]]]:
    """The names of the limits, and what is said if one does not hold."""
    whole = replace(limits, off=frozenset())

    def forks(box: boxes.Sandbox) -> str:
        started = _ask(box, "forks", whole.processes + 2)
        return (
            f"{started} processes could be started, {whole.processes} are allowed." if started > whole.processes else ""
        )

    def memory(box: boxes.Sandbox) -> str:
        return (
            f"{whole.memory + MIB} bytes of memory could be had." if _ask(box, "allocates", whole.memory + MIB) else ""
        )

    def network(box: boxes.Sandbox) -> str:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            reached = _ask(box, "connects", listener.getsockname()[1])
        return "A listener on this machine could be reached." if reached else ""

    def files(box: boxes.Sandbox) -> str:
        with tempfile.NamedTemporaryFile(prefix="nncourse-decoy-") as decoy:
            os.chmod(decoy.name, 0o666)
            seen = _ask(box, "sees", decoy.name)
        return f"These could be read or written: {seen}." if seen else ""

    def written(which: int, most: int) -> Callable[[boxes.Sandbox], str]:
        def attempt(box: boxes.Sandbox) -> str:
            size = _ask(box, "writes", whole.file, whole.scratch)[which]
            return f"{size} bytes could be written, {most} are allowed." if size > most else ""

        return attempt

    def open_files(box: boxes.Sandbox) -> str:
        held = _ask(box, "opens", whole.open_files + 2)
        return f"{held} files could be open at once." if held > whole.open_files else ""

    def privileges(box: boxes.Sandbox) -> str:
        found = _ask(box, "privileges")
        return f"The code has what it must not have: {found}." if found else ""

    def stopped(box: boxes.Sandbox) -> str:
        with box.answer("stays", 0.05) as remote:
            remote.grace = 0.1
            started = time.monotonic()
            outcome = remote.call(None, (1.0,))
        return "" if outcome.timed_out else f"A loop ran on for {time.monotonic() - started:.1f} seconds."

    return [
        ("the number of processes", forks),
        ("memory", memory),
        ("no network", network),
        ("no other files", files),
        ("the size of a file", written(0, whole.file)),
        ("the size of the scratch folder", written(1, whole.scratch)),
        ("the number of open files", open_files),
        ("no privileges", privileges),
        ("time", stopped),
    ]


def _ask(box: boxes.Sandbox, name: str, *args: Any) -> Any:
    with box.answer(name, 10.0) as remote:
        outcome = remote.call(None, args)
    if outcome.error is not None or outcome.timed_out:
        raise SandboxFailure(f"the attempt {name!r} could not be made: {type(outcome.error).__name__}: {outcome.said}")
    return outcome.value
