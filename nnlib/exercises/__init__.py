"""Exercises that answer back: `@exercise(id)` above a function checks it when the cell runs and says what is wrong.

`ask(id)` shows an exercise that is answered without a function; `check(id, answer)` gives the verdict on any of them
as a `Result`, `hint(id)` prints the next hint, `progress()` what is solved. A learner's function runs isolated: a loop
without end, `exit`, printing or drawing in it does no harm to the notebook.
"""

import nnlib.exercises.definitions  # the exercises register themselves
import nnlib.exercises.questions  # noqa: F401
from nnlib.exercises.checking import Result, check
from nnlib.exercises.hints import hint
from nnlib.exercises.panel import exercise
from nnlib.exercises.questions.panel import ask
from nnlib.exercises.registry import exercise_ids
from nnlib.exercises.results import record_to
from nnlib.exercises.solved import progress, reset_progress

__all__ = ["Result", "ask", "check", "exercise", "exercise_ids", "hint", "progress", "record_to", "reset_progress"]
