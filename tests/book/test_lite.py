"""JupyterLite beside the book: of checked files alone, asking nobody, made only when needed, and gone where it cannot be had."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lite
import lite_packages
import pyodide_files
import pytest
from loopback_index import Loopback, stub_wheel
from notebook_links import LITE_PAGE, OPEN
from pyodide_files import FOLDER
from small_book import ROOT, TITLE, SmallBook
from sphinx.errors import ExtensionError

WHEELS = os.environ.get(FOLDER, "")
needs_wheels = pytest.mark.skipif(
    not list(Path(WHEELS).glob("ipython-*.whl")) if WHEELS else True, reason=f"{FOLDER} names no folder with IPython"
)
PYODIDE = ROOT / "node_modules" / "pyodide"
HASHES = ROOT / "book" / "_data" / "lite_wheels.txt"


def test_the_configuration_names_no_other_server() -> None:
    told = lite.configuration("A book")
    assert "//" not in json.dumps([told, lite.SETTINGS]).replace('"indexURL": "../_static/live/pyodide/"', "")
    kernel = told["jupyter-config-data"]["litePluginSettings"][f"{lite_packages.KERNEL}:kernel"]
    assert kernel["disablePyPIFallback"] is True
    assert lite.SETTINGS["@jupyterlab/apputils-extension:notification"] == {
        "fetchNews": "false",
        "checkForUpdates": False,
    }


def test_the_hash_list_has_the_versions_that_the_environment_has() -> None:
    pinned = set(re.findall(r"^[\w-]+==[^\s;]+", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    listed = lite_packages.listed(HASHES)
    assert set(listed) <= pinned and len(listed) == 5
    assert all(re.fullmatch(r"[0-9a-f]{64}", value) for value in listed.values())
    # the kernel for Pyodide 0.27; its next version is for a later one
    assert {"jupyterlite-pyodide-kernel==0.6.1"} <= pinned and pyodide_files.VERSION.startswith("0.27.")


@pytest.fixture
def lock(tmp_path: Path) -> dict[str, Any]:
    """The lock file with an empty wheel of nnlib and of each package of the hash list."""
    files = {}
    for name in lite_packages.listed(HASHES):
        package, version = name.replace("-", "_").split("==")
        path = tmp_path / f"{package}-{version}-py3-none-any.whl"
        path.write_bytes(package.encode())
        files[path.name] = path
    wheel = tmp_path / "nnlib-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"nnlib")
    return lite_packages.lock(PYODIDE, files, wheel)


def test_the_lock_file_holds_all_that_is_loaded_and_nothing_that_is_not_served(lock: dict[str, Any]) -> None:
    packages = lock["packages"]
    waiting, needed = [name.replace("_", "-") for name in lite_packages.AT_START], set[str]()
    while waiting:
        needed.add(name := waiting.pop())
        waiting += [other.replace("_", "-") for other in packages[name]["depends"] if other not in needed]
    assert needed == set(packages)
    pages = pyodide_files.wheels(json.loads((PYODIDE / "pyodide-lock.json").read_text()), ["numpy", "matplotlib"])
    places = {entry["file_name"] for entry in packages.values()}
    assert set(pages) < places
    assert {place for place in places - set(pages) if not place.startswith("../")} == set()
    assert packages["nnlib"]["file_name"] == "../nnlib-0.1.0-py3-none-any.whl"
    assert packages["nnlib"]["sha256"] == hashlib.sha256(b"nnlib").hexdigest()
    assert packages["typing-extensions"]["imports"] == ["typing_extensions"]


def test_a_wrong_wheel_of_the_kernel_stops_the_build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    name = next(iter(lite_packages.OF_KERNEL))
    monkeypatch.setitem(lite_packages.OF_KERNEL, name, "0" * 64)
    with pytest.raises(ExtensionError, match=f"{name} of Pyodide .* expected sha256 0000"):
        lite_packages.lock(PYODIDE, {}, tmp_path / "nnlib-0.1.0-py3-none-any.whl")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a package index on loopback; pip is set to ask that alone."""
    loopback = Loopback(tmp_path / "index")
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    settings = {"CONFIG_FILE": os.devnull, "NO_CACHE_DIR": "1", "RETRIES": "0", "INDEX_URL": loopback.address}
    for name, value in settings.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    yield loopback.folder
    loopback.close()


def hash_list(folder: Path, value: bytes) -> Path:
    path = folder / "wheels.txt"
    path.write_text(f"# a comment\ncomm==0.2.3 --hash=sha256:{hashlib.sha256(value).hexdigest()}\n")
    return path


def test_wheels_are_fetched_once_by_their_hashes(index: Path, tmp_path: Path) -> None:
    listed = hash_list(tmp_path, stub_wheel(index, "comm", "0.2.3"))
    found = lite_packages.widget_wheels(listed, tmp_path / "kept")
    assert set(found) == {"comm-0.2.3-py3-none-any.whl"}
    shutil.rmtree(index / "comm")
    assert lite_packages.widget_wheels(listed, tmp_path / "kept") == found


def test_a_wheel_with_another_hash_stops_the_build(index: Path, tmp_path: Path) -> None:
    stub_wheel(index, "comm", "0.2.3")
    with pytest.raises(ExtensionError, match=r"not the one that wheels\.txt names"):
        lite_packages.widget_wheels(hash_list(tmp_path, b"another"), tmp_path / "kept")
    assert not list((tmp_path / "kept").iterdir())


def test_an_index_without_the_wheel_leaves_jupyterlite_out(index: Path, tmp_path: Path) -> None:
    with pytest.raises(lite_packages.Unavailable, match=r"pip cannot fetch the wheels of wheels\.txt"):
        lite_packages.widget_wheels(hash_list(tmp_path, b"another"), tmp_path / "kept")


def tree(folder: Path) -> dict[str, str]:
    """The hash of every file below a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@needs_wheels
def test_it_is_made_when_something_has_changed_and_goes_when_it_is_not_wanted(
    book: SmallBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = book.folder / "_build/html"
    page, place = html / "book/part/chapter.html", html / "lite"
    link = f'href="../../{LITE_PAGE}?path=part/chapter.ipynb"'
    monkeypatch.setenv(lite.VARIABLE, "yes")
    book.write(TITLE, ("code", "numbers", "1 + 1"))
    code, said = book.build(WHEELS)
    assert code == 0, said
    assert link in page.read_text() and OPEN in page.read_text()
    assert not list(place.rglob("*.map")) and [p.name for p in (place / "files").rglob("*.ipynb")] == ["chapter.ipynb"]
    assert link not in (html / "book/index.html").read_text()
    first, when = tree(place), (place / "index.html").stat().st_mtime_ns

    code, said = book.build(WHEELS)
    assert code == 0 and (place / "index.html").stat().st_mtime_ns == when and tree(place) == first

    book.write(TITLE, ("code", "numbers", "2 + 2"))
    code, said = book.build(WHEELS)
    assert code == 0 and "2 + 2" in (place / "files/part/chapter.ipynb").read_text()
    changed = {name for name, value in tree(place).items() if value != first.get(name)}
    assert changed == {lite.STAMP, "files/part/chapter.ipynb"}  # made anew: the same sources give the same bytes

    monkeypatch.setenv(lite.VARIABLE, "no")
    code, said = book.build(WHEELS)
    assert code == 0 and lite.LEFT_OUT in said
    assert not place.exists() and "lite/" not in page.read_text()
    assert "colab" not in page.read_text()  # the addresses are placeholders

    monkeypatch.setenv("SITE_URL", "https://somebody.github.io/networks")
    monkeypatch.setenv("REPOSITORY_URL", "https://github.com/somebody/networks")
    code, said = book.build(WHEELS)
    assert code == 0, said
    for host in ("https://colab.research.google.com/github/somebody/networks/", "https://mybinder.org/v2/gh/somebody/"):
        assert f'href="{host}' in page.read_text()
    cell = json.loads((html / "notebooks/part/chapter.ipynb").read_text())["cells"][0]
    assert "https://somebody.github.io/networks/_static/live/nnlib-" in cell["source"]


def test_without_wheels_nothing_is_fetched_and_nothing_linked(book: SmallBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(lite.VARIABLE, "yes")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")  # the discard port: nobody answers
    book.write(TITLE, ("code", "numbers", "1 + 1"))
    code, said = book.build()
    assert code == 0 and lite.LEFT_OUT not in said, said
    html = book.folder / "_build/html"
    assert "lite/" not in (html / "book/part/chapter.html").read_text() and not (html / "lite").exists()
    # the notebook can be downloaded all the same
    assert json.loads((html / "notebooks/part/chapter.ipynb").read_text())["cells"][1]["source"] == ["1 + 1"]
