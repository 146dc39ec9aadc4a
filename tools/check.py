"""Every check of the book in one run: the built site, the package, the notebooks, on the newest and the lowest NumPy.

What a single check is, its test says; here is only the order. Ends with one line per part and a non-zero code if one failed;
the last lines count the tests that could not run, if there are any.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import bootstrap

ROOT = Path(__file__).resolve().parent.parent
LOWEST = ROOT / ".venv-lowest"
LOWEST_NUMPY = "2.0.0"
WHEELS, SANDBOX = "NN_PYODIDE_WHEELS", "NN_SANDBOX"  # in the reasons of tests that do not run
NOT_RUN = ROOT / "_build" / ".not-run"
# what these tests and the notebooks need; at the versions of requirements.txt
LOWEST_PACKAGES = ("pytest", "pytest-xdist", "hypothesis", "mpmath", "scipy", "scikit-learn", "autograd")
NOTEBOOK_PACKAGES = ("nbval", "ipykernel", "matplotlib", "ipywidgets", "anywidget")
# the same answers get the same code and message on the lowest NumPy
EXERCISES = tuple(
    f"tests/exercises/test_{name}.py" for name in ("answers", "verdicts", "forms", "recipes", "isolation")
)
PYTEST = ["-m", "pytest", "-q", "-n", "2"]  # one process a core
# tests/conftest.py says which tests belong together, and their order
GROUPED = ["--dist", "loadscope", "--no-loadscope-reorder"]
# a wait for the browser that runs out on a busy machine is tried once more; any other failure counts at once
AGAIN = ["--reruns", "1", "--only-rerun", r"Timeout \d+ms exceeded"]
# a file's tests together: a notebook's cells share a kernel
NBVAL = ["--dist", "loadfile", "--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=120"]


def pinned(package: str) -> str:
    """The requirement line of a package with its exact version."""
    found = re.search(rf"^{re.escape(package)}==[^\s;]+", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    if not found:
        raise SystemExit(f"make: requirements.txt does not pin {package}; run 'make requirements'.")
    return found[0]


def require_browser() -> None:
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        bootstrap.fail(
            "the site's checks drive Chromium and found none on the PATH; install it (Debian and Ubuntu: apt install chromium) and run it again."
        )


def surroundings() -> dict[str, str]:
    """What the tests are told: where to count those that do not run, and where Pyodide's wheels are: in the site, if nowhere else."""
    served = ROOT / "_build" / "html" / "_static" / "live" / "pyodide"
    wheels = os.environ.get(WHEELS) or (str(served) if served.exists() else "")
    return {**os.environ, "NN_NOT_RUN": str(NOT_RUN), WHEELS: wheels}


def not_run() -> str:
    """The last lines, one for each thing that is missing; nothing if all tests could run."""
    counted = Counter[str]()
    for line in NOT_RUN.read_text().splitlines() if NOT_RUN.exists() else ():
        missing, count = line.split()
        counted[missing] += int(count)
    reasons = {
        WHEELS: f"Pyodide's wheels ({WHEELS} names no folder with them)",
        SANDBOX: "bubblewrap, in which students' code is graded (apt install bubblewrap)",
    }
    return "\n".join(
        f"not run: {counted[name]} tests that need {text}" for name, text in reasons.items() if counted[name]
    )


def main() -> int:
    require_browser()
    NOT_RUN.unlink(missing_ok=True)
    python, results = sys.executable, []

    def part(name: str, command: list[str], environment: dict[str, str] | None = None) -> bool:
        start = time.monotonic()
        print(f"\n== {name}", flush=True)
        code = subprocess.run(command, cwd=ROOT, env=environment).returncode
        results.append((name, code, time.monotonic() - start))
        return code == 0

    if part("the book builds", [python, "tools/build.py"]):
        # apart from the browser, whose connections could take a port that a kernel was given
        part("every cell of every notebook", [python, *PYTEST, *NBVAL, "book"])
        part("package, book and site", [python, *PYTEST, *GROUPED, *AGAIN, "tests"], surroundings())
    wanted = [f"numpy=={LOWEST_NUMPY}", *map(pinned, (*LOWEST_PACKAGES, *NOTEBOOK_PACKAGES)), "-e", "."]
    bootstrap.make_environment(str(LOWEST), wanted, bootstrap.INPUTS, f"NumPy {LOWEST_NUMPY}")
    lowest = [bootstrap.python_of(str(LOWEST)), *PYTEST, "-p", "no:cacheprovider"]
    part(f"every cell on NumPy {LOWEST_NUMPY}", [*lowest, *NBVAL, "book"])
    part(f"package on NumPy {LOWEST_NUMPY}", [*lowest, *GROUPED, "tests/nnlib", *EXERCISES])

    print()
    for name, code, seconds in results:
        print(f"{'ok    ' if code == 0 else 'FAILED'} {name} ({seconds:.0f} s)")
    if line := not_run():
        print(line)
    return 1 if any(code for _, code, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main())
