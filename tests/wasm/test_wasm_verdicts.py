"""Every known answer to every exercise is told the same in WASM as in CPython: code and message word by word, and the evidence.

`make test` compares a sample, `make audit` all.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import both_pythons
import pytest
import test_verdicts
from wasm_python import WasmPython

THOROUGH = bool(os.environ.get("THOROUGH"))
SAMPLE = ("relu", "softmax", "linear_backward", "numerical_grad", "xavier_init")
QUESTIONS = "any_loss jacobian part size relations_corners which_slope find_the_error gibbs reasons".split()
RECORDED = json.loads(Path(test_verdicts.__file__).with_name("verdicts.json").read_text(encoding="utf-8"))


def compare(here: dict[str, list[Any]], there: dict[str, list[Any]]) -> None:
    assert set(there) == set(here)
    for key, mine in here.items():
        assert both_pythons.same_verdict(mine, there[key]), (key, mine, there[key])


@pytest.mark.parametrize("name", both_pythons.FUNCTIONS if THOROUGH else SAMPLE)
def test_functions_are_told_the_same(name: str, wasm: WasmPython) -> None:
    here, there = both_pythons.functions(wasm, name)
    compare(here, there)
    for key, verdict in RECORDED[name].items():  # as recorded in CPython 3.11
        assert there[key][1:3] == verdict, key
    assert all(there[key][0] for key in there if key.startswith(("right", "independent", "reference")))


def test_every_form_of_exercise_is_told_the_same(wasm: WasmPython) -> None:
    here, there = wasm.both("judged", "forms", seconds=300)
    compare(here, there)
    assert len(there) >= 30


@pytest.mark.parametrize("name", both_pythons.QUESTIONS if THOROUGH else QUESTIONS)
def test_questions_say_the_same(name: str, wasm: WasmPython) -> None:
    answers, (here, there) = both_pythons.replies(wasm, name)
    assert len(there) == len(answers) >= 2
    for answer, mine, theirs in zip(answers, here, there, strict=True):
        assert both_pythons.same_verdict(mine, theirs), (answer, mine, theirs)
    assert any(passed for passed, *_ in there)
