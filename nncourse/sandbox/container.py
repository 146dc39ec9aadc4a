"""The sandbox as a container of docker or podman, where bubblewrap is not to be had: one container a submission.

Its image is made here from the same files that bubblewrap shows, so nothing is fetched. It starts more slowly, and the
self-test proves its limits like any other's.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import signal
import socket
import subprocess
import sys
import tarfile
import time
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from nncourse.sandbox import bubblewrap, image, system_calls
from nncourse.sandbox.failures import SandboxFailure
from nncourse.sandbox.inside import frames
from nncourse.sandbox.interpreter import interpreter
from nncourse.sandbox.limits import Limits

NAME = "nncourse-sandbox"
SECONDS, LARGEST = 120.0, 65536
# podman would make an /etc/passwd and /etc/hosts, and folders of any size in /tmp, /run and /var/tmp
EXTRA = {"podman": ["--passwd=false", "--no-hosts", "--read-only-tmpfs=false"], "docker": []}
NOT_STARTED = (125, 126, 127)  # what docker and podman end with where the container is not to blame
UNUSED = {"test", "tests", "idlelib", "ensurepip", "site-packages", "dist-packages", "__pycache__"}  # of the library


def answers(program: str) -> bool:
    """Whether its daemon (podman has none, and answers by itself) is there."""
    try:
        return subprocess.run([program, "info"], capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


class Containers:
    """Starts a container for each submission; to the sandbox it is what `server.Server` is."""

    inline = True  # one pair of pipes: an answer is spoken to where the cells were

    def __init__(self, limits: Limits, program: str) -> None:
        self.limits, self.program, self.owner = limits, program, os.getpid()
        self._image = made_image(program)
        self._client: subprocess.Popen[bytes] | None = None
        self._name, self._listens = "", False

    @property
    def alive(self) -> bool:
        """Whether it can begin another submission."""
        return self.owner == os.getpid()

    def begin(self) -> socket.socket:
        """Start a container; returns the socket on which process 1 of it listens."""
        ours, theirs = socket.socketpair()
        self._listens = False
        self._name = f"{NAME}-{os.getpid()}-{secrets.token_hex(6)}"
        with theirs:
            try:
                self._client = subprocess.Popen(
                    self._command(), stdin=theirs.fileno(), stdout=theirs.fileno(), stderr=subprocess.DEVNULL
                )
            except OSError as problem:
                ours.close()
                raise SandboxFailure(f"{self.program} could not be started: {problem}") from problem
        try:
            frames.receive(ours, 0, time.monotonic() + SECONDS)  # it says that it listens
        except (frames.Ended, frames.TooLate, frames.Malformed) as problem:
            ours.close()
            self.end()
            raise SandboxFailure(f"a container of {self.program} does not answer: {self._last_words()}") from problem
        self._listens = True
        return ours

    def _command(self) -> list[str]:
        limits, off = self.limits, self.limits.off
        told = limits.for_a_process()
        options = [
            "--rm",
            "-i",
            "--name",
            self._name,
            "--read-only",
            "--ipc",
            "none",
            "--user",
            "65534:65534",
            "--workdir",
            "/scratch",
        ]
        if "privileges" not in off:
            options += ["--cap-drop", "ALL", "--security-opt", "no-new-privileges"]
            if self.program == "podman":
                options += ["--security-opt", f"seccomp={system_calls.profile_of(self.program)}"]
        if "network" not in off:
            options += ["--network", "none"]
        else:
            options += ["--network", "host"]
        if told["processes"] is not None:
            options += ["--pids-limit", str(limits.processes + 1)]
        if told["memory"] is not None:
            options += ["--memory", str(limits.memory), "--memory-swap", str(limits.memory)]
        size = "" if "scratch" in off else f",size={limits.scratch}"
        options += ["--tmpfs", f"/scratch:rw,nosuid,nodev,mode=1777{size}"]
        if "files" in off:
            options += ["--volume", "/tmp:/tmp:ro"]
        for name, value in bubblewrap.ENVIRONMENT.items():
            options += ["--env", f"{name}={value}"]
        numbers = {**told, "processes": None}  # the count of a user would be shared by all containers
        start = "import sys; sys.path[:0] = ['/sandbox/support', '/sandbox/packages']; "
        start += f"from nncourse.sandbox.inside import alone; alone.main({numbers!r})"
        python = [str(interpreter().executable), "-I", "-S", "-B", "-X", "utf8", "-c", start]
        return [self.program, "run", *options, *EXTRA[self.program], self._image, *python]

    def end(self) -> dict[str, Any]:
        """End the container with all its processes; its wait status if it ended by itself."""
        client = self._client
        assert client is not None
        try:
            client.wait(0.2)
        except subprocess.TimeoutExpired:
            subprocess.run([self.program, "kill", self._name], capture_output=True, timeout=SECONDS)
            try:
                client.wait(SECONDS)
            except subprocess.TimeoutExpired as problem:
                raise SandboxFailure(f"{self.program} does not end a container") from problem
        code = client.returncode
        if code in NOT_STARTED and not self._listens:  # later on it is the submission that ends with such a number
            raise SandboxFailure(f"{self.program} could not start a container: {self._last_words()}")
        return {
            "ended": 0,
            "status": code - 128 if code in (128 + signal.SIGKILL, 128 + signal.SIGSEGV) else abs(code) << 8,
        }

    def _last_words(self) -> str:
        """What the program said last, which has ended."""
        said = (
            self._client.stderr.read(LARGEST) if self._client is not None and self._client.stderr is not None else b""
        )
        return said.decode("utf-8", "replace").strip()[-300:] or "nothing was said"

    def close(self) -> None:
        """End the container, if one is left."""
        if self._client is not None and self._client.poll() is None and self.owner == os.getpid():
            subprocess.run([self.program, "rm", "-f", self._name], capture_output=True, timeout=SECONDS)
            self._client.wait()


@cache
def made_image(program: str) -> str:
    """The name of the image, made if it is not there yet."""
    tag = f"{NAME}:{_fingerprint()}"
    if subprocess.run([program, "image", "inspect", tag], capture_output=True, timeout=SECONDS).returncode == 0:
        return tag
    with subprocess.Popen([program, "import", "-", tag], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        with tarfile.open(fileobj=process.stdin, mode="w|") as archive:
            pack(archive)
        process.stdin.close()
        if process.wait() != 0:
            raise SandboxFailure(f"{program} could not make the image {tag}")
    return tag


def pack(archive: tarfile.TarFile) -> None:
    """Everything that a submission sees."""
    python = interpreter()
    for path in python.visible:
        _add(archive, path, str(path))
    for path in python.numpy:
        _add(archive, path, f"/sandbox/packages/{path.name}")
    _add(archive, image.folder(), "/sandbox/support")
    for name in ("scratch", "proc", "dev", "sys", "etc", "tmp"):
        folder = tarfile.TarInfo(name)
        # runc gives what is mounted there the mode of the folder below
        folder.type, folder.mode = tarfile.DIRTYPE, 0o1777 if name == "scratch" else 0o755
        archive.addfile(folder)


def _add(archive: tarfile.TarFile, path: Path, name: str) -> None:
    """A file or folder; links are followed, and everyone may read it."""
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    for file in files:
        inside = file.relative_to(path).parts if file != path else ()
        if UNUSED & set(inside):
            continue
        content = file.read_bytes()
        told = tarfile.TarInfo("/".join([name.strip("/"), *inside]))
        told.size, told.mode = len(content), 0o755 if os.access(file, os.X_OK) else 0o644
        archive.addfile(told, io.BytesIO(content))


def _fingerprint() -> str:
    digest = hashlib.sha256(f"{sys.version} {np.__version__}".encode())
    for path in sorted(image.folder().rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
