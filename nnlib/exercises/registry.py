"""Where to find an exercise by its id.

The subpackage `definitions` has one module for each family of functions to write, and `model` says what they are made of;
the other kinds of exercise are data in the subpackage `questions`.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, TypeVar

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

if TYPE_CHECKING:
    from nnlib.exercises.variants import Parameters, Variants

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
    "exercises_with_variants",
    "get",
    "keep_own",
    "own_parameters",
    "recipe",
    "register",
    "register_variants",
    "variants_of",
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
VARIANTS = "nnlib.exercises.definitions.variants"
_REGISTRY: dict[str, Entry] = {}
_VARIANTS: dict[str, Variants] = {}
_OWN: dict[str, Parameters] = {}  # in a learner's notebook: the parameters of the variant that was last worked on


def register(exercise: E) -> E:
    """Add an exercise; an id that is taken is a mistake of the book, not of the learner."""
    if exercise.id in _REGISTRY:
        raise ValueError(f"exercise {exercise.id!r} is defined twice")
    _REGISTRY[exercise.id] = exercise
    return exercise


def exercise_ids(kind: str = "") -> tuple[str, ...]:
    """The ids of all exercises, or of one kind ("code", "derive", "predict", "find", "prove"), functions first."""
    return tuple(name for name, exercise in _REGISTRY.items() if kind in ("", exercise.kind))


def register_variants(variants: Variants) -> Variants:
    """Add the variants of an exercise that is registered already."""
    if variants.id not in _REGISTRY or variants.id in _VARIANTS:
        raise ValueError(f"variants of {variants.id!r}: expected an exercise that is registered and has none yet")
    _VARIANTS[variants.id] = variants
    return variants


def variants_of(exercise_id: str) -> Variants | None:
    """The variants of an exercise, or None if it has none."""
    importlib.import_module(VARIANTS)  # registers them; most who import the exercises never need one
    return _VARIANTS.get(exercise_id)


def exercises_with_variants() -> tuple[str, ...]:
    """The ids of the exercises that have variants."""
    importlib.import_module(VARIANTS)
    return tuple(_VARIANTS)


def keep_own(exercise_id: str, parameters: Mapping[str, object]) -> None:
    """Let these parameters hold for this exercise from now on, in a learner's notebook. ValueError if there is no such variant."""
    if parameters:
        variants = variants_of(exercise_id)
        entry(exercise_id, parameters)
        assert variants is not None  # or entry would have refused
        _OWN[exercise_id] = variants.chosen(parameters)


def own_parameters(exercise_id: str) -> Parameters:
    """The parameters that `keep_own` was given last, empty for the exercise as the book has it."""
    return _OWN.get(exercise_id, {})


def entry(exercise_id: str, parameters: Mapping[str, object] | None = None) -> Entry:
    """The exercise with this id, of whatever kind: the variant with these parameters, or the book's own for empty ones.

    Without `parameters` it is the variant that a learner's notebook has named before, if it has named one.

    Raises
    ------
    ValueError
        If there is none; the message names the closest id, or all of them, or the parameters that were expected.
    """
    if exercise_id not in _REGISTRY:
        close = difflib.get_close_matches(str(exercise_id), _REGISTRY, n=1)
        advice = f"did you mean {close[0]!r}?" if close else "the exercises are " + ", ".join(_REGISTRY)
        raise ValueError(f"unknown exercise {exercise_id!r}; {advice}")
    chosen = own_parameters(exercise_id) if parameters is None else parameters
    if not chosen:
        return _REGISTRY[exercise_id]
    variants = variants_of(exercise_id)
    if variants is None:
        raise ValueError(f"the exercise {exercise_id!r} has no variants, got the parameters {', '.join(chosen)}")
    return variants.entry(chosen)


def get(exercise_id: str, parameters: Mapping[str, object] | None = None) -> Exercise:
    """The function to write that has this id; ValueError if there is none, or if the exercise is of another kind."""
    found = entry(exercise_id, parameters)
    if not isinstance(found, Exercise):
        raise ValueError(f'{exercise_id!r} asks for no function; answer it with check("{exercise_id}", answer)')
    return found
