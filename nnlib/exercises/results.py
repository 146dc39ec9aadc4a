"""Verdicts as JSON lines in a file of the learner's own: off unless NNLIB_RESULTS or `record_to` names the file.

A line holds the verdict and a hash of the attempt, never the attempt itself. Each line is one write to a file opened for
appending, so that several notebooks can share it.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import warnings
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

from nnlib.exercises.packed import MARK

if TYPE_CHECKING:
    from nnlib.exercises.checking import Result

VARIABLE = "NNLIB_RESULTS"
_chosen: list[str | None] = []  # what `record_to` was told last; the variable counts until then
_warned: set[str] = set()


def record_to(path: str | os.PathLike[str] | None) -> None:
    """Write the verdict of each check from now on to this file; None stops it. It goes before NNLIB_RESULTS."""
    _chosen[:] = [None if path is None else os.fspath(path)]


def results_file() -> Path | None:
    """The file that verdicts go to, or None."""
    name = _chosen[0] if _chosen else os.environ.get(VARIABLE)
    return Path(name).expanduser() if name else None


def attempt_hash(answer: Any) -> str:
    """Twelve hexadecimal digits of an answer: of a function's compiled code, not its source, so comments change nothing."""
    code = getattr(answer, "__code__", None)
    described = _described(code) if isinstance(code, CodeType) else repr(answer)
    return hashlib.sha256(described.encode("utf-8", "backslashreplace")).hexdigest()[:12]


def _described(code: CodeType) -> str:
    constants = [_described(value) if isinstance(value, CodeType) else repr(value) for value in code.co_consts]
    return repr((code.co_code.hex(), code.co_names, code.co_varnames[: code.co_argcount], constants))


def record(result: Result, kind: str, answer: Any) -> None:
    """Append a verdict to the learner's file, if there is one. Never raises: what cannot be written is warned of once.

    The model solution of a chapter, run by the reader, is no attempt and not recorded; nor is a stub left empty.
    """
    path = results_file()
    if path is None or result.code == "not-attempted" or MARK in _cell():
        return
    line = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "exercise": result.exercise,
        "kind": kind,
        "passed": result.passed,
        "code": result.code,
        "message": result.message,
        "version": version("nnlib"),
        "attempt": attempt_hash(answer),
    }
    try:
        append(path, line)
    except OSError as error:
        if str(path) not in _warned:
            _warned.add(str(path))
            warnings.warn(f"results are not recorded: {path}: {error.strerror or error}", stacklevel=3)


def _cell() -> str:
    """The text of the notebook's cell that is running, empty elsewhere."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    history = getattr(getattr(shell, "history_manager", None), "input_hist_raw", None)
    return str(history[-1]) if history else ""


def append(path: Path, line: dict[str, Any]) -> None:
    """One JSON line at the end of a file, in one write; a line that was cut off before it stays a line of its own.

    Raises OSError where the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(line, ensure_ascii=False) + "\n"
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o644)
    try:
        if (size := os.fstat(handle).st_size) and _last_byte(handle, size) != b"\n":
            text = "\n" + text
        os.write(handle, text.encode("utf-8"))
    finally:
        os.close(handle)


def _last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)
