"""The Sphinx extension on a small book: assets, which pages load them, and the refusal of an unknown widget."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nnlib.widgets import WIDGETS, ActivationExplorer

EXT = Path(__file__).parents[2] / "book" / "_ext"
CONF = f"""
import sys
sys.path.insert(0, {str(EXT)!r})
extensions = ["myst_nb", "notebook_source", "page_widgets"]
nb_execution_mode = "off"
nb_mime_priority_overrides = [["html", "text/html", 1]]
"""
VIEW = "application/vnd.jupyter.widget-view+json"


def notebook(name: str | None = "activation-explorer", without_html: bool = False) -> nbformat.NotebookNode:
    bundle = ActivationExplorer()._repr_mimebundle_()
    assert bundle is not None
    data: dict[str, Any] = dict(bundle[0])
    if without_html:
        del data["text/html"]
    cell = new_code_cell("ActivationExplorer()", id="play", outputs=[new_output("display_data", data)])
    if name:
        cell.metadata["widget"] = name
    state = {"version_major": 2, "version_minor": 0, "state": {data[VIEW]["model_id"]: {"model_name": "AnyModel"}}}
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "widgets": {"application/vnd.jupyter.widget-state+json": state},
    }
    return new_notebook(cells=[new_markdown_cell("# Play", id="title"), cell], metadata=metadata)


def build(folder: Path, page: nbformat.NotebookNode) -> subprocess.CompletedProcess[str]:
    folder.joinpath("conf.py").write_text(CONF, encoding="utf-8")
    folder.joinpath("index.md").write_text("# Book\n\n```{toctree}\nplay\n```\n", encoding="utf-8")
    nbformat.write(page, folder / "play.ipynb")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", str(folder), str(folder / "out")]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    done = build(folder, notebook())
    assert done.returncode == 0, done.stderr
    return folder / "out"


def test_only_a_page_with_a_widget_loads_the_host(built: Path) -> None:
    play, index = (built / "play.html").read_text(), (built / "index.html").read_text()
    assert play.index('<script data-base="_static/nn-widgets/">') < play.index('rel="stylesheet"'), (
        "it waits for no style"
    )
    assert re.search(r'href="_static/nn-widgets/widget\.css\?v=\w+"', play)
    assert "nn-widgets" not in index


def test_no_widget_manager_and_no_copy_of_the_state(built: Path) -> None:
    play = (built / "play.html").read_text()
    assert play.count('data-nn-widget="activation-explorer"') == 1
    for stock in ("require", "html-manager", "widget-state+json", "unpkg", "cdn"):
        assert stock not in play


def test_scripts_have_versions(built: Path) -> None:
    play = (built / "play.html").read_text()
    folder = built / "_static" / "nn-widgets"
    for name in ("shared", "activation-explorer"):  # these run before anything is shown
        assert re.search(rf'<script src="_static/nn-widgets/{name}\.js\?v=[0-9a-f]{{10}}"></script>', play)
    for name in WIDGETS:
        assert re.search(rf'"{name}":"[0-9a-f]{{10}}"', play)
        assert "= globalThis.nnShared;" in (folder / f"{name}.js").read_text(), "one copy of what they share"


def test_the_built_page_comes_alive(built: Path, browser: Any, site: tuple[str, Path]) -> None:
    shutil.copytree(built, site[1] / "book", dirs_exist_ok=True)
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site[0]}/book/play.html")
    page.wait_for_selector("[data-nn-mounted=yes] .nnw-status")
    assert not errors
    page.close()


def test_a_foreign_widget_keeps_its_manager(tmp_path: Path) -> None:
    done = build(tmp_path, notebook(without_html=True))
    assert "Traceback" not in done.stderr
    assert "widget-state+json" in (tmp_path / "out" / "play.html").read_text()


def test_an_unknown_widget_stops_the_build(tmp_path: Path) -> None:
    done = build(tmp_path, notebook(name="activation-explorr"))
    assert done.returncode != 0
    words = f"play, cell 'play': no widget 'activation-explorr'; there are: {', '.join(WIDGETS)}"
    assert words in " ".join(done.stderr.split())
