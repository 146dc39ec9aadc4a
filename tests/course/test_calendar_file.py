"""The calendar file as another library reads it: times across clock changes, stable identifiers, text that comes back."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from calendar_of import EMPTY, TODAY, feed, parsed
from schedule_course import at, course, meeting

from nncourse import schedule
from nncourse.cli import CourseError
from nncourse.course_file.model import Assignment


def test_meetings_have_the_courses_time_on_both_sides_of_the_clock_change() -> None:
    events = feed()
    assert events["Learning"].dtstart.value == datetime(2026, 10, 5, 8, 15, tzinfo=UTC)
    assert events["Losses"].dtstart.value == datetime(2026, 10, 26, 9, 15, tzinfo=UTC)
    assert events["Losses"].dtend.value - events["Losses"].dtstart.value == timedelta(minutes=90)
    assert events["Learning"].dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Europe/Berlin"]


def test_a_meeting_without_time_is_an_event_of_one_day() -> None:
    event = feed()["Excursion"]
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 10, 7), date(2026, 10, 8))
    assert not isinstance(event.dtstart.value, datetime)


def test_due_dates_are_events_without_alarm_that_leave_the_owner_free() -> None:
    assert b"VALARM" not in schedule.ics(course(), TODAY)
    event = feed()["Due: Homework 1"]
    assert event.dtstart.value == datetime(2026, 10, 20, 21, 59, tzinfo=UTC)
    assert event.transp.value == "TRANSPARENT" and "10 points" in event.description.value
    assert event.url.value == "https://uni.example/nn/course/due.html"


@pytest.mark.parametrize(
    ("due_at", "expected"),
    [
        (at(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the hour that comes twice: the first
        (at(2026, 10, 25, 2, 30, fold=1), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),  # and the second
        (at(2026, 10, 25, 1, 30), datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        (at(2026, 10, 25, 3, 30), datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
        (at(2027, 3, 28, 2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # the hour that never comes
        (at(2027, 3, 28, 3, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (at(2027, 3, 28, 23, 59), datetime(2027, 3, 28, 21, 59, tzinfo=UTC)),
    ],
)
def test_a_due_date_on_the_day_of_a_clock_change_is_one_moment(due_at: datetime, expected: datetime) -> None:
    (event,) = feed(schedule=(), assignments=(Assignment("hw", "Homework", {"relu": 1}, due_at),)).values()
    assert event.dtstart.value == expected


def test_zones_without_clock_changes_and_with_odd_offsets() -> None:
    for name, offset in (("Asia/Kolkata", 5.5), ("UTC", 0), ("Pacific/Chatham", 13.75)):
        zone = ZoneInfo(name)
        when = datetime(2026, 12, 1, 9, 0, tzinfo=zone)
        (event,) = feed(
            timezone=zone, schedule=(), assignments=(Assignment("hw", "Homework", {"relu": 1}, when),)
        ).values()
        assert event.dtstart.value == datetime(2026, 12, 1, 9, tzinfo=UTC) - timedelta(hours=offset)


def test_identifiers_are_stable_and_each_event_has_its_own() -> None:

    def uids(today: date = TODAY, **fields: Any) -> dict[str, str]:
        return {name: event.uid.value for name, event in feed(today, **fields).items()}

    first = uids()
    assert len(set(first.values())) == len(first) == 5
    assert uids(date(2027, 1, 1)) == first
    moved = tuple(
        meeting(each.title, each.day + timedelta(days=1), "14:00", "15:00") for each in course().schedule
    )  # another day, another hour: the same event
    assert uids(schedule=moved) == first
    assert not set(uids(term="Autumn 2027").values()) & set(first.values())
    twice = tuple(meeting("Lecture", date(2026, 10, day)) for day in (5, 12))
    assert len({event.uid.value for event in parsed(schedule.ics(course(schedule=twice), TODAY))}) == 4


def test_text_with_signs_of_the_format_comes_back_as_it_was() -> None:
    title = "Losses; logits, and more: a \\ b — für alle"
    assert title in feed(
        schedule=(meeting(title, date(2026, 10, 5), note="See *the* [plan](https://x.example/a,b), then\nrest"),)
    )
    event = feed(
        schedule=(
            meeting("T", date(2026, 10, 5), chapters=("losses",), note="See *the* [plan](https://x.example/a,b)"),
        )
    )["T"]
    assert event.description.value == "Read: losses.\nSee the plan (https://x.example/a,b)"


def test_chapters_are_called_by_their_titles() -> None:
    content = schedule.ics(course(), TODAY, {"learning": "Learning as optimisation"}).decode()
    assert "Read: Learning as optimisation." in content


def test_an_empty_course_has_a_calendar_file_without_events() -> None:
    assert parsed(schedule.ics(EMPTY, TODAY)) == []


def test_the_file_has_the_lines_that_the_format_asks_for() -> None:
    content = schedule.ics(course(), TODAY)
    assert content.endswith(b"\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert content == schedule.ics(course(), TODAY), "a pure function"
    zones = re.findall(rb"BEGIN:VTIMEZONE\r\nTZID:(.*?)\r\n", content)
    assert zones == [b"Europe/Berlin"]


def test_without_the_library_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "icalendar", None)
    with pytest.raises(CourseError, match=r"pip install \"nnlib\[course\]\""):
        schedule.ics(course(), TODAY)
