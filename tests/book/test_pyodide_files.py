"""The files of Pyodide that a site serves: all of them, the right ones, from a folder or an address; or none, and why."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pyodide_files
import pytest
from loopback_cdn import LoopbackCdn
from pyodide_files import FOLDER, VERSION, Served, Unavailable, served, wheels
from sphinx.errors import ExtensionError

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "node_modules" / "pyodide"
PLOTS = {
    *("contourpy", "cycler", "fonttools", "kiwisolver", "matplotlib", "matplotlib_pyodide", "packaging", "pillow"),
    *("pyparsing", "python_dateutil", "pytz", "six"),
}
# as Pyodide's lock file has them: numpy stands alone, matplotlib needs it and, in two steps, six
NEEDS = {"numpy": [], "matplotlib": ["numpy", "cycler"], "cycler": ["six"], "six": [], "pandas": ["numpy"]}
CONTENT = {f"{name}-1.whl": f"the wheel of {name}, a few bytes".encode() for name in NEEDS}
OTHERS = ("matplotlib-1.whl", "cycler-1.whl", "six-1.whl")


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Pyodide of five small packages, whose hashes are known as those of the real one are."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    locked = {
        name: {"file_name": f"{name}-1.whl", "sha256": digest(CONTENT[f"{name}-1.whl"]), "depends": needs}
        for name, needs in NEEDS.items()
    }
    files = {"pyodide-lock.json": json.dumps({"packages": locked}).encode(), "pyodide.asm.wasm": b"\0asm and more"}
    folder = tmp_path / "pyodide"
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps({"version": VERSION}))
    for name, content in files.items():
        (folder / name).write_bytes(content)
    monkeypatch.setattr(pyodide_files, "CORE", {name: digest(content) for name, content in files.items()})
    return folder


@pytest.fixture
def cdn() -> Iterator[LoopbackCdn]:
    server = LoopbackCdn(dict(CONTENT))
    yield server
    server.close()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_the_lock_says_what_plots_need() -> None:
    lock = json.loads((PACKAGE / "pyodide-lock.json").read_text())
    assert [name.partition("-")[0] for name in wheels(lock, ["numpy"])] == ["numpy"]
    assert {name.partition("-")[0] for name in wheels(lock, ["matplotlib"])} == PLOTS | {"numpy"}
    assert wheels(lock, ["matplotlib", "numpy"]) == wheels(lock, ["numpy", "matplotlib"])


def test_the_core_of_the_npm_package_is_the_one_we_know() -> None:
    assert set(pyodide_files.core(PACKAGE)) == set(pyodide_files.CORE) and len(pyodide_files.CORE) == 5


def test_all_files_come_from_the_address_once(package: Path, cdn: LoopbackCdn, cache: Path) -> None:
    found = served(package, cache, address=cdn.address, timeout=2)
    assert isinstance(found, Served)
    assert set(found.start) == {"pyodide-lock.json", "pyodide.asm.wasm", "numpy-1.whl"}
    assert set(found.plots) == set(OTHERS)
    assert all(path.read_bytes() == CONTENT[name] for name, path in found.files.items() if name in CONTENT)
    assert sorted(cdn.asked) == sorted({*OTHERS, "numpy-1.whl"})
    cdn.close()
    assert served(package, cache, address=cdn.address, timeout=2) == found


def test_a_kept_file_that_was_damaged_is_fetched_again(package: Path, cdn: LoopbackCdn, cache: Path) -> None:
    served(package, cache, address=cdn.address, timeout=2)
    (cache / "six-1.whl").write_bytes(b"the wh")
    cdn.asked.clear()
    assert isinstance(served(package, cache, address=cdn.address, timeout=2), Served)
    assert cdn.asked == ["six-1.whl"] and (cache / "six-1.whl").read_bytes() == CONTENT["six-1.whl"]


@pytest.mark.parametrize("how, words", [("404", "Not Found"), ("slow", "timed out"), ("drips", "not complete")])
def test_one_file_that_cannot_be_had_is_as_good_as_none(
    package: Path, cdn: LoopbackCdn, cache: Path, monkeypatch: pytest.MonkeyPatch, how: str, words: str
) -> None:
    monkeypatch.setattr(pyodide_files, "PATIENCE", 1)
    if how == "404":
        del cdn.files["six-1.whl"]
    else:
        cdn.fails["six-1.whl"] = how
    start = time.monotonic()
    found = served(package, cache, address=cdn.address, timeout=0.3)
    assert isinstance(found, str) and f"{cdn.address}six-1.whl cannot be had" in found and words in found, found
    assert time.monotonic() - start < 1.4 and not (cache / "six-1.whl").exists()
    # those that came stay, so that the next build asks for the others only
    cdn.files, cdn.fails, cdn.asked = dict(CONTENT), {}, []
    assert isinstance(served(package, cache, address=cdn.address, timeout=2), Served)
    assert "six-1.whl" in cdn.asked and len(cdn.asked) < 4


def test_an_address_where_nobody_answers_is_a_reason(package: Path, cache: Path) -> None:
    found = served(package, cache, address="http://127.0.0.1:9/full/", timeout=2)  # the discard port
    assert isinstance(found, str) and "refused" in found


@pytest.mark.parametrize("how, size", [("corrupted", 30), ("truncated", 15), ("cut off", 15)])
def test_a_wrong_file_stops_the_build(package: Path, cdn: LoopbackCdn, cache: Path, how: str, size: int) -> None:
    content = CONTENT["cycler-1.whl"]
    half, other = content[: len(content) // 2], content[:5] + bytes([content[5] ^ 1]) + content[6:]
    got = other if how == "corrupted" else half
    cdn.fails["cycler-1.whl"] = how
    with pytest.raises(ExtensionError) as stopped:
        served(package, cache, address=cdn.address, timeout=2)
    said = str(stopped.value)
    assert "\n" not in said and said.startswith("cycler-1.whl of Pyodide 0.27.7 is not what it should be")
    assert f"expected sha256 {digest(content)}, got {digest(got)} ({len(got)} bytes)" in said and cdn.address in said
    assert not list(cache.glob("cycler*"))


def test_an_address_must_be_one(package: Path, cache: Path) -> None:
    with pytest.raises(ExtensionError, match="nn_pyodide_address should be an address with http or https, got 'file"):
        served(package, cache, address="file:///wheels")


def test_a_folder_serves_as_it_is(package: Path, cdn: LoopbackCdn, cache: Path, tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    assert "should name a folder" in str(served(package, cache, str(folder), cdn.address))
    folder.mkdir()
    for name, content in CONTENT.items():
        (folder / name).write_bytes(content)
    found = served(package, cache, str(folder), cdn.address)
    assert isinstance(found, Served) and found.plots["six-1.whl"] == folder / "six-1.whl"
    (folder / "pandas-1.whl").unlink()  # nobody needs it
    assert served(package, cache, str(folder), cdn.address) == found
    for name in ("matplotlib-1.whl", "six-1.whl"):
        (folder / name).unlink()
    reason = served(package, cache, str(folder), cdn.address)
    assert isinstance(reason, str) and reason.endswith("lacks matplotlib-1.whl, six-1.whl") and str(folder) in reason
    assert cdn.asked == [] and not cache.exists()


def test_a_wrong_file_in_a_folder_stops_the_build(package: Path, cache: Path, tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name, content in CONTENT.items():
        (folder / name).write_bytes(content[:-1] if name == "six-1.whl" else content)
    with pytest.raises(ExtensionError, match=rf"six-1\.whl .*\({folder}\): expected sha256 .*, got .* \(\d+ bytes\)"):
        served(package, cache, str(folder))


@pytest.mark.parametrize("fault", ["version", "truncated", "missing", "none"])
def test_a_core_that_is_not_ours_stops_the_build(package: Path, cache: Path, fault: str) -> None:
    if fault == "version":
        (package / "package.json").write_text('{"version": "0.28.0"}')
    elif fault == "truncated":
        (package / "pyodide.asm.wasm").write_bytes(b"\0asm")
    elif fault == "missing":
        (package / "pyodide.asm.wasm").unlink()
    else:
        shutil.rmtree(package)
    words = {
        "version": r"package\.json should be of Pyodide 0\.27\.7, got 0\.28\.0; run",
        "truncated": r"pyodide\.asm\.wasm .*expected sha256 \w+, got \w+ \(4 bytes\)",
        "missing": r"pyodide\.asm\.wasm .*should be in .*, got nothing; run",
        "none": r"should be of Pyodide 0\.27\.7, got none; run",
    }
    with pytest.raises(ExtensionError, match=words[fault]):
        served(package, cache)


def test_the_largest_answer_has_a_limit(cdn: LoopbackCdn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(pyodide_files, "LARGEST", 1 << 16)
    cdn.files["endless"] = bytes(1 << 20)
    assert len(pyodide_files.fetched(f"{cdn.address}endless", 2)) < 1 << 18
    with pytest.raises(Unavailable, match="Not Found"):
        pyodide_files.fetched(f"{cdn.address}nothing", 2)


@pytest.mark.skipif(not os.environ.get(FOLDER), reason=f"{FOLDER} is not set")
def test_the_real_wheels_by_both_ways(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    found = served(PACKAGE, cache, os.environ[FOLDER])
    assert isinstance(found, Served), found
    assert {name.partition("-")[0] for name in found.plots} == PLOTS and not set(found.start) & set(found.plots)
    cdn = LoopbackCdn({name: path.read_bytes() for name, path in found.files.items()})
    fetched = served(PACKAGE, cache, address=cdn.address)
    cdn.close()
    assert isinstance(fetched, Served) and set(fetched.files) == set(found.files)
    assert all(path.read_bytes() == found.files[name].read_bytes() for name, path in fetched.files.items())
