"""The environment of the pinned book, and the command that runs in it."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pinned_course import ROOT, course
from pinned_repository import Repository, run, tiny_book

from nncourse import cli
from nncourse.pinned import checkout, handover


def launched(path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """nncourse as a user starts it, in the course's folder."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-P",
        "-m",
        "nncourse",
        *words,
    ]  # as the installed command: without the folder on the path
    return subprocess.run(command, cwd=path.parent, env=variables, capture_output=True, text=True, timeout=120)


def test_the_command_is_run_by_the_pinned_book_in_its_own_environment(tmp_path: Path, repository: Repository) -> None:
    repository.version("one", "v1.0")
    path = course(tmp_path, f"git: {repository.bare}, ref: v1.0")
    (path.parent / "json.py").write_text("raise SystemExit('a file of the course was imported')")
    words = ["grade", "a folder", "--assignment", "hw1 & hw2", "--note", "ä'\"$HOME", "--exit", "7"]
    done = launched(path, *words)
    assert done.returncode == 7, done.stderr
    *lines, last = done.stdout.splitlines()
    told = json.loads(last)
    book = path.parent / ".nncourse" / "book" / run(repository.work, "rev-parse", "HEAD")[:12]
    assert told == {
        "argv": words,
        "book": str(book),
        "prefix": str(book / ".venv"),
        "cwd": str(path.parent),
        "version": "one",
    }
    assert "bootstrap ran" in lines
    again = launched(path, "build")
    assert again.returncode == 0 and len(again.stdout.splitlines()) == 1  # nothing is fetched or made again
    assert json.loads(launched(path, "--help").stdout)["argv"] == ["--help"]  # that of the version at hand


def test_versions_with_the_same_pins_share_an_environment(tmp_path: Path, repository: Repository) -> None:
    """Each would take 1.3 GB; the version's own modules come first all the same."""
    for name, pins in (("one", "numpy==2.0"), ("two", "numpy==2.0"), ("three", "numpy==2.1")):
        (repository.work / "requirements.txt").write_text(pins)
        repository.version(name, name)
    said = {}
    for name in ("one", "two", "three"):
        done = launched(course(tmp_path, f"git: {repository.bare}, ref: {name}"), "build")
        assert done.returncode == 0, done.stderr
        said[name] = json.loads(done.stdout.splitlines()[-1])
        assert ("bootstrap ran" in done.stdout) == (name != "two")
    assert [said[name]["version"] for name in said] == ["one", "two", "three"]
    assert said["two"]["prefix"] == said["one"]["prefix"] != said["three"]["prefix"]


def test_an_environment_that_cannot_be_made_or_was_not_finished(tmp_path: Path, repository: Repository) -> None:
    repository.version("one", "v1.0")
    path = course(tmp_path, f"git: {repository.bare}, ref: v1.0")
    book = checkout.locate(path)
    (book / "broken").touch()
    done = launched(path, "build")
    assert done.returncode == 2 and done.stderr.splitlines()[-1] == (
        "nncourse: the book's environment could not be made; what is missing is said above"
    )
    assert "package index cannot be reached" in done.stderr
    (book / "broken").unlink()
    python = handover.python_of(book)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)  # an interrupted bootstrap: a Python without the note that all is installed
    assert "bootstrap ran" in launched(path, "build").stdout


def test_the_environment_of_a_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    tiny_book(tmp_path / "book", "mine")
    path = course(tmp_path, "path: ../book")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "book" / ".venv")], check=True)
    done = launched(path, "build")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["version"] == "mine" and "bootstrap" not in done.stdout
    elsewhere = launched(path, "build", f"--course={path}")
    assert json.loads(elsewhere.stdout)["argv"] == ["build", f"--course={path}"]


def test_the_pinned_book_runs_its_own_commands_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = course(tmp_path, f"path: {ROOT.as_posix()}")
    words = ["changes", "--course", str(path)]
    monkeypatch.setattr(handover.sys, "prefix", str(ROOT / ".venv"))
    assert handover.handed_over(words) is None
    monkeypatch.setenv(cli.BOOK, str(tmp_path))
    assert handover.handed_over(words) is None and checkout.locate(path) == tmp_path
    monkeypatch.delenv(cli.BOOK)
    for words in ([], ["--help"], ["new", "x"], ["build", "--course", str(tmp_path / "none.yml")]):
        assert handover.handed_over(words) is None


def test_a_launcher_without_the_books_packages_says_who_runs_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def without(name: str) -> Any:
        if name == "nncourse.site.command":
            raise ModuleNotFoundError("No module named 'sphinx'", name="sphinx")
        return importlib.import_module(name)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "COMMANDS", ("template.command", "site.command"))
    monkeypatch.setattr(cli, "importlib", SimpleNamespace(import_module=without))
    assert cli.main(["build"]) == 2
    assert "'build' is run by the book that a course pins, and there is no course.yml here" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    assert "adds its own commands" in capsys.readouterr().out


def test_help_does_not_fetch_a_book(tmp_path: Path) -> None:
    done = launched(course(tmp_path, "git: ../nowhere.git, ref: v1"), "changes", "--help")
    assert done.returncode == 0 and "usage: nncourse changes" in done.stdout
    assert not (tmp_path / "course" / ".nncourse").exists()
