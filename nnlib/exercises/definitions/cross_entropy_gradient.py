"""The gradient of the cross-entropy of logits: probabilities minus one-hot targets, over N.

Each of the three parts can be missing: the softmax, the 1 subtracted in the target's column, and the 1/N that the
mean over the batch leaves.
"""
# modelsolution83c1d7

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.activations.softmax_family import softmax
from nnlib.exercises.definitions.common import ROWS_SUM_TO_0
from nnlib.exercises.definitions.cross_entropy import ClassExercise
from nnlib.exercises.registry import Array, Misconception, Property, recipe, register


def _one_hot(z: Array, c: Array) -> Array:
    return np.asarray(np.eye(z.shape[1])[c])


def _ce_grad(z: Array, c: Array) -> Any:
    return (softmax(z) - _one_hot(z, c)) / len(c)


register(
    ClassExercise(
        id="ce_grad",
        signature="ce_grad(Z, c)",
        reference=_ce_grad,
        independent=lambda Z, c: softmax(Z) / len(c) - (np.arange(Z.shape[1]) == c[:, None]) / len(c),
        result="an array of the shape of Z",
        hints=(
            r"Differentiate $\log\sum_k e^{z_k}-z_c$ by one logit: the first part gives a probability, the second is "
            "not 0 in one place only.",
            r"For one sample it is $\hat y-t$, with $t$ the one-hot vector of the class. Which factor does the mean add?",
            "Take P = softmax(Z), subtract 1 at P[np.arange(len(c)), c], and divide everything by the number of rows.",
        ),
        recipes=(
            recipe(
                ("take the probabilities", "P = softmax(Z)"),
                ("make the one-hot targets", "Y = eye(Z.shape[1])[c]"),
                ("subtract the targets", "D = P - Y"),
                ("divide by the number of samples", "G = D / len(c)"),
                names={"P": "the probabilities", "Y": "the targets", "D": "the difference"},
            ),
            recipe(
                ("shift each row by its maximum", "S = Z - max(Z, axis=1, keepdims=True)"),
                ("take the exponential", "E = exp(S)"),
                ("normalise the rows", "P = E / sum(E, axis=1, keepdims=True)"),
                ("make the one-hot targets", "Y = eye(Z.shape[1])[c]"),
                ("subtract the targets", "D = P - Y"),
                ("count the samples", "N = Z.shape[0]"),
                ("divide by it", "G = D / N"),
                names={
                    "S": "the shifted logits",
                    "E": "the exponentials",
                    "P": "the probabilities",
                    "Y": "the targets",
                    "D": "the difference",
                    "N": "N",
                },
            ),
        ),
        misconceptions=(
            Misconception(
                "missing-mean",
                "Your result is N times the right one (N samples): the loss is a mean over the batch, and its gradient "
                "keeps the 1/N.",
                lambda Z, c: softmax(Z) - _one_hot(Z, c),
            ),
            Misconception(
                "target-not-subtracted",
                "Your result is P/N with P = softmax(Z); it is wrong only in each row's target column, where 1 has to "
                "be subtracted: (P - Y)/N.",
                lambda Z, c: softmax(Z) / len(c),
            ),
            Misconception(
                "sign",
                "Your result is (Y - P)/N, the negative of the gradient: where the probability is too low, raising the "
                "logit lowers the loss.",
                lambda Z, c: -_ce_grad(Z, c),
            ),
            Misconception(
                "over-all-entries",
                "Your result is too small by the factor K (K classes): divide by the number of samples N, not by all "
                "N K entries.",
                lambda Z, c: _ce_grad(Z, c) / Z.shape[1],
            ),
            Misconception(
                "divided-by-classes",
                "Your result is (P - Y)/K: divide by the number of samples N, not by the number of classes K.",
                lambda Z, c: (softmax(Z) - _one_hot(Z, c)) / Z.shape[1],
            ),
            Misconception(
                "bare-softmax",
                "Your result is softmax(Z): the one-hot target Y has to be subtracted, and the mean needs 1/N.",
                lambda Z, c: softmax(Z),
            ),
            Misconception(
                "no-softmax",
                "Your result is (Z - Y)/N: the logits have to become probabilities (softmax) before Y is subtracted.",
                lambda Z, c: (Z - _one_hot(Z, c)) / len(c),
            ),
            Misconception(
                "target-only",
                "Your result is -Y/N: the softmax part is missing, which pushes all other logits down.",
                lambda Z, c: -_one_hot(Z, c) / len(c),
            ),
            Misconception(
                "columns",
                "Your softmax is normalised along axis 0, over the samples; it has to be along each row, axis -1.",
                lambda Z, c: (softmax(Z, axis=0) - _one_hot(Z, c)) / len(c),
            ),
            Misconception(
                "inverse-probability",
                "Your result is -Y/(N P), the derivative by the probabilities; by the logits it is (P - Y)/N.",
                lambda Z, c: -_one_hot(Z, c) / softmax(Z) / len(c),
            ),
        ),
        regions=lambda Z, c: {
            "in each row's target column": _one_hot(Z, c) == 1,
            "outside the target columns": _one_hot(Z, c) == 0,
        },
        terms=lambda Z, c: {
            "P/N": softmax(Z) / len(c),
            "Y/N": _one_hot(Z, c) / len(c),
            "Z/N": Z / len(c),
            "P Y/N": softmax(Z) * _one_hot(Z, c) / len(c),
            "1/N": np.ones_like(Z) / len(c),
        },
        coefficients={"P/N": 1.0, "Y/N": -1.0},
        properties=(
            ROWS_SUM_TO_0,
            Property(
                "negative exactly in the target's column",
                lambda a, got: bool(np.all((got < 0) == (_one_hot(*a) == 1))),
            ),
        ),
        edge_advice="Subtract each row's maximum before np.exp.",
    )
)
