"""The built site, served as it will be published, and a browser for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from serve import serve_in_background
from visiting import ARGUMENTS, PREFIX, SITE, Visitor


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the site's root, under the prefix of html.baseurl."""
    if not (SITE / "index.html").exists():
        pytest.fail("there is no built site in _build/html: run 'make book' first")
    server, address = serve_in_background(SITE, PREFIX)
    yield address
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next((path for path in map(shutil.which, names) if path), None)
    if executable is None:
        pytest.fail(f"no browser: install Chromium so that one of {', '.join(names)} is on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, site)
    yield visitor
    for context in visitor.contexts:
        context.close()
