"""Where the pinned book is: the folder that the course names, or the git reference fetched into the course's cache.

`.nncourse/book/COMMIT` beside course.yml holds a version; it is complete if it is there, since it gets its name last.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nncourse.cli import BOOK, CourseError
from nncourse.course_file.model import Book, Course
from nncourse.course_file.reading import pinned
from nncourse.pinned.git import FETCH_SECONDS, git, last_line
from nncourse.pinned.references import Meaning, known_meaning, meaning

CACHE = Path(".nncourse", "book")
DIGITS = 12  # of the commit in the folder's name: an environment below a longer one passes what Windows allows a path
UNFINISHED = "fetching-"
KEPT_DAYS = 60  # a version that was not used for so long is removed when another one is fetched
NEEDED = ("_config.yml", "_toc.yml", "tools/bootstrap.py", "nncourse/cli.py")


def find(course: Course) -> Path:
    """The root of the course's pinned book; it is fetched if it is not there yet."""
    return _find(course.folder, course.book)


def locate(path: Path) -> Path:
    """The root of the book that the course file at `path` pins; no more than its entry `book` is read."""
    if BOOK in os.environ:
        return Path(os.environ[BOOK])
    return _find(*pinned(path))


def at_hand(path: Path) -> Path | None:
    """The same where it is there already; nothing is asked or fetched, and a mistake in the file is not told."""
    try:
        folder, book = pinned(path)
    except CourseError:
        return None
    if book.path is not None:
        return book.path if (book.path / "_toc.yml").is_file() else None
    what = known_meaning(_address(folder, book.git), book.ref, folder / CACHE)
    place = folder / CACHE / what.commit[:DIGITS] if what else folder / CACHE / "none"
    return place if place.is_dir() else None


def _find(folder: Path, book: Book) -> Path:
    if BOOK in os.environ:
        return Path(os.environ[BOOK])
    if book.path is None:
        return fetched(folder, book)
    if not (book.path / "_toc.yml").is_file():
        raise CourseError(
            f"there is no book in the folder {book.path}; 'path' under 'book' is taken from where course.yml stands"
        )
    return _complete(book.path, str(book.path))


def fetched(folder: Path, book: Book) -> Path:
    """The folder of a version from git."""
    cache = folder / CACHE
    cache.mkdir(parents=True, exist_ok=True)
    address = _address(folder, book.git)
    what = meaning(address, book.ref, cache)
    place = cache / what.commit[:DIGITS]
    if place.exists():
        os.utime(place)
    else:
        _sweep(cache)
        print(f"Fetching the book, version {book.ref}, from {book.git} ...", flush=True)
        _fetch(address, what, place)
    return _complete(place, f"{book.git} at {book.ref}")


def _address(folder: Path, address: str) -> str:
    """A repository on this machine by its full path, wherever git runs; any other address as it is."""
    plain = address.startswith(("~", ".")) or not re.match(r"[\w.+-]+(://|@|:)", address)
    local = folder / Path(address).expanduser()
    return str(local.resolve()) if local.exists() or (plain and "::" not in address) else address


def _fetch(address: str, what: Meaning, place: Path) -> None:
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=place.parent))
    try:
        _run(unfinished, "init", "--quiet")
        said = git(
            unfinished,
            "fetch",
            "--quiet",
            "--depth",
            "1",
            "--",
            address,
            what.name,
            seconds=FETCH_SECONDS,
            address=address,
        )
        if said.code:  # a server may hand out the tips of branches and tags only, or a whole history and no part of it
            wanted = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")
            said = git(unfinished, "fetch", "--quiet", "--", address, *wanted, seconds=FETCH_SECONDS, address=address)
        if said.code:
            raise CourseError(f"git could not fetch {what.name} from {address}: {last_line(said.error)}")
        there = git(unfinished, "checkout", "--quiet", "--detach", what.commit)
        if there.code:
            raise CourseError(f"{address} has no commit {what.commit}: {last_line(there.error)}")
        try:
            unfinished.rename(place)
        except OSError:
            if not place.exists():  # where another process was quicker, its copy is as good
                raise
    except OSError as problem:
        raise CourseError(f"the book could not be written to {place.parent}: {problem.strerror or problem}") from None
    finally:
        remove(unfinished)


def _run(folder: Path, *words: str) -> None:
    said = git(folder, *words)
    if said.code:
        raise CourseError(f"git {words[0]} failed: {last_line(said.error)}")


def _complete(place: Path, name: str) -> Path:
    missing = [part for part in NEEDED if not (place / part).is_file()]
    if missing:
        raise CourseError(
            f"{name} is no version of the book that a course can be made of: it has no {', '.join(missing)}"
        )
    return place


def _sweep(cache: Path) -> None:
    """Make room: what an interrupted fetch left behind a day ago, and versions (of 1.3 GB) that nobody has used for long."""
    for left in cache.iterdir():
        days = KEPT_DAYS if re.fullmatch(f"[0-9a-f]{{{DIGITS}}}", left.name) else 1
        if left.is_dir() and time.time() - left.stat().st_mtime > 86400 * days:
            remove(left)


def remove(folder: Path) -> None:
    """Delete a folder; git's objects are read-only, which Windows takes for an obstacle."""

    def writable(function: Callable[[str], Any], path: str, _problem: Any) -> None:
        os.chmod(path, stat.S_IWRITE)
        function(path)

    if folder.exists():
        if sys.version_info >= (3, 12):
            shutil.rmtree(folder, onexc=writable)
        else:
            shutil.rmtree(folder, onerror=writable)
