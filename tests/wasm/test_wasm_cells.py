"""The code cells of the chapters run in WASM, in their order and to their own asserts; figures are drawn as a page draws them.

`make test` runs two chapters, `make audit` all of them.
"""

from __future__ import annotations

import os

import both_pythons
import pytest
from wasm_python import WasmPython

THOROUGH = bool(os.environ.get("THOROUGH"))
SAMPLE = ("mathematics", "single-neuron")


@pytest.mark.parametrize("key", both_pythons.CHAPTERS if THOROUGH else SAMPLE)
def test_cells_run(key: str, wasm: WasmPython) -> None:
    ran = 0
    for cell, done in both_pythons.cells(wasm, key):
        assert not done["error"], f"{key}, cell {cell}: {done['error']}"
        ran += 1
    assert ran >= 5
