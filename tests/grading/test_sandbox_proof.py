"""The self-test proves every limit, and refuses by name when one is switched off, as root and as an ordinary user."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from in_the_sandbox import QUICK, RIGHT, marked
from sandbox_here import needs_sandbox

from nncourse.sandbox import Limits, Sandbox, SandboxRefused, Wanted, backends, close, image, prove, servers
from nncourse.sandbox.limits import SWITCHES
from nnlib.exercises.packed import MARK

ROOT = Path(__file__).resolve().parents[2]
NAMED = {
    "processes": "the number of processes",
    "memory": "memory",
    "file": "the size of a file",
    "scratch": "the size of the scratch folder",
    "open_files": "the number of open files",
    "network": "no network",
    "files": "no other files",
    "privileges": "no privileges",
    "time": "time",
}


@needs_sandbox
def test_the_limits_hold_here():
    prove(limits=QUICK, again=True)


@needs_sandbox
@pytest.mark.parametrize("switch", sorted(SWITCHES))
def test_a_limit_that_does_not_hold_is_named(switch):
    with pytest.raises(SandboxRefused, match=f"does not hold: {NAMED[switch]}\\."):
        prove(limits=QUICK.switched_off(switch))
    with pytest.raises(SandboxRefused, match=f"does not hold: {NAMED[switch]}\\."):
        Sandbox(QUICK.switched_off(switch)).__enter__()  # it is not run either
    close()


@needs_sandbox
def test_a_proof_is_made_once_a_process():
    prove(limits=QUICK)
    began = servers.borrow("bubblewrap", QUICK)
    servers.give_back("bubblewrap", QUICK, began)
    prove(limits=QUICK)
    assert servers.borrow("bubblewrap", QUICK) is began
    servers.give_back("bubblewrap", QUICK, began)


def test_without_a_sandbox_it_refuses_in_a_sentence(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SandboxRefused, match=r"apt install bubblewrap.*--sandbox none.*own risk"):
        Sandbox()


def test_an_unknown_kind_is_refused():
    with pytest.raises(SandboxRefused, match="unknown sandbox 'jail'"):
        backends.chosen("jail")


@needs_sandbox
def test_bubblewrap_that_cannot_start_is_told(monkeypatch, tmp_path):
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxRefused, match=r"uid map: Permission denied.*apparmor_restrict_unprivileged_userns"):
        prove(limits=replace(QUICK, cpu=59))


def test_at_ones_own_risk_it_runs_without_one():
    assert marked(RIGHT, kind="none", seconds=5.0)["code"] == "right"
    assert marked("def relu(z):\n    while True: pass\n", kind="none")["code"] == "timeout"
    assert marked("def relu(z):\n    os._exit(3)\n", kind="none")["cause"] == "exit"


@needs_sandbox
@pytest.mark.skipif(os.geteuid() != 0, reason="root alone can become another user")
def test_two_sandboxes_share_no_count_of_processes():
    first, second = servers.start("bubblewrap", QUICK), servers.start("bubblewrap", QUICK)
    try:
        assert first._uid() != second._uid()
        assert min(first._uid(), second._uid()) > 1_000_000_000
    finally:
        first.close()
        second.close()


@needs_sandbox
@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="root alone can become another user")
def test_it_holds_for_an_ordinary_user_too(tmp_path):
    """The same proof, and a limit switched off, for a user without rights, who cannot change users."""
    program = tmp_path / "as_user.py"
    program.write_text(
        "from nncourse.sandbox import Limits, SandboxRefused, prove\n"
        "import os\n"
        "prove()\n"
        "try:\n"
        "    prove(limits=Limits().switched_off('processes'))\n"
        "except SandboxRefused as refused:\n"
        "    print(os.geteuid(), refused)\n"
    )
    tmp_path.chmod(0o755)
    home = Path(sys.base_prefix).parents[0]
    command = ["bwrap", "--dev-bind", "/", "/", "--tmpfs", "/tmp", "--chmod", "1777", "/tmp", "--cap-add", "ALL"]
    if home.is_relative_to("/root"):  # a private folder: its Python alone is shown
        command += ["--tmpfs", "/root", "--chmod", "0755", "/root"]
        for folder in reversed([home, *home.parents][: len(home.parts) - 2]):
            command += ["--perms", "0755", "--dir", str(folder)]
        command += ["--ro-bind", sys.base_prefix, sys.base_prefix]
    if ROOT.is_relative_to("/tmp"):
        for folder in reversed([ROOT, *ROOT.parents][: len(ROOT.parts) - 2]):
            command += ["--perms", "0755", "--dir", str(folder)]
        command += ["--ro-bind", str(ROOT), str(ROOT)]
    command += ["--ro-bind", str(program), "/tmp/as_user.py"]
    command += [
        "setpriv",
        "--reuid",
        "70001",
        "--regid",
        "70001",
        "--clear-groups",
        "--inh-caps=-all",
        "--bounding-set=-all",
    ]
    command += [sys.executable, "/tmp/as_user.py"]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("70001 ") and "the number of processes" in done.stdout


def test_nothing_that_knows_an_answer_enters():
    entering = dict(image.contents(Path(image.nnlib.__file__).parent))
    assert "nnlib/layers/__init__.py" in entering and "nnlib/exercises/given.py" in entering
    for name, path in entering.items():
        assert not name.startswith(("nnlib/exercises/definitions", "nnlib/exercises/questions", "nnlib/formula"))
        assert MARK.encode() not in path.read_bytes(), name


@needs_sandbox
def test_only_what_is_named_can_be_imported():
    source = "found = []\nfor name in ('pip', 'pytest', 'yaml', 'scipy', 'nnlib.formula', 'nncourse.cli', 'nnlib.exercises.registry'):\n"
    source += "    try:\n        __import__(name)\n        found.append(name)\n    except ImportError:\n        pass\n"
    source += "def relu(z):\n    raise ValueError(str(found))\n"
    assert "[]" in marked(source)["message"]


@needs_sandbox
def test_a_larger_limit_is_another_proof():
    with Sandbox(replace(QUICK, processes=9)) as box:
        loaded = box.load(["def f():\n    return 1"], [Wanted("f", 0, "f", 0)])
        assert loaded.answers["f"].found
    assert Limits() != QUICK
    close()
