"""A session whose events are kept, for the tests of this folder."""

from __future__ import annotations

import json
from typing import Any

from nnlib.live import Session


class Cells:
    """Runs cells in one session; `events` are those of the last one."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.session = Session(self.events.append)
        self.runs = 0

    def __call__(self, source: str) -> bool:
        """Run a cell; whether it was well."""
        self.events.clear()
        self.runs += 1
        told = self.session.run(f"cell-{self.runs}", source)
        json.dumps(self.events)
        assert told == {"ok": "error" not in self.kinds()}
        return told["ok"]

    def kinds(self) -> list[str]:
        return [event["kind"] for event in self.events]

    def printed(self, name: str = "stdout") -> str:
        return "".join(event["text"] for event in self.events if event["kind"] == "stream" and event["name"] == name)

    def one(self, kind: str) -> dict[str, Any]:
        """The one event of a kind."""
        (found,) = [event for event in self.events if event["kind"] == kind]
        return found

    def value(self, source: str) -> str:
        """The value that a cell shows."""
        assert self(source), self.one("error")["traceback"]
        return self.one("value")["text"]

    def error(self, source: str) -> dict[str, Any]:
        """The error that a cell ends in."""
        assert not self(source)
        return self.one("error")
