"""Results as JSON lines: what a line holds, that notebooks can share a file, and that no check is ever lost over it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnlib
from nnlib.exercises import check, record_to, results
from nnlib.exercises.packed import MARK
from nnlib.exercises.results import attempt_hash
from nnlib.exercises.solved import progress, reset_progress

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file of results of its own; nothing is recorded before and after."""
    monkeypatch.delenv("NNLIB_RESULTS", raising=False)
    monkeypatch.setattr(results, "_chosen", [])
    monkeypatch.setattr(results, "_warned", set())
    yield tmp_path / "mine" / "results.jsonl"


def lines(file: Path) -> list[dict[str, Any]]:
    """Blank lines are none: a writer that saw half of another's line begins with a line end."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def absolute(z: Any) -> Any:
    return np.abs(z)


def test_nothing_is_recorded_unless_asked(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent.parent)
    check("relu", absolute)
    assert list(file.parent.parent.iterdir()) == [] and progress().file is None
    assert "not recorded" in str(progress())


def test_a_line_holds_the_verdict_and_no_answer(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNLIB_RESULTS", str(file))
    said = check("relu", absolute)
    check("relu", nnlib.relu)
    check("relu", lambda z: ...)
    first, second = lines(file)
    assert set(first) == {"time", "exercise", "kind", "passed", "code", "message", "version", "attempt"}
    assert (first["exercise"], first["kind"], first["passed"]) == ("relu", "code", False)
    assert (first["code"], first["message"], first["version"]) == (said.code, said.message, nnlib.__version__)
    assert first["time"].endswith("+00:00") and second["passed"] and second["attempt"] != first["attempt"]
    assert "np.abs" not in file.read_text() and "absolute(" not in file.read_text()


def test_record_to_goes_before_the_variable(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNLIB_RESULTS", str(file.with_name("other.jsonl")))
    record_to(file)
    check("relu", absolute)
    record_to(None)
    check("relu", absolute)
    assert len(lines(file)) == 1 and not file.with_name("other.jsonl").exists()


def test_the_hash_is_of_the_code_not_of_its_text() -> None:
    def compiled(text: str) -> Any:
        space: dict[str, Any] = {}
        exec(text, space)
        return space["f"]

    one = attempt_hash(compiled("def f(z):\n    return z + 1"))
    assert one == attempt_hash(compiled("def f(z):  # a remark\n\n    return (z+1)"))
    others = ["def f(z):\n    return z + 2", "def f(z):\n    return z - 1", "def f(y):\n    return y + 1"]
    others += ["def f(z):\n    return (lambda: z + 1)()", "def f(z):\n    return (lambda: z + 2)()"]
    assert len({one, *(attempt_hash(compiled(text)) for text in others)}) == 6
    assert attempt_hash("p_i") == attempt_hash("p_i") != attempt_hash("p_j") and attempt_hash(3) != attempt_hash(4)
    assert len(one) == 12


def test_the_model_solution_is_no_attempt(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record_to(file)
    monkeypatch.setattr(results, "_cell", lambda: f'# {MARK}\n@exercise("relu")')
    check("relu", nnlib.relu)
    assert not file.exists()


def test_the_running_cell_is_read_from_the_notebook(file: Path) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    try:
        for text, count in ((f"# {MARK}\n", 0), ("# mine\n", 1)):
            code = f"{text}import nnlib.exercises as ex\nex.record_to({str(file)!r})\nex.check('relu', abs)"
            done = shell.run_cell(code, store_history=True)
            assert done.success and (len(lines(file)) if file.exists() else 0) == count
    finally:
        shell.history_manager.end_session()
        InteractiveShell.clear_instance()


def test_a_folder_that_cannot_be_written_warns_once(file: Path) -> None:
    file.parent.write_text("a file where the folder should be")
    record_to(file)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        codes = [check("relu", absolute).code for _ in range(3)]
    assert codes == ["absolute-value"] * 3
    assert [str(each.message) for each in said if "not recorded" in str(each.message)] == [
        f"results are not recorded: {file}: {os.strerror(17)}"
    ]


WRITER = """
import sys
from pathlib import Path
from nnlib.exercises.results import append
for number in range(300):
    append(Path(sys.argv[1]), {"who": sys.argv[2], "number": number, "message": "m" * int(sys.argv[3])})
"""


def test_several_notebooks_share_a_file(file: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(file), name, size], cwd=ROOT)
        for name, size in (("a", "10"), ("b", "5000"), ("c", "280"))
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    found = lines(file)
    assert sorted((each["who"], each["number"]) for each in found) == [(w, n) for w in "abc" for n in range(300)]


def test_a_line_written_in_between_is_not_overwritten(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results.append(file, {"who": "first"})
    look = results._last_byte

    def another_writes_now(handle: int, size: int) -> bytes:
        found = look(handle, size)
        with file.open("ab") as other:
            other.write(b'{"who": "other"}\n')
        return found

    monkeypatch.setattr(results, "_last_byte", another_writes_now)
    results.append(file, {"who": "mine"})
    assert [each["who"] for each in lines(file)] == ["first", "other", "mine"]


def test_a_line_cut_off_damages_no_other(file: Path) -> None:
    record_to(file)
    check("relu", absolute)
    file.write_bytes(file.read_bytes()[:-20])
    check("relu", nnlib.relu)
    kept = file.read_text().splitlines()
    assert len(kept) == 2 and json.loads(kept[1])["passed"]
    shown = progress()
    assert shown.solved == ("relu",) and shown.damaged == (f"{file}:1",) and f"{file}:1" in str(shown)


def test_progress_is_shown_and_can_be_put_back(file: Path) -> None:
    record_to(file)
    assert progress().solved == () and reset_progress() is None
    check("relu", absolute)
    check("relu", absolute)  # the same cell run again
    check("softmax", lambda Z: Z)
    assert "[ ] relu tried, 1 attempt\n" in str(progress())
    check("relu", nnlib.relu)
    check("relu", absolute)
    shown = progress()
    assert shown.solved == ("relu",) and shown.chapters["activations"]["softmax"] is False
    assert "[x] relu solved, 3 attempts" in str(shown) and "1 of " in str(shown) and str(shown) == repr(shown)
    before = file.read_text()
    backup = reset_progress()
    assert backup == file.with_name("results.jsonl.bak") and backup.read_text() == before
    assert progress().solved == () and not file.exists()
    check("relu", nnlib.relu)
    again = file.read_text()
    assert reset_progress() == backup and backup.read_text() == before + again
