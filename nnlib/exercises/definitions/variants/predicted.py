"""What the predictions with numbers of the student's own have in common.

Of the combinations only those are kept whose listed wrong numbers are all wrong and all different, and of two with the same
answer only the first: so no mistake is right by accident, and no two variants share an answer.
"""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from nnlib.exercises.definitions.variants.made import question
from nnlib.exercises.questions.predict import Predict, number_of
from nnlib.exercises.registry import entry, register_variants
from nnlib.exercises.variants import Parameters, Variants, answers_differ

Wrong = tuple[tuple[Any, str], ...]


def predictions(
    exercise_id: str,
    combinations: Iterable[Parameters],
    numbers: Callable[[Parameters], dict[str, Any]],
    statement: Callable[[Parameters], str],
    fair: str,
    most: int = 60,
) -> Variants:
    """Register the variants of a prediction; `numbers` gives its fields (right, wrong, solved, hints) for some parameters."""
    book = cast(Predict, entry(exercise_id, {}))

    def make(parameters: Parameters) -> Predict:
        return question(exercise_id, book, prompt="", **numbers(parameters))

    candidates = list(combinations)
    questions = [make(each) for each in candidates]
    sound = [place for place, each in enumerate(questions) if mistakes_differ(each)]
    kept = answers_differ([questions[place] for place in sound])
    chosen = tuple(candidates[sound[place]] for place in spread(kept, most))
    return register_variants(Variants(exercise_id, chosen, make, statement, fair))


def spread(places: list[int], most: int) -> list[int]:
    """At most so many of them, evenly taken from the whole list."""
    if len(places) <= most:
        return places
    return [places[k * len(places) // most] for k in range(most)]


def mistakes_differ(one: Predict) -> bool:
    """Whether every listed wrong answer is told by its own reply."""
    name = "shape" if one.form == "shape" else "number"
    return all(
        one.verdict(list(value) if one.form == "shape" else number_of(value)).code == f"{name}-{place}"
        for place, (value, _) in enumerate(one.wrong, start=1)
    )
