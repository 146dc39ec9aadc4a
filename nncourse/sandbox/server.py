"""A fork server seen from outside: it is started once, and begins and ends one submission after the other.

Every submission gets a socket of its own to speak on, and a user of its own where the grader is root, so that two
sandboxes on one machine never share a count of processes.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from typing import Any

from nncourse.sandbox import bubblewrap, image
from nncourse.sandbox.failures import SandboxFailure
from nncourse.sandbox.interpreter import interpreter
from nncourse.sandbox.limits import Limits

FIRST_UID = 1_500_000_000  # above every account; the number of a living process is added
START = 30.0  # seconds
LARGEST = 65536


class Server:
    """`bare` runs without walls, at one's own risk."""

    inline = False  # every answer has a socket of its own

    def __init__(self, limits: Limits, bare: bool = False) -> None:
        self.limits, self.bare = limits, bare
        self.owner = os.getpid()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                self._process = subprocess.Popen(
                    self._command(theirs.fileno()),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    pass_fds=(theirs.fileno(),),
                    env=bubblewrap.ENVIRONMENT,
                    cwd="/",
                )
            except OSError as problem:
                self._control.close()
                raise SandboxFailure(f"the sandbox could not be started: {problem}") from problem
        self._reply("listening", START)

    def _command(self, channel: int) -> list[str]:
        if not self.bare:
            return bubblewrap.command(self.limits, channel)
        packages = str(interpreter().numpy[0].parent)
        options = bubblewrap.options("", (str(image.folder()), packages))
        return [sys.executable, *options, str(channel), "bare"]

    @property
    def alive(self) -> bool:
        """Whether it can begin another submission."""
        return self.owner == os.getpid() and self._process.poll() is None

    def begin(self) -> socket.socket:
        """Fork a submission; returns the socket on which process 1 of it listens."""
        ours, theirs = socket.socketpair()
        off = self.limits.off
        request = {
            "do": "begin",
            "uid": self._uid(),
            "limits": self.limits.for_a_process()
            if not self.bare
            else {**self.limits.for_a_process(), "processes": None},
            "network": "network" in off,
            "scratch": None if "scratch" in off else self.limits.scratch,
            "renounce": "privileges" not in off,
            "bare": self.bare,
        }
        with theirs:
            try:
                socket.send_fds(self._control, [json.dumps(request).encode("ascii")], [theirs.fileno()])
            except OSError as problem:
                ours.close()
                raise SandboxFailure("the sandbox's server has ended") from problem
        try:
            self._reply("ready", START)
        except SandboxFailure:
            ours.close()
            raise
        return ours

    def end(self) -> dict[str, Any]:
        """End the submission with all its processes; what it used, and its wait status if it ended by itself."""
        try:
            self._control.send(json.dumps({"do": "kill"}).encode("ascii"))
        except OSError as problem:
            raise SandboxFailure("the sandbox's server has ended") from problem
        told: dict[str, Any] = {}
        while "ended" not in told:
            told |= self._receive(START)
        return told

    def _uid(self) -> int:
        """A number of no account: that of the process which holds this submission, within what this machine maps."""
        with open("/proc/self/uid_map") as file:
            spans = [tuple(map(int, line.split())) for line in file]
        top = max(first + count for first, _, count in spans)
        wanted = FIRST_UID + self._process.pid
        return wanted if wanted < top else max(1, top - 1 - self._process.pid % max(1, top // 4))

    def _reply(self, wanted: str, seconds: float) -> None:
        """Wait for this message; SandboxFailure with what was said instead."""
        while True:
            told = self._receive(seconds)
            if wanted in told:
                return
            if "failed" in told:
                while "ended" not in told:
                    told |= self._receive(seconds)
                raise SandboxFailure(f"a submission could not be started: {told['failed']}")
            if "ended" in told:
                raise SandboxFailure("a submission ended before it had begun")

    def _receive(self, seconds: float) -> dict[str, Any]:
        self._control.settimeout(seconds)
        try:
            data = self._control.recv(LARGEST)
        except OSError as problem:
            raise SandboxFailure("the sandbox's server does not answer") from problem
        if not data:
            raise SandboxFailure(f"the sandbox's server has ended: {self._last_words()}")
        told: dict[str, Any] = json.loads(data)
        return told

    def _last_words(self) -> str:
        deadline = time.monotonic() + 2
        while self._process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        if self._process.poll() is None or self._process.stderr is None:
            return "nothing was said"
        text = self._process.stderr.read().decode("utf-8", "replace").strip()
        return text.splitlines()[-1][:300] if text else f"exit code {self._process.returncode}"

    def close(self) -> None:
        """End it and all that it has started. A process that was forked from its owner only lets go of it."""
        self._control.close()
        if self._process.stderr is not None:
            self._process.stderr.close()
        if self.owner == os.getpid():
            self._process.kill()
            self._process.wait()
