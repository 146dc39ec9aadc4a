"""One setting says where the site lives: `html.baseurl` in _config.yml.

From it come the canonical links, the preview tags and the prefix of the 404 page's links. A publishing workflow may name
another address without editing a file: SITE_URL for the site, REPOSITORY_URL for the place where errors are reported.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote, urlsplit

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError


def apply_address(app: Sphinx, config: Config) -> None:
    address = os.environ.get("SITE_URL") or config.html_baseurl
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ConfigError(
            f"html.baseurl in _config.yml (or SITE_URL) must be a full address such as https://example.org/book/, got {address!r}"
        )
    address = address.rstrip("/") + "/"
    config.html_baseurl = address
    config.ogp_site_url = address
    config.notfound_urls_prefix = urlsplit(address).path
    config.html_theme_options["repository_url"] = (
        os.environ.get("REPOSITORY_URL") or config.html_theme_options["repository_url"]
    )


def add_report_link(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Give the footer a link that opens an issue with the page already named."""
    repository = app.config.html_theme_options["repository_url"]
    title = quote(f"Error on {pagename}")
    body = quote(f"Page: {app.config.html_baseurl}{pagename}.html\n\nWhat it says:\n\nWhat it should say, and why:\n")
    context["report_url"] = f"{repository}/issues/new?title={title}&body={body}"


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("config-inited", apply_address, priority=50)
    app.connect("html-page-context", add_report_link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
