"""The pinned book: found, fetched once, used offline, and asked to do the work in its own environment."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import threading
import time
from pathlib import Path

import pytest
from pinned_course import course, version
from pinned_repository import Repository, run, served, tiny_book

import nncourse.pinned.git
from nncourse import cli
from nncourse.pinned import checkout


def refused(path: Path) -> str:
    with pytest.raises(cli.CourseError) as caught:
        checkout.locate(path)
    return str(caught.value)


def test_a_folder_is_the_book_itself(tmp_path: Path) -> None:
    tiny_book(tmp_path / "the book", "1")
    assert checkout.locate(course(tmp_path, "path: ../the book")) == tmp_path / "the book"
    assert "there is no book in the folder" in refused(course(tmp_path, "path: ../nowhere"))
    (tmp_path / "the book" / "nncourse" / "cli.py").unlink()
    assert "it has no nncourse/cli.py" in refused(course(tmp_path, "path: ../the book"))


@pytest.mark.parametrize("kind", ["tag", "annotated tag", "branch", "commit", "short commit", "full name", "relative"])
def test_a_reference_is_fetched_once_and_used_offline(tmp_path: Path, repository: Repository, kind: str) -> None:
    old = repository.version("one", "v1.0", annotated=kind == "annotated tag")
    if kind in ("tag", "annotated tag", "commit", "full name"):
        repository.version("two", "v2.0")
    ref = {"branch": "main", "commit": old, "short commit": old[:9], "full name": "refs/tags/v1.0"}.get(kind, "v1.0")
    path = course(tmp_path, f"git: {'../book.git' if kind == 'relative' else repository.bare}, ref: {ref}")
    book = checkout.locate(path)
    assert book == path.parent / ".nncourse" / "book" / old[:12]
    assert version(book) == "VERSION = 'one'"
    assert run(book, "rev-parse", "HEAD") == old
    repository.bare.rename(tmp_path / "gone.git")
    if kind != "branch":
        assert checkout.locate(path) == book
    else:
        assert "there is no git repository at" in refused(path)


def test_only_the_version_is_fetched_and_nothing_is_left_over(tmp_path: Path, repository: Repository) -> None:
    repository.version("one")
    repository.version("two", "v2.0")
    book = checkout.locate(course(tmp_path, f"git: {repository.bare}, ref: v2.0"))
    assert run(book, "rev-list", "--count", "HEAD") == "1"
    assert sorted(p.name for p in book.parent.iterdir()) == sorted([book.name, "references.json"])


def test_a_commit_of_a_server_that_hands_out_tips_only(
    tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = repository.version("one")
    repository.version("two")
    for name, value in {"COUNT": "1", "KEY_0": "protocol.version", "VALUE_0": "0"}.items():
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)  # later protocols hand out any commit
    assert version(checkout.locate(course(tmp_path, f"git: {repository.bare}, ref: {old}"))) == "VERSION = 'one'"


def test_a_server_that_knows_no_shallow_history(tmp_path: Path, repository: Repository) -> None:
    repository.version("one", "v1.0")
    repository.version("two")
    with served(tmp_path) as address:
        book = checkout.locate(course(tmp_path, f'git: "{address}/book.git", ref: v1.0'))
        assert version(book) == "VERSION = 'one'"
        assert "there is no git repository at" in refused(course(tmp_path, f'git: "{address}/none.git", ref: v1.0'))
    assert checkout.locate(course(tmp_path, f'git: "{address}/book.git", ref: v1.0')) == book


def test_the_line_in_the_course_file_is_all_that_changes(tmp_path: Path, repository: Repository) -> None:
    repository.version("one", "v1.0")
    repository.version("two", "v2.0")
    first = checkout.locate(course(tmp_path, f"git: {repository.bare}, ref: v1.0"))
    second = checkout.locate(course(tmp_path, f"git: {repository.bare}, ref: v2.0"))
    assert first != second and version(second) == "VERSION = 'two'" and version(first) == "VERSION = 'one'"


def test_a_branch_moves_and_a_tag_stays(tmp_path: Path, repository: Repository) -> None:
    repository.version("one", "v1.0")
    at_tag, at_branch = f"git: {repository.bare}, ref: v1.0", f"git: {repository.bare}, ref: main"
    assert checkout.locate(course(tmp_path, at_tag)) == checkout.locate(course(tmp_path, at_branch))
    repository.version("two")
    assert version(checkout.locate(course(tmp_path, at_branch))) == "VERSION = 'two'"
    assert version(checkout.locate(course(tmp_path, at_tag))) == "VERSION = 'one'"


def test_an_unknown_reference_names_the_nearest(tmp_path: Path, repository: Repository) -> None:
    repository.version("one", "v1.0", "v1.9", "v1.10", annotated=True)
    assert "has no tag or branch 'v1.01'; did you mean 'v1.0'?" in refused(
        course(tmp_path, f"git: {repository.bare}, ref: v1.01")
    )
    said = refused(course(tmp_path, f"git: {repository.bare}, ref: summer"))
    assert "its newest tags are v1.10, v1.9, v1.0" in said
    assert "write all of its 40 digits" in refused(course(tmp_path, f"git: {repository.bare}, ref: deadbeef"))
    assert (
        "has no commit" in (said := refused(course(tmp_path, f"git: {repository.bare}, ref: {'de' * 20}")))
        or "not our ref" in said
    )
    assert "there is no git repository at" in refused(course(tmp_path, "git: ../nowhere.git, ref: v1.0"))


def test_a_version_without_nncourse_is_told_so(tmp_path: Path, repository: Repository) -> None:
    tiny_book(repository.work, "old")
    shutil.rmtree(repository.work / "nncourse")
    repository.push("old", "v0.1")
    assert "it has no nncourse/cli.py" in refused(course(tmp_path, f"git: {repository.bare}, ref: v0.1"))


def test_without_git_it_says_what_to_do(
    tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused(course(tmp_path, f"git: {repository.bare}, ref: v1.0")).startswith("git is not installed")


def processes_that_name(text: str) -> list[str]:
    """The command lines with this text, a moment later, where the system shows them."""
    time.sleep(0.5)
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            found.append(path.read_bytes().decode("utf-8", "replace"))
    return [line for line in found if text in line]


def test_a_server_that_is_not_there_or_never_answers(
    tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Loopback only: a port that nobody listens on, and one that takes the connection and keeps silent."""
    assert "cannot be reached" in refused(course(tmp_path, 'git: "http://127.0.0.1:9/book.git", ref: v1.0'))
    monkeypatch.setattr(nncourse.pinned.references.git, "__kwdefaults__", {"seconds": 1.0, "address": ""})
    with socket.create_server(("127.0.0.1", 0)) as server:
        silent = f'git: "http://127.0.0.1:{server.getsockname()[1]}/book.git", ref: main'
        start = time.monotonic()
        assert "did not answer within 1 seconds" in refused(course(tmp_path, silent))
        assert time.monotonic() - start < 20
        assert processes_that_name(silent.split('"')[1]) == []  # git's helper has ended with it
        # what a branch meant last serves when the network is down
        commit = repository.version("one")
        book = checkout.locate(course(tmp_path, f"git: {repository.bare}, ref: main"))
        known = book.parent / "references.json"
        address = silent.split('"')[1]
        known.write_text(
            json.dumps({f"{address} main": {"commit": commit, "name": "refs/heads/main", "kind": "branch"}})
        )
        capsys.readouterr()
        assert checkout.locate(course(tmp_path, silent)) == book
        assert "is taken as it was fetched last" in capsys.readouterr().err


def test_two_that_fetch_at_the_same_time_do_not_disturb_each_other(tmp_path: Path, repository: Repository) -> None:
    repository.version("one", "v1.0")
    path = course(tmp_path, f"git: {repository.bare}, ref: v1.0")
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(checkout.locate(path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(found) == 4 and len(set(found)) == 1 and version(found[0]) == "VERSION = 'one'"
    assert not list(found[0].parent.glob("fetching-*"))


def test_what_was_interrupted_or_not_used_for_long_is_removed(tmp_path: Path, repository: Repository) -> None:
    repository.version("one", "v1.0")
    repository.version("two", "v2.0")
    repository.version("three", "v3.0")
    places = {tag: checkout.locate(course(tmp_path, f"git: {repository.bare}, ref: {tag}")) for tag in ("v1.0", "v2.0")}
    left = places["v1.0"].parent / "fetching-abc"
    left.mkdir()
    old = time.time() - 86400 * (checkout.KEPT_DAYS + 1)
    for path in (left, places["v1.0"]):
        os.utime(path, (old, old))
    checkout.locate(course(tmp_path, f"git: {repository.bare}, ref: v3.0"))
    assert not left.exists() and not places["v1.0"].exists() and places["v2.0"].exists()
