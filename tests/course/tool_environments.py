"""Environments of their own for the tools that the exports are made for, at the versions pinned in `tools/NAME.txt`.

Each is made once, in _build/.tools, by the book's own bootstrap. nnlib and the tests' answers come from the checkout by PYTHONPATH.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import bootstrap

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "_build" / ".tools"
REVEAL = "reveal.js@6.0.2"


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One process at a time makes a thing that several need."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def environment(name: str) -> Path:
    """The folder of the programs of the environment `name` (nbgrader or otter), made if it is not there or its pins have changed."""
    pins = f"tests/course/tools/{name}.txt"
    with alone(name):
        bootstrap.make_environment(str(FOLDER / name), ["-r", pins], (pins,), f"the packages of {pins}")
    return Path(bootstrap.python_of(str(FOLDER / name))).parent


def run(name: str, *arguments: str, cwd: Path, timeout: int = 600) -> str:
    """Run a program of the environment, as `run("nbgrader", "nbgrader", "autograde", "hw1", cwd=folder)`; what it printed.

    Settings of the user's own are kept out of it. AssertionError, with what it printed, if it fails.
    """
    programs = environment(name)
    path = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    modules = os.pathsep.join(map(str, (ROOT, ROOT / "tests" / "exercises", ROOT / "tests" / "course")))
    nowhere = cwd / ".jupyter"
    own = {"PATH": path, "PYTHONPATH": modules, "JUPYTER_CONFIG_DIR": str(nowhere), "IPYTHONDIR": str(nowhere)}
    program = str(programs / arguments[0])
    done = subprocess.run(
        [program, *arguments[1:]], cwd=cwd, env={**os.environ, **own}, capture_output=True, text=True, timeout=timeout
    )
    assert done.returncode == 0, f"{' '.join(arguments)}:\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}"
    return done.stdout + done.stderr


def reveal() -> Path:
    """The folder of reveal.js, fetched once from npm."""
    import node_runtime  # of the book's extensions, which the benchmarks have not on their path

    folder = FOLDER / "reveal"
    package = folder / "node_modules" / "reveal.js"
    with alone("reveal"):
        if not package.exists():
            folder.mkdir(parents=True, exist_ok=True)
            settings = ("--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder))
            command = [*node_runtime.npm_command(), "install", *settings, REVEAL]
            done = subprocess.run(command, capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, done.stderr
    return package
