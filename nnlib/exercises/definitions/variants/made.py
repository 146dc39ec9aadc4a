"""From an exercise of the book to one with a number of the student's own in its definition.

`bound` makes an argument a fixed number, in the functions and in every sentence; `after` lets the arguments be changed before
the book's function is applied, as by a temperature.
"""
# modelsolution83c1d7

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import product
from typing import Any

from nnlib.exercises.questions.predict import Predict
from nnlib.exercises.registry import Args, Array, Exercise, Misconception, Probe, Recipe, Step, get
from nnlib.exercises.variants import Parameter, Parameters

Function = Callable[..., Any]


def grid(**values: Sequence[Parameter]) -> tuple[Parameters, ...]:
    """All combinations of these values, in a fixed order."""
    return tuple(dict(zip(values, each, strict=True)) for each in product(*values.values()))


def book(exercise_id: str) -> Exercise:
    """The exercise as the book has it."""
    return get(exercise_id, {})


def bound(exercise: Exercise, signature: str, drop: Sequence[str] = (), **numbers: float) -> Exercise:
    """The exercise with some of its arguments fixed; `drop` names misconceptions that then have no meaning.

    The arguments have to be the last ones. Probes that leave them out are left away, the others lose them.
    """
    kept = len(exercise.parameters) - len(numbers)
    if set(exercise.parameters[kept:]) != set(numbers):
        raise ValueError(f"{exercise.id}: the last arguments are {exercise.parameters[kept:]}, got {tuple(numbers)}")
    values = tuple(numbers[name] for name in exercise.parameters[kept:])

    def fixed(function: Function) -> Function:
        return lambda *args: function(*args, *values)

    def cut(probe: Probe) -> Probe:
        return replace(probe, args=probe.args[:kept])

    def said(text: str) -> str:
        return in_numbers(text, numbers)

    def recipe(old: Recipe) -> Recipe:
        steps = tuple(Step(said(step.does), step.variable, step.expression) for step in old.steps)
        names = {name: said(words) for name, words in old.names.items()} | {n: f"{v:g}" for n, v in numbers.items()}
        return Recipe(steps, names, {**old.tools, **numbers})  # type: ignore[dict-item]

    probes = [cut(probe) for probe in exercise.probes() if len(probe.args) == kept + len(numbers)]
    fresh_edge = exercise.fresh_edge
    found = replace(
        exercise,
        signature=signature,
        reference=fixed(exercise.reference),
        independent=fixed(exercise.independent),
        probes=lambda: [copied(probe) for probe in probes],
        fresh=lambda rng: cut(exercise.fresh(rng)),
        fresh_edge=None if fresh_edge is None else (lambda rng: cut(fresh_edge(rng))),
        hints=tuple(map(said, exercise.hints)),
        misconceptions=tuple(
            Misconception(item.code, said(item.message), fixed(item.wrong))
            for item in exercise.misconceptions
            if item.code not in drop
        ),
        quantities=fixed(exercise.quantities),
        regions=fixed(exercise.regions),
        terms=_renamed(fixed(exercise.terms), said),
        coefficients={said(name): value for name, value in exercise.coefficients.items()},
        components=tuple(
            replace(
                each,
                quantities=None if each.quantities is None else fixed(each.quantities),
                regions=fixed(each.regions),
                terms=_renamed(fixed(each.terms), said),
                coefficients={said(name): value for name, value in each.coefficients.items()},
                properties=tuple(replace(p, holds=_with(p.holds, values)) for p in each.properties),
            )
            for each in exercise.components
        ),
        properties=tuple(replace(each, holds=_with(each.holds, values)) for each in exercise.properties),
        recipes=tuple(map(recipe, exercise.recipes)),
        questions=(),  # they ask again with arguments of their own
    )
    return found


def in_numbers(text: str, numbers: Mapping[str, float]) -> str:
    """A sentence with the names of arguments replaced by their numbers.

    >>> in_numbers("where z < 0 return alpha z, not alphabet", {"alpha": 0.03})
    'where z < 0 return 0.03 z, not alphabet'
    """
    for name, value in numbers.items():
        text = re.sub(rf"(?<![\\\w]){name}(?!\w)", f"{value:g}", text)
    return text


def copied(probe: Probe) -> Probe:
    """The probe with arrays of its own, for an answer may change what it is given."""
    return replace(probe, args=tuple(a.copy() if hasattr(a, "copy") else a for a in probe.args))


def _renamed(terms: Function, said: Callable[[str], str]) -> Function:
    return lambda *args: {said(name): value for name, value in terms(*args).items()}


def _with(holds: Callable[[Args, Array], bool], values: Args) -> Callable[[Args, Array], bool]:
    return lambda args, got: holds((*args, *values), got)


def composed(misconceptions: Sequence[Misconception], change: Callable[..., Args]) -> Iterator[Misconception]:
    """The same mistakes made after the arguments have been changed rightly."""
    for item in misconceptions:
        yield replace(item, wrong=after(item.wrong, change))


def after(function: Function, change: Callable[..., Args]) -> Function:
    """The function of changed arguments."""
    return lambda *args: function(*change(*args))


def question(exercise_id: str, old: Predict, **new: Any) -> Predict:
    """A prediction with other numbers: form, chapter and label stay."""
    kept = {field.name: getattr(old, field.name) for field in fields(Predict)}
    return Predict(**{**kept, "id": exercise_id, **new})
