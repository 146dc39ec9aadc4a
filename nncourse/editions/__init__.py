"""The course's own edition of the book: solutions by date, the course's notation, notebooks for students and instructors."""

from nncourse.editions.attribution import exercise_names
from nncourse.editions.canary import leaks, mark_of
from nncourse.editions.cells import exercise_cells
from nncourse.editions.course_sources import in_notation, notation_note, shown_today, sources
from nncourse.editions.letters.clashes import problems as notation_problems

__all__ = [
    "exercise_cells",
    "exercise_names",
    "in_notation",
    "leaks",
    "mark_of",
    "notation_note",
    "notation_problems",
    "shown_today",
    "sources",
]
