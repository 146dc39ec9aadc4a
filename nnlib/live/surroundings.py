"""What a cell finds around it: streams that go to the page, no keyboard to read from, a `__main__` of its own.

All of it is put back after the cell, whatever the cell has done to it.
"""

from __future__ import annotations

import builtins
import io
import linecache
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from nnlib import _host
from nnlib.live.figures import BACKEND
from nnlib.live.output import Output
from nnlib.live.tracebacks import place_of

NO_INPUT = "input() waits for typing, which a cell in a page cannot do; write the value into the cell, as in x = 3"


class _NoKeyboard(io.TextIOBase):
    """Standard input that says why it is none."""

    def readable(self) -> bool:
        return True

    def read(self, _size: int | None = -1) -> str:
        raise RuntimeError(NO_INPUT)

    def readline(self, _size: int | None = -1) -> str:  # type: ignore[override]
        raise RuntimeError(NO_INPUT)


def _no_input(*_prompt: object) -> str:
    raise RuntimeError(NO_INPUT)


@contextmanager
def surroundings(name: str, main: ModuleType, output: Output, host: _host.Host) -> Iterator[None]:
    """For the time of one cell, whose run has this file name; afterwards everything is as it was before."""

    def told(
        message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
    ) -> str:
        text = (linecache.getline(filename, lineno) if line is None else line).strip()
        place = f"{place_of(filename, name)}, line {lineno}: {category.__name__}: {message}\n"
        return place + (f"  {text}\n" if text else "")

    streams = sys.stdin, sys.stdout, sys.stderr
    asked, warned = builtins.input, warnings.formatwarning
    before, backend = sys.modules.get("__main__"), os.environ.get("MPLBACKEND")
    sys.stdin, sys.stdout, sys.stderr = _NoKeyboard(), output.stdout, output.stderr
    builtins.input, warnings.formatwarning = _no_input, told
    sys.modules["__main__"] = main
    os.environ["MPLBACKEND"] = BACKEND
    taking_part = _host.current.set(host)
    try:
        yield
    finally:
        _host.current.reset(taking_part)
        sys.stdin, sys.stdout, sys.stderr = streams
        builtins.input, warnings.formatwarning = asked, warned
        _put_back(sys.modules, "__main__", before)
        _put_back(os.environ, "MPLBACKEND", backend)


def _put_back(where: object, key: str, value: object) -> None:
    if value is None:
        where.pop(key, None)  # type: ignore[attr-defined]
    else:
        where[key] = value  # type: ignore[index]
