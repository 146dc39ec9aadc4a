"""The announcement of the day: Markdown of one paragraph as safe HTML for the top of every page.

It can be dismissed, which only this browser remembers, and hides itself when its last day has ended even if the site was not
made again. Nothing in it can run a script or fetch from elsewhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from html import escape
from importlib import resources
from urllib.parse import urljoin, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from nncourse.course_file.model import Announcement, Course
from nncourse.schedule.words import one_line

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def shown(course: Course, today: date) -> tuple[Announcement, ...]:
    """The announcements of this day, in the order of the file; the first and the last day belong to it."""
    return tuple(each for each in course.announcements if each.first <= today <= each.last)


def banner(course: Course, today: date) -> str:
    """HTML in one line for the top of every page, "" on a day without announcement. Goes into a landmark with a name of its own."""
    found = shown(course, today)
    if not found:
        return ""
    script = (resources.files(__package__) / "banner.js").read_text(encoding="utf-8")
    items = "".join(_item(each, course) for each in found)
    return one_line(f'<div class="nn-announcements">{items}</div><script>{COMMENT.sub("", script)}</script>')


def safe_html(text: str, base: str = "") -> str:
    """Markdown of one paragraph as HTML without raw HTML, pictures or links that run something.

    >>> safe_html("*Now* in <b>B</b> [x](javascript:alert)")
    '<em>Now</em> in &lt;b&gt;B&lt;/b&gt; [x](javascript:alert)'
    >>> safe_html("[plan](calendar.html)", "https://uni.example/nn")
    '<a href="https://uni.example/nn/calendar.html">plan</a>'
    """
    tokens = _parsed(text)
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", _absolute(str(child.attrGet("href") or ""), base))
    return str(_markdown().renderer.render(tokens, _markdown().options, {}))


def plain(text: str) -> str:
    """Markdown of one paragraph as plain text; the address of a link in brackets behind it.

    >>> plain("Bring *paper*, see [the plan](https://uni.example/plan)")
    'Bring paper, see the plan (https://uni.example/plan)'
    """
    found, addresses = [], []
    for child in (child for token in _parsed(text) for child in token.children or ()):
        if child.type == "link_open":
            addresses.append(str(child.attrGet("href") or ""))
        elif child.type == "link_close":
            found.append(f" ({addresses.pop()})")
        else:
            found.append(" " if child.type in ("softbreak", "hardbreak") else child.content)
    return "".join(found)


@cache
def _markdown() -> MarkdownIt:
    """Markdown without raw HTML; a picture would be fetched from elsewhere, and is shown as it was typed."""
    return MarkdownIt("commonmark", {"html": False}).disable("image")


def _parsed(text: str) -> Sequence[Token]:
    return _markdown().parseInline(one_line(text), {})


def _absolute(address: str, base: str) -> str:
    """Relative addresses start at the course's first page, since the text stands on pages of every depth."""
    if urlsplit(address).scheme or address.startswith(("#", "//")) or not base:
        return address
    return urljoin(base.rstrip("/") + "/", address)


def _item(announcement: Announcement, course: Course) -> str:
    key = hashlib.sha256(f"{announcement.text}\n{announcement.first}\n{announcement.last}".encode()).hexdigest()[:12]
    until = datetime.combine(announcement.last + timedelta(days=1), time(), course.timezone)
    return (
        f'<div class="nn-announcement" data-key="{key}" data-until="{escape(until.isoformat())}">'
        f"<p>{safe_html(announcement.text, course.url)}</p>"
        '<button type="button" hidden>Dismiss</button></div>'
    )
