"""nnlib's own tests pass in WASM, run there by pytest; what they compare with (SciPy, scikit-learn) is asked from CPython.

`make test` runs a sample of the files, `make audit` all of them.
"""

from __future__ import annotations

import os

import both_pythons
import pytest
from wasm_python import WasmPython

THOROUGH = bool(os.environ.get("THOROUGH"))
SAMPLE = (
    "tests/nnlib/activations/test_softmax_family.py",
    "tests/nnlib/layers/test_parameters.py",
    "tests/nnlib/networks/test_archive.py",
    "tests/nnlib/test_package.py",
)


@pytest.mark.parametrize("file", both_pythons.FILES if THOROUGH else SAMPLE)
def test_tests_pass(file: str, wasm: WasmPython) -> None:
    found = both_pythons.package(wasm, file)
    failed = {name: why for name, (outcome, _, why) in found.items() if outcome != "passed"}
    assert not failed, "\n\n".join(f"{name}\n{why}" for name, why in failed.items())
    assert found
