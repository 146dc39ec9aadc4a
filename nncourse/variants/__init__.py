"""Numbers of a student's own: drawn from a secret, put into statement and probes, recognised in another's answer.

Which exercises have variants, and how an answer to one is judged, is the affair of `nnlib.exercises.variants`. What makes
notebooks is in the module `notebooks`, which needs the book's sources.
"""

from nncourse.variants.classes import class_list
from nncourse.variants.drawing import parameters, secret
from nncourse.variants.own import exercise_for, has, of_others, owners, statement, stub

__all__ = [
    "class_list",
    "exercise_for",
    "has",
    "of_others",
    "owners",
    "parameters",
    "secret",
    "statement",
    "stub",
]
