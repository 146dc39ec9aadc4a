"""The same chapters as a stock Jupyter Book: its default settings and nothing of this book's machinery.

The notebooks are used as they are. Only what the cells cannot do without is switched on: exercises, citations and the
Markdown extensions. Warnings do not stop this build, as they do not by default.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

CONFIG = """\
title: The same chapters, stock
execute: {execute_notebooks: force}
parse:
  myst_enable_extensions: [amsmath, attrs_inline, colon_fence, deflist, dollarmath]
sphinx:
  extra_extensions: [sphinx_exercise, sphinxcontrib.bibtex]
  config:
    bibtex_bibfiles: [references.bib]
"""


def build(source: Path, chapters: list[str], folder: Path) -> tuple[Path, str]:
    """Build the chapters (paths below source/book without suffix); returns the site and what the builder printed."""
    book = folder / "stock"
    book.mkdir(parents=True)
    (book / "_config.yml").write_text(CONFIG)
    names = [Path(chapter).name for chapter in chapters]
    contents = "".join(f"  - file: {name}\n" for name in names)
    (book / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters:\n{contents}")
    (book / "index.md").write_text("# The same chapters\n\n```{bibliography}\n```\n")
    shutil.copyfile(source / "book" / "references.bib", book / "references.bib")
    for chapter, name in zip(chapters, names, strict=True):
        shutil.copyfile(source / "book" / f"{chapter}.ipynb", book / f"{name}.ipynb")
    command = [str(Path(sys.executable).parent / "jupyter-book"), "build", str(book), "-q"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    site = book / "_build" / "html"
    missing = [name for name in names if not (site / f"{name}.html").exists()]
    if done.returncode or missing:
        raise SystemExit("bench: the stock book was not built:\n    " + "\n    ".join(done.stdout.splitlines()[-15:]))
    return site, done.stdout
