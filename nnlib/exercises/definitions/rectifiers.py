"""ReLU and its slope: two straight pieces that meet at z = 0.

What happens where z < 0 and at the kink itself tells the wrong answers apart.
"""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.activations import leaky_relu, relu, relu_prime
from nnlib.exercises.definitions.elementwise import INCREASING, ElementwiseExercise, between
from nnlib.exercises.registry import Misconception, Property, recipe, register

register(
    ElementwiseExercise(
        id="relu",
        signature="relu(z)",
        reference=relu,
        independent=lambda z: (z + np.abs(z)) / 2,
        hints=(
            "Every entry is treated by itself: positive ones pass unchanged, the others become 0.",
            "Python's max compares two whole objects. NumPy has a function that compares entry by entry.",
            "np.maximum takes the larger of two values for every entry; one of them may be the number 0.",
        ),
        recipes=(
            recipe(("take the larger of z and 0", "r = maximum(z, 0)")),
            recipe(
                ("mark the positive entries", "m = where(z > 0, 1, 0)"),
                ("keep them", "r = z * m"),
                names={"m": "the marks"},
            ),
            recipe(("choose by the sign of z", "r = where(z > 0, z, 0)")),
        ),
        misconceptions=(
            Misconception(
                "absolute-value",
                "Your result is |z|: for negative z you return -z. Negative inputs must give 0.",
                np.abs,
            ),
            Misconception(
                "minimum",
                "Your result is the smaller of z and 0: positive inputs give 0 and negative ones pass. It has to be "
                "the larger of the two.",
                lambda z: np.minimum(z, 0),
            ),
            Misconception(
                "slope-not-value",
                "You return the slope: 1 where z > 0, else 0. The function itself returns z there.",
                lambda z: (z > 0) * 1.0,
            ),
            Misconception(
                "mirrored",
                "Your result is relu(-z): it keeps the size of negative inputs and drops positive ones.",
                lambda z: np.maximum(0, -z),
            ),
            Misconception("identity", "You return z unchanged: negative inputs must give 0.", lambda z: z + 0.0),
            Misconception(
                "leaky",
                "For negative z you return 0.01 z: that is the leaky ReLU. Here negative inputs give exactly 0.",
                lambda z: leaky_relu(z, 0.01),
            ),
            Misconception(
                "largest-only",
                "You return the largest entry of z (at least 0), not one value for every entry.",
                lambda z: np.max(z, initial=0.0),
            ),
            Misconception(
                "dropped",
                "You return only the positive entries: the others must stay in their places, as 0.",
                lambda z: z[z > 0],
            ),
        ),
        terms=lambda z: {"relu(z)": relu(z), "z": z, "[z > 0]": (z > 0) * 1.0, "1": np.ones_like(z), "z^2": z * z},
        coefficients={"relu(z)": 1.0},
        properties=(Property("no negative values", lambda _a, got: bool(np.all(got >= 0))), INCREASING),
    )
)


register(
    ElementwiseExercise(
        id="relu_grad",
        signature="relu_grad(z)",
        reference=relu_prime,
        independent=lambda z: np.heaviside(z, 0.0),
        hints=(
            "The graph of relu consists of two straight pieces. What is the slope of each?",
            "The slope is 1 where z > 0 and 0 where z < 0. At the kink z = 0 the book takes 0.",
            "A comparison gives True or False for every entry; as numbers these are 1 and 0.",
        ),
        recipes=(
            recipe(("choose the slope by the sign of z", "r = where(z > 0, 1, 0)")),
            recipe(("apply relu", "y = maximum(z, 0)"), ("take the sign", "r = sign(y)"), names={"y": "relu"}),
        ),
        misconceptions=(
            Misconception(
                "value-not-slope", "This is relu(z) itself. Its derivative is the slope: 1 where z > 0, else 0.", relu
            ),
            Misconception(
                "one-at-zero",
                "Right except at z = 0, where you return 1. The kink has no slope; the book's convention is 0 there.",
                lambda z: (z >= 0) * 1.0,
            ),
            Misconception(
                "half-at-zero",
                "Right except at z = 0, where you return 1/2. The kink has no slope; the book's convention is 0 there.",
                lambda z: np.heaviside(z, 0.5),
            ),
            Misconception(
                "sign",
                "For negative z you return -1: that is the sign of z, the slope of |z|. The slope of relu is 0 there.",
                np.sign,
            ),
            Misconception(
                "mirrored",
                "The two sides are exchanged: you return 1 for negative z and 0 for positive z.",
                lambda z: (z < 0) * 1.0,
            ),
            Misconception("always-one", "You return 1 everywhere: where z <= 0 the slope of relu is 0.", np.ones_like),
            Misconception(
                "leaky",
                "For negative z you return 0.01: that is the slope of the leaky ReLU. Here it is 0.",
                lambda z: np.where(z > 0, 1.0, 0.01),
            ),
            Misconception(
                "divided",
                "You return relu(z)/z, which is 0/0 = nan at z = 0. The comparison z > 0 needs no division.",
                lambda z: relu(z) / z,
            ),
        ),
        terms=lambda z: {
            "[z > 0]": (z > 0) * 1.0,
            "[z = 0]": (z == 0) * 1.0,
            "relu(z)": relu(z),
            "z": z,
            "1": np.ones_like(z),
        },
        coefficients={"[z > 0]": 1.0},
        properties=(between(0, 1), INCREASING),
    )
)
