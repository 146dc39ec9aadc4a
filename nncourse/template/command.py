"""`nncourse new FOLDER`: a course to begin with, whose course.yml names the book that this nncourse came with.

It copies the folder `course/` of the book's sources; an installed nncourse has it inside (setup.py puts it there).
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from nncourse.cli import CourseError

HERE = Path(__file__).resolve().parent
PLACES = (HERE / "course", HERE.parents[1] / "course")  # installed; in the book's sources
ADDRESS = "https://github.com/example/neural-networks"  # what the template says in place of an address
REFERENCE = "main"


def add(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("new", help="make the folder of a new course, ready to be built")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder that does not exist yet, or is empty")
    parser.add_argument(
        "--book", metavar="ADDRESS", help="the book's git address or folder (as this nncourse was installed)"
    )
    parser.add_argument("--ref", metavar="REF", help="its tag, branch or commit")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Copy the template and fill in the book."""
    address, ref = installed_from()
    if arguments.book:
        address, ref = arguments.book, ""
    ref = arguments.ref or ref or REFERENCE
    folder: Path = arguments.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is there already and not empty; choose a folder that does not exist yet")
    files = template()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(filled(name, content, address, ref))
    print(
        f"The course is in {folder}. Edit course.yml, welcome.md and logo.svg there, then run 'nncourse build' in that folder."
    )
    return 0


def template() -> dict[str, bytes]:
    """The template's files by their path."""
    for place in PLACES:
        if (place / "course.yml").is_file():
            found = {path.relative_to(place).as_posix(): path for path in sorted(place.rglob("*")) if path.is_file()}
            made = (".nncourse/", "_build/", "__pycache__/")
            return {name: path.read_bytes() for name, path in found.items() if not name.startswith(made)}
    raise CourseError("this installation of nncourse lacks the template; install it again from the book's address")


def installed_from() -> tuple[str, str]:
    """The git address and reference, or the folder, that the installed package came from; pip keeps a note of it."""
    checkout = HERE.parents[1]
    if (checkout / "_toc.yml").is_file():  # run from the sources
        return str(checkout), ""
    try:
        raw = json.loads(importlib.metadata.distribution("nnlib").read_text("direct_url.json") or "{}")
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return ADDRESS, REFERENCE
    url = raw.get("url", "")
    if "vcs_info" in raw:
        return url, raw["vcs_info"].get("requested_revision") or raw["vcs_info"].get("commit_id", "")
    if url.startswith("file:"):
        return url2pathname(unquote(urlsplit(url).path)), ""
    return ADDRESS, REFERENCE


def filled(name: str, content: bytes, address: str, ref: str) -> bytes:
    """The file with the real address in place of the template's."""
    if not name.endswith((".yml", ".md")):
        return content
    text = content.decode("utf-8")
    local = Path(address).expanduser()
    if name == "course.yml" and local.is_dir() and (local / "_toc.yml").is_file():
        text = text.replace(
            f"book: {{git: {ADDRESS}, ref: {REFERENCE}}}", f"book: {{path: {quoted(local.resolve().as_posix())}}}"
        )
    elif name == "course.yml":
        known = quoted(local.resolve().as_posix() if local.exists() else address)
        text = text.replace(
            f"book: {{git: {ADDRESS}, ref: {REFERENCE}}}", f"book: {{git: {known}, ref: {quoted(ref)}}}"
        )
    elif not local.is_dir():  # a folder of this machine is no address for others
        text = text.replace(f"{ADDRESS}@{REFERENCE}", f"{address}@{ref}").replace(ADDRESS, address)
    return text.encode("utf-8")


def quoted(text: str) -> str:
    """The text as YAML reads it back within braces."""
    plain = text.isascii() and not set(text) & set(" ,{}[]#'\"&*!|>%`") and ": " not in text and not text.endswith(":")
    return text if plain and text[:1] not in "-?:@" else json.dumps(text)
