"""Where the exercises' answers lie: as files in this package, or packed in the edition without solutions.

Packing keeps a learner from stumbling over an answer in a traceback, a search or `inspect`. It keeps nothing secret:
whoever wants to read the answers can, and a public book publishes them anyway.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import json
import sys
import textwrap
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent
PACKAGE = "nnlib.exercises"
RESOURCE = "answers.pack"
SHOWN = "shown.txt"  # within it: the ids of the exercises whose solutions are shown all the same
# stands in every solution and nowhere else; in two parts, so that this file can be searched for it too
MARK = "".join(("modelsolution", "83c1d7"))
STUB = '''"""The exercises of this edition: their answers are packed, so that nobody stumbles over one."""

from nnlib.exercises.packed import unpack

unpack(__name__)
'''


def pack(files: Mapping[str, str]) -> bytes:
    """Texts by their path below `nnlib/exercises`, as the one resource that `unpack` and `texts` read."""
    return zlib.compress(json.dumps(dict(files), ensure_ascii=False).encode("utf-8"), 9)


@cache
def packed_files() -> Mapping[str, str]:
    """The packed texts by their path below `nnlib/exercises`; empty where the files themselves are there."""
    resource = HERE / RESOURCE
    if not resource.exists():
        return {}
    files: dict[str, str] = json.loads(zlib.decompress(resource.read_bytes()).decode("utf-8"))
    return files


def solutions_are_shown() -> bool:
    """Whether this copy belongs to an edition with solutions."""
    return not packed_files()


def where_the_solution_is(exercise_id: str = "") -> str:
    """The sentence after the last hint; a course shows the solutions of some exercises while others are hidden."""
    if solutions_are_shown() or exercise_id in packed_files().get(SHOWN, "").split():
        return "The solution is folded below the exercise."
    return "This edition has no solutions; ask whoever gave it to you."


def texts(folder: str, suffix: str = ".toml") -> dict[str, str]:
    """The text files of a folder below `nnlib/exercises`, by name and in its order.

    >>> texts("definitions", ".toml")
    {}
    """
    names = {path.name: path.read_text(encoding="utf-8") for path in (HERE / folder).glob(f"*{suffix}")}
    for path, text in packed_files().items():
        parent, _, name = path.rpartition("/")
        if parent == folder and name.endswith(suffix):
            names[name] = text
    return dict(sorted(names.items()))


def source_of(function: Callable[..., Any]) -> str:
    """The source of a function of this package, packed or not. Raises OSError where there is none (built at run time)."""
    text = packed_files().get(_path(function.__module__))
    if text is None:
        return textwrap.dedent(inspect.getsource(function))
    code = inspect.unwrap(function).__code__
    return textwrap.dedent("".join(inspect.getblock(text.splitlines(keepends=True)[code.co_firstlineno - 1 :])))


def _path(module: str) -> str:
    """`nnlib.exercises.definitions.softmax` as `definitions/softmax.py`, a package as its `__init__.py`."""
    inside = module.removeprefix(PACKAGE + ".").replace(".", "/")
    package = f"{inside}/__init__.py"
    return package if package in packed_files() else f"{inside}.py"


class _Unpacker(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports packed modules. It offers no `get_source`: tracebacks show the line's number and nothing else."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not fullname.startswith(PACKAGE + ".") or _path(fullname) not in packed_files():
            return None
        return importlib.util.spec_from_loader(fullname, self, is_package=_path(fullname).endswith("__init__.py"))

    def exec_module(self, module: ModuleType) -> None:
        run(module.__name__, module.__dict__)


def run(name: str, namespace: dict[str, Any]) -> None:
    """Run the packed module `name` in a namespace. A file name in angle brackets has no lines for a traceback."""
    exec(compile(packed_files()[_path(name)], f"<{name}>", "exec", dont_inherit=True), namespace)


def unpack(package: str) -> None:
    """Make the modules of a packed package importable and run its own: what the stub of that package calls."""
    if not any(isinstance(finder, _Unpacker) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Unpacker())
    run(package, sys.modules[package].__dict__)
