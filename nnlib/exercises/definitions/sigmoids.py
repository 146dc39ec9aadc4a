"""The logistic function and its slope.

A slope is written with the value of the function, so the classic mistake is to put the input z in its place; the
boundary cases are powers of e that overflow.
"""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.activations import sigmoid, sigmoid_prime, tanh_prime
from nnlib.exercises.definitions.elementwise import INCREASING, LARGEST_NEAR_ZERO, ElementwiseExercise, between
from nnlib.exercises.registry import Misconception, recipe, register

register(
    ElementwiseExercise(
        id="sigmoid",
        signature="sigmoid(z)",
        reference=sigmoid,
        independent=lambda z: np.exp(-np.logaddexp(0, -z)),
        hints=(
            r"Write $\sigma(z)=1/(1+e^{-z})$ with np.exp and try z = 0, 1000 and -1000: which powers of e overflow?",
            r"$e^{-\lvert z\rvert}$ never overflows. Multiply the fraction above and below by $e^{z}$ to get a second "
            r"formula with $e^{z}$ in place of $e^{-z}$.",
            r"With $e=e^{-\lvert z\rvert}$ the value is $1/(1+e)$ where $z\ge 0$ and $e/(1+e)$ where $z<0$; "
            "np.where chooses.",
        ),
        recipes=(
            recipe(
                ("negate the input", "m = -z"),
                ("take the exponential", "e = exp(m)"),
                ("add 1", "d = 1 + e"),
                ("take 1 over it", "s = 1 / d"),
                names={"e": "the exponential", "d": "the denominator"},
            ),
            recipe(
                ("take the exponential", "e = exp(z)"),
                ("add 1", "d = e + 1"),
                ("divide", "s = e / d"),
                names={"e": "the exponential", "d": "the denominator"},
            ),
            recipe(
                ("halve the input", "h = z / 2"),
                ("take tanh", "t = tanh(h)"),
                ("bring it between 0 and 1", "s = (1 + t) / 2"),
            ),
        ),
        misconceptions=(
            Misconception(
                "mirrored",
                "Your curve is mirrored: it is sigma(-z), which falls from 1 to 0. In 1/(1 + e^(-z)) the exponent "
                "has a minus.",
                lambda z: 1 / (1 + np.exp(z)),
            ),
            Misconception(
                "overflow",
                "Right for moderate z, but for z = 1000 you get nan: e^z overflows and inf/inf has no value. Choose "
                "the formula by the sign of z, so that only e^(-|z|) is computed.",
                lambda z: np.exp(z) / (1 + np.exp(z)),
            ),
            Misconception(
                "overflow-negative",
                "Right for moderate z, but for z = -1000 you get nan: a power of e overflows there and inf/inf has no "
                "value. Choose the formula by the sign of z, so that only e^(-|z|) is computed.",
                lambda z: 1 - np.exp(-z) / (1 + np.exp(-z)),
            ),
            Misconception(
                "tanh",
                "This is tanh(z), with values from -1 to 1. The logistic function is (1 + tanh(z/2))/2, with values "
                "from 0 to 1.",
                np.tanh,
            ),
            Misconception(
                "missing-reciprocal",
                "Your result is 1 + e^(-z), the denominator alone: 1 over it is missing, or stands as 1/1 + e^(-z) without "
                "parentheses.",
                lambda z: 1 + np.exp(-z),
            ),
            Misconception(
                "only-exponential",
                "Your result is e^(-z): the steps 1 + ... and 1/... are missing. The whole is 1/(1 + e^(-z)).",
                lambda z: np.exp(-z),
            ),
            Misconception(
                "difference",
                "Your result is 1/(1 - e^(-z)): the denominator needs a plus. As it stands it is infinite at z = 0.",
                lambda z: 1 / (1 - np.exp(-z)),
            ),
            Misconception(
                "derivative", "Your result is the slope sigma(z)(1 - sigma(z)), not sigma(z) itself.", sigmoid_prime
            ),
        ),
        terms=lambda z: {"sigma(z)": sigmoid(z), "e^(-z)": np.exp(-z), "e^z": np.exp(z), "z": z, "1": np.ones_like(z)},
        coefficients={"sigma(z)": 1.0},
        properties=(between(0, 1), INCREASING),
        edge_advice="Choose the formula by the sign of z, so that only e^(-|z|) is computed.",
    )
)


register(
    ElementwiseExercise(
        id="sigmoid_grad",
        signature="sigmoid_grad(z)",
        reference=sigmoid_prime,
        independent=lambda z: 0.25 * (1 - np.tanh(z / 2) ** 2),
        hints=(
            r"The slope of $\sigma$ can be written with the value $s=\sigma(z)$ alone. The argument of your function "
            "is z, not s.",
            r"$\sigma'(z)=s\,(1-s)$ with $s=\sigma(z)$. It is 1/4 at z = 0 and falls towards 0 on both sides.",
            "Compute s once, stably, then return the product of s and 1 - s.",
        ),
        recipes=(
            recipe(
                ("take the activation", "s = sigmoid(z)"),
                ("subtract it from 1", "c = 1 - s"),
                ("multiply the two", "r = s * c"),
                names={"s": "the activation s", "c": "1 - s"},
            ),
            recipe(
                ("take the exponential", "e = exp(-z)"),
                ("compute the activation", "s = 1 / (1 + e)"),
                ("square it", "q = s ** 2"),
                ("subtract", "r = s - q"),
                names={"s": "the activation s", "q": "its square", "e": "the exponential"},
            ),
            recipe(
                ("take the exponential", "e = exp(-z)"),
                ("add 1", "d = 1 + e"),
                ("square the denominator", "q = d ** 2"),
                ("divide", "r = e / q"),
                names={"e": "the exponential", "d": "the denominator", "q": "the squared denominator"},
            ),
            recipe(
                ("halve the input", "h = z / 2"),
                ("take tanh", "t = tanh(h)"),
                ("square it", "q = t ** 2"),
                ("subtract the square from 1", "c = 1 - q"),
                ("take a quarter", "r = c / 4"),
                names={"h": "half of z", "t": "tanh(z/2)", "q": "tanh(z/2)^2", "c": "1 - tanh(z/2)^2"},
            ),
        ),
        misconceptions=(
            Misconception(
                "input-for-activation",
                "Your result is z(1 - z). The rule s(1 - s) holds for the activation s = sigma(z); you applied it to "
                "the input z itself.",
                lambda z: z * (1 - z),
            ),
            Misconception(
                "plus-for-minus",
                "Your result is s(1 + s) with s = sigma(z). The second factor is 1 - s: a sign.",
                lambda z: sigmoid(z) * (1 + sigmoid(z)),
            ),
            Misconception(
                "value-not-slope", "This is sigma(z) itself. Its slope is s(1 - s) with s = sigma(z).", sigmoid
            ),
            Misconception(
                "missing-first-factor",
                "Your result is 1 - s with s = sigma(z): the other factor of the product is missing.",
                lambda z: sigmoid(-z),
            ),
            Misconception(
                "tanh-rule",
                "Your result is 1 - s^2 with s = sigma(z). That rule belongs to tanh; for the logistic function it is "
                "s(1 - s).",
                lambda z: 1 - sigmoid(z) ** 2,
            ),
            Misconception(
                "tanh-slope", "This is the slope of tanh, 1 - tanh(z)^2, not that of the logistic function.", tanh_prime
            ),
            Misconception(
                "applied-twice",
                "Your result is s(1 - s) with s = sigma(sigma(z)): the logistic function was applied twice.",
                lambda z: sigmoid(sigmoid(z)) * (1 - sigmoid(sigmoid(z))),
            ),
            Misconception(
                "chain-sign",
                "Your result is minus the slope. The two minus signs of the chain rule, from the reciprocal and from "
                "e^(-z), cancel.",
                lambda z: -sigmoid_prime(z),
            ),
        ),
        terms=lambda z: {
            "sigma(z)": sigmoid(z),
            "sigma(z)^2": sigmoid(z) ** 2,
            "1": np.ones_like(z),
            "z": z,
            "z sigma(z)": z * sigmoid(z),
        },
        coefficients={"sigma(z)": 1.0, "sigma(z)^2": -1.0},
        properties=(between(0, 0.25), LARGEST_NEAR_ZERO),
        edge_advice="A power of e overflows; write the slope with s = sigma(z), computed stably.",
    )
)
