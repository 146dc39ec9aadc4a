"""Builds the edition for students, without solutions, or the one for instructors, with solutions unfolded.

Everything lies in _build/NAME: the site (html), the notebooks, and nnlib as an installable folder. The student edition is
made from sources that hold no solution, and searched for the mark that every solution carries before it counts as built.
It keeps nothing secret: a book that is public in one place has its solutions there, and nnlib has to know the answers
in order to judge one. It keeps a learner from meeting a solution unasked.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import search_mark
import solutions

from nnlib.exercises import packed

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("_config.yml", "_toc.yml", "package.json", "package-lock.json", "LICENSE", "LICENSE-TEXT", "pyproject.toml")
FOLDERS = ("tools", "book")
SKIPPED = {"__pycache__", ".ipynb_checkpoints", ".mypy_cache"}
SOURCES = "_build/.sources"  # what an edition is built from, kept so that the next build is short
README = {
    "student": """# Neural Networks, Executed: the edition without solutions

`html/index.html` is the site, `notebooks/` holds its chapters, and `pip install .` in this folder installs `nnlib`, whose
exercises answer back. The solutions are left out and what nnlib knows of them is packed. That keeps nobody from finding
them: the book is public.
""",
    "instructor": """# Neural Networks, Executed: the edition for instructors

`html/index.html` is the site with every solution unfolded, `notebooks/` holds the same chapters, and `pip install .` in
this folder installs `nnlib`.
""",
}


def tree(folder: Path) -> Iterator[Path]:
    """The files below a folder, without caches and hidden ones."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if path.is_file() and not any(part in SKIPPED or part.startswith(".") for part in inside):
            yield path


def transformed(edition: str, path: Path) -> bytes:
    """What stands in this edition's sources for a file of the book."""
    if path.suffix == ".ipynb":
        change = solutions.student_notebook if edition == "student" else solutions.instructor_notebook
    elif path.suffix == ".md":
        change = solutions.remove_from_text if edition == "student" else solutions.unfold_in_text
    else:
        return path.read_bytes()
    return change(path.read_text(encoding="utf-8")).encode("utf-8")


def packed_package(
    root: Path, change: Callable[[str, str], str] = lambda inside, text: text, shown: Sequence[str] = ()
) -> dict[str, bytes]:
    """nnlib with its exercises' answers in one resource, by path below `root`.

    A course may reword an answer's file by `change`, and show the solutions of the exercises `shown`.
    """
    exercises = root / "nnlib" / "exercises"
    answers, files = {}, {}
    for path in tree(root / "nnlib"):
        inside = path.relative_to(exercises).as_posix() if path.is_relative_to(exercises) else ""
        if inside.startswith(solutions.PACKED):
            answers[inside] = change(inside, path.read_text(encoding="utf-8"))
        else:
            files[path.relative_to(root).as_posix()] = path.read_bytes()
    if shown:
        answers[packed.SHOWN] = "\n".join(shown)
    files["nnlib/exercises/definitions/__init__.py"] = packed.STUB.encode("utf-8")
    files[f"nnlib/exercises/{packed.RESOURCE}"] = packed.pack(answers)
    return files


def sources(edition: str, root: Path, package: Path) -> dict[str, bytes]:
    """All files from which the edition is built, by path; nnlib comes from the folder `package`."""
    book = [root / name for name in COPIED if (root / name).exists()]
    book += [path for folder in FOLDERS for path in tree(root / folder)]
    files = {path.relative_to(root).as_posix(): transformed(edition, path) for path in book}
    if edition == "student":
        files |= packed_package(package)
    else:
        files |= {path.relative_to(package).as_posix(): path.read_bytes() for path in tree(package / "nnlib")}
    files |= {name: (package / name).read_bytes() for name in ("pyproject.toml", "LICENSE")}
    files["README.md"] = README[edition].encode("utf-8")
    return files


def write(folder: Path, files: dict[str, bytes], keep: Callable[[Path], bool] = lambda path: False) -> None:
    """Make a folder hold these files and no others; what is the same stays untouched, so that a build can go on from it."""
    for name, content in files.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for path in sorted(folder.rglob("*"), reverse=True):
        inside = path.relative_to(folder)
        if keep(inside) or path.is_symlink():
            continue
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif inside.as_posix() not in files:
            path.unlink()


def build_site(folder: Path) -> int:
    """Run the book's own build in the folder, with the folder's own nnlib."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(folder / "tools" / "build.py")]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for line in process.stdout:
        if line.strip() and not line.startswith(("The book is in", "Open it with")):
            print(line, end="", flush=True)
    return process.wait()


def build(edition: str, root: Path = ROOT, package: Path = ROOT) -> int:
    """Build one edition under `root`/_build; returns a process's exit code."""
    target = root / "_build" / edition
    folder = root / SOURCES / edition
    files = sources(edition, root, package)
    write(folder, files, keep=lambda inside: inside.parts[0] in {"_build", "node_modules"})
    for fetched in ("node_modules", "_build/.pyodide", "_build/.lite/wheels"):  # once is enough
        if (root / fetched).exists() and not (folder / fetched).exists():
            (folder / fetched).parent.mkdir(parents=True, exist_ok=True)
            (folder / fetched).symlink_to((root / fetched).resolve(), target_is_directory=True)
    if code := build_site(folder):
        return code
    shutil.rmtree(target / "html", ignore_errors=True)
    shutil.copytree(folder / "_build" / "html", target / "html")
    notebooks = {p.removeprefix("book/"): c for p, c in files.items() if p.startswith("book/") and p.endswith(".ipynb")}
    write(target / "notebooks", notebooks)
    write(target / "nnlib", {p.removeprefix("nnlib/"): c for p, c in files.items() if p.startswith("nnlib/")})
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-TEXT"):
        if name in files:
            (target / name).write_bytes(files[name])
    if edition == "student" and (found := search_mark.leaks(target, solutions.MARK)):
        shutil.rmtree(target)
        print(
            "\nmake: solutions were left in the student edition, which was removed:",
            *found,
            sep="\n  ",
            file=sys.stderr,
        )
        return 1
    print(f"\nThe {edition} edition is in {target.relative_to(root)}: html, notebooks, and nnlib to install.")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("edition", choices=sorted(README))
    return build(parser.parse_args().edition)


if __name__ == "__main__":
    sys.exit(main())
