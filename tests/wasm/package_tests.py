"""nnlib's own tests, run by pytest in WASM; the outcomes go back to CPython."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import pytest

# no second process and no file descriptors of its own; hypothesis says by its plugin which example failed
OPTIONS = ["-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", "-p", "_hypothesis_pytestplugin", "--capture=sys"]


class _Outcomes:
    """Keeps what became of each test: passed, failed or skipped, in how many seconds, and why."""

    def __init__(self) -> None:
        self.found: dict[str, list[Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        before = self.found.get(report.nodeid, ["passed", 0.0, ""])
        if report.failed:
            before = ["failed", before[1], str(report.longrepr)[-6000:]]
        elif report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            before = ["skipped", before[1], reason]
        before[1] += report.duration
        self.found[report.nodeid] = before

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.found[report.nodeid] = ["failed", 0.0, str(report.longrepr)[-6000:]]


def outcomes(root: str, target: str, left_out: list[str]) -> dict[str, list[Any]]:
    """Outcome, seconds and reason of every test of a file, by its name."""
    seen = _Outcomes()
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = pytest.main(
            [*OPTIONS, f"--rootdir={root}", *(f"--deselect={name}" for name in left_out), f"{root}/{target}"],
            plugins=[seen],
        )
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise RuntimeError(f"pytest ended with {code}: {said.getvalue()[-4000:]}")
    return seen.found
