"""The book's extensions and notebooks, for the tests of the book's sources."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from small_book import SmallBook

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "book" / "_ext"))
os.environ["NN_LITE"] = "no"  # JupyterLite takes longer than a small book; test_lite.py says otherwise for itself


def notebook_paths() -> list[Path]:
    return sorted(p for p in (ROOT / "book").rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="session")
def notebooks() -> dict[str, Any]:
    """Every chapter by its path."""
    found = {relative(path): read(path) for path in notebook_paths()}
    assert found, "no notebook under book/"
    return found


@pytest.fixture
def book(tmp_path: Path) -> SmallBook:
    """A small book of its own."""
    return SmallBook(tmp_path)
