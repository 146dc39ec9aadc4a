"""A class in pieces, for a job array or the matrix of a workflow: which piece a student belongs to, and the pieces' files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nncourse.cli import CourseError


@dataclass(frozen=True)
class Shard:
    """Piece `number` of `count`, from 1."""

    number: int = 1
    count: int = 1

    @classmethod
    def of(cls, text: str) -> Shard:
        """From "2/5"; ValueError says what was expected.

        >>> Shard.of("2/5")
        Shard(number=2, count=5)
        """
        found = re.fullmatch(r"(\d+)/(\d+)", text.strip())
        if found is None or not 1 <= int(found[1]) <= int(found[2]):
            raise ValueError(f"expected a piece such as 2/5 (the second of five), got {text!r}")
        return cls(int(found[1]), int(found[2]))

    def has(self, student: str) -> bool:
        """Whether the student belongs to this piece: by the id alone, so that every machine divides the class alike."""
        return shard_of(student, self.count) == self.number

    def file(self, assignment: str) -> str:
        """The name of the piece's file of lines."""
        return f"{assignment}-{self.number}-of-{self.count}.jsonl"


def shard_of(student: str, count: int) -> int:
    """The piece a student belongs to, from 1."""
    return int.from_bytes(hashlib.sha256(student.encode("utf-8", "surrogateescape")).digest()[:8], "big") % count + 1


def pieces(places: Iterable[Path], assignment: str) -> list[Path]:
    """The files of lines among files and folders (searched through, as unpacked artefacts of a workflow lie). Raises CourseError."""
    found: list[Path] = []
    for place in places:
        if place.is_file():
            found.append(place)
        elif place.is_dir():
            found += sorted(place.rglob(f"{assignment}-*-of-*.jsonl"))
        else:
            raise CourseError(f"expected a file of marks or a folder with such files, and {place} is neither.")
    if not found:
        raise CourseError(f"no file {assignment}-i-of-n.jsonl was found; make them with --shard i/n.")
    return found
