"""Softmax of one vector of logits or of many rows.

Each row is normalised by itself and may be shifted by a number, so the axis of the sum and the maximum subtracted
before taking exponentials are what goes wrong.
"""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.activations.softmax_family import logsumexp, softmax
from nnlib.exercises.definitions.common import LOGITS_5X3, LOGITS_FAR, LOGITS_NEAR, sums_along
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array, Exercise, Misconception, Probe, Property, recipe, register

VECTOR = "a single vector Z"


def _probes() -> list[Probe]:
    near = np.array([[1000.0, 999.5, 998.0, 1001.0, 997.0], [1.0, 0.0, -1.0, 2.0, 0.5], [0.3, 1e3, 1e3, 0.0, 2.0]])
    far = np.array([[1000.0, -1000.0, 0.0], [-1000.0, 0.5, 0.1], [0.0, 1.0, 1000.0], [-1000, -999, -998], [1, 2, 4.0]])
    return [
        Probe((LOGITS_5X3.copy(),)),
        Probe((np.array([[0.4, 1.1, -0.9, 0.2, 2.3], [1.5, -0.3, 0.8, 0.0, -1.2], [0.6, 2.0, 1.0, -2.1, 0.1]]),)),
        Probe((np.array([0.2, 1.3, -0.7, 2.4, 0.0]),), VECTOR),
        Probe((near,), LOGITS_NEAR),
        Probe((far,), LOGITS_FAR),
    ]


def _edge(rng: np.random.Generator) -> Probe:
    choice = int(rng.integers(3))
    if choice == 0:
        return Probe((pr.numbers(rng, pr.size(rng)),), VECTOR)
    if choice == 1:
        return Probe((pr.numbers(rng, *pr.two_sizes(rng)) + 1000,), LOGITS_NEAR)
    shape = pr.two_sizes(rng)
    return Probe((pr.numbers(rng, *shape) + rng.choice([-1000.0, 0.0, 1000.0], shape),), LOGITS_FAR)


def _over_the_whole(z: Array) -> Array:
    e = np.exp(z - z.max())
    return np.asarray(e / e.sum())


register(
    Exercise(
        id="softmax",
        signature="softmax(Z)",
        chapter="activations",
        reference=softmax,
        independent=lambda Z: np.exp(Z - np.logaddexp.reduce(Z, axis=-1, keepdims=True)),
        probes=_probes,
        fresh=lambda rng: Probe((pr.numbers(rng, *pr.two_sizes(rng)),)),
        fresh_edge=_edge,
        result="an array of the shape of Z",
        sizes="N rows, K columns",
        hints=(
            "Each row is normalised by itself, and a single vector counts as one row: the classes lie along the last "
            "axis, axis=-1.",
            "Adding the same number to all logits of a row changes nothing. Choose that number so that e to the power "
            "of the largest logit is 1.",
            "Subtract the maximum along axis -1 with keepdims=True, take np.exp, and divide by the sum along axis -1 "
            "with keepdims=True.",
        ),
        recipes=(
            recipe(
                ("find each row's maximum", "m = max(Z, axis=-1, keepdims=True)"),
                ("subtract it", "S = Z - m"),
                ("take the exponential", "E = exp(S)"),
                ("sum each row", "n = sum(E, axis=-1, keepdims=True)"),
                ("normalise the rows", "P = E / n"),
                names={"m": "the maximum", "S": "the shifted logits", "E": "the exponentials", "n": "the row sums"},
            ),
            recipe(
                ("take the exponential", "E = exp(Z)"),
                ("sum each row", "n = sum(E, axis=-1, keepdims=True)"),
                ("normalise the rows", "P = E / n"),
                names={"E": "the exponentials", "n": "the row sums"},
            ),
        ),
        misconceptions=(
            Misconception(
                "whole-array",
                "All entries together sum to 1; each row should. Take the sum over axis -1 with keepdims=True, not "
                "over the whole array.",
                _over_the_whole,
            ),
            Misconception(
                "overflow",
                "Right for moderate logits, but near 1000 e^z overflows and inf/inf is nan. Subtract each row's "
                "maximum first: the result stays the same.",
                lambda Z: np.exp(Z) / np.exp(Z).sum(-1, keepdims=True),
            ),
            Misconception(
                "axis-0",
                "Your columns sum to 1 instead of your rows: axis 0 was used where the last axis, axis=-1, is needed.",
                lambda Z: softmax(Z, axis=0),
            ),
            Misconception(
                "global-maximum",
                "Right for moderate logits, but one maximum was subtracted from all rows: a row far below it becomes "
                "0/0 = nan. Subtract each row's own maximum.",
                lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(-1, keepdims=True),
            ),
            Misconception(
                "no-normalisation",
                "Your result is e^(z - max z), row by row: the division by the row's sum is missing.",
                lambda Z: np.exp(Z - Z.max(-1, keepdims=True)),
            ),
            Misconception("exponential-only", "Your result is e^z: the division by the row's sum is missing.", np.exp),
            Misconception(
                "no-exponential",
                "Your result is z divided by the sum of its row: e^z is missing above and below.",
                lambda Z: Z / Z.sum(-1, keepdims=True),
            ),
            Misconception(
                "softmin",
                "Your result is softmax(-Z): the smallest logit gets the largest probability. A sign in the exponent.",
                lambda Z: softmax(-Z),
            ),
            Misconception(
                "logarithm",
                "Your result is the logarithm of softmax: e to the power of it is what is asked.",
                lambda Z: Z - logsumexp(Z)[..., None],
            ),
            Misconception(
                "one-hot",
                "You return 1 at each row's largest logit and 0 elsewhere: that is the arg max; softmax shares "
                "the 1 among all classes.",
                lambda Z: (Z == Z.max(-1, keepdims=True)) * 1.0,
            ),
            Misconception(
                "sigmoid",
                "This is the logistic function of every entry; rows then do not sum to 1.",
                lambda Z: 1 / (1 + np.exp(-Z)),
            ),
        ),
        quantities=lambda Z: {"N": float(Z.shape[0]), "K": float(Z.shape[-1])} if Z.ndim == 2 else {"K": float(len(Z))},
        regions=lambda Z: {
            "at each row's largest logit": Z == Z.max(-1, keepdims=True),
            "in the first row": np.arange(len(Z))[:, None] == 0 if Z.ndim == 2 else Z != Z,
        },
        terms=lambda Z: {
            "softmax(Z)": softmax(Z),
            "e^Z": np.exp(Z),
            "Z": Z,
            "1": np.ones_like(Z),
            "log(sum of the row's e^z)": logsumexp(Z)[..., None] + 0 * Z,
            "max of the row": Z.max(-1, keepdims=True) + 0 * Z,
            "softmax(Z)^2": softmax(Z) ** 2,
        },
        coefficients={"softmax(Z)": 1.0},
        properties=(
            Property("all entries between 0 and 1", lambda _a, got: bool(np.all((got >= 0) & (got <= 1)))),
            Property("rows sum to 1", sums_along(-1, 1)),
            Property("columns sum to 1", sums_along(0, 1)),
            Property(
                "the largest logit of a row has the largest value",
                lambda args, got: bool(np.all(args[0].argmax(-1) == got.argmax(-1))),
            ),
        ),
        edge_advice="Subtract each row's maximum before np.exp.",
    )
)
