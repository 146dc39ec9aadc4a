"""Code cells of a chapter, run one after another as a page runs them, in one session of nnlib.live."""

from __future__ import annotations

import time
from typing import Any

from nnlib.live import Session


class _Page:
    """A session, and the events of its last cell."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.session = Session(self.events.append)


_pages: dict[str, _Page] = {}


def begin(page: str) -> None:
    """A page starts with no names of its own."""
    _pages[page] = _Page()


def run(page: str, cell: str, source: str) -> dict[str, Any]:
    """Run one cell; says how long it took, what it printed, how many figures it drew, which verdicts it got and what it raised."""
    here = _pages[page]
    here.events.clear()
    start = time.perf_counter()
    fine = here.session.run(cell, source)["ok"]
    seconds = time.perf_counter() - start
    errors = [event for event in here.events if event["kind"] == "error"]
    assert fine == (not errors)
    return {
        "seconds": seconds,
        "text": "".join(event["text"] for event in here.events if event["kind"] in ("stream", "value")),
        "figures": sum(event["kind"] == "figure" for event in here.events),
        "verdicts": [[e["exercise"], e["code"], e["message"]] for e in here.events if e["kind"] == "panel"],
        "error": "".join(f"{event['traceback']}{event['name']}: {event['text']}" for event in errors),
    }
