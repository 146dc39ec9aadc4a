"""The slope of tanh, 1 - t^2 with t = tanh(z).

As with the logistic function, the classic mistake is to put the input z in the place of the value.
"""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.activations import sigmoid_prime, tanh_prime
from nnlib.exercises.definitions.elementwise import LARGEST_NEAR_ZERO, ElementwiseExercise, between
from nnlib.exercises.registry import Misconception, recipe, register

register(
    ElementwiseExercise(
        id="tanh_grad",
        signature="tanh_grad(z)",
        reference=tanh_prime,
        independent=lambda z: 4 * np.exp(-2 * np.abs(z)) / (1 + np.exp(-2 * np.abs(z))) ** 2,
        hints=(
            r"Write the slope with the value $t=\tanh(z)$. At z = 0 it must be 1, for large z almost 0.",
            r"The quotient rule on $\tanh z=\sinh z/\cosh z$ gives $1-t^2$.",
            "Compute t with np.tanh, then return 1 minus its square.",
        ),
        recipes=(
            recipe(
                ("take the activation", "t = tanh(z)"),
                ("square it", "q = t ** 2"),
                ("subtract the square from 1", "r = 1 - q"),
                names={"t": "the activation t", "q": "its square"},
            ),
            recipe(
                ("take cosh", "c = cosh(z)"),
                ("square it", "q = c ** 2"),
                ("take 1 over it", "r = 1 / q"),
                names={"c": "cosh", "q": "its square"},
            ),
            recipe(
                ("take the activation", "t = tanh(z)"),
                ("form the factors", "a = 1 - t"),
                ("form the other factor", "b = 1 + t"),
                ("multiply", "r = a * b"),
                names={"t": "the activation t"},
            ),
            recipe(
                ("take the exponential", "a = exp(z)"),
                ("take that of -z", "b = exp(-z)"),
                ("add the two", "c = a + b"),
                ("square the sum", "q = c ** 2"),
                ("divide 4 by it", "r = 4 / q"),
                names={"a": "e^z", "b": "e^(-z)", "c": "the sum", "q": "the square"},
            ),
            recipe(
                ("take the exponentials", "a = exp(z)"),
                ("take that of -z", "b = exp(-z)"),
                ("form tanh", "t = (a - b) / (a + b)"),
                ("subtract its square from 1", "r = 1 - t * t"),
                names={"t": "the activation t", "a": "e^z", "b": "e^(-z)"},
            ),
            recipe(
                ("take the exponential that never overflows", "e = exp(-2 * abs(z))"),
                ("add 1", "d = 1 + e"),
                ("square the denominator", "q = d ** 2"),
                ("divide", "r = 4 * e / q"),
                names={"e": "the exponential", "d": "the denominator", "q": "the squared denominator"},
            ),
        ),
        misconceptions=(
            Misconception(
                "input-for-activation",
                "Your result is 1 - z^2. The rule 1 - t^2 holds for the activation t = tanh(z); you squared the input "
                "z itself.",
                lambda z: 1 - z**2,
            ),
            Misconception(
                "plus-for-minus",
                "Your result is 1 + t^2 with t = tanh(z): the sign before t^2.",
                lambda z: 1 + np.tanh(z) ** 2,
            ),
            Misconception("value-not-slope", "This is tanh(z) itself. Its slope is 1 - t^2 with t = tanh(z).", np.tanh),
            Misconception(
                "square-missing",
                "Your result is 1 - t with t = tanh(z): t has to be squared.",
                lambda z: 1 - np.tanh(z),
            ),
            Misconception(
                "square-of-difference",
                "Your result is (1 - t)^2 with t = tanh(z). The square belongs to t alone: 1 - t^2.",
                lambda z: (1 - np.tanh(z)) ** 2,
            ),
            Misconception(
                "sigmoid-rule",
                "Your result is t(1 - t) with t = tanh(z). That rule belongs to the logistic function; for tanh it is "
                "1 - t^2.",
                lambda z: np.tanh(z) * (1 - np.tanh(z)),
            ),
            Misconception(
                "sigmoid-slope",
                "This is the slope of the logistic function, s(1 - s), not that of tanh.",
                sigmoid_prime,
            ),
            Misconception(
                "only-square", "Your result is t^2 with t = tanh(z): subtract it from 1.", lambda z: np.tanh(z) ** 2
            ),
        ),
        terms=lambda z: {"1": np.ones_like(z), "t^2": np.tanh(z) ** 2, "t": np.tanh(z), "z": z, "z^2": z * z},
        coefficients={"1": 1.0, "t^2": -1.0},
        properties=(between(0, 1), LARGEST_NEAR_ZERO),
        edge_advice="A power of e overflows; 1 - t^2 with t = np.tanh(z) does not.",
    )
)
