"""What the site serves for the Python in its pages: nnlib as a wheel, the scripts, and files that change only if they must."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import live_assets
import nnlib_wheel
import pytest
from edition import packed_package
from pyodide_files import Served
from sphinx.errors import ExtensionError

from nnlib.exercises import packed

ROOT = Path(__file__).resolve().parents[2]
TRY = """
import nnlib, numpy as np
from nnlib.exercises import check
assert nnlib.data.digits().x.shape == (1797, 8, 8)
def relu(z):
    return abs(z)
print(nnlib.__file__, check("relu", relu).passed, check("relu", nnlib.relu).passed)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    name, content = nnlib_wheel.build(ROOT)
    path = tmp_path_factory.mktemp("wheel") / name
    path.write_bytes(content)
    return path


@pytest.fixture(scope="module")
def scripts() -> dict[str, bytes]:
    return live_assets.bundled()


def environment(folder: Path, wheel: Path) -> Path:
    """A virtual environment with the wheel, which pip has taken from the file alone."""
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([*pip, str(wheel)], env=alone, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return python


def test_pip_installs_the_wheel_and_exercises_answer(wheel: Path, tmp_path: Path) -> None:
    python = environment(tmp_path / "venv", wheel)
    # NumPy from the environment of the tests; their nnlib stands in a path file, which is not read there
    numpy = {**os.environ, "PYTHONPATH": sysconfig.get_path("purelib"), "NNLIB_RESULTS": ""}
    done = subprocess.run([python, "-c", TRY], env=numpy, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    place, *passed = done.stdout.split()
    assert Path(place).is_relative_to(tmp_path / "venv"), place
    assert passed == ["False", "True"]
    shown = "from importlib.metadata import metadata as m; print(m('nnlib')['Version'], m('nnlib').get_all('Requires-Dist'))"
    done = subprocess.run([python, "-c", shown], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.startswith("0.1.0 ['numpy>=2.0', ") and 'extra == "widgets"' in done.stdout, done.stderr


def test_the_wheel_holds_what_setuptools_would_put_in(wheel: Path, tmp_path: Path) -> None:
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "nnlib").symlink_to(ROOT / "nnlib")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    done = subprocess.run([*command, "-w", "dist", "."], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (other,) = (tmp_path / "dist").iterdir()
    assert other.name == wheel.name
    with zipfile.ZipFile(wheel) as ours, zipfile.ZipFile(other) as theirs:
        # the command of courses is no part of what a page or a learner gets
        names = set(theirs.namelist()) - {f"nnlib-0.1.0.dist-info/{name}.txt" for name in ("top_level", "entry_points")}
        assert set(ours.namelist()) == names and len(names) > 300
        for name in names:
            if not name.endswith(("METADATA", "WHEEL", "RECORD")):
                assert ours.read(name) == theirs.read(name), name


def test_the_record_has_every_file_with_its_hash(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert archive.testzip() is None
        rows = list(csv.reader(io.StringIO(archive.read("nnlib-0.1.0.dist-info/RECORD").decode())))
        assert [row[0] for row in rows] == archive.namelist() and rows[-1][1:] == ["", ""]
        for name, digest, size in rows[:-1]:
            content = archive.read(name)
            value = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
            assert (digest, int(size)) == (f"sha256={value}", len(content)), name


def test_the_same_sources_give_the_same_bytes(wheel: Path, scripts: dict[str, bytes]) -> None:
    assert nnlib_wheel.build(ROOT) == (wheel.name, wheel.read_bytes())
    assert live_assets.bundled() == scripts


def test_the_wheel_of_the_edition_without_solutions_holds_none(tmp_path: Path) -> None:
    for name, content in packed_package(ROOT).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    for name in ("pyproject.toml", "LICENSE"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    with zipfile.ZipFile(io.BytesIO(nnlib_wheel.build(tmp_path)[1])) as archive:
        assert "nnlib/exercises/answers.pack" in archive.namelist()
        assert [name for name in archive.namelist() if packed.MARK.encode() in archive.read(name)] == []
    with zipfile.ZipFile(io.BytesIO(nnlib_wheel.build(ROOT)[1])) as archive:
        assert any(packed.MARK.encode() in archive.read(name) for name in archive.namelist())


def test_each_script_is_alone_in_its_file(scripts: dict[str, bytes]) -> None:
    assert sorted(scripts) == ["client.js", "editor.js", "licences.txt", "live.css", "live.js", "worker.js"]
    text = {name: content.decode() for name, content in scripts.items()}
    assert "cm-content" in text["editor.js"]
    assert [name for name, content in text.items() if "cm-content" in content] == ["editor.js"]
    assert "@codemirror/view 6." in text["licences.txt"] and text["licences.txt"].count("Permission is hereby") > 5
    assert text["live.js"].startswith("(()=>{") and "export" not in text["live.js"]  # a classic script without globals
    assert not any("sourceMappingURL" in content or str(ROOT) in content for content in text.values())


def test_a_script_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for name in ("live.js", "live.css", "client.js", "editor.js", "worker.js"):
        (tmp_path / name).write_text("")
    assert live_assets.bundled(tmp_path)["live.js"].strip() in (b"", b'"use strict";(()=>{})();', b"(()=>{})();")
    (tmp_path / "client.js").write_text("let a = 1;\nlet = ;\n")
    with pytest.raises(ExtensionError, match=r"could not be bundled: .*client\.js:2: "):
        live_assets.bundled(tmp_path)


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    source = tmp_path / "source.whl"
    source.write_bytes(b"wheel")
    folder = tmp_path / "live"
    files = {"a.js": b"a", "cells/one.json": b"[]", "pyodide/source.whl": source}
    live_assets.write(folder, files)
    for name in files:
        os.utime(folder / name, (1, 1))
    live_assets.write(folder, {**files, "a.js": b"b"})
    assert [name for name in files if (folder / name).stat().st_mtime > 1] == ["a.js"]
    source.write_bytes(b"other")  # of the same length
    live_assets.write(folder, {"pyodide/source.whl": source})
    assert [path for path in folder.rglob("*") if path.is_file()] == [folder / "pyodide" / "source.whl"]
    assert (folder / "pyodide" / "source.whl").read_bytes() == b"other"


def test_sizes_are_those_of_the_files_and_the_version_changes_with_each(tmp_path: Path) -> None:
    for name, size in (("core.wasm", 10_000), ("numpy.whl", 20), ("matplotlib.whl", 3000)):
        (tmp_path / name).write_bytes(bytes(size))
    start = {name: tmp_path / name for name in ("core.wasm", "numpy.whl")}
    pyodide = Served(start, {"matplotlib.whl": tmp_path / "matplotlib.whl"})
    files = {"nnlib.whl": bytes(7), "live.js": b"1", "cells/a.json": b"[]"}
    about = live_assets.summary(pyodide, "nnlib.whl", files)
    core = about["sizes"]["start"] - 27  # a host compresses zeros well, and archives not at all
    assert 10 < core < 100 and about["sizes"]["plots"] == core + 3027 and about["wheel"] == "nnlib.whl"
    assert json.loads(json.dumps(about)) == live_assets.summary(pyodide, "nnlib.whl", dict(reversed(files.items())))
    changed = [live_assets.summary(pyodide, "nnlib.whl", {**files, name: b"changed"}) for name in files]
    assert len({about["version"], *(other["version"] for other in changed)}) == 4
