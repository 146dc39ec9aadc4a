"""The gallery of a course: the widgets of its chapters, numbered anew."""

from __future__ import annotations

from typing import Any

from course_data import data
from docutils import nodes
from lecture_notes import chapter_page
from sphinx.application import Sphinx
from widget_gallery import nn_widget_place


def restrict(app: Sphinx, doctree: nodes.document) -> None:
    """Take the sections of other chapters' widgets out, before Sphinx notes the page's contents."""
    number = 0
    for place in list(doctree.findall(nn_widget_place)):
        section = place.parent
        if chapter_page(app.env, place["chapter"]) is None:
            place["chapter"] = other_chapter(app.env, place["name"])
        if not place["chapter"]:
            section.parent.remove(section)
            continue
        number += 1
        title = section[0]
        title.children[:] = []
        title += nodes.Text(f"{number}. {title.rawsource.partition('. ')[2]}")


def other_chapter(env: Any, widget: str) -> str:
    """A chapter of the course that has the widget too, where the one it was made for is not here; or nothing."""
    pages = (page for page, names in data()["widgets"].items() if widget in names and page in env.found_docs)
    return next(pages, "").rpartition("/")[2]


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("widget_gallery")
    app.connect("doctree-read", restrict, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
