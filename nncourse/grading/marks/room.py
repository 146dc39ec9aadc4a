"""What the marking needs of a sandbox; the tests put another one in its place, which calls in this process, to compare the two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from nncourse.sandbox import Died, Found, Loaded, Problem, SandboxFailure, Wanted
from nnlib.exercises.diagnosis.elsewhere import Box

__all__ = ["Died", "Found", "Loaded", "Open", "Problem", "Room", "SandboxFailure", "Wanted"]


class Room(Protocol):
    """A sandbox for one file of one submission. Both raise Died for what the code did, SandboxFailure for what the machine did."""

    def load(self, cells: Sequence[str], wanted: Sequence[Wanted]) -> Loaded:
        """Run the cells in their order and find the answers; cells that fail are survived."""

    def answer(self, exercise: str, seconds: float = 5.0) -> AbstractContextManager[Box]:
        """A process of its own for one answer."""


Open = Callable[[], AbstractContextManager[Room]]
