"""Running a learner's function without letting it disturb anything.

A `Sandbox` stops Python loops after a time limit, keeps printed text, catches `exit`, closes figures it opened and
puts back the random state, NumPy's error and print settings and the working directory. `os._exit` and loops inside
compiled code are beyond it: they end or block the whole process.
"""

from __future__ import annotations

import builtins
import copy
import io
import os
import random
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import numpy as np

from nnlib import _host
from nnlib._clock import TimeLimit, clock
from nnlib.exercises.diagnosis.snapshot import snapshot, unchanged

KEEP_CHARACTERS = 400


@dataclass(frozen=True)
class Outcome:
    """What one call did: its value or its error and what the error said, which arguments it changed, what it warned of.

    `given` are the copies of the arguments that the function was called with.
    """

    value: Any = None
    error: BaseException | None = None
    timed_out: bool = False
    changed: tuple[int, ...] = ()
    warned: tuple[str, ...] = ()
    said: str = ""
    given: tuple[Any, ...] = ()


class _Truncated(io.TextIOBase):
    """Standard output that keeps the beginning and counts the rest."""

    def __init__(self) -> None:
        self.kept = ""
        self.length = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.kept += text[: max(0, KEEP_CHARACTERS - len(self.kept))]
        self.length += len(text)
        return len(text)


def _no_input(*_args: object) -> str:
    raise RuntimeError("a checked function cannot ask for input")


class Sandbox:
    """Context in which `call` may be used several times; the time limit is for all calls together.

    >>> with Sandbox(seconds=5) as box:
    ...     outcome = box.call(lambda z: z + 1, (2,))
    >>> outcome.value
    3
    """

    def __init__(self, seconds: float = 5.0) -> None:
        self.seconds = seconds
        self._clock = clock(seconds)
        self._out = _Truncated()

    @property
    def expired(self) -> bool:
        """Whether the time is up."""
        return self._clock.expired

    @property
    def printed(self) -> str:
        """The beginning of what was printed, ending in "..." if there was more."""
        return self._out.kept + ("..." if self._out.length > len(self._out.kept) else "")

    def call(self, fn: Callable[..., Any], args: tuple[Any, ...]) -> Outcome:
        """Call `fn` with copies of `args` and report what happened; never raises an exception of the learner."""
        if self.expired:
            return Outcome(timed_out=True)
        given = copy.deepcopy(args)
        error: BaseException | None = None
        value, said = None, ""
        # as NumPy itself warns, but an underflow to 0 is a right answer
        with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn", under="ignore"):
            warnings.simplefilter("always")
            try:
                try:
                    self._clock.enter()
                    try:
                        value = snapshot(fn(*given))
                    except Exception as problem:
                        said = _words(problem)
                        raise
                finally:
                    self._clock.leave()
            except TimeLimit as stop:
                self._clock.leave()
                self._clock.expired = True
                return Outcome(error=stop, timed_out=True)
            except KeyboardInterrupt:
                raise  # the reader pressed "stop": that is for the notebook, not a result
            except BaseException as problem:
                error = problem
        changed = tuple(i for i, (a, b) in enumerate(zip(args, given, strict=True)) if not unchanged(a, b))
        return Outcome(value, error, False, changed, tuple(str(w.message) for w in caught), said, given)

    def calls(self, fn: Callable[..., Any], several: Sequence[tuple[Any, ...]]) -> list[Outcome]:
        """Call `fn` with each of these arguments, until its time is up."""
        outcomes = []
        for args in several:
            outcomes.append(self.call(fn, args))
            if self.expired:
                break
        return outcomes

    def seed(self, number: int) -> None:
        """Seed the global random states, from which an answer should not draw."""
        np.random.seed(number)  # noqa: NPY002 - whether it does is what is asked
        random.seed(number)

    def __enter__(self) -> Sandbox:
        self._state = (
            np.random.get_state(),  # noqa: NPY002 - the global state is what a learner may disturb
            random.getstate(),
            np.geterr(),
            np.get_printoptions(),
        )
        self._directory = os.getcwd()
        self._recursion = sys.getrecursionlimit()
        self._streams = (sys.stdout, sys.stderr)
        self._input = builtins.input
        self._figures = _open_figures()
        self._publisher = _swap_publisher(None)
        self._host = _host.current.set(None)
        sys.stdout = sys.stderr = self._out
        builtins.input = _no_input
        self._clock.start()
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: object, _trace: TracebackType | None) -> None:
        self._clock.stop()
        sys.stdout, sys.stderr = self._streams
        builtins.input = self._input
        _swap_publisher(self._publisher)
        _host.current.reset(self._host)
        numpy_random, python_random, errors, printing = self._state
        np.random.set_state(numpy_random)  # noqa: NPY002
        random.setstate(python_random)
        np.seterr(**errors)
        np.set_printoptions(**printing)
        sys.setrecursionlimit(self._recursion)
        if os.getcwd() != self._directory:
            os.chdir(self._directory)
        for number in _open_figures() - self._figures:
            sys.modules["matplotlib.pyplot"].close(number)


def _words(error: Exception) -> str:
    """The error's text; an error class of the learner's own may fail to give one."""
    try:
        return str(error)
    except Exception:
        return ""


def _open_figures() -> set[int]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot is not None else set()


def _swap_publisher(publisher: Any) -> Any:
    """In IPython, collect displayed objects as printed text is collected; returns the publisher that was active."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return None
    active = shell.display_pub
    if publisher is None:
        from IPython.core.displaypub import CapturingDisplayPublisher

        publisher = CapturingDisplayPublisher()  # type: ignore[no-untyped-call]
    shell.display_pub = publisher
    return active
