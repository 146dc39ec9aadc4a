"""A step of gradient descent with weight decay, whose strength is the student's own."""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nnlib.exercises.definitions.variants.made import book, grid
from nnlib.exercises.registry import Array, Exercise, Misconception, recipe, register_variants
from nnlib.exercises.variants import Parameters, Variants

STRENGTHS = tuple(round(0.01 * k, 2) for k in range(3, 40) if k not in (5, 10, 20, 25))
Step = Callable[[Array, Array, float], Array]


def _make(parameters: Parameters) -> Exercise:
    lam = float(parameters["decay"])
    right = f"w - eta (g + {lam:g} w)"

    def step(w: Array, g: Array, eta: float) -> Array:
        return w - eta * (g + lam * w)

    def entry_by_entry(w: Array, g: Array, eta: float) -> Array:
        stepped = np.empty(w.shape)
        for i in np.ndindex(w.shape):
            stepped[i] = (1 - eta * lam) * w[i] - eta * g[i]
        return stepped

    mistakes: tuple[tuple[str, str, Step], ...] = (
        ("decay-ignored", f"This is the step without decay: the gradient of the penalty, {lam:g} w, is missing.",
         lambda w, g, eta: w - eta * g),
        ("decay-without-rate", f"The penalty's part is not multiplied by eta: the step is eta times the whole gradient g + {lam:g} w.",
         lambda w, g, eta: w - eta * g - lam * w),
        ("decay-sign", f"The penalty's gradient has the wrong sign: weights then grow instead of shrinking. The step is {right}.",
         lambda w, g, eta: w - eta * (g - lam * w)),
        ("decay-twice", f"You take 2 times {lam:g} w: the penalty has the factor 1/2, so its gradient is {lam:g} w.",
         lambda w, g, eta: w - eta * (g + 2 * lam * w)),
        ("decay-halved", f"You take half of {lam:g} w: the square gives a 2 that cancels the 1/2 of the penalty.",
         lambda w, g, eta: w - eta * (g + lam * w / 2)),
        ("decay-of-the-gradient", f"You multiply the gradient by 1 + {lam:g}: it is the weights that decay, g + {lam:g} w.",
         lambda w, g, eta: w - eta * (1 + lam) * g),
        ("decay-after-the-step", f"You shrink the new weights: take the penalty's gradient at the old ones, {right}.",
         lambda w, g, eta: (1 - eta * lam) * (w - eta * g)),
        ("decay-of-signs", f"You add {lam:g} sign(w), the gradient of a sum of absolute values: of squares it is {lam:g} w.",
         lambda w, g, eta: w - eta * (g + lam * np.sign(w))),
        ("decay-as-constant", f"You add the number {lam:g} to the gradient: it has to be {lam:g} w.",
         lambda w, g, eta: w - eta * (g + lam)),
        ("decay-only", f"You return w - eta {lam:g} w: the gradient g of the loss is missing.",
         lambda w, g, eta: w - eta * lam * w),
        ("ascent", f"Your step goes up: w + eta (g + {lam:g} w) climbs. Subtract.",
         lambda w, g, eta: w + eta * (g + lam * w)),
        ("no-rate", f"You return w - (g + {lam:g} w): the learning rate eta is missing, which scales both parts.",
         lambda w, g, eta: w - (g + lam * w)),
        ("rate-divides", "You divide by eta; a small learning rate then makes a large step. Multiply.",
         lambda w, g, eta: w - (g + lam * w) / eta),
        ("change-only", "You return the change alone: add it to the old weights.",
         lambda w, g, eta: -eta * (g + lam * w)),
        ("parentheses", f"Only g is multiplied by eta, and {lam:g} w is added: put parentheses around g + {lam:g} w.",
         lambda w, g, eta: w - eta * g + lam * w),
        ("weights-unchanged", f"You return w as it was: subtract eta (g + {lam:g} w).", lambda w, g, eta: w),
    )  # fmt: skip
    return replace(
        book("sgd_step"),
        reference=step,
        independent=entry_by_entry,
        hints=(
            f"The penalty is {lam:g}/2 times the sum of the squared weights. What is its gradient in w?",
            f"Add the two gradients, g and {lam:g} w; then make the step of the chapter.",
            f"Return a new array: w minus eta times the sum of g and {lam:g} times w.",
        ),
        misconceptions=tuple(Misconception(*each) for each in mistakes),
        terms=lambda w, g, eta: {
            "w": w, "eta g": eta * g, "eta w": eta * w, "g": g, "eta^2 g": eta**2 * g, "eta": eta * np.ones_like(w), "1": np.ones_like(w),
        },
        coefficients={"w": 1.0, "eta g": -1.0, "eta w": -lam},
        properties=(),
        recipes=(
            recipe(
                ("take the penalty's gradient", f"p = {lam!r} * w"),
                ("add the gradients", "a = g + p"),
                ("scale by the learning rate", "s = eta * a"),
                ("subtract it from the weights", "r = w - s"),
                names={"p": f"{lam:g} w", "a": "the whole gradient", "s": "the step"},
            ),
            recipe(
                ("shrink the weights", f"k = w * (1 - eta * {lam!r})"),
                ("scale the gradient", "s = eta * g"),
                ("subtract", "r = k - s"),
                names={"k": "the shrunk weights", "s": "eta g"},
            ),
        ),
    )  # fmt: skip


register_variants(
    Variants(
        id="sgd_step",
        combinations=grid(decay=STRENGTHS),
        make=_make,
        statement=lambda p: (
            f"The loss has a penalty: $\\frac{{{p['decay']}}}{{2}}\\lVert w\\rVert^2$ is added to it. Write `sgd_step(w, g, eta)`, which "
            "returns the new weights after one step with the rate `eta`; `g` is the gradient of the loss **without** the penalty. "
            "The arrays given must stay as they are."
        ),
        fair="The strength has two decimals and multiplies w at one place; with none of them is a step with another rule the same.",
    )
)
