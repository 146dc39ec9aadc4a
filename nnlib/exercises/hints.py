"""Hints, one at a time, and their formulas as plain text.

On the page a hint is Markdown with formulas; in a terminal the same hint must read without LaTeX.
"""

from __future__ import annotations

import re

from nnlib.exercises.registry import get

_given: dict[str, int] = {}

_WORDS = {
    r"\\partial": "d", r"\\sigma": "sigma", r"\\log": "log ", r"\\exp": "exp", r"\\tanh": "tanh ",
    r"\\sinh": "sinh ", r"\\cosh": "cosh ", r"\\sum": "sum", r"\\lvert|\\rvert": "|", r"\\ge": ">=", r"\\le": "<=",
    r"\\hat y": "y_hat", r"\\,": " ", r"[$]": "",
}  # fmt: skip


def plain(text: str) -> str:
    r"""The hint without LaTeX.

    >>> plain(r"$\sigma'(z)=s\,(1-s)$")
    "sigma'(z)=s (1-s)"
    """
    for pattern, word in _WORDS.items():
        text = re.sub(pattern + (r"(?![a-z])" if pattern[-1].isalpha() else ""), word, text)
    text = re.sub(r"\{(\w)\}", r"\1", text)
    return re.sub(r"\{([^{}]*)\}", r"(\1)", text)


def next_hint(exercise_id: str) -> str:
    """The next hint as text; after the last one a closing sentence, then the first again."""
    exercise = get(exercise_id)
    count = len(exercise.hints)
    given = _given.get(exercise_id, 0)
    if given == count:
        _given[exercise_id] = 0
        return f"These were all {count} hints for {exercise_id}. The solution is folded below the exercise."
    _given[exercise_id] = given + 1
    return f"Hint {given + 1} of {count}: {plain(exercise.hints[given])}"


def hint(exercise_id: str) -> None:
    """Print the next hint for an exercise. Raises ValueError for an unknown id."""
    print(next_hint(exercise_id))
