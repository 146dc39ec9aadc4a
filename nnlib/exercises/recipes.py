"""A recipe: a right computation in small named steps, which a program can edit.

Each step is an expression with a name in words. Edits of recipes explain answers nobody listed; the words are shown to
the learner, the expressions never are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """`variable` becomes `expression`; `does` says so in words, as a phrase: "normalise the rows"."""

    does: str
    variable: str
    expression: str


@dataclass(frozen=True)
class Recipe:
    """Steps whose last one is the result. `tools` are functions of its own, `names` words for its variables.

    Expressions are Python with the functions of `vocabulary`; they change nothing in place.
    """

    steps: tuple[Step, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    tools: Mapping[str, Callable[..., Any]] = field(default_factory=dict)


def recipe(*steps: tuple[str, str], names: Mapping[str, str] | None = None, **tools: Callable[..., Any]) -> Recipe:
    """A recipe from pairs of words and an assignment, e.g. ``("square it", "s = t**2")``.

    >>> recipe(("square it", "s = z**2"), ("subtract it from 1", "r = 1 - s")).steps[1].variable
    'r'
    """
    made = []
    for does, line in steps:
        variable, _, expression = line.partition(" = ")
        made.append(Step(does, variable.strip(), expression.strip()))
    return Recipe(tuple(made), names or {}, tools)
