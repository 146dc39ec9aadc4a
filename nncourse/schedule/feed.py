"""The course's dates as an iCalendar file, to subscribe to.

An event keeps its UID when its date changes, so that a calendar moves it instead of showing it twice. Times carry the
course's time zone; on the day of a clock change they are given in UTC, which knows no hour that comes twice or never.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urljoin

from nncourse.cli import CourseError
from nncourse.course_file.model import Assignment, Course, Meeting
from nncourse.schedule.announcements import plain
from nncourse.schedule.due import late_rule
from nncourse.schedule.words import listed, one_line, points

NAMESPACE = uuid.UUID("7a0f4f1e-64a6-5d0c-9d53-0c1f2f6c3b1d")  # of this program's calendars, once and for all
DAY = timedelta(days=1)


def ics(course: Course, today: date, titles: Mapping[str, str] | None = None) -> bytes:
    """Meetings and due dates as an iCalendar file. `titles` are the chapters' titles by key.

    Raises
    ------
    CourseError
        Where the package icalendar is missing.
    """
    try:
        import icalendar
    except ImportError:
        raise CourseError('the calendar file needs the package icalendar: pip install "nnlib[course]"') from None
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//nncourse//course calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = " ".join(part for part in (course.title, course.term) if part)
    for key in ("name", "x-wr-calname"):
        calendar.add(key, one_line(name))
    calendar.add("x-wr-timezone", course.timezone.key)
    stamp = datetime(today.year, today.month, today.day, tzinfo=UTC)
    days = []
    for fields in (*_meetings(course, titles or {}), *_due_dates(course)):
        event = icalendar.Event()
        event.add("dtstamp", stamp)
        for field, value in fields.items():
            if value:
                event.add(field, value)
        calendar.add_component(event)
        days.append(fields["dtstart"])
    if days:
        years = [when.year for when in days]
        calendar.add_missing_timezones(date(min(years) - 1, 1, 1), date(max(years) + 2, 1, 1))
    return bytes(calendar.to_ical())


def _meetings(course: Course, titles: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for meeting in course.schedule:
        seen[meeting.title] += 1
        yield {
            "uid": _uid(course, "meeting", meeting.title, str(seen[meeting.title])),
            "summary": one_line(meeting.title),
            **_times(meeting),
            "location": one_line(meeting.place),
            "description": _description(meeting, titles),
            "url": _page(course, "course/calendar.html"),
        }


def _times(meeting: Meeting) -> dict[str, Any]:
    """Start and end; a meeting without an hour takes the day, and the end of a day is the next one."""
    if meeting.start is None:
        return {"dtstart": meeting.day, "dtend": meeting.day + DAY, "transp": "TRANSPARENT"}
    times: dict[str, Any] = {"dtstart": _moment(meeting.start)}
    if meeting.end is not None:
        times["dtend"] = _moment(meeting.end)
    return times


def _description(meeting: Meeting, titles: Mapping[str, str]) -> str:
    lines = [plain(meeting.note)] if meeting.note else []
    if meeting.chapters:
        lines.insert(0, f"Read: {listed(titles.get(key, key) for key in meeting.chapters)}.")
    return "\n".join(lines)


def _due_dates(course: Course) -> Iterator[dict[str, Any]]:
    """Due dates: no length, nobody is busy, and no alarm, so that a calendar asks its owner and not the course."""
    for assignment in course.assignments:
        yield {
            "uid": _uid(course, "due", assignment.id),
            "summary": f"Due: {one_line(assignment.title)}",
            "dtstart": _moment(assignment.due.astimezone(course.timezone)),
            "description": _points(assignment),
            "url": _page(course, "course/due.html"),
            "transp": "TRANSPARENT",
        }


def _points(assignment: Assignment) -> str:
    count = len(assignment.exercises)
    total = points(sum(assignment.exercises.values()))
    return f"{count} exercise{'s' * (count != 1)}, {total}. {late_rule(assignment.late)}"


def _moment(when: datetime) -> datetime:
    """The time with its zone; in UTC on the day of a clock change, when a clock on the wall may name two moments or none."""
    start, end = (datetime.combine(when.date() + days * DAY, time(), when.tzinfo) for days in (0, 1))
    return when.astimezone(UTC) if start.utcoffset() != end.utcoffset() else when


def _uid(course: Course, *parts: str) -> str:
    """The same for the same event on every build, and another in every course and term."""
    return str(uuid.uuid5(NAMESPACE, "\n".join((course.url, course.title, course.term, *parts))))


def _page(course: Course, name: str) -> str:
    return urljoin(course.url.rstrip("/") + "/", name) if course.url else ""
