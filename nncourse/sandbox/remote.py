"""One answer's process as `check` sees it: calls go in as data, outcomes come out as data, within the time of all calls."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from nncourse.sandbox import outcomes
from nncourse.sandbox.failures import Died
from nncourse.sandbox.inside import frames
from nncourse.sandbox.inside.submission import BROKEN
from nncourse.sandbox.limits import Limits
from nnlib.exercises.diagnosis.isolation import Outcome

if TYPE_CHECKING:
    from nncourse.sandbox.box import Sandbox


class RemoteBox:
    """One answer's process; has what `nnlib.exercises.diagnosis.elsewhere.Box` asks for. Raises Died."""

    def __init__(self, sandbox: Sandbox, channel: socket.socket, seconds: float) -> None:
        self.seconds, self.printed = seconds, ""
        self.expired = self.ended = False
        self._sandbox, self._channel = sandbox, channel
        self._left = seconds
        self._seed: int | None = None
        self.grace = sandbox.limits.grace

    def call(self, fn: Callable[..., Any] | None, args: tuple[Any, ...]) -> Outcome:
        """Call the answer with copies of `args`."""
        return self.calls(fn, [args])[0]

    def calls(self, fn: Callable[..., Any] | None, several: Sequence[tuple[Any, ...]]) -> list[Outcome]:
        """Call it with each of these arguments, in one message, until its time is up."""
        done: list[Outcome] = []
        if self.expired or self.ended:
            return [Outcome(timed_out=True)]
        limits = self._sandbox.limits
        hard = None if "time" in limits.off else time.monotonic() + max(0.0, self._left) + self.grace
        started = time.monotonic()
        left = limits.returned_in_all
        try:
            frames.send(self._channel, *outcomes.request(several, self._seed, limits.returned), deadline=hard)
            self._seed = None
            for args in several:
                content, arrays = frames.receive(self._channel, min(left, 2 * limits.returned), hard)
                if self._sandbox.inline and "status" in content:
                    self.ended = True
                    self._sandbox.abandon()
                    raise died_of(outcomes.whole(content["status"]), limits)
                left -= sum(map(len, arrays))
                outcome, self.expired, self.printed = outcomes.outcome(content, arrays, args)
                done.append(outcome)
                if self.expired:
                    break
        except frames.TooLate:
            self._end()
            self.expired = True
            done.append(Outcome(timed_out=True))
        except frames.Malformed as problem:
            self._end()
            raise Died("output" if problem.too_long else "protocol", str(problem)) from problem
        except frames.Ended:
            raise died_of(self._end(), limits) from None
        finally:
            self._left -= time.monotonic() - started
        return done

    def _end(self) -> int | None:
        self.ended = True
        return self._sandbox.abandon() if self._sandbox.inline else self._sandbox.end_answer()

    def close(self) -> None:
        """It is spoken to no more."""
        if not self._sandbox.inline:
            self._channel.close()

    def seed(self, number: int) -> None:
        """Seed the global random states before the next call."""
        self._seed = number


def died_of(status: int | None, limits: Limits) -> Died:
    """The cause that a process's wait status tells."""
    if status is None or status < 0:
        return Died("killed")
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == BROKEN:
        return Died("protocol", "the code has broken what runs it")
    if os.WIFEXITED(status):
        return Died("exit", f"code {os.WEXITSTATUS(status)}")
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return Died("time", f"{limits.cpu} seconds of computing")
    return Died("killed", signal.strsignal(number) or f"signal {number}")
