"""The calendar page: week by week, what is ahead of today first, then what lies behind.

Each week is a heading and a table of two columns, When and What. That fits on a phone, and a screen reader says the day as
the row's header and can go from week to week.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from nncourse.course_file.model import Assignment, Course, Meeting
from nncourse.schedule import words
from nncourse.schedule.exercises import chapter, exercises

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """One line of the calendar. `order` sorts the lines of a day; `paragraphs` are Markdown, one line each."""

    day: date
    order: str
    hours: str
    paragraphs: tuple[str, ...]


def lines(course: Course) -> list[Line]:
    """Everything with a date, in the order of time; what takes the whole day before what has an hour."""
    found = [_meeting(meeting) for meeting in course.schedule]
    for assignment in course.assignments:
        found += _assignment(assignment, course)
    found += _solutions(course)
    return sorted(found, key=lambda line: (line.day, line.order))


def calendar_page(course: Course, today: date, ics: str = "../calendar.ics") -> str:
    """The page as MyST Markdown."""
    found = lines(course)
    parts = ["(sec-calendar)=", "# Calendar", ""]
    parts += [f"As of {words.day(today)}. All times are those of {words.escaped(course.timezone.key)}.", ""]
    if ics and found:
        parts += [
            f'To have these dates in a calendar of your own, subscribe to <a href="{ics}">{ics.rpartition("/")[2]}</a>.',
            "",
        ]
    if course.assignments:
        parts += ["What is to be handed in is on the page {ref}`sec-due`.", ""]
    if not found:
        return "\n".join([*parts, "No dates have been announced yet.", ""])
    first = words.monday(found[0].day)
    ahead = [line for line in found if words.monday(line.day) >= words.monday(today)]
    behind = [line for line in found if words.monday(line.day) < words.monday(today)]
    parts += [_next(found, today), ""]
    if ahead:
        parts += ["## This week and later" if behind else "## The weeks", "", *_weeks(ahead, first, today)]
    if behind:
        parts += ["## Past weeks", "", *_weeks(behind, first, today)]
    return "\n".join(parts)


def _next(found: Sequence[Line], today: date) -> str:
    """One sentence on what comes next."""
    coming = [line for line in found if line.day >= today]
    if not coming:
        return "All dates of this course have passed."
    at = coming[0].day
    names = [line.paragraphs[0] for line in coming if line.day == at]
    distance = words.how_far(at, today)
    when = "Today" if at == today else f"Next: {words.day(at)}, {distance}"
    return f"{when}: {'; '.join(names)}."


def _weeks(found: Iterable[Line], first: date, today: date) -> Iterator[str]:
    for monday, members in groupby(found, key=lambda line: words.monday(line.day)):
        current = " (this week)" if monday == words.monday(today) else ""
        yield f"### Week {(monday - first) // WEEK + 1}, from {words.day(monday)}{current}"
        yield ""
        yield from (
            "```{list-table}",
            ":header-rows: 1",
            ":stub-columns: 1",
            ":widths: auto",
            ":class: nn-calendar",
            "",
        )
        yield from ("* - When", "  - What")
        for line in members:
            yield from _row(line, today)
        yield from ("```", "")


def _row(line: Line, today: date) -> Iterator[str]:
    when = [words.short_day(line.day), line.hours, "(today)" if line.day == today else ""]
    for start, paragraphs in (("* - ", [part for part in when if part]), ("  - ", line.paragraphs)):
        first, *more = paragraphs
        yield f"{start}{first}"
        for paragraph in more:
            yield ""
            yield f"    {paragraph}"


def _meeting(meeting: Meeting) -> Line:
    title = f"**{words.escaped(meeting.title)}**"
    if meeting.place:
        title += f", {words.escaped(meeting.place)}"
    paragraphs = [title]
    if meeting.chapters:
        paragraphs.append(f"Read: {words.listed(map(chapter, meeting.chapters))}.")
    if meeting.note:
        paragraphs.append(words.one_line(meeting.note))
    order = f"{meeting.start:%H:%M}" if meeting.start is not None else ""
    return Line(meeting.day, order, words.hours(meeting), tuple(paragraphs))


def _assignment(assignment: Assignment, course: Course) -> Iterator[Line]:
    link = f"[{words.escaped(assignment.title)}](due.md)"
    if assignment.opens is not None:
        yield Line(assignment.opens, "", "", (f"Opens: {link}",))
    due = assignment.due.astimezone(course.timezone)
    yield Line(due.date(), words.clock(due), words.clock(due), (f"**Due:** {link}",))


def _solutions(course: Course) -> Iterator[Line]:
    rules = {name: rule for name, rule in course.solutions.exercises.items() if isinstance(rule, date)}
    for day in sorted(set(rules.values())):
        which = exercises(name for name, rule in rules.items() if rule == day)
        yield Line(day, "", "", (f"Solutions appear: {which}",))
    if isinstance(course.solutions.default, date):
        rest = "of all other exercises" if course.solutions.exercises else "of all exercises"
        yield Line(course.solutions.default, "", "", (f"Solutions appear {rest}",))
