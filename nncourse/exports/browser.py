"""Chromium for one page that is made of files here.

It is shown under an address of its own, whose requests are answered from folders; nobody else is asked for anything.
"""

from __future__ import annotations

import mimetypes
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from nncourse.cli import CourseError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ORIGIN = "http://course.invalid/"  # never looked up: every request is answered from the folder


@contextmanager
def page_of(folders: Sequence[Path], name: str) -> Iterator[Any]:
    """A page that shows the file `name` of these folders, loaded, with its fonts. CourseError if there is no browser."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise CourseError(
            "this needs the package playwright, which drives the browser; install it (pip install playwright)"
        ) from None
    executable = next((path for path in map(shutil.which, NAMES) if path), None)
    if executable is None:
        raise CourseError(
            f"this needs Chromium, and none of {', '.join(NAMES)} is on the PATH; install it (Debian and Ubuntu: apt install chromium)"
        )
    root = (
        ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    )  # Chromium's own sandbox refuses root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--disable-gpu", *root])
        try:
            page = browser.new_page()
            page.route("**/*", lambda route: _answer(route, folders))
            page.goto(ORIGIN + name, wait_until="load")
            page.evaluate("() => document.fonts.ready.then(() => true)")
            yield page
        finally:
            browser.close()


def _answer(route: Any, folders: Sequence[Path]) -> None:
    """The file for a request, from the first folder that has it; nothing else is answered."""
    address = route.request.url
    inside = unquote(urlsplit(address).path.lstrip("/"))
    paths = (folder / inside for folder in folders if (folder / inside).resolve().is_relative_to(folder.resolve()))
    path = next((path for path in paths if path.is_file()), None)
    if address.startswith("data:"):
        route.continue_()
    elif path is None or not address.startswith(ORIGIN):
        route.abort()
    else:
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        route.fulfill(body=path.read_bytes(), content_type=kind)
