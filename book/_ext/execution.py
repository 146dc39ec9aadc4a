"""Runs the chapters before they are read, and only those whose result could have changed.

A notebook runs again if its code, the packages it imports or a file of nnlib that its last run loaded has changed.
A cell that raises stops the build with notebook, cell and traceback, and nothing is stored: the next build says so again.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from importlib import metadata
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

WORKERS = 2
CELL_SECONDS = 120
PACKAGES = ("numpy", "matplotlib", "ipykernel", "ipython", "ipywidgets", "anywidget", "matplotlib-inline")
KERNEL_ARGUMENTS = ["--InlineBackend.figure_formats=svg", "--log-level=40"]
KERNEL_ENVIRONMENT = {"NNLIB_PANEL": "html", "PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
KERNEL_ATTEMPTS = 3
LOADED_FILES = """
import sys as _sys, json as _json
print(_json.dumps(sorted({m.__file__ for n, m in list(_sys.modules.items()) if n.split('.')[0] == 'nnlib' and getattr(m, '__file__', None)})))
"""
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class KernelMissing(Exception):
    """No kernel came up; nothing of the notebook has run."""


class NotebookFailed(Exception):
    """A cell of a notebook raised; the message names notebook and cell and ends with the traceback."""


def executed_path(app: Sphinx, docname: str) -> Path:
    """The executed copy of a chapter, under _build/executed."""
    return Path(app.outdir).parent / "executed" / f"{docname}.ipynb"


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def code_key(notebook: nbformat.NotebookNode) -> str:
    """A hash of what decides the outputs apart from nnlib: code, its tags, Python and the packages."""
    code = [(c.id, c.source, c.metadata.get("tags", [])) for c in notebook.cells if c.cell_type == "code"]
    packages = [f"{name} {metadata.version(name)}" for name in PACKAGES]
    return _hash(json.dumps([code, packages, platform.python_version(), KERNEL_ARGUMENTS]).encode())


def with_resources(modules: list[str]) -> list[Path]:
    """The loaded modules and the files their packages read (scripts, styles, tables, data)."""
    files = {Path(name) for name in modules}
    for package in {path.parent for path in files}:
        for path in package.rglob("*"):
            inside_other_package = any(
                (parent / "__init__.py").exists()
                for parent in path.parents
                if parent != package and package in parent.parents
            )
            if path.is_file() and path.suffix not in {".py", ".pyc"} and not inside_other_package:
                files.add(path)
    return sorted(files)


def is_fresh(notebook: nbformat.NotebookNode, record: Path) -> bool:
    """Whether the stored run still holds for this notebook and today's nnlib."""
    if not record.exists() or not record.with_suffix(".ipynb").exists():
        return False
    stored = json.loads(record.read_text())
    if stored["code"] != code_key(notebook):
        return False
    return all(
        Path(name).exists() and _hash(Path(name).read_bytes()) == value for name, value in stored["files"].items()
    )


def execute(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Run all cells in `folder`; raises nbclient's errors for a cell, KernelMissing if no kernel answers."""
    reason: Exception | None = None
    for _ in range(KERNEL_ATTEMPTS):
        client = NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
            store_widget_state=False,
            coalesce_streams=True,
            extra_arguments=KERNEL_ARGUMENTS,
        )
        try:
            client.execute(env={**os.environ, **KERNEL_ENVIRONMENT})
            return
        except (DeadKernelError, CellTimeoutError):
            raise
        except (RuntimeError, OSError) as error:
            # another program took one of the ports before the kernel bound it: nothing has run yet
            reason = error
    raise KernelMissing(str(reason))


def run_notebook(source: Path, target: Path) -> float:
    """Execute `source` in its own folder, store the executed copy and its record; returns the seconds it took."""
    start = time.monotonic()
    notebook = nbformat.read(source, as_version=4)
    key = code_key(notebook)
    probe = nbformat.v4.new_code_cell(LOADED_FILES)
    notebook.cells.append(probe)
    try:
        execute(notebook, source.parent)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise NotebookFailed(describe_failure(source, notebook, error)) from error
    except KernelMissing as error:
        raise NotebookFailed(f"{source}: no kernel could be started: {error}") from error
    finally:
        notebook.cells.remove(probe)
    files = with_resources(json.loads(probe.outputs[-1].text))
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target)
    seconds = time.monotonic() - start
    record = {"code": key, "files": {str(f): _hash(f.read_bytes()) for f in files}, "seconds": round(seconds, 2)}
    target.with_suffix(".json").write_text(json.dumps(record, indent=1))
    return seconds


def say(line: str) -> None:
    """A line with its end in one piece: print() writes them apart, and another thread may come between."""
    print(f"{line}\n", end="", flush=True)


def run_named(docname: str, source: Path, target: Path) -> float:
    """`run_notebook` with a line that says which notebook is running."""
    say(f"  running {docname} ...")
    return run_notebook(source, target)


def describe_failure(source: Path, notebook: nbformat.NotebookNode, error: Exception) -> str:
    """Name the cell that stopped the run and quote the end of what it said."""
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                if isinstance(error, CellTimeoutError):
                    return f"{source}, cell '{cell.id}' (number {number}) was stopped after {CELL_SECONDS} s"
                traceback = ANSI.sub("", "\n".join(output.traceback)).splitlines()
                return (
                    f"{source}, cell '{cell.id}' (number {number}): {output.ename}: {output.evalue}\n    "
                    + "\n    ".join(traceback[-12:])
                )
    last = [(n, c) for n, c in enumerate(notebook.cells, 1) if c.cell_type == "code" and c.get("execution_count")]
    place = f", cell '{last[-1][1].id}' (number {last[-1][0]})" if last else ""
    return f"{source}{place}: {type(error).__name__}: {str(error).strip().splitlines()[-1]}"


def run_stale(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Run what is stale, two at a time, with a line for each; return the chapters whose page has to be read again."""
    chapters = {d: Path(env.doc2path(d)) for d in sorted(env.found_docs) if env.doc2path(d).endswith(".ipynb")}
    stale = []
    for docname, source in chapters.items():
        try:
            notebook = nbformat.read(source, as_version=4)
        except Exception as error:
            raise ExtensionError(f"{source} is not a notebook that nbformat can read: {error}") from error
        if not is_fresh(notebook, executed_path(app, docname).with_suffix(".json")):
            stale.append(docname)
    if chapters:
        print(f"Notebooks: {len(stale)} to run, {len(chapters) - len(stale)} unchanged", flush=True)
    failures: list[str] = []
    with ThreadPoolExecutor(WORKERS) as pool:
        for docname in stale:
            executed_path(app, docname).with_suffix(".json").unlink(missing_ok=True)
        running = {pool.submit(run_named, d, chapters[d], executed_path(app, d)): d for d in stale}
        for done, future in enumerate(as_completed(running), 1):
            docname, left = running[future], len(running) - done
            try:
                say(f"  [{done}/{len(running)}] {docname}: {future.result():.1f} s, {left} left")
            except NotebookFailed as failure:
                say(f"  [{done}/{len(running)}] {docname}: FAILED, {left} left")
                failures.append(str(failure))
    if failures:
        raise ExtensionError("\n" + "\n".join(failures))
    records: dict[str, str] = env.__dict__.setdefault("nn_executed", {})
    reread = []
    for docname in chapters:
        record = _hash(executed_path(app, docname).with_suffix(".json").read_bytes())
        if records.get(docname) != record:
            reread.append(docname)
        records[docname] = record
    return reread


def setup(app: Sphinx) -> dict[str, Any]:
    if sys.platform == "win32":
        import asyncio

        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    app.connect("env-get-outdated", run_stale, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
