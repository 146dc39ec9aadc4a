"""Python in WASM, as the page has it: one Node process that keeps its state, and jobs sent to it as lines of JSON.

A job is a function of a module by name, so that the same function can be called here, in CPython, and the results compared.
A job that takes longer than its limit ends the process; the next one starts another.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import queue
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nnlib_wheel
from far_modules import Answerer
from node_runtime import NodeMissing, find_node

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CORE = ROOT / "node_modules" / "pyodide"
DEADLINE = ROOT / "book" / "_live" / "deadline.js"  # the page's clock for answers that never end
VARIABLE = "NN_PYODIDE_WHEELS"
INSIDE = "/home/pyodide"
BOOK = f"{INSIDE}/book-project"
SIDE = f"{INSIDE}/side"
START_SECONDS = 120.0
# pure Python that nnlib's tests import, as installed here; compiled parts stay behind
PURE = (
    *("_pytest", "pytest", "py", "pluggy", "iniconfig", "packaging", "pygments"),
    *("hypothesis", "_hypothesis_globals", "_hypothesis_pytestplugin", "sortedcontainers", "attr", "attrs"),
    *("mpmath", "autograd"),
)
COPIED = ("pyproject.toml", "tests/conftest.py", "tests/nnlib", "tests/exercises", "tests/wasm", "book")
PATH = [BOOK, SIDE, f"{BOOK}/tests/wasm", f"{BOOK}/tests/exercises", f"{BOOK}/book/_ext"]


class WasmMissing(RuntimeError):
    """Python in WASM cannot run here; the message says what is missing."""


class WasmTimeout(RuntimeError):
    """A job took longer than it may; the process was ended."""


class WasmError(RuntimeError):
    """A job raised in WASM; the message is its traceback there."""


def wheels() -> Path:
    """The folder of Pyodide's wheels; WasmMissing if the variable does not name one, or if Node or the core is missing."""
    named = os.environ.get(VARIABLE)
    if not named:
        raise WasmMissing(f"{VARIABLE} is not set")
    if not list(Path(named).glob("numpy-*wasm32.whl")):
        raise WasmMissing(f"{VARIABLE} names {named}, which holds no wheel of NumPy for Pyodide")
    if not (CORE / "pyodide.mjs").exists():
        raise WasmMissing("node_modules holds no pyodide: run 'make book'")
    try:
        find_node()
    except NodeMissing as problem:
        raise WasmMissing(str(problem)) from problem
    return Path(named)


def _installed(name: str) -> tuple[str, str]:
    """Where a module of this environment lies, and where it goes."""
    spec = importlib.util.find_spec(name)
    assert spec is not None and spec.origin is not None, f"the tests in WASM need {name}"
    place = Path(spec.origin)
    place = place.parent if place.name == "__init__.py" else place
    return str(place), f"{SIDE}/{place.name}"


class WasmPython:
    """Python in WASM. It starts at the first job; `version` is Pyodide's."""

    version = ""

    def __init__(self, folder: Path) -> None:
        self._wheels = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._loaded: set[str] = set()

    def call(self, module: str, function: str, *arguments: Any, seconds: float = 60.0, load: Sequence[str] = ()) -> Any:
        """The result of `module.function(*arguments)` in WASM: what JSON can carry goes in and comes out."""
        self._start()
        for package in [name for name in load if name not in self._loaded]:
            self._job({"load": [package]}, START_SECONDS)
            self._loaded.add(package)
        reply = self._job({"path": PATH, "module": module, "function": function, "arguments": list(arguments)}, seconds)
        return reply["result"]

    def both(self, module: str, function: str, *arguments: Any, **how: Any) -> tuple[Any, Any]:
        """The results of the same function in CPython and in WASM."""
        here: Callable[..., Any] = getattr(importlib.import_module(module), function)
        return json.loads(json.dumps(here(*arguments))), self.call(module, function, *arguments, **how)

    def stop(self) -> None:
        """End the process; a job after it starts another."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.kill()
        process.wait()
        os.close(self._jobs)
        assert process.stdout is not None
        process.stdout.close()

    def _start(self) -> None:
        if self._process is not None:
            return
        jobs, self._jobs = os.pipe()  # not its standard input: Pyodide makes that one non-blocking
        given = HERE / "run.mjs", jobs, CORE, self._wheels, HERE / "inside.py", DEADLINE
        command = [str(find_node()), *map(str, given)]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, pass_fds=[jobs])
        os.close(jobs)
        self._lines, self._loaded = queue.Queue(), {"numpy"}
        threading.Thread(target=self._read, args=(self._process, self._lines), daemon=True).start()
        self._answerer = Answerer()
        self.version = self._next(START_SECONDS)["ready"]
        places = [(str(ROOT / name), f"{BOOK}/{name}") for name in COPIED if (ROOT / name).exists()]
        with tempfile.TemporaryDirectory() as folder:
            wheel = Path(folder) / "nnlib.whl"
            wheel.write_bytes(nnlib_wheel.build()[1])  # what a page loads
            self._job({"copy": [*places, *map(_installed, PURE), (str(wheel), f"{INSIDE}/nnlib.whl")]}, START_SECONDS)
        given = [f"{INSIDE}/nnlib.whl", SIDE]
        self._job({"path": PATH, "module": "far_modules", "function": "prepare", "arguments": given}, 60)

    @staticmethod
    def _read(process: subprocess.Popen[bytes], lines: queue.Queue[bytes]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
        lines.put(b"")

    def _job(self, job: dict[str, Any], seconds: float) -> dict[str, Any]:
        self._send(json.dumps(job))
        return self._next(seconds)

    def _send(self, text: str) -> None:
        rest = text.encode() + b"\n"
        try:
            while rest:
                rest = rest[os.write(self._jobs, rest) :]
        except BrokenPipeError:
            self.stop()
            raise WasmError("Python in WASM ended; what it said stands above") from None

    def _next(self, seconds: float) -> dict[str, Any]:
        """The next reply; questions that Python in WASM asks meanwhile are answered."""
        while True:
            try:
                line = self._lines.get(timeout=seconds)
            except queue.Empty:
                self.stop()
                raise WasmTimeout(f"a job in WASM was ended after {seconds:g} s") from None
            if not line:
                self.stop()
                raise WasmError("Python in WASM ended; what it said stands above")
            reply: dict[str, Any] = json.loads(line)
            if "ask" in reply:
                self._send(self._answerer(reply["ask"]))
                continue
            if "broken" in reply:
                self.stop()
                raise WasmError(reply["broken"])
            if "error" in reply:
                raise WasmError(reply["error"])
            return reply
