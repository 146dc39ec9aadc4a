"""What of this machine a submission has to see: the interpreter, its standard library, NumPy, and the libraries these load.

Nothing else is mounted: no shell, no other package, no home.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Interpreter:
    """`visible` are files and folders to be seen where they are, `hidden` folders in them that are not, `numpy` NumPy's own."""

    executable: Path
    visible: tuple[Path, ...]
    hidden: tuple[Path, ...]
    numpy: tuple[Path, ...]


@cache
def interpreter() -> Interpreter:
    """The Python that runs this, without what is installed for it."""
    executable = Path(os.path.realpath(sys.executable))
    library = Path(sysconfig.get_path("stdlib", vars=_base()))
    platform = Path(sysconfig.get_path("platstdlib", vars=_base()))
    package = Path(np.__file__).parent
    numpy = tuple(path for path in (package, package.parent / "numpy.libs") if path.is_dir())
    compiled = [*(platform / "lib-dynload").glob("*.so"), *(p for p in package.rglob("*.so") if "tests" not in p.parts)]
    visible = {executable, library, platform, *_libraries([executable, *compiled], numpy)}
    hidden = tuple(path for path in {library / "site-packages", library / "dist-packages"} if path.is_dir())
    return Interpreter(executable, tuple(sorted(visible)), hidden, numpy)


def _base() -> dict[str, str]:
    """The installation that a virtual environment is made from."""
    return {"base": sys.base_prefix, "platbase": sys.base_exec_prefix, "installed_base": sys.base_prefix}


def _libraries(files: list[Path], numpy: tuple[Path, ...]) -> set[Path]:
    """The shared libraries that these files load, as the loader itself finds them."""
    try:
        done = subprocess.run(["ldd", *map(str, files)], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return {path for path in map(Path, ("/lib", "/lib64", "/usr/lib", "/usr/lib64")) if path.is_dir()}
    found = set(re.findall(r"(?:=> |^\s+)(/\S+) \(0x", done.stdout, re.MULTILINE))
    own = [str(path) for path in numpy]
    return {Path(name) for name in found if not any(os.path.realpath(name).startswith(folder) for folder in own)}
