"""The slope of a logistic function with a gain of the student's own: the factor of the chain rule comes in."""
# modelsolution83c1d7

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnlib.activations import sigmoid, sigmoid_prime
from nnlib.exercises.definitions.elementwise import LARGEST_NEAR_ZERO, between
from nnlib.exercises.definitions.variants.made import book, grid
from nnlib.exercises.registry import Array, Exercise, Misconception, recipe, register_variants
from nnlib.exercises.variants import Parameters, Variants

GAINS = (0.8, 0.9, 1.1, 1.2, 1.3, 1.4, 1.6, 1.7, 1.8, 1.9, 2.1, 2.2, 2.3, 2.4, 2.6, 2.7, 2.8, 2.9, 3.1, 3.2, 3.3, 3.4)


def _make(parameters: Parameters) -> Exercise:
    k = float(parameters["gain"])
    base = book("sigmoid_grad")

    def reference(z: Array) -> Array:
        return np.asarray(k * sigmoid_prime(k * z))

    listed = [
        Misconception(
            "inner-derivative",
            f"You return s (1 - s) with s = sigma({k:g} z): the slope of the inner function, {k:g}, is missing as a factor.",
            lambda z: sigmoid_prime(k * z),
        ),
        Misconception(
            "gain-outside-only",
            f"You return {k:g} times the slope of sigma at z: the slope has to be taken at {k:g} z.",
            lambda z: k * sigmoid_prime(z),
        ),
        Misconception(
            "gain-ignored", f"This is the slope of sigma(z); in this exercise it is sigma({k:g} z).", sigmoid_prime
        ),
        Misconception(
            "gain-divided",
            f"You divide by {k:g}: by the chain rule the inner slope {k:g} multiplies.",
            lambda z: sigmoid_prime(k * z) / k,
        ),
        Misconception(
            "gain-squared",
            f"The factor {k:g} stands twice in your result: the chain rule gives it once.",
            lambda z: k**2 * sigmoid_prime(k * z),
        ),
        Misconception(
            "input-over-gain",
            f"You take the slope at z/{k:g}: the argument of sigma is {k:g} z.",
            lambda z: k * sigmoid_prime(z / k),
        ),
        Misconception(
            "value-not-slope",
            f"This is sigma({k:g} z) itself. Its slope is {k:g} s (1 - s) with s = sigma({k:g} z).",
            lambda z: sigmoid(k * z),
        ),
        Misconception(
            "tanh-rule",
            f"You use 1 - s^2 with s = sigma({k:g} z). That rule belongs to tanh; for the logistic function it is s (1 - s).",
            lambda z: k * (1 - sigmoid(k * z) ** 2),
        ),
        Misconception(
            "plus-for-minus",
            f"You use s (1 + s) with s = sigma({k:g} z). The second factor is 1 - s: a sign.",
            lambda z: k * sigmoid(k * z) * (1 + sigmoid(k * z)),
        ),
        Misconception(
            "missing-first-factor",
            f"Your result is {k:g} (1 - s) with s = sigma({k:g} z): the other factor of the product is missing.",
            lambda z: k * sigmoid(-k * z),
        ),
        Misconception(
            "chain-sign",
            "Your result is minus the slope: a rising function has no negative slope.",
            lambda z: -reference(z),
        ),
    ]
    return replace(
        base,
        reference=reference,
        independent=lambda z: k * 0.25 * (1 - np.tanh(k * z / 2) ** 2),
        hints=(
            f"The function is sigma of something: first the outer slope, taken at {k:g} z, then the slope of {k:g} z.",
            f"With s = sigma({k:g} z) the outer slope is s (1 - s); by what does the chain rule multiply it?",
            f"Compute s once, stably, then return {k:g} times s times 1 - s.",
        ),
        recipes=(
            recipe(
                ("scale the input", f"u = {k!r} * z"),
                ("take the activation", "s = sigmoid(u)"),
                ("subtract it from 1", "c = 1 - s"),
                ("multiply the two", "p = s * c"),
                ("multiply by the inner slope", f"r = {k!r} * p"),
                names={"u": "the scaled input", "s": "the activation s", "c": "1 - s", "p": "s (1 - s)"},
            ),
        ),
        misconceptions=tuple(listed),
        terms=lambda z: {
            "s": sigmoid(k * z), "s^2": sigmoid(k * z) ** 2, "1": np.ones_like(z), "z": z, "z s": z * sigmoid(k * z),
        },
        coefficients={"s": k, "s^2": -k},
        properties=(between(0, k / 4), LARGEST_NEAR_ZERO),
    )  # fmt: skip


register_variants(
    Variants(
        id="sigmoid_grad",
        combinations=grid(gain=GAINS),
        make=_make,
        statement=lambda p: (
            f"The logistic function with the gain {p['gain']} is $f(z)=\\sigma({p['gain']}\\,z)$. Write `sigmoid_grad(z)`, its slope "
            f"$f'(z)$ for every entry of an array `z` of any shape. It has to hold at $z=\\pm 1000$ too."
        ),
        fair="The gain has one decimal and enters at the same two places whatever it is. None is 1 or 2, and none is below 0.8, so "
        "that a power of e overflows at 1000 for every student.",
    )
)
