"""`make audit`: what takes longer than a change should wait for, and what looks for failures that nobody has seen yet.

Every fault planted in nnlib, every edit of every right answer, new random inputs for all properties, every page of the site
in both themes and all notations, all of nnlib in the Python that the pages run. The tables in benchmarks/ are written anew;
`git diff` shows what has changed.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from check import GROUPED, PYTEST, require_browser, surroundings

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
PARTS = {
    "the book builds": [PYTHON, "tools/build.py"],
    "every page, both themes, every notation": [PYTHON, *PYTEST, *GROUPED, "tests/site"],
    "fifty courses of random chapters in any order": [PYTHON, *PYTEST, *GROUPED, "tests/course/test_selected_site.py"],
    "every listed answer through nbgrader and otter-grader": [
        *(PYTHON, *PYTEST, *GROUPED, "tests/course/test_nbgrader_export.py", "tests/course/test_otter_export.py"),
    ],
    "new random inputs": [
        *(PYTHON, *PYTEST, *GROUPED, "--hypothesis-profile=search"),
        *("tests/nnlib", "tests/equations", "tests/exercises"),
    ],
    "the page's Python says what CPython says": [PYTHON, *PYTEST, *GROUPED, "tests/wasm"],
    "every fault planted in nnlib is found": [PYTHON, "tests/mutation/run.py"],
    "no wrong answer passes, nothing false is said": [PYTHON, "benchmarks/diagnosis", "--strict"],
}


def main() -> int:
    require_browser()
    results = []
    for name, command in PARTS.items():
        print(f"\n== {name}", flush=True)
        start = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, env={**surroundings(), "THOROUGH": "1"}).returncode
        results.append((name, code, time.monotonic() - start))
    print()
    for name, code, seconds in results:
        print(f"{'ok    ' if code == 0 else 'FAILED'} {name} ({seconds / 60:.0f} min)")
    return 1 if any(code for _, code, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main())
