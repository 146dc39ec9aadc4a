"""Who teaches the course, as a list for its first page."""

from __future__ import annotations

from urllib.parse import quote

from nncourse.course_file.model import Course, Person
from nncourse.schedule.words import escaped


def staff(course: Course) -> str:
    """The staff as a Markdown list, one person a line; empty if the course names nobody."""
    return "".join(f"- {_person(person)}\n" for person in course.staff)


def _person(person: Person) -> str:
    name = f"**{escaped(person.name)}**"
    if person.url:
        name = f"[{name}](<{_address(person.url)}>)"
    parts = [name]
    if person.role:
        parts.append(escaped(person.role))
    if person.email:
        parts.append(f"[{escaped(person.email)}](<mailto:{quote(person.email, safe='@+')}>)")
    return ", ".join(parts)


def _address(url: str) -> str:
    """An address inside angle brackets, which may hold neither brackets nor spaces."""
    return quote(url, safe="%/:?#@!$&'()*+,;=~-._[]")
