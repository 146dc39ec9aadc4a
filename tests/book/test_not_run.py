"""What cannot run for want of Pyodide's wheels or of a sandbox is counted, and the last lines of `make test` say so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import check
import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = """
import pytest
wheels = pytest.mark.skipif(True, reason="NN_PYODIDE_WHEELS is not set")
@wheels
@pytest.mark.parametrize("x", range(3))
def test_three(x): pass
def test_in_a_fixture(): pytest.skip("NN_PYODIDE_WHEELS names /nowhere, which is no folder")
def test_for_another_reason(): pytest.skip("no browser")
def test_of_students_code(): pytest.skip("NN_SANDBOX: bubblewrap is not installed")
def test_that_runs(): pass
"""


@pytest.mark.parametrize("processes", ["0", "2"])
def test_the_tests_that_lack_something_are_counted(tmp_path: Path, processes: str) -> None:
    (tmp_path / "test_some.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-n", processes, "-p", "conftest", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests"), "NN_NOT_RUN": str(tmp_path / "note")}
    done = subprocess.run([*command, "test_some.py"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert "1 passed, 6 skipped" in done.stdout, done.stdout + done.stderr
    assert (tmp_path / "note").read_text() == "NN_PYODIDE_WHEELS 4\nNN_SANDBOX 1\n"


def test_the_last_lines_add_the_parts_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "NOT_RUN", tmp_path / "note")
    assert check.not_run() == ""
    (tmp_path / "note").write_text("NN_PYODIDE_WHEELS 4\nNN_SANDBOX 2\nNN_PYODIDE_WHEELS 0\nNN_SANDBOX 1\n")
    assert check.not_run().splitlines() == [
        "not run: 4 tests that need Pyodide's wheels (NN_PYODIDE_WHEELS names no folder with them)",
        "not run: 3 tests that need bubblewrap, in which students' code is graded (apt install bubblewrap)",
    ]
    (tmp_path / "note").write_text("NN_PYODIDE_WHEELS 0\nNN_SANDBOX 0\n")
    assert check.not_run() == ""


def test_the_wheels_are_those_of_the_site_if_no_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "ROOT", tmp_path)
    monkeypatch.delenv(check.WHEELS, raising=False)
    assert check.surroundings()[check.WHEELS] == ""
    served = tmp_path / "_build/html/_static/live/pyodide"
    served.mkdir(parents=True)
    assert check.surroundings()[check.WHEELS] == str(served)
    monkeypatch.setenv(check.WHEELS, "/elsewhere")
    assert check.surroundings()[check.WHEELS] == "/elsewhere"
