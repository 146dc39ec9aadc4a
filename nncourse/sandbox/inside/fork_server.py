"""The server from which submissions are forked: it has imported NumPy and nnlib, and never sees a student's code.

Started by bubblewrap, it takes requests on one socket: begin a submission (with the file descriptor it is to speak on), kill
it. It answers when one has begun and when it, with all its processes, has ended. When the socket closes, it ends itself.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import tempfile
from typing import Any

from nncourse.sandbox.inside import namespaces, submission

LARGEST = 65536


class Running:
    """One submission: `keeper` waits for process 1 of its namespaces, `first`, and reports on a pipe."""

    def __init__(self, request: dict[str, Any], channel: int, control: socket.socket) -> None:
        self.report, theirs = os.pipe()
        self.first = 0
        self.keeper = os.fork()
        if self.keeper == 0:
            control.close()
            os.close(self.report)
            _keep(request, channel, theirs)
        os.close(theirs)
        os.close(channel)
        self._text = b""

    def messages(self) -> list[dict[str, Any]]:
        """What has been reported since; the last one says that it has ended."""
        part = os.read(self.report, LARGEST)
        if not part:
            _, status = os.waitpid(self.keeper, 0)
            os.close(self.report)
            return [{"ended": status if not self._text else 9}]
        *lines, self._text = (self._text + part).split(b"\n")
        found = [json.loads(line) for line in lines]
        for message in found:
            self.first = message.get("first", self.first)
        return found

    def kill(self) -> None:
        """End process 1, and the kernel ends all others of its namespace; before there is one, its keeper."""
        try:
            os.kill(self.first or self.keeper, signal.SIGKILL)
        except ProcessLookupError:
            pass  # it has ended by itself, and its keeper is about to say so


def _tell(pipe: int, **message: Any) -> None:
    os.write(pipe, json.dumps(message).encode("ascii") + b"\n")


def _keep(request: dict[str, Any], channel: int, report: int) -> None:
    """Build the walls, fork process 1, wait for its end. Never returns."""
    try:
        bare = bool(request["bare"])
        if not bare:
            namespaces.become(request["uid"])
        namespaces.limit(request["limits"])
        if bare:
            os.setsid()
            os.chdir(tempfile.mkdtemp(prefix="nncourse-"))
        else:
            namespaces.separate(request["network"])
        first = os.fork()
        if first == 0:
            _first(request, channel, report)
        _tell(report, first=first)
        os.close(channel)
        _, status, used = os.wait4(first, 0)
        if bare:
            _sweep()
        _tell(report, status=status, cpu=used.ru_utime + used.ru_stime, memory=used.ru_maxrss)
    except BaseException as problem:
        _tell(report, failed=f"{type(problem).__name__}: {problem}"[:500])
    os._exit(0)


def _sweep() -> None:
    """Without namespaces: end what is left of the session, and remove its folder."""
    import shutil

    folder = os.getcwd()
    os.chdir("/")
    shutil.rmtree(folder, ignore_errors=True)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)


def _first(request: dict[str, Any], channel: int, report: int) -> None:
    """Process 1: the last preparations, then the student's code. Never returns."""
    try:
        if not request["bare"]:
            namespaces.furnish(request["scratch"])
            if request["renounce"]:
                namespaces.renounce()
        _tell(report, ready=True)
    except BaseException as problem:
        _tell(report, failed=f"{type(problem).__name__}: {problem}"[:500])
        os._exit(1)
    kept, code = namespaces.close_all_but(channel), submission.BROKEN
    try:
        submission.serve(socket.socket(fileno=kept))
        code = 0
    finally:
        os._exit(code)


def serve(control: socket.socket) -> None:
    """Take requests until the socket closes."""
    running: Running | None = None
    while True:
        waiting = [control.fileno(), *([running.report] if running else [])]
        ready = select.select(waiting, [], [])[0]
        if running is not None and running.report in ready:
            for message in running.messages():
                control.send(json.dumps(message).encode("ascii"))
                if "ended" in message:
                    running = None
        if control.fileno() in ready:
            data, channels, _, _ = socket.recv_fds(control, LARGEST, 1)
            if not data:
                break
            request = json.loads(data)
            if request["do"] == "begin":
                running = Running(request, channels[0], control)
            elif running is not None:
                running.kill()
    if running is not None:
        running.kill()


def main() -> None:
    """`fork_server.py FD`: the number of the socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    if os.geteuid() == 0 and "bare" not in sys.argv:
        # bubblewrap covers parts of its /proc, and a user namespace may have its own only where one is whole
        namespaces.mount("proc", "/proc", namespaces.NOSUID | namespaces.NODEV | namespaces.NOEXEC)
    submission.warm_up()
    gc.collect()
    gc.freeze()  # else the first collection in a submission copies all of this memory
    control.send(json.dumps({"listening": True}).encode("ascii"))
    serve(control)
