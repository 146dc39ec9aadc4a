"""A student's exercise: the registry's entry with the parameters in it, its statement and stub, and whose answer an answer is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from nncourse.variants.drawing import parameters
from nnlib.exercises.checking import Result
from nnlib.exercises.model import Exercise
from nnlib.exercises.registry import Entry, entry, variants_of
from nnlib.exercises.variants import OTHER, Parameter, Variants

Check = Callable[[Entry], Result]


def has(exercise_id: str) -> bool:
    """Whether this exercise has variants. ValueError if there is no such exercise."""
    entry(exercise_id, {})
    return variants_of(exercise_id) is not None


def exercise_for(exercise_id: str, parameters: Mapping[str, Parameter] | None) -> Entry:
    """The exercise with these parameters, to be judged by `nnlib.exercises.checking.judged`; the book's own without any."""
    return entry(exercise_id, parameters or {})


def statement(exercise_id: str, parameters: Mapping[str, Parameter]) -> str:
    """What is asked, with the student's numbers, as Markdown. ValueError for an exercise without variants."""
    variants = _variants(exercise_id)
    return variants.statement(variants.chosen(parameters))


def stub(exercise_id: str, parameters: Mapping[str, Parameter]) -> str:
    """The cell to fill in; the parameters stand in it in the open, so that the check in the notebook judges this variant."""
    chosen = _variants(exercise_id).chosen(parameters)
    given = ", ".join([f'"{exercise_id}"', *(f"{name}={_literal(value)}" for name, value in chosen.items())])
    made = entry(exercise_id, chosen)
    if isinstance(made, Exercise):
        return f"@exercise({given})\ndef {made.signature}:\n    # your code here\n    ..."
    return f'ask({given})\n\n# your answer in place of the three dots\n{exercise_id} = ...\ncheck("{exercise_id}", {exercise_id})'


def owners(secret: bytes, student: str, exercise_id: str, students: Iterable[str], check: Check) -> tuple[str, ...]:
    """The students of the class for whose parameters the answer is right; empty if there is none, or if they are this student's.

    `check` judges the answer by the entry that it is given. It is called once for each different variant in the class, so ask
    only where the answer was told to be right for other parameters. It says nothing about how the answer came about.
    """
    own = parameters(secret, student, exercise_id)
    if not own:
        return ()
    groups: dict[tuple[Parameter, ...], list[str]] = {}
    for other in students:
        drawn = parameters(secret, other, exercise_id)
        if other != student and drawn != own:
            groups.setdefault(tuple(drawn.values()), []).append(other)
    for values, members in groups.items():
        made = entry(exercise_id, dict(zip(own, values, strict=True)))
        if check(made).passed:
            return tuple(members)
    return ()


def of_others(result: Result) -> bool:
    """Whether the answer was told to be right for other parameters, or as a mistake that is right for some of them."""
    found = variants_of(result.exercise)
    return result.code in (OTHER, *(found.also if found else ()))


def _variants(exercise_id: str) -> Variants:
    found = variants_of(exercise_id)
    if found is None:
        raise ValueError(f"the exercise {exercise_id!r} has no variants")
    return found


def _literal(value: Parameter) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
