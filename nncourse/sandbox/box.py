"""A submission as a grader sees it: load its cells, then call the answers found in them.

Everything that comes back is data of bounded size, read by `inside.frames` and `inside.values`. Who forges it has given
an answer without computing it, and knows no more of what is expected than before.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any

from nncourse.sandbox import backends, outcomes, servers
from nncourse.sandbox.failures import Died, SandboxFailure
from nncourse.sandbox.inside import frames
from nncourse.sandbox.limits import Limits
from nncourse.sandbox.remote import RemoteBox, died_of
from nnlib.exercises.diagnosis.elsewhere import Facts

SLACK = 10.0  # seconds for what no student's code does, on a machine that is busy
PROBLEMS = ("syntax", "raised", "timeout", "exit")


@dataclass(frozen=True)
class Wanted:
    """The answer to `exercise`: what `name` means when cell number `cell` (from 0) has been run, or what that cell put below
    `@exercise(...)`. `count` is the number of arguments that the exercise has.
    """

    exercise: str
    cell: int
    name: str
    count: int


@dataclass(frozen=True)
class Found:
    """What was found for an exercise, with what it shows without being called."""

    found: bool
    facts: Facts
    digest: str = ""


@dataclass(frozen=True)
class Problem:
    """A cell that did not run to its end: `kind` is one of PROBLEMS, `text` what was said."""

    cell: int
    kind: str
    text: str


@dataclass(frozen=True)
class Loaded:
    answers: Mapping[str, Found]
    problems: tuple[Problem, ...]


class Sandbox:
    """A context for one submission. Raises SandboxRefused where no sandbox is to be had.

    >>> cells = ["import numpy as np", "def relu(z):\\n    return np.maximum(0, z)"]
    >>> with Sandbox() as box:  # doctest: +SKIP
    ...     loaded = box.load(cells, [Wanted("relu", 1, "relu", 1)])
    ...     with box.answer("relu", seconds=5) as remote:
    ...         outcome = remote.call(None, (np.array([-1.5, 0.5]),))
    >>> outcome.value  # doctest: +SKIP
    array([0. , 0.5])
    """

    def __init__(self, limits: Limits | None = None, kind: str = "auto", proven: bool = True) -> None:
        self.limits = limits or Limits()
        self.kind = backends.chosen(kind)
        self._proven = proven
        self._server: servers.AnyServer | None = None
        self._channel: socket.socket | None = None
        self._loaded: tuple[Sequence[str], Sequence[Wanted]] | None = None

    def __enter__(self) -> Sandbox:
        if self._proven:
            from nncourse.sandbox.proof import prove  # the proof itself runs in a sandbox

            prove(self.kind, self.limits)
        self._server = servers.borrow(self.kind, self.limits)
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: object, _trace: TracebackType | None) -> None:
        if self._server is None:
            return
        try:
            self.stop()
        except SandboxFailure:
            pass  # the server is closed; the next submission gets a new one
        if self._server.alive:
            servers.give_back(self.kind, self.limits, self._server)
        self._server = None

    def load(self, cells: Sequence[str], wanted: Sequence[Wanted]) -> Loaded:
        """Run the cells in a new process and find the answers. Raises Died if that process did not live to tell."""
        self.stop()
        self._loaded = None
        if self._server is None:
            raise SandboxFailure("a sandbox is used outside of its context")
        self._channel = self._server.begin()
        texts = [cell.encode("utf-8", "replace").decode() for cell in cells]
        request = {
            "do": "load",
            "cells": texts,
            "wanted": [asdict(one) for one in wanted],
            "seconds_cell": self.limits.cell,
            "seconds_all": self.limits.cells,
        }
        if sum(map(len, texts)) > frames.LONGEST_TEXT // 8:
            raise Died("output", "the notebook's cells are longer than any notebook")
        told = self._asked(request, self.limits.cells + self.limits.grace)
        try:
            answers = {one.exercise: Found(*outcomes.found(told["answers"][one.exercise])) for one in wanted}
            problems = tuple(Problem(*_problem(p)) for p in told["problems"][: 10 * len(cells)])
        except (KeyError, TypeError, ValueError, frames.Malformed) as problem:
            self.stop()
            raise Died("protocol", "the cells") from problem
        self._loaded = cells, wanted
        return Loaded(answers, problems)

    @contextmanager
    def answer(self, exercise: str, seconds: float = 5.0) -> Iterator[RemoteBox]:
        """A process of its own for the answer to this exercise, which can be called until `seconds` are over."""
        if self._channel is None and self._loaded is not None:  # an answer before this one has ended everything
            self.load(*self._loaded)
        self._asked({"do": "answer", "exercise": exercise, "seconds": seconds}, self.limits.grace + SLACK)
        remote = RemoteBox(self, self._own_channel(), seconds)
        try:
            yield remote
        finally:
            if not remote.ended:
                self.end_answer()
            remote.close()

    def _own_channel(self) -> socket.socket:
        """What the answer is spoken to on: a socket that is sent to its process, where that can be done."""
        assert self._channel is not None and self._server is not None
        if self._server.inline:
            return self._channel
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._channel, [b"+"], [theirs.fileno()])
            except OSError as problem:
                ours.close()
                raise self._died(problem) from problem
        return ours

    def end_answer(self) -> int | None:
        """Have the answer's process ended; its status if it had ended by itself, None if nobody could tell."""
        if self._channel is None:
            return None
        try:
            return int(self._asked({"do": "end"}, self.limits.grace)["status"])
        except (Died, KeyError, TypeError, ValueError):
            self.stop()
            return None

    def _asked(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Ask process 1 of the submission."""
        if self._channel is None:
            raise SandboxFailure("the submission's cells are not loaded")
        deadline = time.monotonic() + seconds if "time" not in self.limits.off else None
        try:
            frames.send(self._channel, request, deadline=deadline)
            return frames.receive(self._channel, 0, deadline)[0]
        except (frames.Ended, frames.TooLate, frames.Malformed) as problem:
            raise self._died(problem) from problem

    def _died(self, problem: BaseException) -> Died:
        """Why process 1 did not answer; it is ended."""
        if isinstance(problem, frames.TooLate):
            self.stop()
            return Died("time")
        if isinstance(problem, frames.Malformed):
            self.stop()
            return Died("output" if problem.too_long else "protocol")
        time.sleep(0.02)  # it has closed its socket; let it end by itself, so that its status can be told
        told = self.stop()
        return died_of(told.get("status"), self.limits)

    def abandon(self) -> int | None:
        """The answer has ended, and nobody can tell what is left on the channel: end everything."""
        return None if self._server is None else self.stop().get("status")

    @property
    def inline(self) -> bool:
        """Whether an answer is spoken to where the cells were."""
        return self._server is not None and self._server.inline

    def stop(self) -> dict[str, Any]:
        """End the submission and everything that it has started; what it used."""
        if self._channel is None or self._server is None:
            return {}
        self._channel.close()
        self._channel = None
        try:
            return self._server.end()
        except SandboxFailure:
            self._server.close()
            raise


def _problem(told: Any) -> tuple[int, str, str]:
    cell, kind, text = told
    if type(cell) is not int or kind not in PROBLEMS or type(text) is not str:
        raise ValueError("not a problem")
    return cell, kind, text[:300]
