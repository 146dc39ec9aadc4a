"""Searches a folder for a word as a curious reader would: in bytes, inside archives, and in what base64 hides.

What is packed on purpose (nnlib's answers) is searched as it lies there, not unpacked.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
ESCAPE = re.compile(rb"\\u([0-9a-fA-F]{4})")
DEPTH = 3
PACKED = ".pack"


def views(content: bytes, depth: int = DEPTH) -> Iterator[bytes]:
    """The content, and what is inside: unpacked, decoded, unescaped, several layers deep."""
    yield content
    if not depth:
        return
    for name, inner in _inside(content):
        yield from [inner] if name.endswith(PACKED) else views(inner, depth - 1)


def _inside(content: bytes) -> Iterator[tuple[str, bytes]]:
    """What a view leads to; with its name, if it is a file in an archive."""
    if content[:2] == b"\x1f\x8b":
        try:
            yield "", gzip.decompress(content)
        except (OSError, EOFError, zlib.error):
            pass
    elif content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())
    elif content[:1] == b"\x78":
        try:
            yield "", zlib.decompress(content)
        except zlib.error:
            pass
    if b"\\u" in content:
        yield "", ESCAPE.sub(lambda found: chr(int(found[1], 16)).encode("utf-8", "replace"), content)
    for found in BASE64.finditer(content):
        text = found[0].rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        try:
            yield "", base64.b64decode(text + b"=" * (-len(text) % 4))
        except (binascii.Error, ValueError):
            continue


def leaks(folder: Path, word: str) -> list[str]:
    """The files below `folder` in which the word can be found, hidden folders included."""
    wanted = word.lower().encode("ascii")
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink() or "node_modules" in path.parts:
            continue
        content = path.read_bytes()
        if any(wanted in view.lower() for view in ([content] if path.suffix == PACKED else views(content))):
            found.append(path.relative_to(folder).as_posix())
    return found
