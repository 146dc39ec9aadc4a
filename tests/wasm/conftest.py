"""One Python in WASM for all tests of a process; without Pyodide's wheels they are skipped, and the reason says so."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "exercises"))  # the answers that both Pythons judge

from wasm_python import WasmMissing, WasmPython, wheels


@pytest.fixture(scope="session")
def wasm() -> Iterator[WasmPython]:
    try:
        folder = wheels()
    except WasmMissing as reason:
        pytest.skip(str(reason))
    python = WasmPython(folder)
    yield python
    python.stop()
