"""Three clocks that stop Python code after a time: by a signal of the system, from another thread, by the page.

Which of them can be had depends on where Python runs: signals with a timer need the main thread of a Unix, the watchdog
needs threads, and Python in a page has neither and asks the page's worker, which knows the time.
"""

from __future__ import annotations

import ctypes
import importlib
import signal
import sys
import sysconfig
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

REPEAT = 0.1  # seconds; repeated, so that a bare `except:` in a loop does not swallow the only alarm
HOST_MODULE = "nn_worker"
TICKS = 50  # jumps and calls between two looks at the worker's deadline
TOOL = 4  # an identifier that no debugger, profiler or coverage has


class TimeLimit(BaseException):
    """Raised inside the code when its time is up; not an Exception, so that `except Exception` lets it pass."""


class Clock:
    """Between `start` and `stop`, raises TimeLimit in code that runs between `enter` and `leave` once the time is up."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.expired = False
        self.inside = False

    def start(self) -> None:
        """Let the time run."""

    def stop(self) -> None:
        """End it, and put back whatever was there before."""

    def enter(self) -> None:
        """The code that calls this is not interrupted itself, only what it calls."""
        self._own = {sys._getframe(1).f_code, *_METHODS}
        self.inside = True

    def leave(self) -> None:
        self.inside = False

    def _alarm(self, _signal: int, frame: FrameType | None) -> None:
        self.expired = True
        if self.inside and (frame is None or frame.f_code not in self._own):
            raise TimeLimit


_METHODS = {method.__code__ for method in vars(Clock).values() if isinstance(method, FunctionType)}


class SignalClock(Clock):
    """The system's timer; an alarm that was set before goes on afterwards."""

    def start(self) -> None:
        self._started = time.monotonic()
        self._old_handler = signal.signal(signal.SIGALRM, self._alarm)
        self._old_timer = signal.setitimer(signal.ITIMER_REAL, self.seconds, REPEAT)

    def stop(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._old_handler)
        if self._old_timer[0]:
            left = max(0.001, self._old_timer[0] - (time.monotonic() - self._started))
            signal.setitimer(signal.ITIMER_REAL, left, self._old_timer[1])


class ThreadClock(Clock):
    """A watchdog that posts the exception into the thread it was started from."""

    def start(self) -> None:
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._thread = threading.get_ident()
        self._watchdog = threading.Thread(target=self._watch, daemon=True)
        self._watchdog.start()

    def stop(self) -> None:
        self._done.set()
        self._watchdog.join()

    def leave(self) -> None:
        with self._lock:
            self.inside = False
            # an exception that was posted and not yet delivered is taken back
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), None)

    def _watch(self) -> None:
        self._done.wait(self.seconds)
        while not self._done.is_set():
            with self._lock:
                self.expired = True
                if self.inside:
                    exception = ctypes.py_object(TimeLimit)
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), exception)
            self._done.wait(REPEAT)


class HostClock(Clock):
    """The page's worker, which says by a signal that the deadline has passed; without a worker there is no limit.

    It keeps one deadline: that of a clock within a clock goes first, the outer one goes on afterwards.
    """

    _running: list[HostClock] = []  # noqa: RUF012 - the clocks of this process, the innermost last

    def start(self) -> None:
        self._alarms = 0
        self._due = time.monotonic() + self.seconds
        self._old_handler = signal.signal(signal.SIGINT, self._alarm)
        self._running.append(self)
        _deadline()(1000 * self.seconds, int(signal.SIGINT))
        self._calls = _CallTicks()

    def stop(self) -> None:
        self._calls.end()
        deadline = _deadline()
        deadline(None, 0)
        self._running.remove(self)
        signal.signal(signal.SIGINT, self._old_handler)
        if self._running:
            left = max(0.001, self._running[-1]._due - time.monotonic())
            deadline(1000 * left, int(signal.SIGINT))

    def _alarm(self, number: int, frame: FrameType | None) -> None:
        # Python looks at the deadline at every 50th jump or call: in a loop that may be always the same place, inside
        # of its `try`. So each alarm uses up one jump more than the one before.
        self._alarms += 1
        for _ in range(self._alarms % TICKS):
            pass
        super()._alarm(number, frame)


class _CallTicks:
    """While it lasts, a call of a learner's function counts as a place where Python looks at the deadline.

    In WASM it looks at jumps and at calls of compiled functions, so that a recursion without loops would never be stopped.
    """

    def __init__(self) -> None:
        self._monitoring: Any = getattr(sys, "monitoring", None)
        if self._monitoring is None or self._monitoring.get_tool(TOOL) is not None:
            self._monitoring = None
            return
        here = str(Path(__file__).parent)
        disabled, libraries = self._monitoring.DISABLE, (here, *sysconfig.get_paths().values(), "<frozen")

        def called(code: CodeType, _offset: int) -> object:
            # the call of a compiled function is what counts
            return disabled if code.co_filename.startswith(libraries) else None

        start = self._monitoring.events.PY_START
        self._monitoring.use_tool_id(TOOL, "nnlib")
        self._monitoring.register_callback(TOOL, start, called)
        self._monitoring.set_events(TOOL, start)

    def end(self) -> None:
        if self._monitoring is not None:
            self._monitoring.set_events(TOOL, 0)
            self._monitoring.register_callback(TOOL, self._monitoring.events.PY_START, None)
            self._monitoring.free_tool_id(TOOL)


def _deadline() -> Callable[[float | None, int], Any]:
    """What sets the worker's deadline; without a worker (Python in Node, say) nothing does."""
    try:
        set_deadline: Callable[[float | None, int], Any] = importlib.import_module(HOST_MODULE).nn_deadline
    except ImportError:
        return lambda _milliseconds, _signal: None
    return set_deadline


def clock(seconds: float) -> Clock:
    """The clock for where this runs, not yet started."""
    if sys.platform == "emscripten":
        return HostClock(seconds)
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        return SignalClock(seconds)
    return ThreadClock(seconds)
