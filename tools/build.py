"""Builds the site so that a fault cannot hide: every Sphinx warning and every failing cell fails the build, each time.

Sphinx reports a page's warnings only when it reads that page, so after a failure or an interruption the pages are read
anew; the notebooks that ran well keep their results. The run ends with where the site is.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import bootstrap
import lite

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
UNFINISHED = BUILD / ".unfinished"
# lines of the stock builder that say nothing about this book
NOISE = re.compile(
    r"^(\x1b\[[0-9;]*m)*(Running Jupyter-Book|Source Folder|Config Path|Output Path|=+|Finished generating|Your book's"
    r"|You can look at|Or paste|\s*_build/html|\s*file://|The HTML pages)"
)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def forget_pages() -> None:
    """Make the next build read and write every page again."""
    shutil.rmtree(BUILD / ".doctrees", ignore_errors=True)
    shutil.rmtree(BUILD / "html", ignore_errors=True)


def run_jupyter_book(variables: dict[str, str]) -> tuple[int, list[str]]:
    """Run the builder quietly, pass on what matters as it comes; returns its exit code and the warnings."""
    command = [str(Path(sys.executable).parent / "jupyter-book"), "build", str(ROOT), "-W", "-n", "--keep-going", "-q"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore", **variables}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout
    complaints = []
    traceback = False
    for line in process.stdout:
        plain = ANSI.sub("", line.rstrip())
        traceback = traceback or plain.startswith("Traceback (most recent call last)")
        if traceback or not plain or NOISE.match(line):
            continue
        if "WARNING:" in plain or "ERROR:" in plain or "rror:" in plain or plain.startswith("    "):
            complaints.append(plain)
        print(plain, flush=True)
    return process.wait(), complaints


def main() -> int:
    start = time.monotonic()
    bootstrap.check_disk(needed=3 * 10**8, what="building the book")
    BUILD.mkdir(exist_ok=True)
    if UNFINISHED.exists():
        forget_pages()
    UNFINISHED.touch()
    beside = lite.Lite(ROOT)
    code, _complaints = run_jupyter_book({lite.VARIABLE: beside.prepare()})
    if code:
        forget_pages()
        print(
            f"\nmake: the book was not built ({time.monotonic() - start:.0f} s). What to mend is named above; nothing is skipped next time.",
            file=sys.stderr,
        )
        return 1
    beside.finish()
    UNFINISHED.unlink()
    index = BUILD / "html" / "index.html"
    print(f"\nThe book is in {index.parent.relative_to(ROOT)} ({time.monotonic() - start:.0f} s).")
    print(f"Open it with 'make serve' (http://localhost:8000), or the file {index.relative_to(ROOT)} in a browser.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
