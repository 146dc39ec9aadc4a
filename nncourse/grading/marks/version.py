"""The version of an exercise: a fingerprint of its definition and of all code that judges an answer to it.

A mark that was kept is used again only for the same version, so a corrected probe or message marks the class anew. Of nnlib and nncourse
those files count that the definition and the check import, read as text.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import platform
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from nnlib.exercises.model import Exercise
from nnlib.exercises.packed import packed_files
from nnlib.exercises.registry import VARIANTS, Entry, entry, variants_of

PACKAGES = ("nnlib", "nncourse")
# these import every exercise, which says nothing about one of them
EVERYTHING = {"nnlib.exercises", "nnlib.exercises.definitions", "nnlib.exercises.questions", VARIANTS}
CHECKING = ("nnlib.exercises.checking", "nncourse.grading.marks.marking")
SANDBOX = "nncourse.sandbox"


@cache
def version(exercise_id: str, variants: bool = False) -> str:
    """Twenty hexadecimal digits, of its variants too if they are asked for. ValueError for an unknown id."""
    digest = hashlib.sha256(f"{platform.python_version()} {np.__version__}\n".encode())
    files = _closure([*CHECKING, *_modules(exercise_id, variants)]) | _package(SANDBOX) | _data(exercise_id)
    for name in sorted(files):
        digest.update(f"{name}\n{hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return digest.hexdigest()[:20]


def _modules(exercise_id: str, variants: bool) -> set[str]:
    """The modules in which a definition's functions stand, or the module of a question's kind."""
    drawn = {"nnlib.exercises.variants", *_functions_of(variants_of(exercise_id))} if variants else set()
    return {name for name in drawn if name.startswith("nnlib.exercises.")} | _own_modules(entry(exercise_id, {}))


def _own_modules(exercise: Entry) -> set[str]:
    if isinstance(exercise, Exercise):
        return {name for name in _functions_of(exercise) if name.startswith("nnlib.exercises.definitions.")}
    values = f"nnlib.exercises.questions.values.{exercise.chapter.replace('-', '_')}"
    return {
        "nnlib.exercises.questions.readers",
        type(exercise).__module__,
        *([values] if _source(values) is not None else []),
    }


def _functions_of(value: Any, depth: int = 0) -> Iterator[str]:
    """The modules of the functions in a definition, through its tuples, misconceptions and recipes."""
    if depth > 4:
        return
    value = getattr(value, "func", value)  # of a partial
    if callable(value) and hasattr(value, "__module__"):
        yield str(value.__module__)
    entries: Iterable[Any] = value if isinstance(value, (list, tuple)) else getattr(value, "__dict__", {}).values()
    for each in entries:
        if callable(each) or isinstance(each, (list, tuple)) or type(each).__module__.startswith("nnlib.exercises"):
            yield from _functions_of(each, depth + 1)


def _data(exercise_id: str) -> dict[str, bytes]:
    """The data file of a question's chapter; functions have none."""
    exercise = entry(exercise_id, {})
    if isinstance(exercise, Exercise):
        return {}
    name = f"questions/data/{exercise.chapter}.toml"
    packed = packed_files().get(name)
    folder = Path(importlib.import_module("nnlib.exercises").__file__ or "").parent
    return {name: packed.encode() if packed is not None else (folder / name).read_bytes()}


def _closure(modules: Iterable[str]) -> dict[str, bytes]:
    """The files of these modules and of all that they import from here, by the module's name."""
    found: dict[str, bytes] = {}
    ahead = list(modules)
    while ahead:
        name = ahead.pop()
        if name in found or name in EVERYTHING or name.split(".")[0] not in PACKAGES:
            continue
        text = _source(name)
        if text is None:
            continue
        found[name] = text
        ahead += _imports(name)
    return found


@cache
def _source(module: str) -> bytes | None:
    inside = module.removeprefix("nnlib.exercises.").replace(".", "/")
    for path in (f"{inside}.py", f"{inside}/__init__.py"):
        if module.startswith("nnlib.exercises.") and path in packed_files():
            return packed_files()[path].encode()
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, AttributeError, ValueError):
        return None
    return Path(spec.origin).read_bytes() if spec is not None and spec.origin and spec.origin.endswith(".py") else None


@cache
def _imports(module: str) -> tuple[str, ...]:
    found: list[str] = []
    for node in ast.walk(ast.parse(_source(module) or b"")):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]  # if it is a module
    return tuple(found)


def _package(name: str) -> dict[str, bytes]:
    """All Python files of a package: what runs inside the sandbox is found by path and imported by nobody."""
    spec = importlib.util.find_spec(name)
    folders = [Path(place) for place in (spec.submodule_search_locations or ())] if spec is not None else []
    return {f"{name}/{p.relative_to(f).as_posix()}": p.read_bytes() for f in folders for p in sorted(f.rglob("*.py"))}
