"""Exercises that answer back: `@exercise(id)` above a function checks it when the cell runs and says what is wrong.

`check(id, fn)` gives the same verdict as a `Result`, `hint(id)` prints the next hint. A learner's function runs
isolated: a loop without end, `exit`, printing or drawing in it does no harm to the notebook.
"""

import nnlib.exercises.definitions  # noqa: F401  (the exercises register themselves)
from nnlib.exercises.checking import Result, check
from nnlib.exercises.hints import hint
from nnlib.exercises.panel import exercise
from nnlib.exercises.registry import exercise_ids

__all__ = ["Result", "check", "exercise", "exercise_ids", "hint"]
