"""Courses that pin a book of a repository on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from pinned_repository import Repository, quiet_git

from nncourse import cli

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    quiet_git(tmp_path, monkeypatch)
    monkeypatch.delenv(cli.BOOK, raising=False)
    return Repository(tmp_path)


def course(folder: Path, book: str) -> Path:
    """A course file that pins this; the rest of it is for the pinned version to judge."""
    (folder / "course").mkdir(exist_ok=True)
    path = folder / "course" / "course.yml"
    path.write_text(f"book: {{{book}}}\ntitle: A course\ncontents: [chapter]\nkey of a later version: 1\n")
    return path


def version(book: Path) -> str:
    return (book / "nncourse" / "__main__.py").read_text().splitlines()[0]
