"""How long `make book` takes in a fresh clone: from zero, with nothing changed, and after a change in nnlib.

Nothing of this checkout is reused: the clone makes its own environment, and pip and npm start with empty caches.
Each figure is one run on the wall clock, so the network's mood is in the first one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

# a module that a chapter loads, so that the chapter has to run again
CHANGED = Path("nnlib") / "smooth.py"


def _environment(caches: Path) -> dict[str, str]:
    """The caller's environment without its virtual environment, and with empty caches."""
    inherited = {
        k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "MAKEFLAGS")
    }
    parts = inherited.get("PATH", "").split(os.pathsep)
    path = os.pathsep.join(part for part in parts if Path(part) != Path(sys.executable).parent)
    return {**inherited, "PATH": path, "PIP_CACHE_DIR": str(caches / "pip"), "npm_config_cache": str(caches / "npm")}


def _make(target: str, clone: Path, caches: Path) -> dict[str, Any]:
    """Run one make target; its seconds, and those it says that the environment took."""
    python = getattr(sys, "_base_executable", sys.executable)
    start = time.monotonic()
    done = subprocess.run(
        ["make", target, f"PYTHON={python}"],
        cwd=clone,
        env=_environment(caches),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    seconds = time.monotonic() - start
    if done.returncode:
        tail = "\n    ".join(done.stdout.splitlines()[-25:])
        raise SystemExit(f"bench: 'make {target}' failed in the clone. Its last lines:\n    {tail}")
    installing = [float(found) for found in re.findall(r"^Installed in (\d+) s", done.stdout, re.MULTILINE)]
    return {"seconds": round(seconds, 1), "installing": sum(installing)}


def clone_head(root: Path, folder: Path) -> Path:
    """A clone of HEAD with nothing built."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(root), str(clone)], check=True)
    return clone


def measure_book(clone: Path, folder: Path) -> dict[str, Any]:
    """`make book` cold, warm and after a change; the site it leaves is the one of HEAD."""
    caches = folder / "caches"
    print("make book, cold ...", flush=True)
    cold = _make("book", clone, caches)
    print(f"  {cold['seconds']} s; warm ...", flush=True)
    warm = _make("book", clone, caches)
    changed = clone / CHANGED
    changed.write_text(changed.read_text(encoding="utf-8") + "# a comment that changes no result\n", encoding="utf-8")
    print(f"  {warm['seconds']} s; after a change in nnlib ...", flush=True)
    after = _make("book", clone, caches)
    print(f"  {after['seconds']} s", flush=True)
    return {"cold": cold, "warm": warm, "after_change": after, "changed": CHANGED.as_posix()}


def measure_test(clone: Path, folder: Path) -> dict[str, Any]:
    """`make test` in the clone whose book is built; it makes the environment with the lowest NumPy on the way."""
    print("make test ...", flush=True)
    subprocess.run(["git", "checkout", "--quiet", "--", "."], cwd=clone, check=True)
    return _make("test", clone, folder / "caches")
