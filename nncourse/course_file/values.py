"""Texts of a course file as dates, times, points of time and shares; ValueError says what was expected and what came."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from nncourse.course_file.shape import nearest


def zone(name: str) -> ZoneInfo:
    """The time zone with this name; the nearest one is named where there is none."""
    if name not in available_timezones():
        advice = nearest(name, sorted(available_timezones()), "time zones")
        raise ValueError(
            f"unknown time zone '{name}'; {advice if len(advice) < 80 else 'expected a name such as Europe/Berlin'}"
        )
    return ZoneInfo(name)


def day(text: str) -> date:
    """A day of the calendar.

    >>> day("2026-10-05")
    datetime.date(2026, 10, 5)
    >>> day("2026-02-30")
    Traceback (most recent call last):
    ...
    ValueError: '2026-02-30' is no date: day is out of range for month; expected one such as 2026-10-05
    """
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        reason = re.sub(r", not .*", "", str(problem))
        raise ValueError(f"'{text}' is no date: {reason}; expected one such as 2026-10-05") from None


def clock(text: str) -> time:
    """A time of the day: 9:05 or 09:05."""
    hours, _, minutes = text.strip().partition(":")
    if int(hours) > 23 or int(minutes) > 59:
        raise ValueError(f"'{text.strip()}' is no time of the day; expected one such as 10:15")
    return time(int(hours), int(minutes))


def span(text: str) -> tuple[time, time | None]:
    """Begin and end: "10:15-11:45", or the begin alone."""
    begin, _, end = text.replace("–", "-").partition("-")
    first, last = clock(begin), clock(end) if end else None
    if last is not None and last <= first:
        raise ValueError(f"the end {last:%H:%M} is not after the begin {first:%H:%M}")
    return first, last


def moment(text: str, where: ZoneInfo) -> datetime:
    """A point of time in the course's time zone; a date alone means its last minute. A time that a change of clocks skips is refused."""
    found = datetime.combine(day(text[:10]), clock(text[11:]) if len(text) > 10 else time(23, 59), where)
    if found.astimezone(ZoneInfo("UTC")).astimezone(where).replace(fold=0) != found:
        later = found + timedelta(hours=1)
        raise ValueError(f"'{text}' does not exist in {where.key}: the clocks go forward then; {later:%H:%M} does")
    return found


def share(text: str) -> float:
    """A part of the whole: 10% or 0.1.

    >>> share("10%"), share(".25")
    (0.1, 0.25)
    """
    return float(text.rstrip("% ")) / 100 if text.endswith("%") else float(text)
