"""The course's first page: the instructor's own, or one made from course.yml; below it staff, dates, contents, origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nncourse.course_file.model import Course
from nncourse.site.selection import Selection


def front(
    course: Course,
    own: str,
    selection: Selection,
    titles: Mapping[str, str],
    book: str,
    address: str,
    parts: Sequence[str],
) -> str:
    """The page as MyST. `own` is the text of the instructor's page or ""; `parts` are made from the schedule (due, staff)."""
    head = own.rstrip() if own else f"# {course.title}"
    blocks = [f"(sec-course)=\n{head}"]
    if course.term and not own:
        blocks.append(f"{course.term}.")
    blocks += [part.strip() for part in parts if part.strip()]
    blocks += ["## Contents", _contents(selection, titles), "## About this course", _origin(book, address)]
    return "\n\n".join(blocks) + "\n"


def _contents(selection: Selection, titles: Mapping[str, str]) -> str:
    lines = []
    for caption, pages in selection.parts:
        links = ", ".join(f"{{doc}}`{_words(titles[page])} </{page}>`" for page in pages)
        lines.append(f"- **{caption}.** {links}" if caption else f"- {links}")
    return "\n".join(lines)


def _words(title: str) -> str:
    return title.replace("<", "").replace(">", "").replace("`", "")


def _origin(book: str, address: str) -> str:
    return (
        f"The chapters are taken from [{book}]({address}), a book in which everything runs: its first page says how to run a cell "
        "and how the exercises answer. What this course leaves out is still at hand: a reference to it leads to the full book, "
        "and says so."
    )
