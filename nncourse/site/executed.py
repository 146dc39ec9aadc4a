"""Runs of notebooks, shared between the book, its editions and all courses made from it: what has run once does not run again.

A run is kept by the notebook's code; the files of nnlib that it loaded are noted by their path below the tree, so that they
are compared with those of the tree that takes the run over. The book's own rule (`execution.is_fresh`) decides.
"""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat

from nncourse.site.references import CACHE

RUNS = CACHE / "runs"
EXECUTED = Path("_build") / "executed"
OTHERS = (EXECUTED, Path("_build/.sources/student") / EXECUTED, Path("_build/.sources/instructor") / EXECUTED)


def _execution(book: Path) -> Any:
    folder = str(book / "book" / "_ext")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module("execution")


def _kept(book: Path, key: str) -> Path:
    return book / RUNS / f"{key[:24]}.json"


def _rebased(record: Path, old: Path, new: str) -> str:
    """The record with the paths of loaded files below `new` instead of `old`; `new` "" makes them relative."""
    found = json.loads(record.read_text(encoding="utf-8"))
    files = {}
    for name, value in found["files"].items():
        path = Path(name)
        inside = path.relative_to(old) if path.is_absolute() and path.is_relative_to(old) else path
        files[str(Path(new) / inside) if new and not inside.is_absolute() else str(inside)] = value
    return json.dumps({**found, "files": files}, indent=1)


def take(tree: Path, book: Path, pages: Iterable[str]) -> None:
    """Put the runs that still hold into the tree, for the notebooks among these pages."""
    execution = _execution(book)
    for page in pages:
        source = tree / f"{page}.ipynb"
        if not source.exists():
            continue
        notebook = nbformat.read(source, as_version=4)  # type: ignore[no-untyped-call]
        record = tree / EXECUTED / f"{page}.json"
        if execution.is_fresh(notebook, record):
            continue
        kept = _kept(book, execution.code_key(notebook))
        for candidate in (kept, *(book / folder / f"{page}.json" for folder in OTHERS)):
            if not candidate.exists() or not candidate.with_suffix(".ipynb").exists():
                continue
            record.parent.mkdir(parents=True, exist_ok=True)
            record.write_text(_rebased(candidate, tree, str(tree)) if candidate == kept else candidate.read_text())
            shutil.copyfile(candidate.with_suffix(".ipynb"), record.with_suffix(".ipynb"))
            if execution.is_fresh(notebook, record):
                break
            record.unlink()


def keep(tree: Path, book: Path, pages: Iterable[str]) -> None:
    """Keep the tree's runs of these pages for others; nothing if the book's folder is read-only."""
    for page in pages:
        record = tree / EXECUTED / f"{page}.json"
        if not record.exists():
            continue
        text = _rebased(record, tree, "")
        if any(Path(name).is_absolute() for name in json.loads(text)["files"]):
            continue  # taken over from somewhere else, and kept there
        kept = _kept(book, json.loads(text)["code"])
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            if kept.exists() and kept.read_text(encoding="utf-8") == text:
                continue
            for path, content in (
                (kept.with_suffix(".ipynb"), record.with_suffix(".ipynb").read_bytes()),
                (kept, text.encode()),
            ):
                new = path.with_suffix(path.suffix + ".part")
                new.write_bytes(content)
                new.replace(path)
        except OSError:
            return
