"""Widgets in JupyterLab: what Python sets is drawn, and what the reader drags is set in Python."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import TimeoutError as PlaywrightTimeout

ROOT = Path(__file__).parents[2]
CELLS = [
    "from nnlib.widgets import ActivationExplorer, SoftmaxBench\na = ActivationExplorer()\na",
    "b = SoftmaxBench()\nb",
    "a.z = 3.0\nb.shift = 2.0\nprint('python has set', a.z, b.shift)",
    "print('python has', a.z, b.shift)",
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A JupyterLab of its own on a free port of this machine, with one notebook; gives the notebook's address."""
    folder = tmp_path_factory.mktemp("lab")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=[new_code_cell(c) for c in CELLS], metadata=kernel), folder / "play.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token="]
    options += ["--ServerApp.password=", f"--ServerApp.root_dir={folder}", "--ServerApp.ip=127.0.0.1", "--allow-root"]
    options += ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    # settings, history and kernels of whoever runs the test are neither read nor written
    names = (
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_RUNTIME_DIR",
        "IPYTHONDIR",
        "JUPYTERLAB_SETTINGS_DIR",
        "JUPYTERLAB_WORKSPACES_DIR",
    )
    own = {name: str(folder / name.lower()) for name in names}
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    with (folder / "lab.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            cwd=folder, stdout=log, stderr=log, env={**os.environ, **own, "PYTHONPATH": paths}, start_new_session=True,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                try:
                    urllib.request.urlopen(f"{address}/api/status", timeout=5).read()
                    break
                except OSError:
                    assert process.poll() is None, (folder / "lab.log").read_text()[-2000:]
                    time.sleep(0.25)
            yield f"{address}/doc/tree/play.ipynb"
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def run(page: Any, number: int) -> Any:
    """Run one cell with the keyboard; gives its output area.

    While JupyterLab is still settling, a click may not have reached the editor yet; a key that starts nothing is pressed again.
    """
    cell = page.locator(".jp-CodeCell").nth(number)
    started = "([n, was]) => document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')[n].innerText !== was"
    before = cell.locator(".jp-InputPrompt").inner_text()
    for attempt in range(6):
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        try:
            page.wait_for_function(started, arg=[number, before], timeout=10_000)
            break
        except PlaywrightTimeout:
            assert attempt < 5, f"cell {number} does not start: {page.locator('.jp-Notebook').inner_text()[-2000:]}"
    return cell.locator(".jp-OutputArea-output").last


def printed(page: Any, number: int, words: str) -> str:
    output = run(page, number)
    there = "([n, w]) => document.querySelectorAll('.jp-CodeCell')[n].innerText.includes(w)"
    page.wait_for_function(there, arg=[number, words], timeout=30_000)
    return str(output.inner_text())


def test_python_moves_the_picture_and_a_drag_sets_the_trait(lab: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 1400})
    page.route(lambda url: not re.match(r"(http|ws)://127\.0\.0\.1|data:|blob:", url), lambda route: route.abort())
    page.goto(lab, timeout=60_000)
    page.locator(".jp-CodeCell").nth(3).wait_for(timeout=60_000)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=60_000)
    run(page, 0)
    first = page.locator("[data-nn-widget=activation-explorer]")
    first.locator(".nnw-status").wait_for(timeout=60_000)
    run(page, 1)
    second = page.locator("[data-nn-widget=softmax-bench]")
    second.locator(".nnw-status").wait_for(timeout=30_000)
    assert first.locator(".nnw-status").inner_text().startswith("z = 0.00")
    before = first.locator("svg.nnw-picture").inner_html()

    printed(page, 2, "python has set 3.0 2.0")
    page.wait_for_function(
        "document.querySelector('[data-nn-widget=activation-explorer] .nnw-status').textContent.startsWith('z = 3.00')"
    )
    assert first.locator("svg.nnw-picture").inner_html() != before
    assert "The shift c = 2.0" in second.locator(".nnw-status").inner_text()

    picture = first.locator("svg.nnw-picture")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 80, steps=5)
    page.mouse.up()
    slider = second.locator("input[type=range]").first
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")  # JupyterLab would take the arrow for itself
    drawn = float(first.locator(".nnw-status").inner_text().split(",")[0].removeprefix("z = ").replace("−", "-"))
    assert -6 < drawn < -3
    said = printed(page, 3, "python has ")
    z, shift = re.fullmatch(r"python has (\S+) (\S+)\s*", said).groups()  # type: ignore[union-attr]
    assert float(z) == pytest.approx(drawn, abs=0.005)
    assert float(shift) == pytest.approx(2.3)
    page.close()
