"""The working copy: where results go, and the edition without solutions with an nnlib of its own."""

from __future__ import annotations

import os
from pathlib import Path

import lab
import pytest


def test_results_go_to_the_learners_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NNLIB_RESULTS", raising=False)
    assert lab.surroundings(tmp_path)["NNLIB_RESULTS"] == str(tmp_path / "results.jsonl")
    monkeypatch.setenv("NNLIB_RESULTS", "elsewhere.jsonl")
    assert lab.surroundings(tmp_path)["NNLIB_RESULTS"] == "elsewhere.jsonl"


def test_the_student_edition_brings_its_own_nnlib(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(lab, "ROOT", tmp_path)
    (tmp_path / "_build/student/notebooks/part").mkdir(parents=True)
    (tmp_path / "_build/student/notebooks/part/chapter.ipynb").write_text("{}")
    book, work = lab.sources("student")
    assert lab.surroundings(work, "student")["PYTHONPATH"] == str(tmp_path / "_build" / "student")
    assert work == lab.WORK / "student" and os.path.isabs(work)
    assert lab.refresh(tmp_path / "mine", book) == []
    assert (tmp_path / "mine/part/chapter.ipynb").read_text() == "{}"
    assert lab.sources("full") == (lab.BOOK, lab.WORK)


def test_an_edition_that_is_not_built_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lab, "ROOT", tmp_path)
    with pytest.raises(SystemExit):
        lab.sources("student")
    assert capsys.readouterr().err == "make: the student edition is not built; run 'make student' first.\n"
