"""Scripts that a page fetches early and runs late: when it has been read and painted, so that its first widget answers before them.

A script may be one of them if it works whenever it comes, that is if it asks whether the page has been read already before it
waits for that. On a page with any other script (a course may bring one) all of them run as soon as the page has been read.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path

ANY_TIME = {
    *("clipboard.min.js", "copybutton.js", "togglebutton.js", "doctools.js", "sphinx_highlight.js"),
    *("scripts/bootstrap.js", "scripts/pydata-sphinx-theme.js", "scripts/sphinx-book-theme.js"),
    *("late_layout.js", "scrollable.js", "accessible_theme.js", "notation_switch.js", "progress.js"),
    *("solved.js", "read_number.js", "exercises.js", "live/live.js"),
}
LINK = re.compile(r'<link\b[^>]*?href="[^"]*?_static/(?P<file>[^"?]+\.js)[^"]*"[^>]*\sdata-late\b[^>]*>')
LOADER = re.compile(r"<script data-loads-late>.*?</script>\s*", re.DOTALL)


def can_wait(scripts: Iterable[str]) -> bool:
    """Whether a page with these scripts (paths below _static) may run all of them late.

    >>> can_wait(["doctools.js", "copybutton.js"]), can_wait(["doctools.js", "my-course.js"])
    (True, False)
    """
    return ANY_TIME >= set(scripts)


def link(address: str, of: str) -> str:
    """The tag that fetches a script for later; ``of`` is an attribute that names its parts."""
    return f'<link rel="preload" as="script" fetchpriority="low" href="{address}" data-late {of} />'


@functools.cache
def loader() -> str:
    """The script that adds what the links have fetched; it has to stand before the style sheet, for which it would wait."""
    text = Path(__file__).with_name("late_scripts.js").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.split("\n"))
    return f"<script data-loads-late>{' '.join(line.partition(' //')[0] for line in lines if not line.startswith('//'))}</script>"
