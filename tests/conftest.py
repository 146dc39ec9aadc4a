"""One browser for a whole run of the tests: two Playwrights in one process would get in each other's way."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# what is red here is red everywhere; to look for new counter-examples: pytest --hypothesis-profile=search
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile("same")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]


SITE = Path(__file__).parent / "site"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares something runs in one process, one after another: the tests of a page of the site, those of any other file."""
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        page = getattr(item, "callspec", None) and item.callspec.params.get("name")
        own = page if isinstance(page, str) and page.endswith(".html") and SITE in item.path.parents else str(item.path)
        groups.setdefault(own, []).append(item)
        item.add_marker(pytest.mark.xdist_group(own))
    items[:] = [item for group in groups.values() for item in group]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell `make test` how many tests were not run because Pyodide's wheels were not there: their reasons say so."""
    note = os.environ.get("NN_NOT_RUN")
    if note and not hasattr(terminalreporter.config, "workerinput"):  # one of several processes knows of all tests
        skipped = terminalreporter.stats.get("skipped", [])
        with Path(note).open("a") as file:
            file.write(f"{sum('NN_PYODIDE_WHEELS' in str(report.longrepr) for report in skipped)}\n")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium from the PATH, without a window."""
    from playwright.sync_api import sync_playwright  # the tests of the numerics run without it

    executable = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if executable is None:
        pytest.fail(f"no browser: install Chromium so that one of {', '.join(BROWSERS)} is on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()
