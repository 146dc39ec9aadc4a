"""The book's settings (_config.yml) as a course has them: its title, its people, its address, its licence, its looks.

Whatever is not named here stays as the book has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import yaml

from nncourse.course_file.model import Course
from nncourse.site.selection import OWN

EXTENSIONS = f"{OWN}/_ext"
STATIC = f"{OWN}/_static"
EXTRA = f"{OWN}/_extra"  # what lies at the root of the site as it is
NOWHERE = "http://localhost:8000/"  # where `nncourse serve` shows a course that has no address yet


def book_address(course: Course, config: dict[str, Any]) -> str:
    """Where the full book is published: what the course says, or what the pinned book says of itself."""
    return (course.book.url or str(config["html"]["baseurl"])).rstrip("/") + "/"


def settings(
    course: Course,
    original: bytes,
    banner: str,
    extensions: Sequence[str],
    styles: Sequence[str],
    logo: str,
    extra: Sequence[str] = (),
) -> bytes:
    """The course's _config.yml; `extra` are folders whose files are published at the root of the site."""
    config: dict[str, Any] = yaml.safe_load(original)
    html, sphinx = config["html"], config["sphinx"]
    book, address = str(config["title"]), book_address(course, config)
    config["title"] = course.title
    staff = ", ".join(person.name for person in course.staff)
    config["author"] = f"{staff}; the chapters by {config['author']}" if staff else config["author"]
    if logo:
        config["logo"] = logo
    html["baseurl"] = course.url or NOWHERE
    html["extra_footer"] = _footer(course, book, address) + str(html.get("extra_footer", ""))
    if banner:
        html["announcement"] = banner
    sphinx["local_extensions"] |= {name: EXTENSIONS for name in extensions}
    options = sphinx["config"]
    options["html_static_path"] = [*options["html_static_path"], STATIC]
    options["html_css_files"] = [*options["html_css_files"], *styles]
    options["html_extra_path"] = [*options.get("html_extra_path", []), *extra]
    options["html_theme_options"]["search_bar_text"] = "Search this course"
    options["ogp_site_name"] = course.title
    for picture in ("ogp_image", "ogp_image_alt"):  # it shows the book's title
        options.pop(picture, None)
    text: str = yaml.safe_dump(config, sort_keys=False, allow_unicode=True, width=10**6)
    return text.encode("utf-8")


def _footer(course: Course, book: str, address: str) -> str:
    """The course's own line of licence, and where the text comes from, as its licence asks."""
    own = f"<p>{escape(course.licence)}</p>" if course.licence else ""
    return f'{own}<p>The chapters are taken from <a href="{escape(address)}">{escape(book)}</a>.</p>'
