"""The equations of the book hold in WASM as in CPython, after as many comparisons and with the same numbers.

`make test` takes three dozen of them, `make audit` all.
"""

from __future__ import annotations

import os

import both_pythons
import pytest
from wasm_python import WasmPython

THOROUGH = bool(os.environ.get("THOROUGH"))
RELATIVE = 1e-12


@pytest.mark.parametrize("key", both_pythons.CHAPTERS)
def test_equations_hold_with_the_same_numbers(key: str, wasm: WasmPython) -> None:
    labels = both_pythons.labels(key)
    wanted = labels if THOROUGH else [labels[0], labels[-1]]
    here, there = both_pythons.equations(wasm, key, wanted)
    assert set(there) == set(here) == set(wanted)
    for label in wanted:
        mine, theirs = here[label], there[label]
        assert theirs["failure"] == mine["failure"] == "", label
        assert (theirs["scenes"], theirs["comparisons"]) == (mine["scenes"], mine["comparisons"]), label
        assert both_pythons.same_numbers(mine["values"], theirs["values"], RELATIVE), label
