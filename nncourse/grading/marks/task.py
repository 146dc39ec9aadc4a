"""A piece of work, a submission, and what comes back: plain data that any executor can carry to another machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class File:
    """One file that was handed in, by its path below the student's folder."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Asked:
    """An exercise of the assignment: its version, and the parameters of this student's variant (None without variants)."""

    exercise: str
    version: str
    parameters: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Task:
    """One submission and what is asked of it. `time` is when it was handed in, as text with a zone.

    `sandbox` names the kind of sandbox, `others` the different parameters in the class by exercise with the students who have
    them, to recognise their answers. The secret from which they are drawn stays with whoever makes the tasks.
    """

    student: str
    files: tuple[File, ...]
    asked: tuple[Asked, ...]
    time: str = ""
    sandbox: str = "auto"
    others: Mapping[str, tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...]] = field(default_factory=dict)

    @property
    def content(self) -> str:
        """A fingerprint of what was handed in."""
        digest = hashlib.sha256()
        for file in self.files:
            digest.update(json.dumps([file.name, len(file.content)]).encode() + file.content)
        return digest.hexdigest()


@dataclass(frozen=True)
class Verdict:
    """What is known of one exercise of a submission.

    `cause` is "checked" where the check has judged, else why it could not: "missing", "syntax", "unreadable", "cell-failed", "stopped", "failed".
    `sure` says whether the same submission gets the same verdict again: not so where time ran out or the sandbox failed.
    `place` says where the answer was found, `notes` what else a reader should know, `owners` whose variant the answer would be right
    for; that is for the teacher alone. `by_class` says that this was asked, and depends on who else is in the class.
    """

    exercise: str
    kind: str
    passed: bool
    code: str
    message: str
    cause: str = "checked"
    evidence: str = ""
    place: str = ""
    notes: tuple[str, ...] = ()
    attempt: str = ""
    sure: bool = True
    owners: tuple[str, ...] = ()
    by_class: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {**asdict(self), "notes": list(self.notes), "owners": list(self.owners)}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Verdict:
        """From plain data; TypeError or KeyError if they are not those of a verdict."""
        return cls(**{**data, "notes": tuple(data["notes"]), "owners": tuple(data["owners"])})
