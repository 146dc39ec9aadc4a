"""Opens JupyterLab on a working copy of the chapters, so that solving exercises never changes the book's sources.

The copy is made once, in work/, which git ignores. A later run adds chapters that are new and leaves every file that is
there as it is; where the book's version has changed since, it says how to get it. What the exercises say is noted in
work/results.jsonl, which is the learner's own. `--edition student` copies the chapters without solutions.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import bootstrap

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "book"
WORK = ROOT / "work"
RESULTS = "results.jsonl"
ORIGINALS = ".originals"  # what each copy was made from, to tell a changed chapter from an edited copy
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
}


def chapters(book: Path = BOOK) -> list[Path]:
    return [
        path
        for path in sorted(book.rglob("*.ipynb"))
        if not any(part.startswith((".", "_")) for part in path.relative_to(book).parts)
    ]


def refresh(work: Path = WORK, book: Path = BOOK) -> list[str]:
    """Copy what is not there yet; returns a line for each chapter whose newer version was not copied."""
    notes = []
    for source in chapters(book):
        name = source.relative_to(book)
        copy, original = work / name, work / ORIGINALS / name
        if not copy.exists():
            for target in (copy, original):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
        elif not original.exists() or original.read_bytes() != source.read_bytes():
            notes.append(
                f"{copy.relative_to(work.parent)} is kept as it is; the book has a newer version. To get it, rename yours and run again."
            )
    return notes


def write_settings(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "overrides.json").write_text(json.dumps(SETTINGS, indent=1))


def sources(edition: str) -> tuple[Path, Path]:
    """The folder of an edition's chapters and the one to work in; ends with one sentence if it is not built."""
    if edition == "full":
        return BOOK, WORK
    notebooks = ROOT / "_build" / edition / "notebooks"
    if not notebooks.exists():
        bootstrap.fail(f"the {edition} edition is not built; run 'make {edition}' first.")
    return notebooks, WORK / edition


def surroundings(work: Path, edition: str = "full") -> dict[str, str]:
    """The environment of the notebooks: our own programs first, where results go, and the edition's own nnlib."""
    own = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    own["NNLIB_RESULTS"] = os.environ.get("NNLIB_RESULTS", str(work / RESULTS))
    if edition != "full":
        own["PYTHONPATH"] = str(ROOT / "_build" / edition)
    return {**os.environ, **own}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edition", choices=["full", "student"], default="full", help="which chapters to copy")
    parser.add_argument("--copy-only", action="store_true", help="make the working copy and stop")
    parser.add_argument("jupyter", nargs="*", help="arguments for JupyterLab, after --")
    options = parser.parse_args()
    book, work = sources(options.edition)
    for note in refresh(work, book):
        print(note)
    print(f"Your working copy is in {work.relative_to(ROOT)}/.", flush=True)
    if options.copy_only:
        return 0
    settings = ROOT / "_build" / "lab"
    write_settings(settings)
    command = [
        str(Path(sys.executable).parent / "jupyter-lab"),
        f"--LabApp.app_settings_dir={settings}",
        f"--ServerApp.root_dir={work}",
        *options.jupyter,
    ]
    return subprocess.run(command, env=surroundings(work, options.edition)).returncode


if __name__ == "__main__":
    sys.exit(main())
