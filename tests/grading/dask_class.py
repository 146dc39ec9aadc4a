"""Marks a class on a local cluster of two workers, in the environment that has Dask: run by test_grade_dask.py.

python dask_class.py OUT [--kill] -- ARGUMENTS OF nncourse grade
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path


def main() -> None:
    from distributed import LocalCluster

    from nncourse.cli import main as nncourse

    own, arguments = sys.argv[1 : sys.argv.index("--")], sys.argv[sys.argv.index("--") + 1 :]
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        workers = [nanny.pid for nanny in cluster.workers.values()]
        if "--kill" in own:
            threading.Thread(target=kill_when_begun, args=(workers[0], Path(own[0])), daemon=True).start()
        code = nncourse([*arguments, "--scheduler", cluster.scheduler_address])
        after = [nanny.pid for nanny in cluster.workers.values()]
    print(json.dumps({"code": code, "workers": workers, "after": after, "grader": os.getpid()}))


def kill_when_begun(pid: int, out: Path) -> None:
    """End one worker when the first marks have come."""
    while not any(path.stat().st_size for path in out.rglob("*.unfinished")):
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
