"""Marking a class: 1,000 submissions of two exercises in the sandbox, beside nbgrader's autograde, and on one and two of Dask's workers.

`python benchmarks/grading.py` makes the class, marks it, compares every point with what it must be, and writes grading.md. nbgrader and
Dask have environments of their own (_build/.tools, made once); where one cannot be had, its line is left out and named.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "tests" / "course")]

import grading_class  # noqa: E402
import machine  # noqa: E402

RESULTS = HERE / "grading.json"
CLASS, SMALL, SAMPLE, PINNED, RUNS = 1000, 100, 20, 200, 5
LIMIT = 180  # seconds for the class


class Memory:
    """The largest memory of a command, of each process below it, and of all together, in kB; looked at four times a second."""

    def __init__(self, pid: int) -> None:
        self.pid, self.command, self.largest, self.all = pid, 0, 0, 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.25):
            below = descendants(self.pid)
            self.command = max(self.command, _kilobytes(self.pid, "status", "VmHWM"))
            self.largest = max([self.largest, *(_kilobytes(pid, "status", "VmRSS") for pid in below)])
            # what processes share counts once
            self.all = max(self.all, sum(_kilobytes(pid, "smaps_rollup", "Pss") for pid in [self.pid, *below]))


def _kilobytes(pid: int, file: str, field: str) -> int:
    """A figure that the system tells of a process; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(field + ":")), 0)


def descendants(pid: int) -> list[int]:
    """The processes below a process."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            parents.setdefault(_kilobytes(int(path.name), "status", "PPid"), []).append(int(path.name))
    found, ahead = [], [pid]
    while ahead:
        below = parents.get(ahead.pop(), [])
        found += below
        ahead += below
    return found


def marked(course: Path, submissions: Path, out: Path, processes: int) -> dict[str, Any]:
    """The command, as an instructor runs it; seconds from its start to its end, and memory in MB."""
    command = [
        sys.executable,
        "-m",
        "nncourse",
        "grade",
        str(submissions),
        "--assignment",
        "hw1",
        "--course",
        str(course),
    ]
    command += ["--out", str(out), "--cache", str(out / "cache"), "--processes", str(processes)]
    own = {**os.environ, "NNCOURSE_BOOK": str(ROOT), "PYTHONPATH": str(ROOT)}
    began = time.perf_counter()
    running = subprocess.Popen(command, env=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with Memory(running.pid) as memory:
        told, errors = running.communicate()
    took = time.perf_counter() - began
    if running.returncode:
        raise SystemExit(f"bench: nncourse grade ended with {running.returncode}:\n{told[-2000:]}\n{errors[-2000:]}")
    return {
        "seconds": round(took, 1),
        "command_mb": round(memory.command / 1024),
        "largest_process_mb": round(memory.largest / 1024),
        "all_mb": round(memory.all / 1024),
    }


def right(out: Path, count: int) -> int:
    """How many points are what they must be."""
    expected = grading_class.points(count)
    return sum(expected[key] == points for key, points in grading_class.marks(out))


def by_nbgrader(folder: Path) -> dict[str, Any]:
    """The same answers through nbgrader: seconds of `nbgrader autograde` alone, and whether the points agree."""
    import exported_marks
    import tool_environments

    made = exported_marks.course(folder, grading_class.EXERCISES)
    given = {
        f"student{n:05}": {e: grading_class.answer(e, n)[0] for e in grading_class.EXERCISES} for n in range(SAMPLE)
    }
    began: list[float] = []
    real = tool_environments.run

    def timed(name: str, *arguments: str, **options: Any) -> str:
        started = time.perf_counter()
        try:
            return real(name, *arguments, **options)
        finally:
            if "autograde" in arguments:
                began.append(time.perf_counter() - started)

    tool_environments.run = timed
    try:
        marks = exported_marks.by_nbgrader(made, made.assignment("hw1"), given)
    finally:
        tool_environments.run = real
    expected = grading_class.points(SAMPLE)
    return {
        "submissions": SAMPLE,
        "seconds": round(began[0], 1),
        "same": sum(marks[k] == v for k, v in expected.items()),
    }


def on_workers(course: Path, folder: Path) -> dict[str, Any]:
    """Seconds on one and on two workers, each pinned to a core, in turn."""
    import tool_environments

    submissions = grading_class.hand_in(folder / "pinned", PINNED)
    (folder / "dask").mkdir()
    words = (str(submissions), str(course), str(folder / "dask"), str(RUNS))
    os.environ["NNCOURSE_BOOK"] = str(ROOT)
    script = str(HERE / "grading_workers.py")
    printed = tool_environments.run("distributed", "python", script, *words, cwd=folder, timeout=7200)
    seconds = json.loads(next(line for line in printed.splitlines() if line.startswith('{"1"')))
    one, two = (statistics.median(seconds[n]) for n in ("1", "2"))
    return {
        "submissions": PINNED,
        "runs": RUNS,
        "one_s": round(one, 1),
        "two_s": round(two, 1),
        "ratio": round(statistics.median(a / b for a, b in zip(seconds["1"], seconds["2"], strict=True)), 2),
        "all": {n: [round(s, 2) for s in some] for n, some in seconds.items()},
    }


PAGE = """# Marking a class

A class of {count:,} notebooks of two exercises (`softmax`, `mse_grad`; 60 % of the answers right, 30 % wrong, 10 % untouched), no two the same,
marked by `nncourse grade` in the sandbox by {processes} processes, nothing from a cache. Of {answers:,} answers {right:,} got the points they
must get.

| | submissions | seconds | a submission |
| --- | ---: | ---: | ---: |
| `nncourse grade`, sandboxed | {count:,} | {seconds} | {each_ms} ms |
{nbgrader_row}
The aim is {limit} s for the class. `nbgrader autograde` runs one notebook after another, in a kernel each and without a sandbox.

Memory: the command took {small_mb} MB for {small} submissions and {large_mb} MB for {count:,}; the largest process below it {small_worker} and
{large_worker} MB; all together, sandboxes too, {small_all} and {large_all} MB.

{dask_text}
Measured on {processor}, {cores} cores, {system}, Python {python}, commit {commit} ({date}; load of the machine at the start {load}).
"""
ROW = "| `nbgrader autograde` | {submissions} | {seconds} | {each_ms} ms |\n"
DASK = (
    "On Dask's workers, each pinned to a core: {submissions} submissions took {one_s} s on one and {two_s} s on two, {ratio} times as fast "
    "(median of {runs} pairs in turn; aim 1.4).\n"
)


def page(found: dict[str, Any]) -> str:
    """The figures, to be read."""
    whole, small, computer = found["class"], found["small"], found["machine"]
    nbgrader, dask = found.get("nbgrader"), found.get("dask")
    each = None if nbgrader is None else round(1000 * nbgrader["seconds"] / nbgrader["submissions"])
    return PAGE.format(
        count=CLASS, processes=found["processes"], answers=2 * CLASS, right=found["right"], seconds=whole["seconds"],
        each_ms=round(1000 * whole["seconds"] / CLASS), limit=LIMIT, small=SMALL, small_mb=small["command_mb"], large_mb=whole["command_mb"],
        small_worker=small["largest_process_mb"], large_worker=whole["largest_process_mb"], small_all=small["all_mb"], large_all=whole["all_mb"],
        nbgrader_row=ROW.format(**nbgrader, each_ms=each) if nbgrader else f"\nnbgrader was not measured: {found['without'].get('nbgrader')}\n",
        dask_text=DASK.format(**dask) if dask else f"Dask was not measured: {found['without'].get('dask')}\n",
        date=found["date"], load=found["load"], **{k: computer[k] for k in ("processor", "cores", "system", "python", "commit")},
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=("class", "nbgrader", "dask"), default=["class", "nbgrader", "dask"]
    )
    wanted = parser.parse_args().only
    found: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    found |= {
        "machine": machine.computer(ROOT),
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }
    found |= {"load": round(os.getloadavg()[0], 1), "processes": len(os.sched_getaffinity(0)), "without": {}}
    with tempfile.TemporaryDirectory(prefix="grading-bench-") as name:
        folder = Path(name)
        course = grading_class.course(folder / "course", ROOT)
        if "class" in wanted:
            for key, count in (("small", SMALL), ("class", CLASS)):
                print(f"marking {count} submissions ...", flush=True)
                submissions = grading_class.hand_in(folder / key, count)
                found[key] = marked(course, submissions, folder / f"out {key}", found["processes"])
                found["right"] = right(folder / f"out {key}", count)
        for key, measure in (("nbgrader", lambda: by_nbgrader(folder)), ("dask", lambda: on_workers(course, folder))):
            if key in wanted:
                print(f"{key} ...", flush=True)
                try:
                    found[key] = measure()
                except (AssertionError, OSError, SystemExit, subprocess.SubprocessError) as problem:
                    found["without"][key] = (
                        str(problem).strip().splitlines()[-1][:200] if str(problem).strip() else repr(problem)
                    )
    RESULTS.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    if {"class", "small"} <= set(found):
        (HERE / "grading.md").write_text(page(found))
    print(f"The figures are in {(HERE / 'grading.md').relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
