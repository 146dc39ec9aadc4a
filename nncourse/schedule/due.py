"""What is due: a page with every assignment, and a box of a few lines for the course's first page.

An assignment is open from the first moment of its opening day until it is due; one that is due today is open all day,
because the page is made once a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from nncourse.course_file.model import Assignment, Course, Late
from nncourse.schedule import words
from nncourse.schedule.exercises import exercise

SOON = 3  # assignments in the box


def state(assignment: Assignment, today: date, course: Course) -> str:
    """ "later" before it opens, "open", or "past"."""
    if assignment.opens is not None and today < assignment.opens:
        return "later"
    return "open" if today <= _due_day(assignment, course) else "past"


def late_rule(late: Late) -> str:
    """The late rule as one sentence.

    >>> late_rule(Late(0.1, 3))
    'Late: each day begun costs 10 % of the points; after 3 days nothing counts.'
    """
    if late.days == 0:
        return "What comes later does not count."
    end = f"after {late.days} day{'s' * (late.days != 1)} nothing counts"
    if late.per_day == 0:
        return f"Late: no points are lost, but {end}."
    return f"Late: each day begun costs {words.number(round(100 * late.per_day, 6))} % of the points; {end}."


def due_page(course: Course, today: date) -> str:
    """The page as MyST Markdown: open assignments by their due date, then those to come, then the past ones."""
    parts = ["(sec-due)=", "# What is due", ""]
    parts += [f"As of {words.day(today)}. All times are those of {words.escaped(course.timezone.key)}.", ""]
    groups = {name: _in_state(course, today, name) for name in ("open", "later", "past")}
    if not groups["open"]:
        parts += ["Nothing is due at present.", ""]
    heads = {"open": "Open now", "later": "Not open yet", "past": "Past"}
    for name, members in groups.items():
        if members:
            parts += [f"## {heads[name]}", ""]
        for assignment in members:
            parts += [*_section(assignment, today, course, name), ""]
    if course.schedule:
        parts += ["Meetings and all other dates are in the {ref}`sec-calendar`.", ""]
    return "\n".join(parts)


def due_box(course: Course, today: date) -> str:
    """A box with the next due dates for the course's first page; empty if nothing is open."""
    found = _in_state(course, today, "open")
    if not found:
        return ""
    parts = ["```{admonition} What is due", ":class: nn-due", ""]
    for assignment in found[:SOON]:
        parts.append(f"- **{words.escaped(assignment.title)}**: {_due(assignment, course, today)}")
    more = f", and {len(found) - SOON} more" if len(found) > SOON else ""
    parts += ["", f"The exercises and their points{more}: {{ref}}`sec-due`.", "```", ""]
    return "\n".join(parts)


def _in_state(course: Course, today: date, name: str) -> list[Assignment]:
    """By the due date; past ones the other way round, so that the last is at hand."""
    found = [each for each in course.assignments if state(each, today, course) == name]
    return sorted(found, key=lambda each: each.due, reverse=name == "past")


def _section(assignment: Assignment, today: date, course: Course, name: str) -> Iterator[str]:
    yield f"### {words.escaped(assignment.title)}"
    yield ""
    if name == "later" and assignment.opens is not None:
        yield f"Opens {words.day(assignment.opens)}, due {words.moment(assignment.due.astimezone(course.timezone))}."
        return  # its exercises are told when it opens
    yield f"Due {_due(assignment, course, today)}." if name == "open" else f"Was due {_due(assignment, course, today)}."
    if name == "open" or (today - _due_day(assignment, course)).days <= assignment.late.days:
        yield late_rule(assignment.late)
    if assignment.variants:
        yield "Each student has numbers of their own in these exercises: use the notebook that was made for you."
    yield ""
    total = words.points(sum(assignment.exercises.values()))
    yield f"Exercises, {total} in all:"
    yield ""
    for exercise_id, value in assignment.exercises.items():
        yield f"- {exercise(exercise_id)} (`{exercise_id}`): {words.points(value)}"


def _due(assignment: Assignment, course: Course, today: date) -> str:
    when = assignment.due.astimezone(course.timezone)
    return f"{words.moment(when)} ({words.how_far(when.date(), today)})"


def _due_day(assignment: Assignment, course: Course) -> date:
    return assignment.due.astimezone(course.timezone).date()
