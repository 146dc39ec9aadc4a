"""The course's site: the chosen chapters in the instructor's order, on the book's own machinery.

`build(course, today, book)` makes it; every reference to what was left out leads to the full book (`references`).
"""

from nncourse.site.building import build

__all__ = ["build"]
