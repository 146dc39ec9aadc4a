"""The executors there are: processes on this machine, or the workers of a Dask scheduler."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

from nncourse.cli import CourseError

Makes = tuple[Callable[[], Executor], int]  # what makes an executor, and how many tasks it runs at once
ABSENT = "--scheduler needs Dask's distributed, which is not installed here: {} -m pip install 'distributed>=2024.8'."


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def processes(count: int) -> Iterator[Makes]:
    """A pool of this many processes, which begin with a fresh Python."""

    def make() -> Executor:
        if sys.platform == "win32":
            return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"))
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["nncourse.grading.marks.marking", "nnlib.exercises"])
        # Ctrl-C is for the command, which ends its workers
        return ProcessPoolExecutor(count, context, signal.signal, (signal.SIGINT, signal.SIG_IGN))

    yield make, count


@contextmanager
def dask(address: str) -> Iterator[Makes]:
    """The workers of this scheduler. Raises CourseError."""
    try:
        from distributed import Client
    except ImportError:
        raise CourseError(ABSENT.format(sys.executable)) from None
    try:
        client = Client(address, timeout="10s", name="nncourse")
    except (OSError, TimeoutError, ValueError) as problem:
        raise CourseError(f"no Dask scheduler answers at {address}: {problem}.") from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise CourseError(
                f"the scheduler at {address} has no workers; start them (dask worker {address} --nthreads 1)."
            )
        yield lambda: client.get_executor(pure=False, retries=2), threads
