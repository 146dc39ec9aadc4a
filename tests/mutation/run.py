"""Plants one fault at a time in a copy of nnlib, runs the tests on it, and says which test kills it.

    python tests/mutation/run.py [--only WORD] [--jobs N]

Every fault stands in mutants.toml: a file, a fragment that occurs in it once, and what it is changed to. A fault that
no test notices survives; the run then ends with an error. The table is written to benchmarks/mutants.md; the test that
it names is tried first in the next run.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("mutants.toml")
REPORT = ROOT / "benchmarks" / "mutants.md"
TIMEOUT = 300  # seconds; a fault may make a loop endless


@dataclass(frozen=True)
class Mutant:
    """One planted fault: `find`, which occurs once in nnlib/`file`, becomes `replace`; `kind` says what is wrong."""

    file: str
    kind: str
    find: str
    replace: str

    @property
    def tests(self) -> list[str]:
        """Where to look for the test that kills it, the nearest first: a file of the same name, its folder, all."""
        folder = Path("tests/nnlib") / Path(self.file).parent
        parts = dict.fromkeys((folder / f"test_{Path(self.file).stem}.py", folder, Path("tests/nnlib")))
        return [str(part) for part in parts if (ROOT / part).exists()]

    def applied(self, source: str) -> str:
        if source.count(self.find) != 1:
            raise ValueError(f"nnlib/{self.file} has {source.count(self.find)} places with {self.find!r}, expected 1")
        return source.replace(self.find, self.replace)


def read() -> list[Mutant]:
    """All mutants of mutants.toml, in its order."""
    tables = tomllib.loads(LIST.read_text(encoding="utf-8"))
    return [Mutant(file, **entry) for file, entries in tables.items() for entry in entries]


def killers() -> dict[tuple[str, str], str]:
    """The test that killed each fault, by file and kind, in the last complete run."""
    lines = REPORT.read_text(encoding="utf-8").splitlines() if REPORT.exists() else []
    rows = [line.strip("| ").split(" | ") for line in lines if "::" in line]
    return {(row[0], row[1]): "tests/nnlib/" + row[-1].strip("`").partition("[")[0] for row in rows}


def killer(mutant: Mutant, tests: list[str] | None = None) -> str | None:
    """The first test that fails on a copy of the package with the fault, or None if all pass.

    Without `tests`, it is the one that killed it last time, then those nearest to the file, then all.
    """
    last = killers().get((mutant.file, mutant.kind))
    places = tests or [*([last] if last else []), *mutant.tests]
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        shutil.copytree(ROOT / "nnlib", copy / "nnlib", ignore=shutil.ignore_patterns("__pycache__", "widgets"))
        shutil.copytree(
            ROOT / "tests" / "nnlib", copy / "tests" / "nnlib", ignore=shutil.ignore_patterns("__pycache__")
        )
        path = copy / "nnlib" / mutant.file
        path.write_text(mutant.applied(path.read_text(encoding="utf-8")), encoding="utf-8")
        return next(filter(None, (first_failure(copy, place) for place in places)), None)


def first_failure(copy: Path, tests: str) -> str | None:
    # test_package.py checks the package's form, not its mathematics; a doctest counts all the same
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-rfE", tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        run = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=TIMEOUT, env=environment)
    except subprocess.TimeoutExpired:
        return f"{tests} (no end after {TIMEOUT} s)"
    if run.returncode == 0 or (run.returncode == 4 and "::" in tests):  # 4: there is no longer a test of this name
        return None
    failure = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", run.stdout, re.MULTILINE)
    if run.returncode > 2 or not failure:
        raise RuntimeError(f"pytest itself failed:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    return failure[1].removeprefix("tests/nnlib/")


def table(results: list[tuple[Mutant, str | None]]) -> str:
    survivors = sum(found is None for _, found in results)
    lines = [
        "# Planted faults",
        "",
        "Each line is one fault planted in a copy of nnlib, with the first test that fails on it.",
        f"{len(results)} planted, {len(results) - survivors} killed, {survivors} survived; made by `make mutants`.",
        "",
        "| file | fault | as it is | as planted | killed by |",
        "| --- | --- | --- | --- | --- |",
    ]
    for mutant, found in results:
        cells = [
            mutant.file,
            mutant.kind,
            *map(code, (mutant.find, mutant.replace)),
            code(found) if found else "**survived**",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def code(text: str) -> str:
    return "`" + " ".join(text.split()).replace("|", "\\|").replace("`", "'") + "`"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="mutants whose file or kind has this word; the table is not written")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    chosen = [m for m in read() if options.only in m.file or options.only in m.kind]
    results: list[tuple[Mutant, str | None]] = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for mutant, found in zip(chosen, pool.map(killer, chosen), strict=True):
            results.append((mutant, found))
            print(
                f"{'killed  ' if found else 'SURVIVED'} {mutant.file}: {mutant.kind} ({found or 'no test'})", flush=True
            )
    if not options.only:
        REPORT.write_text(table(results), encoding="utf-8")
    survivors = [m for m, found in results if not found]
    print(f"{len(results)} planted, {len(results) - len(survivors)} killed")
    return 1 if survivors or not results else 0


if __name__ == "__main__":
    sys.exit(main())
