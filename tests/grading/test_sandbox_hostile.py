"""Submissions that do harm: none gets a mark or disturbs the next one, each is told by its cause, and nothing outside is touched.

They run in one grader under a hard stop of its own; see `hostile_submissions` for what they do.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_submissions import HOSTILE
from in_the_sandbox import QUICK
from sandbox_here import needs_sandbox

pytestmark = needs_sandbox
HERE = Path(__file__).parent

# what each comes to: the code of the verdict, or "died:" and the cause
EXPECTED = {
    "endless-loop": "timeout",
    "endless-loop-that-catches": "timeout",
    "endless-loop-in-a-cell": "died:not found",
    "endless-in-c": "timeout",
    "endless-expression": "timeout",
    "signals-ignored": "timeout",
    "forks": "raised",
    "threads": "raised",
    "survivor": "identity",
    "memory": "raised",
    "network": "raised",
    "deletes": "identity",
    "always-equal": "identity",
    "an-object-always-equal": "kind-function",
    "patched": "died:protocol",
    "patched-inside": "died:protocol",
    "looks-for-references": "raised",
    "forged-output": "identity",
    "forged-message": "died:protocol",
    "forged-length": "died:output",
    "forged-values": "changes-argument",
    "exit": "raised-exit",
    "exit-for-good": "died:exit",
    "exit-in-a-cell": "died:exit",
    "crash": "died:killed",
    "output": "timeout",
    "returns-too-much": "kind-huge",
    "pickle": "kind",
    "pickle-on-the-pipe": "died:protocol",
    "symlinks": "identity",
    "environment": "raised",
    "kills-everybody": "identity",
}


def stopped_if_need_be(program):
    """The lines of a program that runs under the hard stop."""
    paths = os.pathsep.join([str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, str(HERE / "hard_stop.py"), *program]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths}, timeout=400
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What became of all of them, run one after another by one grader; whether the listener was reached; the decoy."""
    decoy = tmp_path_factory.mktemp("decoy")
    (decoy / "keep.txt").write_text("keep")
    os.chmod(decoy, 0o777)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        lines = stopped_if_need_be([sys.executable, str(HERE / "in_the_sandbox.py"), str(decoy), str(port)])
        try:
            listener.accept()
            reached = True
        except BlockingIOError:
            reached = False
    assert not [line for line in lines if "stopped" in line], lines[-1]
    return {line["name"]: line for line in lines}, reached, decoy


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_told_by_its_cause_and_disturbs_nobody(name, told):
    one = told[0][name]
    came = f"died:{one['cause']}" if "cause" in one else one["code"]
    assert came == EXPECTED[name], one
    assert not one.get("passed")
    assert one["next"] == "right"
    assert one["left_over"] == 0
    assert one["seconds"] < 15


def test_nothing_outside_is_touched_or_reached(told):
    _, reached, decoy = told
    assert not reached
    assert sorted(path.name for path in decoy.iterdir()) == ["keep.txt"]
    assert (decoy / "keep.txt").read_text() == "keep"


@pytest.mark.parametrize("name", ["forks", "threads"])
def test_processes_end_at_the_limit(name, told):
    started = int(re.search(r"(\d+) processes", told[0][name]["message"])[1])
    assert 1 <= started <= QUICK.processes


def test_memory_ends_at_the_limit(told):
    had = int(re.search(r"(\d+) MiB", told[0]["memory"]["message"])[1])
    assert 100 <= had < QUICK.memory >> 20


def test_no_reference_is_to_be_found(told):
    assert "found []" in told[0]["looks-for-references"]["message"]


def test_a_line_that_never_ends_is_named(told):
    assert "line 4, `while time.monotonic() < end:`" in told[0]["endless-loop"]["message"]


def test_a_loop_in_a_cell_is_reported(told):
    assert told[0]["endless-loop-in-a-cell"]["problems"] == [[1, "timeout", "stopped after 0.6 seconds"]]


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import os, time\nfor _ in range(60):\n    if os.fork() == 0:\n        break\ntime.sleep(9.5)", "processes"),
        ("import time; held = b'1' * 200_000_000; time.sleep(9.5)", "MiB"),
        (
            "import os, time\nif os.fork() == 0:\n    os.setsid()\n    for _ in range(60):\n        os.fork() or time.sleep(9.5)",
            "processes",
        ),
    ],
)
def test_the_hard_stop_itself_stops(program, reason, monkeypatch):
    """Else a sandbox that fails would go unnoticed."""
    monkeypatch.setenv("HARD_STOP_MEMORY", "150000000" if reason == "MiB" else "2000000000")
    lines = stopped_if_need_be([sys.executable, "-I", "-S", "-c", program])
    assert reason in lines[-1]["stopped"]
    alive = [path for path in Path("/proc").glob("[0-9]*/cmdline") if b"time.sleep(9.5)" in _read(path)]
    assert not alive


def _read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""
