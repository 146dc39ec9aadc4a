"""What an exercise is, and where to find it by its id.

An `Exercise` holds everything the judge needs and nothing the reader sees as prose: the statement and the
worked solution stand in the chapter, found by the label ``ex-`` + id. The subpackage `definitions` has one module for
each family of exercises.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Args = tuple[Any, ...]
Masks = Mapping[str, Array]


@dataclass(frozen=True)
class Probe:
    """One set of arguments. `edge` names the boundary it sits on ("inputs of ±1000"); ordinary probes leave it empty."""

    args: Args
    edge: str = ""


@dataclass(frozen=True)
class Misconception:
    """A mistake with a name: the function it amounts to, and what to say when an answer equals that function.

    The claim of the message is "the answer equals `wrong` on every ordinary probe"; it is evaluated on fresh
    random probes before the message is shown. `code` is stable: statistics count by it.
    """

    code: str
    message: str
    wrong: Callable[..., Any]


@dataclass(frozen=True)
class Property:
    """A fact that holds for the right function ("rows sum to 1"), reported when nothing more specific can be said."""

    name: str
    holds: Callable[[Args, Array], bool]


def _nothing(*_args: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Exercise:
    """Everything needed to judge an answer to one exercise.

    `probes` are the fixed arguments, `fresh` draws an ordinary random one and `fresh_edge` one on a boundary.
    `quantities` names the numbers a factor may equal (N, K) and `sizes` explains those names, `regions` names parts of the result ("z < 0") as
    Boolean masks of its shape, `terms` the pieces the right result is a sum of, with their coefficients in
    `coefficients`. `arguments_vary` says that the reference has a meaning for negated, scaled and swapped arguments
    (bce has none for a target of -1). `accepts` replaces the numeric comparison on boundaries where several values are right.
    """

    id: str
    signature: str
    chapter: str
    reference: Callable[..., Any]
    independent: Callable[..., Any]
    probes: Callable[[], Sequence[Probe]]
    fresh: Callable[[np.random.Generator], Probe]
    fresh_edge: Callable[[np.random.Generator], Probe] | None
    hints: tuple[str, ...]
    misconceptions: tuple[Misconception, ...]
    result: str = "an array"
    quantities: Callable[..., Mapping[str, float]] = _nothing
    regions: Callable[..., Masks] = _nothing
    terms: Callable[..., Mapping[str, Array]] = _nothing
    coefficients: Mapping[str, float] = field(default_factory=dict)
    elementwise: bool = False
    sizes: str = ""
    arguments_vary: bool = True
    properties: tuple[Property, ...] = ()
    accepts: Callable[[Probe, Array, Array], bool] | None = None
    edge_advice: str = ""

    @property
    def label(self) -> str:
        """The label of its paragraph in the book, e.g. ``ex-softmax-jacobian``."""
        return "ex-" + self.id.replace("_", "-")

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the arguments as the exercise writes them, e.g. ``("y_hat", "t")``."""
        inside = self.signature.partition("(")[2].rstrip(")")
        return tuple(part.partition("=")[0].strip() for part in inside.split(","))


_REGISTRY: dict[str, Exercise] = {}


def register(exercise: Exercise) -> Exercise:
    """Add an exercise; an id that is taken is a mistake of the book, not of the learner."""
    if exercise.id in _REGISTRY:
        raise ValueError(f"exercise {exercise.id!r} is defined twice")
    _REGISTRY[exercise.id] = exercise
    return exercise


def exercise_ids() -> tuple[str, ...]:
    """The ids of all exercises, in the order of the book."""
    return tuple(_REGISTRY)


def get(exercise_id: str) -> Exercise:
    """The exercise with this id.

    Raises
    ------
    ValueError
        If there is none; the message names the closest id, or all of them.
    """
    if exercise_id in _REGISTRY:
        return _REGISTRY[exercise_id]
    close = difflib.get_close_matches(str(exercise_id), _REGISTRY, n=1)
    advice = f"did you mean {close[0]!r}?" if close else "the exercises are " + ", ".join(_REGISTRY)
    raise ValueError(f"unknown exercise {exercise_id!r}; {advice}")
