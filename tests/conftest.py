"""One browser for a whole run of the tests: two Playwrights in one process would get in each other's way."""

from __future__ import annotations

import os
import re
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


TESTS = Path(__file__).parent
LOOKING = re.compile(r"/site/(?!test_live|test_lite)")  # a page that runs Python is shared by the tests of its file
PAGE = re.compile(r"[\w-]+(?:/[\w-]+)*\.html")
# the longest parts first, so that both processes have something to do until the end
FIRST = ("wasm", "site", "widgets", "book", "live", "course", "grading", "prose", "exercises")


def together(nodeid: str) -> str:
    """What shares something runs in one process, one after another: the tests of a page of the site, those of any other file."""
    file, _, test = nodeid.partition("::")
    page = PAGE.search(test) if LOOKING.search(file) else None
    return page[0] if page else file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        groups.setdefault(together(item.nodeid), []).append(item)

    def rank(group: list[pytest.Item]) -> int:
        folder = group[0].path.relative_to(TESTS).parts[0] if TESTS in group[0].path.parents else ""
        return FIRST.index(folder) if folder in FIRST else len(FIRST)

    items[:] = [item for group in sorted(groups.values(), key=rank) for item in group]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """For `--dist loadscope`: a scope is what `together` says, and the order stays that of the collection."""
    if config.getoption("dist") != "loadscope":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return together(nodeid)

    return Together(config, log)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell `make test` how many tests were not run because Pyodide's wheels or bubblewrap were not there: their reasons say so."""
    note = os.environ.get("NN_NOT_RUN")
    if note and not hasattr(terminalreporter.config, "workerinput"):  # one of several processes knows of all tests
        skipped = terminalreporter.stats.get("skipped", [])
        with Path(note).open("a") as file:
            for missing in ("NN_PYODIDE_WHEELS", "NN_SANDBOX"):
                file.write(f"{missing} {sum(missing in str(report.longrepr) for report in skipped)}\n")


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
