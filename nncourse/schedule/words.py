"""Dates, times and plain text as the pages write them: British English, whatever the machine's locale.

Text of the course file that is no Markdown is escaped here, so that an asterisk in a room's name stays an asterisk.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from nncourse.course_file.model import Meeting

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
PUNCTUATION = frozenset(r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~""")  # what Markdown lets a backslash escape
HARMLESS = frozenset(",;'\"?/")


def day(when: date) -> str:
    """The whole date.

    >>> day(date(2026, 10, 5))
    'Monday 5 October 2026'
    """
    return f"{DAYS[when.weekday()]} {when.day} {MONTHS[when.month - 1]} {when.year}"


def short_day(when: date) -> str:
    """The date for a narrow column, without the year.

    >>> short_day(date(2026, 10, 5))
    'Mon 5 Oct'
    """
    return f"{DAYS[when.weekday()][:3]} {when.day} {MONTHS[when.month - 1][:3]}"


def clock(when: datetime) -> str:
    """The time of day, to the minute."""
    return f"{when:%H:%M}"


def moment(when: datetime) -> str:
    """Date and time of day.

    >>> moment(datetime(2026, 10, 20, 23, 59))
    'Tuesday 20 October 2026, 23:59'
    """
    return f"{day(when)}, {clock(when)}"


def hours(meeting: Meeting) -> str:
    """From when to when; empty for a meeting that takes the whole day."""
    if meeting.start is None:
        return ""
    if meeting.end is None:
        return clock(meeting.start)
    last = meeting.end
    over_night = "" if last.date() == meeting.start.date() else f"{short_day(last)}, "
    return f"{clock(meeting.start)}–{over_night}{clock(last)}"


def monday(when: date) -> date:
    """The Monday of this day's week."""
    return when - timedelta(days=when.weekday())


def how_far(when: date, today: date) -> str:
    """How far a day is from today, in words.

    >>> [how_far(date(2026, 10, d), date(2026, 10, 5)) for d in (3, 4, 5, 6, 8)]
    ['2 days ago', 'yesterday', 'today', 'tomorrow', 'in 3 days']
    """
    days = (when - today).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    return near.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")


def number(value: float) -> str:
    """A number of points: 4 and not 4.0."""
    return f"{value:g}"


def points(value: float) -> str:
    """A number of points, with its noun."""
    return f"{number(value)} point{'' if value == 1 else 's'}"


def listed(words: Iterable[str]) -> str:
    """Words as a list in a sentence.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


def one_line(text: str) -> str:
    """Text on one line, as a table's cell needs it."""
    return " ".join(text.split())


def escaped(text: str) -> str:
    """Plain text as Markdown that shows just this text.

    >>> escaped("Room *7* {ref}`x`")
    'Room \\\\*7\\\\* \\\\{ref\\\\}\\\\`x\\\\`'
    """
    return "".join("\\" + c if c in PUNCTUATION - HARMLESS else c for c in one_line(text))
