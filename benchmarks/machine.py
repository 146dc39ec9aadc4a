"""The machine and the versions a measurement belongs to: a figure without them says nothing."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGES = ("jupyter-book", "sphinx", "myst-nb", "numpy", "anywidget", "ipywidgets", "playwright")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def _first(path: str, pattern: str) -> str:
    """The first match of a pattern in a file that only Linux has."""
    try:
        found = re.search(pattern, Path(path).read_text(), re.MULTILINE)
    except OSError:
        return ""
    return found[1].strip() if found else ""


def _version(command: str) -> str:
    """What `command --version` prints, without the words that only name the distribution."""
    done = subprocess.run([command, "--version"], capture_output=True, text=True)
    return " ".join(done.stdout.split()[:2]) if done.returncode == 0 else "unknown"


def browser_path() -> str:
    """Chromium on the PATH."""
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if found is None:
        raise SystemExit(f"bench: no browser; install Chromium so that one of {', '.join(BROWSERS)} is on the PATH.")
    return found


def computer(root: Path) -> dict[str, Any]:
    """Cores, processor, memory, system, Python and the commit of the book: what every measurement depends on."""
    kilobytes = _first("/proc/meminfo", r"^MemTotal:\s+(\d+)")
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True)
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True).stdout
    return {
        "cores": os.cpu_count(),
        "processor": _first("/proc/cpuinfo", r"^model name\s*:\s*(.+)$") or platform.processor() or "unknown",
        "memory_gb": round(int(kilobytes) / 2**20, 1) if kilobytes else None,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "commit": commit.stdout.strip() or "unknown",
        "uncommitted_files": len(changed.splitlines()),
    }


def describe(root: Path) -> dict[str, Any]:
    """The computer, and the versions of what builds and shows the book."""
    return {
        **computer(root),
        "node": _version("node"),
        "browser": _version(browser_path()),
        "packages": {name: metadata.version(name) for name in PACKAGES},
    }
