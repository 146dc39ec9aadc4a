"""Calendar page, what is due and the calendar file of a small course on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import vobject
from schedule_course import course

from nncourse import schedule
from nncourse.course_file.model import Solutions

TODAY = date(2026, 10, 6)
EMPTY = course(schedule=(), assignments=(), solutions=Solutions())


def due(today: date = TODAY, **fields: Any) -> str:
    return schedule.pages(course(**fields), today)["due.md"]


def parsed(content: bytes) -> list[Any]:
    """The events as another library reads them."""
    return list(vobject.readOne(content.decode("utf-8")).contents.get("vevent", []))


def feed(today: date = TODAY, **fields: Any) -> dict[str, Any]:
    found = parsed(schedule.ics(course(**fields), today))
    events = {event.summary.value: event for event in found}
    assert len(events) == len(found), "two events of one summary"
    return events
