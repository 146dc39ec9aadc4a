"""The copy of nnlib that goes with the student edition judges as the full one does, and shows nobody its answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import edition
import pytest
import search_mark
import solutions

from nnlib.exercises import exercise_ids
from nnlib.exercises.packed import MARK, pack

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = ROOT / "tests" / "exercises"

VERDICTS = """
import json, sys
import numpy as np
from exercise_answers import RIGHT, WRONG
import nnlib
from nnlib.exercises import check
from nnlib.exercises.registry import entry, exercise_ids

wrong = {}
for name, answer, *_ in WRONG:
    wrong.setdefault(name, []).append(answer)
found = {"package": nnlib.__file__}
for name, answers in RIGHT.items():
    for number, answer in enumerate([*answers[:1], *wrong.get(name, [])[:3], lambda *_: None]):
        np.random.seed(0)
        result = check(name, answer)
        found[f"{name} {number}"] = [result.code, result.message]
for name in sorted(set(exercise_ids()) - set(exercise_ids("code"))):
    for answer in ("a", "1", "2b", "A1 B2", 3, "x", getattr(entry(name), "right", None)):
        result = check(name, answer() if callable(answer) else answer)
        found[f"{name} {answer!r:.20}"] = [result.code, result.message]
print(json.dumps(found))
"""

PEEPING = """
import inspect, json, traceback
from nnlib.exercises.registry import exercise_ids, get
import nnlib.exercises.packed as packed

seen, lines = {}, []
for name in exercise_ids("code"):
    function = get(name).independent
    module = function.__module__
    if not module.startswith("nnlib.exercises."):
        continue
    try:
        seen[name] = inspect.getsource(function)
    except OSError:
        pass
    try:
        function(*[object()] * function.__code__.co_argcount)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines += [frame.line or "" for frame in frames if "exercises" in frame.filename]
    assert packed.source_of(function).strip()
print(json.dumps({"sources": seen, "lines": lines}))
"""


def run(script: str, package: Path) -> dict[str, object]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(package), str(ANSWERS)]), "NNLIB_RESULTS": ""}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=package, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a packed copy of nnlib."""
    folder = tmp_path_factory.mktemp("packed")
    edition.write(folder, edition.packed_package(ROOT))
    return folder


def test_the_same_code_and_message(copy: Path) -> None:
    packed, full = run(VERDICTS, copy), run(VERDICTS, ROOT)
    assert str(packed.pop("package")).startswith(str(copy)) and str(full.pop("package")).startswith(str(ROOT))
    assert len(full) > 3 * 14
    assert packed == full


def test_no_file_of_the_copy_holds_a_mark_or_a_message(copy: Path) -> None:
    assert search_mark.leaks(copy, solutions.MARK) == []
    assert not list((copy / "nnlib/exercises/definitions").glob("[!_]*"))
    assert not (copy / "nnlib/exercises/questions/data").exists()
    assert not (copy / "nnlib/exercises/questions/values").exists()
    held = solutions.data_files(ROOT)
    assert held and all(solutions.MARK in path.read_text(encoding="utf-8") for path in held)
    # a line of each module of answers, long enough to be its own
    everything = b"\n".join(path.read_bytes() for path in copy.rglob("*") if path.is_file())
    for path in held:
        lines = sorted(path.read_text(encoding="utf-8").splitlines(), key=len)
        assert lines[-1].encode() not in everything, path


def test_tracebacks_and_inspect_show_no_answer(copy: Path) -> None:
    found = run(PEEPING, copy)
    assert found["sources"] == {} and set(found["lines"]) == {""}  # type: ignore[arg-type]
    full = run(PEEPING, ROOT)
    assert full["sources"] and all(full["lines"]), "the same look at the full copy does see them"  # type: ignore[arg-type]


def test_the_copy_says_where_no_solution_is(copy: Path) -> None:
    said = run("import json, nnlib.exercises.packed as p; print(json.dumps({'said': p.where_the_solution_is()}))", copy)
    assert "no solutions" in str(said["said"])


def test_there_is_one_mark() -> None:
    assert MARK == solutions.MARK


def test_packing_changes_no_text() -> None:
    import zlib

    files = {"definitions/a.py": "x = 'é'\n", "questions/data/b.toml": "a = 1\n"}
    assert json.loads(zlib.decompress(pack(files))) == files


def test_every_exercise_lies_in_a_packed_file() -> None:
    """An exercise registered from elsewhere would go out in the open."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in solutions.data_files(ROOT))
    assert [name for name in exercise_ids("code") if f'"{name}"' not in text] == []
