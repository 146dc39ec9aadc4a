"""A book of one chapter, built with the real settings and extensions."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from pyodide_files import FOLDER

ROOT = Path(__file__).resolve().parents[2]
PARTS = ["_config.yml", "package.json", "package-lock.json", "tools", "book/_ext", "book/_static", "book/_templates"]
PARTS += ["book/_data", "book/_live", "book/references.bib"]
NO_WHEELS = "no folder at all"  # so that a build fetches nothing


class SmallBook:
    """A book of one chapter that is built with the real settings and extensions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in PARTS:
            source, target = ROOT / part, folder / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(source, target)
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
        (folder / "_toc.yml").write_text(
            "format: jb-book\nroot: book/index\nparts:\n  - caption: Part\n    chapters:\n      - file: book/part/chapter\n"
        )
        (folder / "book" / "index.md").write_text("# A small book\n\nIts only chapter stands in the contents.\n")
        (folder / "book" / "part").mkdir()

    def write(self, *cells: tuple[str, str, str], **metadata: Any) -> None:
        made = []
        for kind, name, source in cells:
            new = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
            made.append(new(source, id=name))
        for cell in made:
            cell.metadata.update(metadata.get(cell.id.replace("-", "_"), {}))
        kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
        nbformat.write(
            nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel}),
            self.folder / "book/part/chapter.ipynb",
        )

    def build(self, wheels: str = NO_WHEELS) -> tuple[int, str]:
        """Build it, with Python in its pages if `wheels` is the folder of Pyodide's."""
        done = subprocess.run(
            [sys.executable, str(self.folder / "tools" / "build.py")],
            env={**os.environ, FOLDER: wheels},
            capture_output=True,
            text=True,
            timeout=300,
        )
        return done.returncode, done.stdout + done.stderr

    def executed(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "_build/executed/book/part/chapter.json").read_text())
        return found


TITLE = ("markdown", "title", "(sec-chapter)=\n# Chapter\n\nA first sentence.")
