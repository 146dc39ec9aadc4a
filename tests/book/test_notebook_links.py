"""A chapter taken away as a notebook: where its links lead, and the cell that installs nnlib in front of it."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import install_cell
import nnlib_wheel
import notebook_branch
import notebook_links
import notebook_references
import numpy
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from loopback_index import Loopback, stub_wheel

ROOT = Path(__file__).resolve().parents[2]
SITE, REPOSITORY = "https://somebody.github.io/networks/", "https://github.com/somebody/networks"
PLACEHOLDERS = ("https://example.github.io/neural-networks/", "https://github.com/example/neural-networks")
WHEEL = nnlib_wheel.build()[0]
DOCNAME = "book/one-neuron/losses"


def menus(site: str = SITE, repository: str = REPOSITORY, live: str = "x", lite: bool = True) -> dict[str, str]:
    """The links at the top of a chapter's page, by their words."""
    config = SimpleNamespace(
        html_baseurl=site, html_theme_options={"repository_url": repository}, nn_live=live, nn_lite=lite
    )
    env = SimpleNamespace(found_docs={DOCNAME}, doc2path=lambda docname: f"/src/{docname}.ipynb")
    download: dict[str, Any] = {"label": "download-source-button", "text": ".ipynb", "url": "x", "tooltip": "y"}
    context: dict[str, Any] = {
        "pathto": lambda path, resource: "../../" + path,
        "header_buttons": [{"label": "download-buttons", "buttons": [download]}],
    }
    app: Any = SimpleNamespace(config=config, env=env)
    notebook_links.add_links(app, DOCNAME, "page.html", context, None)
    return {button["text"]: button["url"] for group in context["header_buttons"] for button in group["buttons"]}


def test_a_chapter_links_to_all_four_places() -> None:
    found = menus()
    assert list(found) == [notebook_links.OPEN, "Colab", "Binder", notebook_links.DOWNLOAD]
    assert found[notebook_links.OPEN] == "../../lite/notebooks/index.html?path=one-neuron/losses.ipynb"
    assert found[notebook_links.DOWNLOAD] == "../../notebooks/one-neuron/losses.ipynb"
    colab, binder = urlsplit(found["Colab"]), urlsplit(found["Binder"])
    assert colab.netloc == "colab.research.google.com"
    assert colab.path == "/github/somebody/networks/blob/notebooks/one-neuron/losses.ipynb"
    assert binder.netloc == "mybinder.org" and binder.path == "/v2/gh/somebody/networks/notebooks"
    assert parse_qs(binder.query) == {"urlpath": ["lab/tree/one-neuron/losses.ipynb"]}


@pytest.mark.parametrize(
    "changed",
    [
        {"site": PLACEHOLDERS[0]},
        {"repository": PLACEHOLDERS[1]},
        {"repository": "https://gitlab.com/somebody/networks"},
        {"live": ""},
    ],
)
def test_colab_and_binder_are_shown_only_where_they_lead_somewhere(changed: dict[str, Any]) -> None:
    assert list(menus(**changed)) == [notebook_links.OPEN, notebook_links.DOWNLOAD]


def test_without_jupyterlite_nothing_links_to_it() -> None:
    assert list(menus(lite=False)) == ["Colab", "Binder", notebook_links.DOWNLOAD]
    assert list(menus(*PLACEHOLDERS, lite=False)) == [notebook_links.DOWNLOAD]


class Shell:
    """Stands for IPython's shell: notes the magic commands."""

    def __init__(self) -> None:
        self.called: list[tuple[str, str]] = []

    def run_line_magic(self, name: str, line: str) -> None:
        self.called.append((name, line))


def run_cell(monkeypatch: pytest.MonkeyPatch, there: bool) -> list[tuple[str, str]]:
    if not there:
        monkeypatch.setitem(sys.modules, "nnlib", None)
    shell = Shell()
    code = TransformerManager().transform_cell(install_cell.source(SITE, WHEEL))
    exec(code, {"get_ipython": lambda: shell})
    return shell.called


def test_the_cell_does_nothing_where_nnlib_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_cell(monkeypatch, there=True) == []


def test_the_cell_installs_where_nnlib_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    ((magic, line),) = run_cell(monkeypatch, there=False)
    assert magic == "pip" and shlex.split(line)[-2:] == [install_cell.requirement(SITE, WHEEL), "matplotlib"]


def test_only_the_new_cell_is_added() -> None:
    before = json.loads((ROOT / "book/one-neuron/losses.ipynb").read_text())
    after = json.loads(install_cell.written(install_cell.with_install_cell(before, SITE, WHEEL)))
    first, *others = after.pop("cells")
    assert others == before.pop("cells") and after == before
    assert first["source"].startswith("# Only for notebooks that have left the book") and first["outputs"] == []


def test_solutions_are_folded_and_nothing_else_is_changed() -> None:
    before = json.loads((ROOT / "book/networks/forward.ipynb").read_text())
    after = install_cell.folded(before)
    for cell, new in zip(before["cells"], after["cells"], strict=True):
        if "hide-cell" in cell["metadata"].get("tags", []):
            assert new["metadata"].pop("jupyter") == {"source_hidden": True}
            cell["metadata"].pop("jupyter", None)
    assert after == before and sum("hide-cell" in c["metadata"].get("tags", []) for c in before["cells"]) > 3


KNOWN = {
    ("ref", "sec-there"): notebook_references.Target("book/there", "sec-there", "There"),
    ("ref", "sec-here"): notebook_references.Target("book/here", "sec-here", "Here"),
    ("eq", "eq-there"): notebook_references.Target("book/there", "equation-eq-there", "(3.2)"),
}


@pytest.mark.parametrize(
    ("text", "words", "link"),
    [
        ("see {ref}`sec-there`.", "see There.", f"see [There]({SITE}book/there.html#sec-there)."),
        ("see {ref}`that <sec-there>`.", "see that.", f"see [that]({SITE}book/there.html#sec-there)."),
        ("by {eq}`eq-there`", "by (3.2)", f"by [(3.2)]({SITE}book/there.html#equation-eq-there)"),
        ("{ref}`sec-here`, {eq}`eq-unknown`", *["{ref}`sec-here`, {eq}`eq-unknown`"] * 2),
        ("{widget-state}`a kink <neuron?z=0>`", *["a kink"] * 2),
    ],
)
def test_references_out_of_the_notebook_become_words(text: str, words: str, link: str) -> None:
    assert notebook_references.resolved(text, "book/here", KNOWN, "") == words
    assert notebook_references.resolved(text, "book/here", KNOWN, SITE) == link


@pytest.fixture
def loopback(tmp_path: Path) -> Iterator[str]:
    """The site with its wheel and, at /simple/, an index with what nnlib needs."""
    site = Loopback(tmp_path / "site")
    for name in ("numpy", "anywidget", "ipywidgets", "matplotlib"):
        stub_wheel(site.folder / "simple", name, "99.0")
    name, content = nnlib_wheel.build()
    (site.folder / install_cell.WHEELS).mkdir(parents=True)
    (site.folder / install_cell.WHEELS / name).write_bytes(content)
    yield site.address
    site.close()


def test_the_install_line_installs_nnlib_with_what_it_needs(loopback: str, tmp_path: Path) -> None:
    venv.create(tmp_path / "elsewhere", with_pip=True)
    python = tmp_path / "elsewhere" / "bin" / "python"
    line = re.search(r"%pip (.*)", install_cell.source(loopback, WHEEL))
    assert line
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "PYTHON"))}
    environment |= {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": loopback + "simple/", "PIP_NO_CACHE_DIR": "1"}
    environment |= {"http_proxy": "", "https_proxy": ""}
    command = [str(python), "-m", "pip", *shlex.split(line[1])]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    listed = json.loads(subprocess.check_output([*command[:3], "list", "--format=json"], env=environment))
    assert {package["name"] for package in listed} >= {"nnlib", "numpy", "anywidget", "ipywidgets", "matplotlib"}
    # the same NumPy as here, which the stub stands for
    code = f"import sys; sys.path.append({str(Path(numpy.__file__).parents[1])!r}); import nnlib; print(nnlib.__file__, nnlib.relu(2.0))"
    said = subprocess.check_output([str(python), "-c", code], env=environment, cwd=tmp_path, text=True).split()
    assert str(tmp_path / "elsewhere") in said[0] and said[1] == "2.0"


def test_the_branch_holds_the_chapters_and_what_binder_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = tmp_path / "there.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(there)], check=True)
    monkeypatch.setattr(sys, "argv", ["notebook_branch", "--commit", "c0ffee", "--to", str(there)])
    monkeypatch.setenv("SITE_URL", SITE)
    monkeypatch.setenv("REPOSITORY_URL", REPOSITORY)
    for _ in range(2):  # the second push replaces the first
        assert notebook_branch.main() == 0

    def show(*arguments: str) -> str:
        return subprocess.check_output(["git", *arguments], cwd=there, text=True)

    names = show("ls-tree", "-r", "--name-only", "notebooks").split()
    sources = {path.relative_to(ROOT / "book").as_posix() for path in (ROOT / "book").rglob("*.ipynb")}
    assert {name for name in sources if ".ipynb_checkpoints" not in name} == {n for n in names if n.endswith(".ipynb")}
    assert show("rev-list", "--count", "notebooks").strip() == "1"
    assert f"nnlib[exercises,widgets] @ git+{REPOSITORY}@c0ffee" in show("show", "notebooks:requirements.txt")
    cell = json.loads(show("show", "notebooks:one-neuron/losses.ipynb"))["cells"][0]
    assert cell["source"] == install_cell.source(SITE, WHEEL)
    assert unquote(notebook_links.outside_links(REPOSITORY, DOCNAME)["Colab"]).split("/blob/notebooks/")[1] in names


def test_the_branch_is_not_made_for_placeholders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["notebook_branch", "--commit", "c0ffee"])
    monkeypatch.setenv("SITE_URL", PLACEHOLDERS[0])
    monkeypatch.setenv("REPOSITORY_URL", PLACEHOLDERS[1])
    with pytest.raises(SystemExit, match="should be public addresses, got 'https://example"):
        notebook_branch.main()


def test_the_token_stands_in_no_argument() -> None:
    settings = notebook_branch.authorised("secret")
    assert settings["GIT_CONFIG_KEY_0"] == "http.extraheader"
    assert settings["GIT_CONFIG_VALUE_0"] == "AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46c2VjcmV0"
    assert notebook_branch.authorised("") == {}
