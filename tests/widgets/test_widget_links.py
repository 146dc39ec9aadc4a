"""Links to a state in a small book: on a page they set the widget in place, and a bad one stops the build."""

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

from nnlib.widgets import ActivationExplorer, SoftmaxBench, Widget

EXT = Path(__file__).parents[2] / "book" / "_ext"
CONF = f"""
import sys
sys.path.insert(0, {str(EXT)!r})
extensions = ["myst_nb", "notebook_source", "page_widgets", "widget_links"]
nb_execution_mode = "off"
nb_mime_priority_overrides = [["html", "text/html", 1]]
"""
plain = new_markdown_cell
FAR = "\n\n".join(["A line."] * 80)


def cell(widget: Widget, name: str, **metadata: str) -> nbformat.NotebookNode:
    bundle = widget._repr_mimebundle_()
    assert bundle is not None
    kinds = {"metadata": {"widget": widget.page_name, **metadata}}
    return new_code_cell("w", id=name, outputs=[new_output("display_data", dict(bundle[0]))], **kinds)


def build(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    (folder / "index.md").write_text("# Book\n\n```{toctree}\nplay\n```\n", encoding="utf-8")
    widgets = [
        cell(ActivationExplorer(function="tanh", alpha=0.5), "one"),
        new_markdown_cell(FAR, id="far"),
        cell(ActivationExplorer(), "two"),
        cell(SoftmaxBench(), "three", widget_id="my-bench"),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    page = new_notebook(cells=[new_markdown_cell(f"# Play\n\n{text}", id="title"), *widgets], metadata=kernel)
    nbformat.write(page, folder / "play.ipynb")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        str(folder),
        str(folder / "out"),
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


LINKS = """
{widget-state}`kink <activation-explorer?function=relu&z=0>` and {widget-state}`second <activation-explorer-2?z=-8>`
and {widget-state}`bench <my-bench?logits=[0,0,0,0]&shift=1>`.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("links")
    done = build(folder, LINKS)
    assert done.returncode == 0, done.stderr
    return folder / "out"


def test_widgets_have_names_and_anchors(built: Path) -> None:
    page = (built / "play.html").read_text()
    names = ["activation-explorer", "activation-explorer-2", "my-bench"]
    assert re.findall(r'data-nn-id="([^"]*)"', page) == names
    assert all(f'id="widget-{name}"' in page for name in names)
    href = "?activation-explorer.function=relu&amp;activation-explorer.z=0.0#widget-activation-explorer"
    assert f'href="{href}"' in page


def test_a_click_sets_the_widget_without_loading_the_page(built: Path, browser: Any, site: tuple[str, Path]) -> None:
    shutil.copytree(built, site[1] / "links", dirs_exist_ok=True)
    page = browser.new_page(viewport={"width": 800, "height": 600})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{site[0]}/links/play.html")
    page.wait_for_function("document.querySelectorAll('[data-nn-mounted=yes]').length === 3")
    page.evaluate("window.same = true")
    page.click("text=second")
    assert page.evaluate("window.same") is True
    assert page.inner_text("#widget-activation-explorer-2 .nnw-status").startswith("z = −8.00, σ(z)")
    assert page.evaluate("document.activeElement.id") == "widget-activation-explorer-2"
    seen = page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert -600 < seen < 600, "the widget has come into view"
    page.click("text=kink")
    assert page.inner_text("#widget-activation-explorer .nnw-status").startswith("z = 0.00, relu(z) = 0")
    page.click("text=bench")
    assert page.locator("#widget-my-bench .nnw-row").count() == 4
    # the same address opened anew: what it does not name is the author's
    page.goto(f"{site[0]}/links/play.html?activation-explorer.z=2#widget-my-bench")
    page.wait_for_function("document.querySelectorAll('[data-nn-mounted=yes]').length === 3")
    assert page.inner_text("#widget-activation-explorer .nnw-status").startswith("z = 2.00, tanh(z)")
    assert page.inner_text("#widget-activation-explorer-2 .nnw-status").startswith("z = 0.00, σ(z)")
    assert not errors
    page.close()


BAD = {
    "activation-explorer?x=1": "activation-explorer has no trait 'x'; it has: function, z, alpha",
    "activation-explorer?z=99": "z expects a number from -8 to 8, got 99",
    "activation-explorer?z=two": "z of activation-explorer expects a number, got 'two'",
    "loss-explorer?z=0": "no widget 'loss-explorer' on this page; it has: activation-explorer, activation-explorer-2",
    "my-bench?logits=[1,2]": "logits expects 3 to 6 numbers, got 2",
    "activation-explorer": "expected trait=value&trait=value behind activation-explorer?",
}


def test_a_bad_link_stops_the_build_and_says_where(tmp_path: Path) -> None:
    links = "\n\n".join(f"{{widget-state}}`text <{target}>`" for target in BAD)
    done = build(tmp_path, f"{LINKS}\n\n{links}")
    said = [" ".join(line.split()) for line in re.split(r"(?m)^(?=\S*play\.ipynb)", done.stderr)]
    assert done.returncode != 0
    for words in BAD.values():
        assert sum(words in line and "play.ipynb, cell 'title'" in line for line in said) == 1, (words, done.stderr)
    assert done.stderr.count("widget-state:") == len(BAD), "a good link was refused"


def test_a_name_that_is_taken_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    twice = {"two": cell(SoftmaxBench(), "two", widget_id="my-bench")}
    monkeypatch.setattr(
        sys.modules[__name__], "new_markdown_cell", lambda text, id: twice["two"] if id == "far" else plain(text, id=id)
    )
    done = build(tmp_path, "Text.")
    assert done.returncode != 0 and "widget_id 'my-bench' is taken on this page" in " ".join(done.stderr.split())
