"""What the tests and the benchmark compare: the same thing asked in CPython and in WASM, one part of nnlib at a time."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import equations as book
import evaluated
import judged
import live_cells
import nbformat
import numpy as np
import test_questions_in_node
from wasm_python import BOOK, ROOT, WasmPython

from nnlib.exercises import exercise_ids

FUNCTIONS = exercise_ids("code")
QUESTIONS = tuple(judged.QUESTIONS)
CHAPTERS = dict(book.chapters())
FILES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests" / "nnlib").rglob("test_*.py"))
CELL_SECONDS = 300.0
# by the name of the test, why it cannot run in WASM
LEFT_OUT = {
    "tests/nnlib/test_package.py::test_numpy_alone_is_enough": "start a process",
    "tests/nnlib/data/test_handwritten.py::test_files_are_read_when_asked_for_and_offline": "start a process",
    "tests/nnlib/test_package.py::test_examples_in_docstrings[nnlib.data.dataset]": "print int64, which is int32 in WASM",
    "tests/nnlib/test_package.py::test_examples_in_docstrings[nnlib.data.handwritten]": "print int64, which is int32 in WASM",
}

# Evidence may differ in two ways. WebAssembly keeps no record of overflows and divisions by 0, so NumPy cannot warn of them;
# and the exact values of some examples end in a 5, so that the last bit decides how they are rounded to four digits.
WARNED = re.compile(r"^- NumPy warned: .*\n?", re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\w.])")
DIGITS = 4

Pair = tuple[Any, Any]


def same_verdict(mine: list[Any], theirs: list[Any]) -> bool:
    """Whether passed, code and message are the same word by word, and the evidence but for the two differences above."""
    texts = [WARNED.sub("", verdict[3]).rstrip("\n") for verdict in (mine, theirs)]
    words, numbers = [NUMBER.sub("#", text) for text in texts], [NUMBER.findall(text) for text in texts]
    near = words[0] == words[1] and all(map(_one_unit_apart, *numbers))
    return mine[:3] == theirs[:3] and near


def _one_unit_apart(mine: str, theirs: str) -> bool:
    """Whether two printed numbers are the same, or differ by one unit of the last of four digits."""
    a, b = float(mine), float(theirs)
    return a == b or abs(a - b) < 1.01 * 10.0 ** (math.floor(math.log10(max(abs(a), abs(b)))) - DIGITS + 1)


def functions(wasm: WasmPython, name: str) -> Pair:
    """The verdicts on every known answer to an exercise that asks for a function, here and there."""
    return wasm.both("judged", "functions", name, seconds=300)


def asked(name: str) -> list[Any]:
    """The answers that are tried on a question, right and wrong, as JSON carries them."""
    question = judged.QUESTIONS[name]
    if question.kind == "derive":
        return judged.formulas(name)
    plain = json.dumps(test_questions_in_node.answers(question), default=np.generic.item)
    return [answer for answer in json.loads(plain) if answer not in ("", [])]


def replies(wasm: WasmPython, name: str) -> tuple[list[Any], Pair]:
    """The answers to a question, and what is said of them here and there."""
    answers = asked(name)
    return answers, wasm.both("judged", "replies", name, answers, seconds=300)


def package(wasm: WasmPython, file: str) -> dict[str, list[Any]]:
    """Outcome, seconds and reason of every test of a file of nnlib's tests in WASM."""
    out = [name for name in LEFT_OUT if name.startswith(f"{file}::")]
    found: dict[str, list[Any]] = wasm.call("package_tests", "outcomes", BOOK, file, out, seconds=1800)
    return found


def sources(key: str) -> Iterator[tuple[str, str]]:
    """Id and source of the cells that a page runs: not widgets, and not questions whose form is on the page."""
    for cell in nbformat.read(CHAPTERS[key], as_version=4).cells:
        if cell.cell_type == "code" and live_cells.kind(cell) in ("run", "quiet"):
            yield cell.id, cell.source


def cells(wasm: WasmPython, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Run the cells of a chapter in WASM; the id of each, and what it did."""
    wasm.call("cells", "begin", key, load=["matplotlib"])
    for cell, source in sources(key):
        yield cell, wasm.call("cells", "run", key, cell, source, seconds=CELL_SECONDS)


def labels(key: str) -> list[str]:
    """The labels of a chapter's equations that are executed."""
    return evaluated.labels(str(ROOT), _notebook(key))


def equations(wasm: WasmPython, key: str, wanted: Sequence[str]) -> Pair:
    """What the chosen equations of a chapter give here and there."""
    here = evaluated.equations(str(ROOT), _notebook(key), list(wanted))
    return here, wasm.call("evaluated", "equations", BOOK, _notebook(key), list(wanted), seconds=1200)


def _notebook(key: str) -> str:
    return CHAPTERS[key].relative_to(ROOT).as_posix()


def same_numbers(mine: list[Any], theirs: list[Any], relative: float) -> bool:
    """Whether nested lists of numbers agree; what has a size of about 0 agrees absolutely."""
    if len(mine) != len(theirs):
        return False
    for a, b in zip(mine, theirs, strict=True):
        if isinstance(a, list):
            if not same_numbers(a, b, relative):
                return False
        elif not np.isclose(b, a, rtol=relative, atol=relative, equal_nan=True):
            return False
    return True
