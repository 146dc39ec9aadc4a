"""Docker and podman, as far as it can be seen without their daemon: what they are asked for, and the way of a submission."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from in_the_sandbox import QUICK, RIGHT, marked
from sandbox_here import needs_sandbox

from nncourse.sandbox import (
    Died,
    Sandbox,
    SandboxFailure,
    SandboxRefused,
    Wanted,
    backends,
    close,
    container,
    prove,
    system_calls,
)

STAND_IN = Path(__file__).with_name("stand_in_docker.py")
TOO_EARLY = "import os, time\ndef ends():\n    os._exit(4)\ndef stays():\n    while True: time.sleep(1)\ndef right():\n    return 1.5"


@pytest.fixture
def docker(monkeypatch):
    """A program of this name, first on the PATH, in a folder that every user can read (pytest's own are private)."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "docker"
        program.write_text(
            f"#!{sys.executable}\nimport runpy\nrunpy.run_path({str(STAND_IN)!r}, run_name='__main__')\n"
        )
        program.chmod(0o755)
        program.parent.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        monkeypatch.setenv("STAND_IN_STORE", folder)
        container.made_image.cache_clear()
        yield Path(folder)
        close()
        container.made_image.cache_clear()


@needs_sandbox
def test_the_proof_and_a_submission_go_through_a_container(docker):
    prove("docker", QUICK)
    told = marked(RIGHT, kind="docker", seconds=5.0)
    assert told.get("code") == "right", told
    asked = json.loads((docker / "options.json").read_text())
    assert asked["--network"] == ["none"] and asked["--cap-drop"] == ["ALL"] and asked["--read-only"] == [""]
    with Sandbox(QUICK, "docker") as box:
        box.load([TOO_EARLY], [Wanted(name, 0, name, 0) for name in ("ends", "stays", "right")])
        with pytest.raises(Died, match=r"code 4"), box.answer("ends", 2.0) as remote:
            remote.call(None, ())
        with box.answer("right", 2.0) as remote:  # the container has ended, and is started again
            assert remote.call(None, ()).value == 1.5
        with box.answer("stays", 0.3) as remote:
            assert remote.call(None, ()).timed_out
        with box.answer("right", 2.0) as remote:
            assert [done.value for done in remote.calls(None, [(), ()])] == [1.5, 1.5]


def test_the_image_holds_what_bubblewrap_shows_and_no_more(tmp_path):
    import tarfile

    with tarfile.open(tmp_path / "image.tar", "w") as archive:
        container.pack(archive)
    with tarfile.open(tmp_path / "image.tar") as archive:
        names = archive.getnames()
    assert "sandbox/support/nnlib/__init__.py" in names and "sandbox/packages/numpy/__init__.py" in names
    assert any(name.endswith("/os.py") for name in names)
    assert not [name for name in names if "site-packages/" in name or "definitions" in name or name.endswith("/sh")]


def test_the_one_folder_that_is_written_to_belongs_to_everybody(tmp_path):
    import tarfile

    with tarfile.open(tmp_path / "image.tar", "w") as archive:
        container.pack(archive)
    with tarfile.open(tmp_path / "image.tar") as archive:  # what is mounted there gets the mode of the folder below
        assert archive.getmember("scratch").mode == 0o1777 and archive.getmember("etc").mode == 0o755


@pytest.fixture
def podman(monkeypatch, tmp_path):
    """A podman that says where its list of system calls is."""
    rules = [
        {"names": ["read", "clone", "clone3", "unshare", "mount"], "action": "SCMP_ACT_ALLOW", "args": []},
        {"names": ["unshare"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}},
        {"names": ["setns"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1},
    ]
    (tmp_path / "own.json").write_text(json.dumps({"defaultAction": "SCMP_ACT_ERRNO", "syscalls": rules}))
    program = tmp_path / "podman"
    program.write_text(f"#!/bin/sh\necho {tmp_path}/own.json\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(container, "made_image", lambda program: "image")
    system_calls.profile_of.cache_clear()
    yield tmp_path
    system_calls.profile_of.cache_clear()


def test_podman_is_asked_for_no_files_of_its_own_and_no_namespaces(podman):
    """With podman 4.3 and runc 1.1 each of these was needed for the self-test to pass."""
    command = container.Containers(QUICK, "podman")._command()
    assert {"--passwd=false", "--no-hosts", "--read-only-tmpfs=false"} <= set(command)
    listed = next(option.partition("=")[2] for option in command if option.startswith("seccomp="))
    profile = json.loads(Path(listed).read_text())
    assert profile["defaultAction"] == "SCMP_ACT_ERRNO"
    assert [rule["names"] for rule in profile["syscalls"]] == [["read"], ["setns"], ["clone"]]
    assert profile["syscalls"][-1]["args"][0]["value"] & 0x10000000, "no namespace of users by clone"


def test_a_podman_without_such_a_list_runs_nothing(podman):
    (podman / "own.json").write_text("nothing")
    with pytest.raises(SandboxFailure, match=r"podman names no list of system calls that can be read"):
        container.Containers(QUICK, "podman")._command()
    with pytest.raises(SandboxRefused, match=r"no container of podman can be tried .* --sandbox"):
        prove("podman", QUICK)


def test_a_daemon_that_does_not_answer_is_told(monkeypatch, tmp_path):
    program = tmp_path / "podman"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxRefused, match="podman does not answer"):
        backends.chosen("podman")
    with pytest.raises(SandboxRefused, match="apt install bubblewrap"):
        backends.chosen("auto")


def test_bubblewrap_goes_first_and_then_what_answers(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(container, "answers", lambda program: program == "docker")
    assert backends.chosen("auto") == "bubblewrap"
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "bwrap" else f"/usr/bin/{name}")
    assert backends.chosen("auto") == "docker"
