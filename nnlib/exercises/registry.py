"""Where to find an exercise by its id.

The subpackage `definitions` has one module for each family of functions to write, and `model` says what they are made of;
the other kinds of exercise are data in the subpackage `questions`.
"""

from __future__ import annotations

import difflib
from typing import Protocol, TypeVar

from nnlib.exercises.model import (
    Args,
    Array,
    Ask,
    Component,
    Exercise,
    Fault,
    Function,
    Masks,
    Misconception,
    Probe,
    Property,
    Question,
    Trial,
)
from nnlib.exercises.recipes import Recipe, Step, recipe

__all__ = [
    "Args",
    "Array",
    "Ask",
    "Component",
    "Entry",
    "Exercise",
    "Fault",
    "Function",
    "Masks",
    "Misconception",
    "Probe",
    "Property",
    "Question",
    "Recipe",
    "Step",
    "Trial",
    "entry",
    "exercise_ids",
    "get",
    "recipe",
    "register",
]


class Entry(Protocol):
    """What an exercise of any kind has."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def chapter(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def hints(self) -> tuple[str, ...]: ...


E = TypeVar("E", bound=Entry)
_REGISTRY: dict[str, Entry] = {}


def register(exercise: E) -> E:
    """Add an exercise; an id that is taken is a mistake of the book, not of the learner."""
    if exercise.id in _REGISTRY:
        raise ValueError(f"exercise {exercise.id!r} is defined twice")
    _REGISTRY[exercise.id] = exercise
    return exercise


def exercise_ids(kind: str = "") -> tuple[str, ...]:
    """The ids of all exercises, or of one kind ("code", "derive", "predict", "find", "prove"), functions first."""
    return tuple(name for name, exercise in _REGISTRY.items() if kind in ("", exercise.kind))


def entry(exercise_id: str) -> Entry:
    """The exercise with this id, of whatever kind.

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


def get(exercise_id: str) -> Exercise:
    """The function to write that has this id; ValueError if there is none, or if the exercise is of another kind."""
    found = entry(exercise_id)
    if not isinstance(found, Exercise):
        raise ValueError(f'{exercise_id!r} asks for no function; answer it with check("{exercise_id}", answer)')
    return found
