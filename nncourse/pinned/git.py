"""git as a child process: no shell, no questions asked, a limit of time, and its failures in plain words."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nncourse.cli import CourseError

ASK_SECONDS = 30.0  # to learn what a reference means
FETCH_SECONDS = 600.0
# variables of a git that calls us (a hook), which would make ours work on another repository
FOREIGN = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_NAMESPACE",
    "GIT_CEILING_DIRECTORIES",
)
SETTINGS = (
    "core.autocrlf=false",
    "core.longpaths=true",
    "advice.detachedHead=false",
    "init.defaultBranch=main",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=30",
)
UNREACHABLE = (
    "could not resolve host",
    "failed to connect",
    "couldn't connect to server",
    "connection timed out",
    "connection refused",
    "network is unreachable",
    "operation too slow",
    "name or service not known",
    "temporary failure in name resolution",
    "no route to host",
    "could not resolve proxy",
)
REFUSED = (
    "authentication failed",
    "could not read username",
    "permission denied",
    "terminal prompts disabled",
    "host key",
)


class NoAnswer(CourseError):
    """The repository did not answer; what is in the cache may do."""


@dataclass(frozen=True)
class Said:
    code: int
    text: str
    error: str


def git(folder: Path, *words: str, seconds: float = ASK_SECONDS, address: str = "") -> Said:
    """Run git in a folder; `address` is the repository it talks to, if any. NoAnswer when that does not answer in time."""
    program = shutil.which("git")
    if program is None:
        raise CourseError(
            "git is not installed, and 'book: {git: ...}' in course.yml needs it; install git, or name a folder with 'book: {path: ...}'"
        )
    settings = [part for setting in SETTINGS for part in ("-c", setting)]
    # files in place of pipes: a helper of git that survives it cannot keep us waiting
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            [program, *settings, *words],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=os.name == "posix",
        )
        try:
            code = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            raise NoAnswer(
                f"{address or 'git'} did not answer within {seconds:.0f} seconds; check the network and the address"
            ) from None
        except BaseException:
            _end(process)
            raise
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", "replace"))
    said = Said(code, *texts)
    if code and address:
        _explain(said.error, address)
    return said


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    kept.setdefault("GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o ConnectTimeout=20")
    return {**kept, "GIT_TERMINAL_PROMPT": "0", "GCM_INTERACTIVE": "never", "LC_ALL": "C"}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git together with the helpers it has started."""
    if os.name == "posix":
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    process.kill()
    process.wait()


def _explain(error: str, address: str) -> None:
    """Raise what is wrong with the connection; other failures are the caller's."""
    low = error.lower()
    if any(sign in low for sign in UNREACHABLE):
        raise NoAnswer(f"{address} cannot be reached; check the network and the address ({last_line(error)})")
    if any(sign in low for sign in REFUSED):
        raise CourseError(
            f"{address} does not let you in: is it private, or is the address misspelt? ({last_line(error)})"
        )
    if "does not exist" in low or "not found" in low or "does not appear to be a git repository" in low:
        raise CourseError(f"there is no git repository at {address}; check 'git' under 'book' in course.yml")


def last_line(error: str) -> str:
    """The line of git's that says what happened."""
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return (told or lines or ["git said nothing"])[0]
