"""The course's dates: a calendar page, `.ics`, what is due, the announcement of the day, the staff.

Pure functions of the course and of today; what they return is text, and the site puts it where it belongs.
"""

from __future__ import annotations

from datetime import date
from importlib import resources

from nncourse.course_file.model import Course
from nncourse.schedule.announcements import banner
from nncourse.schedule.calendar_page import calendar_page
from nncourse.schedule.due import due_box, due_page
from nncourse.schedule.feed import ics
from nncourse.schedule.staff import staff

__all__ = ["assets", "banner", "due_box", "ics", "pages", "staff"]


def pages(course: Course, today: date, ics: str = "../calendar.ics") -> dict[str, str]:
    """The pages by file name, as MyST Markdown; `ics` is the way from them to the calendar file, "" for no link."""
    return {"calendar.md": calendar_page(course, today, ics), "due.md": due_page(course, today)}


def assets() -> dict[str, bytes]:
    """The looks of pages and banner: a file for `_static`, to be loaded on every page."""
    return {"course.css": (resources.files(__package__) / "course.css").read_bytes()}
