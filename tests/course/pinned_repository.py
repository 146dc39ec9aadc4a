"""A bare git repository on this disk with versions of a tiny book, and nothing of what git is set to on this machine."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# says what it was given and ends with the number after --exit
ECHO = """
import json, os, sys
told = {"argv": sys.argv[1:], "book": os.environ["NNCOURSE_BOOK"], "prefix": sys.prefix, "cwd": os.getcwd(), "version": VERSION}
print(json.dumps(told))
sys.exit(int(sys.argv[sys.argv.index("--exit") + 1]) if "--exit" in sys.argv else 0)
"""
BOOTSTRAP = """
import os, subprocess, sys
root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
assert not os.environ.get("PYTHONPATH")
if os.path.exists(os.path.join(root, "broken")):
    sys.exit("make: the package index cannot be reached")
subprocess.run([sys.executable, "-m", "venv", "--without-pip", os.path.join(root, ".venv")], check=True)
open(os.path.join(root, ".venv", "installed.sha256"), "w").close()
print("bootstrap ran")
"""


def run(folder: Path, *words: str) -> str:
    names = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *names, *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def tiny_book(folder: Path, version: str) -> None:
    """The files that make a folder a version of the book, with an nncourse that says what it was told."""
    files = {
        "_config.yml": "title: A book\n",
        "_toc.yml": "format: jb-book\nroot: book/index\n",
        "tools/bootstrap.py": BOOTSTRAP,
        "nncourse/__init__.py": "",
        "nncourse/cli.py": "",
        "nncourse/__main__.py": f"VERSION = {version!r}\n{ECHO}",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


class Repository:
    """`bare` is the address, `work` where its versions are written."""

    def __init__(self, folder: Path) -> None:
        self.bare, self.work = folder / "book.git", folder / "writing"
        self.work.mkdir(parents=True)
        run(folder, "init", "--quiet", "--bare", str(self.bare))
        run(self.work, "init", "--quiet")
        run(self.work, "remote", "add", "origin", str(self.bare))

    def version(self, name: str, *tags: str, annotated: bool = False) -> str:
        """Commit a version with these tags and push it; returns its commit."""
        tiny_book(self.work, name)
        return self.push(name, *tags, annotated=annotated)

    def push(self, name: str, *tags: str, annotated: bool = False) -> str:
        run(self.work, "add", "--all")
        run(self.work, "commit", "--quiet", "--allow-empty", "--message", name)
        for tag in tags:
            run(self.work, "tag", *(("-a", "-m", tag) if annotated else ()), tag)
        run(self.work, "push", "--quiet", "--tags", "origin", "HEAD:main")
        run(self.bare, "update-server-info")
        return run(self.work, "rev-parse", "HEAD")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on loopback: git's plain protocol over HTTP, which knows no shallow history."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        server.server_close()
        thread.join()


def quiet_git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the user's or the machine's, and not the repository of a hook that runs the tests."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("HOME", str(folder))
