"""nnlib as a wheel for the Python in the pages, made from the sources that this book is built with.

What goes in is what pyproject.toml says, in a fixed order and with a fixed date: the same sources give the same bytes. Nothing
is left out: the large files are digits that chapters compute with, and a widget's script serves a notebook in the browser.
"""

from __future__ import annotations

import base64
import hashlib
import io
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nnlib

PROJECT = Path(nnlib.__file__).parents[1]  # the folder with this edition's pyproject.toml
NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can say


def packages(folder: Path) -> Iterator[Path]:
    """The package's folder and those below it that are packages, too."""
    if (folder / "__init__.py").exists():
        yield folder
        for inner in sorted(path for path in folder.iterdir() if path.is_dir()):
            yield from packages(inner)


def contents(project: Path, patterns: list[str]) -> dict[str, bytes]:
    """Modules and data files of nnlib by their path in the wheel."""
    found = {
        path
        for package in packages(project / "nnlib")
        for pattern in ("*.py", *patterns)
        for path in package.glob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in sorted(found)}


def metadata(about: Mapping[str, Any]) -> str:
    """The table [project] of pyproject.toml in the form that installers read."""
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {about['name']}",
        f"Version: {about['version']}",
        f"Summary: {about['description']}",
        *(f"Author: {author['name']}" for author in about["authors"]),
        f"License-Expression: {about['license']}",
        *(f"License-File: {name}" for name in about["license-files"]),
        f"Requires-Python: {about['requires-python']}",
        *(f"Requires-Dist: {needed}" for needed in about["dependencies"]),
    ]
    for extra, needs in about["optional-dependencies"].items():
        lines += [f"Provides-Extra: {extra}", *(f'Requires-Dist: {needed}; extra == "{extra}"' for needed in needs)]
    return "\n".join(lines) + "\n"


def build(project: Path = PROJECT) -> tuple[str, bytes]:
    """The wheel's file name and content."""
    settings = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    about = settings["project"]
    files = contents(project, settings["tool"]["setuptools"]["package-data"]["*"])
    info = f"{about['name']}-{about['version']}.dist-info"
    for name in about["license-files"]:
        files[f"{info}/licenses/{name}"] = (project / name).read_bytes()
    files[f"{info}/METADATA"] = metadata(about).encode("utf-8")
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: nnlib_wheel\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = [f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in files.items()]
    files[f"{info}/RECORD"] = "".join([*record, f"{info}/RECORD,,\n"]).encode("utf-8")
    return f"{about['name']}-{about['version']}-py3-none-any.whl", _zipped(files)


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode("ascii")


def _zipped(files: Mapping[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as wheel:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # the same on every system
            wheel.writestr(entry, content, compresslevel=9)
    return archive.getvalue()
