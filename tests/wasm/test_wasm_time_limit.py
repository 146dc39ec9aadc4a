"""An answer that never ends is stopped in WASM and told so in the same words; twenty in a row, each with a right one behind it."""

from __future__ import annotations

import os

import endless_answers
from wasm_python import WasmPython

SECONDS = 0.2
COUNT = 20 if os.environ.get("THOROUGH") else 6


def test_endless_answers_are_told_so(wasm: WasmPython) -> None:
    there = wasm.call("endless_answers", "endless", COUNT, SECONDS, seconds=120)
    here = endless_answers.endless(3, SECONDS)
    assert len(there) == COUNT
    for number, (code, message, seconds) in enumerate(there):
        assert [code, message] == here[number % 3][:2]
        assert code == "timeout" and SECONDS <= seconds < SECONDS + 10  # stopped at all, on however busy a machine
