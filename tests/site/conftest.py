"""The built site, served as it will be published, and a browser for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from serve import serve_in_background
from visiting import PREFIX, SITE, Looker, Visitor


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the site's root, under the prefix of html.baseurl."""
    if not (SITE / "index.html").exists():
        pytest.fail("there is no built site in _build/html: run 'make book' first")
    server, address = serve_in_background(SITE, PREFIX)
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, site)
    yield visitor
    for context in visitor.contexts:
        context.close()


@pytest.fixture(scope="session")
def look(browser: Browser, site: str) -> Iterator[Looker]:
    """For tests that only look: a page that the test before has seen need not be loaded again."""
    looker = Looker(browser, site)
    yield looker
    looker.close()
