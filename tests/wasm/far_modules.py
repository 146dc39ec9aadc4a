"""Modules that WASM does not have, answered by CPython: SciPy, scikit-learn, and what hypothesis has compiled.

They are the independent source that the tests compare nnlib with, so they need not run in WASM: a call is sent to the
parent process with its arguments, and its result comes back. Numbers, arrays and containers travel by value, everything
else stays there and is held by a number.
"""

from __future__ import annotations

import base64
import importlib
import importlib.abc
import importlib.machinery
import io
import pickle
import sys
import zipfile
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

FAR = ("scipy", "sklearn", "hypothesis._native")
BY_VALUE = ("builtins", "numpy", "collections", "fractions", "copyreg")


class Far:
    """A thing of the parent process: attributes and calls are asked for there."""

    def __init__(self, number: int) -> None:
        self.__dict__["_number"] = number

    def __getattr__(self, name: str) -> Any:
        return asked("getattr", self, name)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return asked("call", self, arguments, named)


def _stays(thing: Any) -> bool:
    """Whether a thing stays in the parent process: a module, a function or an object that WASM does not know."""
    if isinstance(thing, ModuleType | np.ufunc):
        return True
    home = getattr(thing if callable(thing) else type(thing), "__module__", None) or ""
    return home.partition(".")[0] not in BY_VALUE


class _Pickler(pickle.Pickler):
    def persistent_id(self, thing: Any) -> int | None:
        return thing.__dict__["_number"] if isinstance(thing, Far) else None


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, number: int) -> Far:
        return Far(number)


def asked(what: str, *parts: Any) -> Any:
    """Ask the parent process; what is raised there is raised here."""
    import nn_parent  # exists in WASM only

    packed = io.BytesIO()
    _Pickler(packed, protocol=4).dump((what, *parts))
    reply = base64.b64decode(nn_parent.ask(base64.b64encode(packed.getvalue()).decode()))
    fine, value = _Unpickler(io.BytesIO(reply)).load()
    if not fine:
        raise value
    return value


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the far modules; their attributes are looked up in the parent process."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not any(fullname == name or fullname.startswith(name + ".") for name in FAR):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def exec_module(self, module: ModuleType) -> None:
        far = asked("import", module.__name__)

        def attribute(name: str) -> Any:
            if name.startswith("__") and name != "__version__":
                raise AttributeError(name)
            found = getattr(far, name)
            module.__dict__[name] = found
            return found

        module.__dict__["__getattr__"] = attribute


def prepare(wheel: str, side: str) -> None:
    """In WASM, once: install nnlib's wheel, and find the far modules."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(side)
    sys.meta_path.insert(0, _Finder())


class Answerer:
    """In the parent process: answers what `asked` asks, and keeps the things that stay here."""

    def __init__(self) -> None:
        self._kept: list[Any] = []

    def __call__(self, text: str) -> str:
        unpickler = pickle.Unpickler(io.BytesIO(base64.b64decode(text)))
        unpickler.persistent_load = self._kept.__getitem__  # type: ignore[method-assign]
        try:
            reply = True, self._answer(*unpickler.load())
        except Exception as problem:
            reply = False, problem
        return base64.b64encode(self._packed(reply)).decode()

    def _answer(self, what: str, *parts: Any) -> Any:
        if what == "import":
            return importlib.import_module(parts[0])
        if what == "getattr":
            return getattr(*parts)
        function, arguments, named = parts
        return function(*arguments, **named)

    def _packed(self, reply: Any) -> bytes:
        packed, kept = io.BytesIO(), self._kept

        class Keeping(pickle.Pickler):
            def persistent_id(self, thing: Any) -> int | None:
                if not _stays(thing):
                    return None
                kept.append(thing)
                return len(kept) - 1

        Keeping(packed, protocol=4).dump(reply)
        return packed.getvalue()
