"""Stand-ins for what draws: a cell that imports matplotlib and plots is to fail neither there nor afterwards.

They do nothing and are nothing: no number comes out of them.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

DRAWING = ("matplotlib", "mpl_toolkits", "IPython", "ipywidgets", "anywidget", "nnlib.widgets")


class Nothing:
    """Whatever is asked of it or done with it, it is nothing again."""

    def __init__(self, *_args: Any, **_options: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    def __call__(self, *_args: Any, **_options: Any) -> Nothing:
        return Nothing()

    def __getitem__(self, _key: Any) -> Nothing:
        return Nothing()

    def __setitem__(self, _key: Any, _value: Any) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __enter__(self) -> Nothing:
        return self

    def __exit__(self, *_args: Any) -> None:
        pass


class _Absent(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "get_ipython":
            return lambda: None
        if name == "subplots":
            return lambda *_args, **_options: (Nothing(), Nothing())
        return Nothing


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the stand-ins; asked last, after everything that is there."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if any(fullname == name or fullname.startswith(name + ".") for name in DRAWING):
            return importlib.util.spec_from_loader(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Absent(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def install() -> None:
    """Make them importable."""
    sys.meta_path.append(Finder())
