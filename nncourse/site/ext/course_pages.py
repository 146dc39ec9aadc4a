"""The instructor's own pages: an error on one is reported to the course's staff, not to the book."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from course_data import data
from sphinx.application import Sphinx

BOOK = "book/"


def report_to_staff(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    if pagename.startswith(BOOK):
        return
    email = data()["email"]
    context["report_url"] = f"mailto:{email}?subject={quote(f'Error on {pagename}')}" if email else ""


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", report_to_staff, priority=700)  # after the book's link
    return {"parallel_read_safe": True, "parallel_write_safe": True}
