"""A command handed over to the pinned book: run by that version's own nncourse, in that version's own environment.

So nncourse as it was installed is only the launcher, and a new version of the book is one line in course.yml.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import nncourse
from nncourse.cli import BOOK, CourseError
from nncourse.pinned.checkout import at_hand, locate

LOCAL = ("new",)  # commands that need no book
INTERRUPTED = 130


def handed_over(words: Sequence[str]) -> int | None:
    """Run the command by the pinned book; returns its exit code, or None where this process is to run it itself."""
    if BOOK in os.environ or not words or words[0] in LOCAL:
        return None
    path = _course(words)
    if not path.is_file():  # the command says so itself, and its help needs no course
        return None
    if "-h" in words or "--help" in words:  # not worth fetching a gigabyte
        there = at_hand(path)
        if there is None or _runs_here(there) or not (ready(there) or any(_with_the_same_pins(there))):
            return None
        return run(environment(there), there, words)
    book = locate(path)
    return None if _runs_here(book) else run(environment(book), book, words)


def _course(words: Sequence[str]) -> Path:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--course", type=Path, default=Path("course.yml"))
    found: Path = parser.parse_known_args(list(words))[0].course
    return found


def _runs_here(book: Path) -> bool:
    """Whether this process is the pinned book's own nncourse in its own environment."""
    own = Path(nncourse.__file__).resolve().parents[1] == book.resolve()
    return own and Path(sys.prefix).resolve() == (book / ".venv").resolve()


def python_of(book: Path) -> Path:
    """The Python of a book's environment."""
    return book / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def ready(book: Path) -> bool:
    """Whether the book has its environment. In the cache it is finished when its packages are installed."""
    return python_of(book).exists() and (not _is_cached(book) or (book / ".venv" / "installed.sha256").exists())


def _is_cached(book: Path) -> bool:
    return book.parent.parent.name == ".nncourse"


def environment(book: Path) -> Path:
    """The Python of the book's environment, which its own tools/bootstrap.py makes where there is none.

    One in a folder of the instructor's is taken as it is. A version in the cache takes that of another one with the same pins:
    `run` puts the version's own nncourse and nnlib before what is installed there.
    """
    python = python_of(book)
    if ready(book):
        return python
    for other in _with_the_same_pins(book):
        os.utime(other)  # so that it is not removed as long as this one needs it
        return python_of(other)
    print(f"Making the environment of the book in {book / '.venv'} (1.3 GB, once for this version) ...", flush=True)
    code = subprocess.run([sys.executable, str(book / "tools" / "bootstrap.py")], env=clean_variables()).returncode
    if code or not python.exists():
        raise CourseError("the book's environment could not be made; what is missing is said above")
    return python


def _with_the_same_pins(book: Path) -> Iterator[Path]:
    """Other versions in the cache that have an environment of the very same packages."""
    pins = book / "requirements.txt"
    if _is_cached(book) and pins.is_file():
        for other in sorted(book.parent.iterdir()):
            there = other / "requirements.txt"
            if other != book and ready(other) and there.is_file() and there.read_bytes() == pins.read_bytes():
                yield other


def clean_variables() -> dict[str, str]:
    """The environment variables without those that lead a Python to packages of another one."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__")
    }


def run(python: Path, book: Path, words: Sequence[str]) -> int:
    """Run `nncourse WORDS` of the book and wait for it; returns its exit code."""
    variables = {
        **clean_variables(),
        BOOK: str(book),
        "PYTHONPATH": str(book),
    }  # -P: nothing of the course's folder is imported
    process = subprocess.Popen([str(python), "-P", "-m", "nncourse", *words], env=variables)
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:  # the child has been told as well and ends in its own way
            continue
        return code if code >= 0 else INTERRUPTED if code == -2 else 128 - code
