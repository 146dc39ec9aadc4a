"""Hints, one at a time; in a terminal without LaTeX."""

from __future__ import annotations

from nnlib.exercises.packed import where_the_solution_is
from nnlib.exercises.plain import plain
from nnlib.exercises.registry import entry

_given: dict[str, int] = {}


def next_hint(exercise_id: str) -> str:
    """The next hint as text; after the last one a closing sentence, then the first again."""
    exercise = entry(exercise_id)
    count = len(exercise.hints)
    given = _given.get(exercise_id, 0)
    if given == count:
        _given[exercise_id] = 0
        return f"These were all {count} hints for {exercise_id}. {where_the_solution_is(exercise_id)}"
    _given[exercise_id] = given + 1
    return f"Hint {given + 1} of {count}: {plain(exercise.hints[given])}"


def hint(exercise_id: str) -> None:
    """Print the next hint for an exercise. Raises ValueError for an unknown id."""
    print(next_hint(exercise_id))
