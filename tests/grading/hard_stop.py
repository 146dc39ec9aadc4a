"""Runs a program and ends it, with everything that it has started, at 50 processes, 1 GB or 20 seconds without a line.

This stop is outside the sandbox that is tested: should that fail, nobody is harmed. Processes that were meant to outlive
their parents come back to whoever stops them.
"""

from __future__ import annotations

import ctypes
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

PROCESSES, SECONDS = 50, 20.0
OWN = 400 * 2**20  # the grader's own process and the sandbox's server
MEMORY = int(os.environ.get("HARD_STOP_MEMORY", 2**30 + OWN))
EVERY = 0.05
PR_SET_CHILD_SUBREAPER = 36


class Stopped(Exception):
    """The hard stop had to step in."""


def descendants() -> dict[int, int]:
    """The memory of each process below this one."""
    parents, memory = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            memory[int(entry.name)] = int(fields[21]) * os.sysconf("SC_PAGESIZE")
    below = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    return {pid: memory[pid] for pid in below - {os.getpid()}}


def end_all() -> None:
    """End every process below this one."""
    for _ in range(20):
        found = descendants()
        if not found:
            return
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        time.sleep(0.02)


def lines(command: list[str]) -> Iterator[str]:
    """The program's lines as they come. Raises Stopped."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = len(descendants())
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    came: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        assert process.stdout
        for line in process.stdout:
            came.put(line)
        came.put(None)

    threading.Thread(target=read, daemon=True).start()
    last = time.monotonic()
    try:
        while True:
            try:
                line = came.get(timeout=EVERY)
            except queue.Empty:
                below = descendants()
                if len(below) - before > PROCESSES:
                    raise Stopped(f"{len(below)} processes") from None
                if sum(below.values()) > MEMORY:
                    raise Stopped(f"{sum(below.values()) >> 20} MiB") from None
                if time.monotonic() - last > SECONDS:
                    raise Stopped(f"{SECONDS:g} seconds without a line") from None
                continue
            if line is None:
                return
            last = time.monotonic()
            yield line
    finally:
        end_all() if process.poll() is None else None
        process.wait()


if __name__ == "__main__":
    try:
        for each in lines(sys.argv[1:]):
            print(each, end="", flush=True)
    except Stopped as reason:
        end_all()
        print(f'{{"stopped": "{reason}"}}', flush=True)
