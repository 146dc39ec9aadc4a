"""A class marked on Dask's workers, each pinned to a core: run by grading.py in the environment that has Dask.

python grading_workers.py SUBMISSIONS COURSE FOLDER RUNS
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def marked(workers: int, submissions: str, course: str, folder: Path) -> float:
    """Seconds from the command to its last file, with so many workers; nothing comes from a cache."""
    from distributed import Client, LocalCluster

    from nncourse.cli import main as nncourse

    cores = sorted(os.sched_getaffinity(0))
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
        for nanny, core in zip(cluster.workers.values(), cores, strict=False):
            os.sched_setaffinity(nanny.pid, {core})
        with Client(cluster.scheduler_address) as client:  # every thread of a worker, and the modules that it needs
            client.run(_ready)
        command = ["grade", submissions, "--assignment", "hw1", "--course", course]
        command += [
            "--out",
            str(folder / "out"),
            "--cache",
            str(folder / "cache"),
            "--scheduler",
            cluster.scheduler_address,
        ]
        began = time.perf_counter()
        code = nncourse(command)
        took = time.perf_counter() - began
    if code:
        raise SystemExit(f"the command ended with {code}")
    return took


def _ready() -> None:
    """On a worker: pin the threads it has already, import what marks, and start a sandbox."""
    import nncourse.grading.marks.marking  # noqa: F401
    from nncourse.sandbox import Sandbox

    (core,) = os.sched_getaffinity(os.getpid())
    for thread in os.listdir("/proc/self/task"):
        os.sched_setaffinity(int(thread), {core})
    with Sandbox():
        pass


def main() -> None:
    submissions, course, folder, runs = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    seconds: dict[str, list[float]] = {"1": [], "2": []}
    for run in range(runs):  # in turn, so that a busy minute of the machine meets both
        for workers in (1, 2) if run % 2 else (2, 1):
            seconds[str(workers)].append(marked(workers, submissions, course, folder / f"{run}-{workers}"))
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
