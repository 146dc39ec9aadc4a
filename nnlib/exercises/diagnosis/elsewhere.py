"""An answer that is called in another process and told about as data: what a grader hands to `check` instead of a function.

What `check` asks of a function object itself (is it a stub, which line raised) comes as `Facts` and `Place`, what a call did as an `Outcome`.
"""

from __future__ import annotations

import builtins
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from nnlib.exercises.diagnosis.isolation import Outcome, Sandbox
from nnlib.exercises.model import Args

LONGEST_NAME = 80


@dataclass(frozen=True)
class Facts:
    """What is learnt from a function without calling it; `kind` is the name of its type.

    `fits` says whether it can be called with as many arguments as the exercise has (None where that cannot be told),
    `infinity` whether inf stands in it, `own_max` whether max there is Python's.
    """

    callable: bool = True
    kind: str = "function"
    stub: bool = False
    fits: bool | None = True
    infinity: bool = False
    own_max: bool = True


@dataclass(frozen=True)
class Place:
    """The last line of an answer that an error passed through, and the functions, attributes and operators in it."""

    number: int
    text: str
    uses: frozenset[str] = frozenset()


class Box(Protocol):
    """Where an answer is called: `isolation.Sandbox` in this process, or a grader's."""

    seconds: float

    @property
    def expired(self) -> bool: ...
    @property
    def printed(self) -> str: ...
    def call(self, fn: Callable[..., Any], args: Args) -> Outcome: ...
    def calls(self, fn: Callable[..., Any], several: Sequence[Args]) -> list[Outcome]: ...
    def seed(self, number: int) -> None: ...


class Elsewhere(ABC):
    """Give one to `check` in place of a function. It is never called here: `box` opens what calls it."""

    @property
    @abstractmethod
    def facts(self) -> Facts:
        """What is known of the function itself."""

    @abstractmethod
    def box(self, seconds: float) -> AbstractContextManager[Box]:
        """Where it is called, with this time for all calls together."""

    def __call__(self, *_args: Any) -> Any:
        """Not here."""
        raise TypeError("this answer runs in another process; it is called through its box")


def box_of(fn: Any, seconds: float) -> AbstractContextManager[Box]:
    """Where an answer is called: its own box, or one in this process."""
    return fn.box(seconds) if isinstance(fn, Elsewhere) else Sandbox(seconds)


def error_like(name: str, bases: Sequence[str], place: Place | None) -> BaseException:
    """An error with this name and these of Python's errors as its bases, as it was raised elsewhere at this place.

    >>> error = error_like("AxisError", ["ValueError", "IndexError", "LookupError", "Exception"], None)
    >>> type(error).__name__, isinstance(error, ValueError), isinstance(error, IndexError)
    ('AxisError', True, True)
    """
    known = [found for found in map(_builtin_error, bases) if found is not None] or [Exception]
    lowest = [c for c in dict.fromkeys(known) if not any(d is not c and issubclass(d, c) for d in known)]
    for chosen in (lowest, lowest[:1], [Exception]):
        try:
            kind: type[BaseException] = type(name[:LONGEST_NAME], tuple(chosen), {"place": place})
            error = kind.__new__(kind)  # without __init__: some of Python's errors want arguments
        except (TypeError, ValueError):  # these bases do not go together, or the name is none
            continue
        return error
    return Exception()


def _builtin_error(name: str) -> type[BaseException] | None:
    found = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else None
