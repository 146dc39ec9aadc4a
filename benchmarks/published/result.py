"""What a reproduction hands over: the source and its claim, what was done here, the figures, and whether they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Result:
    """One published result beside ours. `figures` are the bare numbers; `head` and `rows` show them to a reader."""

    title: str
    source: str  # authors, year, title, place
    where: str  # the place of the claim in the source
    says: str  # the claim and its setting, in our words
    did: str
    differs: Sequence[str]  # what is not as in the source
    tolerance: str
    within: bool
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
