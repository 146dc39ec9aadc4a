"""Tasks on any executor of `concurrent.futures`: a few in flight at a time, each marked once however often a worker is lost.

What is in the cache is not sent out at all. A task whose worker died is tried again, alone, so that the guilty one is known by it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Any

from nncourse.cli import CourseError
from nncourse.grading.marks.marking import OtherVersion, mark_task
from nncourse.grading.marks.task import Asked, Task, Verdict
from nncourse.grading.runs.cache import Cache
from nnlib.exercises.registry import entry

TRIES = 3
Work = Callable[[Task], list[Mapping[str, Any]]]


class Runner:
    """`make` makes an executor, and another one if its workers are gone; `workers` says how many tasks it runs at once."""

    def __init__(self, make: Callable[[], Executor], workers: int, cache: Cache, work: Work = mark_task) -> None:
        self.make, self.workers, self.cache, self.work = make, max(1, workers), cache, work
        self._executor: Executor | None = None

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, list[Verdict], bool]]:
        """Each task with its verdicts, as they come, and whether all of them were known before."""
        ahead = iter(tasks)
        running: dict[
            Future[Any], tuple[Task, Task, int]
        ] = {}  # the whole task, what is left of it, how often it was tried
        alone: deque[tuple[Task, Task, int]] = deque()
        more = True
        try:
            while more or running or alone:
                while more and not alone and len(running) < 2 * self.workers:
                    task = next(ahead, None)
                    if task is None:
                        more = False
                        break
                    known = self._known(task)
                    if len(known) == len(task.asked):
                        yield task, [known[a.exercise] for a in task.asked], True
                        continue
                    left = replace(task, asked=tuple(a for a in task.asked if a.exercise not in known))
                    running[self._submit(left)] = (task, left, 1)
                if alone and not running:
                    task, left, tries = alone.popleft()
                    running[self._submit(left)] = (task, left, tries)
                if not running:
                    continue
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    task, left, tries = running.pop(future)
                    new = self._result(future, left, tries)
                    if new is None:
                        alone.append((task, left, tries + 1))
                    else:
                        yield task, self._whole(task, left, new), False
        finally:
            for future in running:  # what waits is not begun
                future.cancel()
            self._drop(wait=True)

    def _known(self, task: Task) -> dict[str, Verdict]:
        found = {asked.exercise: self.cache.get(task, asked) for asked in task.asked}
        return {exercise: verdict for exercise, verdict in found.items() if verdict is not None}

    def _whole(self, task: Task, left: Task, new: list[Verdict]) -> list[Verdict]:
        """The verdicts of the whole task, the new ones kept in the cache."""
        made = dict(zip((asked.exercise for asked in left.asked), new, strict=True))
        for asked in left.asked:
            self.cache.put(task, asked, made[asked.exercise])
        known = self._known(replace(task, asked=tuple(a for a in task.asked if a.exercise not in made)))
        return [made.get(a.exercise) or known.get(a.exercise) or _lost(a, "the cache was emptied") for a in task.asked]

    def _submit(self, task: Task) -> Future[Any]:
        for _ in range(TRIES):
            if self._executor is None:
                self._executor = self.make()
            try:
                return self._executor.submit(self.work, task)
            except (BrokenProcessPool, RuntimeError):  # a worker died while nobody looked
                self._drop()
        raise CourseError("no worker could be started; see the messages above.")

    def _result(self, future: Future[Any], task: Task, tries: int) -> list[Verdict] | None:
        """The verdicts, or None if the task is to be tried again."""
        try:
            made = [Verdict.of(each) for each in future.result()]
        except OtherVersion as problem:
            raise CourseError(str(problem)) from None
        except CourseError:
            raise
        except Exception as problem:  # a worker that died, a connection that was lost, a piece that came back damaged
            if isinstance(problem, BrokenProcessPool):
                self._drop()
            if tries < TRIES:
                return None
            return [_lost(asked, f"{type(problem).__name__}: {problem}"[:200]) for asked in task.asked]
        if [verdict.exercise for verdict in made] != [asked.exercise for asked in task.asked]:
            return None if tries < TRIES else [_lost(asked, "a damaged piece came back") for asked in task.asked]
        return made

    def _drop(self, wait: bool = False) -> None:
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=wait)  # not every executor can cancel what waits


def _lost(asked: Asked, why: str) -> Verdict:
    text = "The worker that marked this was lost; this says nothing about the answer. It is tried again when the command is run again."
    return Verdict(
        asked.exercise, entry(asked.exercise, {}).kind, False, "worker-lost", text, "failed", why, sure=False
    )
