"""Exercises that answer back: `@exercise(id)` above a function checks it when the cell runs and says what is wrong.

`check(id, fn)` gives the same verdict as a `Result`, `hint(id)` prints the next hint. A learner's function runs
isolated: a loop without end, `exit`, printing or drawing in it does no harm to the notebook.
"""

# the definitions register themselves, in the order of the book
import nnlib.exercises.chapter_activations
import nnlib.exercises.chapter_activations_softmax
import nnlib.exercises.chapter_losses
import nnlib.exercises.chapter_losses_entropy  # noqa: F401
from nnlib.exercises.checking import Result, check
from nnlib.exercises.hints import hint
from nnlib.exercises.panel import exercise
from nnlib.exercises.registry import exercise_ids

__all__ = ["Result", "check", "exercise", "exercise_ids", "hint"]
