"""Softmax with a temperature of the student's own: the logits are divided by it first."""
# modelsolution83c1d7

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nnlib.activations import softmax
from nnlib.exercises.definitions.variants.made import book, composed, grid
from nnlib.exercises.registry import Exercise, Misconception, recipe, register_variants
from nnlib.exercises.variants import Parameters, Variants

TEMPERATURES = tuple(round(0.36 + 0.04 * k, 2) for k in range(24) if k != 16)  # 0.36 to 1.28, without 1
Z_IS_DIVIDED = re.compile(r"\bz\b")


def _make(parameters: Parameters) -> Exercise:
    T = float(parameters["temperature"])
    base = book("softmax")
    own = (
        Misconception(
            "temperature-ignored", f"This is softmax(Z): divide the logits by the temperature {T:g} first.", softmax
        ),
        Misconception(
            "temperature-multiplies",
            f"You multiply the logits by {T:g}; a temperature divides: a high one makes the probabilities more equal.",
            lambda Z: softmax(T * Z),
        ),
        Misconception(
            "temperature-afterwards",
            f"You divide the probabilities by {T:g}, so that rows no longer sum to 1. Divide the logits, before the exponential.",
            lambda Z: softmax(Z) / T,
        ),
        Misconception(
            "temperature-on-logits-only",
            f"You divide the logits by {T:g} and subtract the maximum of the undivided ones, without dividing by the row's sum.",
            lambda Z: np.exp(Z / T - Z.max(-1, keepdims=True)),
        ),
    )
    book_recipes = base.recipes
    first = ("divide the logits by the temperature", f"L = Z / {T!r}")

    def then(number: int) -> tuple[tuple[str, str], ...]:
        """The steps of the book's recipe, on the divided logits."""
        return tuple(
            (step.does, f"{step.variable} = {_on_divided(step.expression)}") for step in book_recipes[number].steps
        )

    return replace(
        base,
        reference=lambda Z: softmax(Z / T),
        independent=lambda Z: np.exp(Z / T - np.logaddexp.reduce(Z / T, axis=-1, keepdims=True)),
        hints=(f"First divide all logits by {T:g}. What follows is the softmax of the chapter.", *base.hints[1:]),
        recipes=tuple(
            recipe(first, *then(number), names={"L": "the divided logits", **book_recipes[number].names})
            for number in range(len(book_recipes))
        ),
        misconceptions=(*_of_divided(base.misconceptions, T), *own),
        terms=lambda Z: {**base.terms(Z / T), "softmax(Z), without the temperature": softmax(Z)},
    )


def _of_divided(items: Sequence[Misconception], T: float) -> list[Misconception]:
    """The book's mistakes, made with the divided logits; where a sentence says z it is then a divided logit."""
    note = f" Here z is a logit over {T:g}."
    return [
        replace(item, message=item.message + (note if Z_IS_DIVIDED.search(item.message) else ""))
        for item in composed(items, lambda Z: (Z / T,))
    ]


def _on_divided(expression: str) -> str:
    return expression.replace("Z", "L")


register_variants(
    Variants(
        id="softmax",
        combinations=grid(temperature=TEMPERATURES),
        make=_make,
        statement=lambda p: (
            f"Write `softmax(Z)` with the fixed temperature $T={p['temperature']}$: each row of `Z` (N rows, K columns; a single "
            "vector counts as one row) becomes $e^{z_k/T}/\\sum_j e^{z_j/T}$. Logits near $\\pm 1000$ must not give nan."
        ),
        fair="The temperature has two decimals and divides the logits at one place. None is 1, and none is above 1.3, so that "
        "a logit of 1000 overflows for every student.",
    )
)
