"""Cross-entropy of logits with class indices: minus the log-probability of each sample's own class, averaged.

The logarithm undoes the exponential of softmax; computed one after the other they overflow for logits that lie far
apart.
"""
# modelsolution83c1d7

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from nnlib.activations.softmax_family import logsumexp, softmax
from nnlib.exercises.definitions.common import LOGITS_5X3, LOGITS_FAR, MATRIX_3X5, NOT_NEGATIVE, OTHER_3X5
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.diagnosis.compare import same
from nnlib.exercises.registry import Array, Exercise, Misconception, Probe, recipe, register


def _class_probes() -> list[Probe]:
    rows = np.tile(OTHER_3X5[:, :3], (4, 1))[:11] * np.linspace(0.5, 2, 11)[:, None]
    tied = np.array([[1000.0, 998.0, 0, 1, 2], [-1000.0, 0, 1, 0.5, 3], [0, 1, 2, 1000.0, 1000.0]])
    far = np.array([[1000.0, 0, -1000.0, 1, 2], [0.3, 2, 1, 0.5, 3], [0, 1, 2, 0, 1.0]])
    return [
        Probe((LOGITS_5X3.copy(), np.array([2, 1, 0, 1, 0]))),
        Probe((MATRIX_3X5.copy(), np.array([4, 1, 2]))),
        Probe((rows, np.array([0, 2, 1, 1, 0, 2, 2, 0, 1, 0, 1]))),
        Probe((tied, np.array([1, 2, 4])), LOGITS_FAR),
        Probe((far, np.array([1, 2, 4])), LOGITS_FAR),
    ]


def _fresh_classes(rng: np.random.Generator) -> Probe:
    n, k = pr.two_sizes(rng)
    return Probe((pr.numbers(rng, n, k), pr.labels(rng, n, k)))


def _fresh_far(rng: np.random.Generator) -> Probe:
    z, c = _fresh_classes(rng).args
    return Probe((z + rng.choice([-1000.0, 0.0, 1000.0], z.shape), c), LOGITS_FAR)


def _class_sizes(z: Array, c: Array) -> dict[str, float]:
    return {"N": float(z.shape[0]), "K": float(z.shape[1])}


ClassExercise = partial(
    Exercise,
    chapter="losses",
    probes=_class_probes,
    fresh=_fresh_classes,
    fresh_edge=_fresh_far,
    sizes="N samples, K classes",
    quantities=_class_sizes,
)


def _picked(z: Array, c: Array) -> Array:
    return np.asarray(z[np.arange(len(c)), c])


def _cross_entropy(z: Array, c: Array) -> Any:
    return np.mean(logsumexp(z) - _picked(z, c))


def _cross_entropy_of_differences(z: Array, c: Array) -> Any:
    """The same by differences to the target logit, shifted by the largest of them."""
    differences = z - z[np.arange(len(c)), c][:, None]
    largest = differences.max(1)
    return np.mean(np.log(np.sum(np.exp(differences - largest[:, None]), 1)) + largest)


def _cross_entropy_accepts(probe: Probe, got: Array, expected: Array) -> bool:
    """-log(softmax) is inf where the target's probability underflows to 0; that is rounding, and passes."""
    z, c = probe.args
    if np.max(logsumexp(z) - _picked(z, c)) > 700 and np.isposinf(got):
        return True
    return same(got, expected)


register(
    ClassExercise(
        id="cross_entropy",
        signature="cross_entropy(Z, c)",
        reference=_cross_entropy,
        independent=_cross_entropy_of_differences,
        accepts=_cross_entropy_accepts,
        result="a single number",
        hints=(
            "For each sample, the loss is minus the logarithm of the softmax probability of its class; then the mean.",
            r"The logarithm undoes the exponential: $-\log p_c=\log\sum_k e^{z_k}-z_c$. Subtract each row's maximum "
            "before np.exp.",
            "Z[np.arange(len(c)), c] picks each row's target logit. The loss is the mean of logsumexp minus that.",
        ),
        recipes=(
            recipe(
                ("take the probabilities", "P = softmax(Z)"),
                ("pick those of the classes", "q = P[arange(len(c)), c]"),
                ("take the logarithm", "l = log(q)"),
                ("average and put the minus in front", "r = -mean(l)"),
                names={"P": "the probabilities", "q": "the target probabilities", "l": "the logarithms"},
            ),
            recipe(
                ("find each row's maximum", "m = max(Z, axis=1, keepdims=True)"),
                ("subtract it", "S = Z - m"),
                ("take the exponential", "E = exp(S)"),
                ("sum each row", "n = sum(E, axis=1)"),
                ("take the logarithm", "L = log(n)"),
                ("pick the target logits", "g = S[arange(len(c)), c]"),
                ("subtract", "d = L - g"),
                ("average", "r = mean(d)"),
                names={
                    "m": "the maximum",
                    "S": "the shifted logits",
                    "E": "the exponentials",
                    "n": "the row sums",
                    "L": "the logarithm",
                    "g": "the target logits",
                },
            ),
            recipe(
                ("make the one-hot targets", "Y = eye(Z.shape[1])[c]"),
                ("take the probabilities", "P = softmax(Z)"),
                ("take the logarithm", "l = log(P)"),
                ("keep the targets", "w = Y * l"),
                ("sum and put the minus in front", "s = -sum(w)"),
                ("divide by the number of samples", "r = s / len(c)"),
                names={
                    "Y": "the one-hot targets",
                    "P": "the probabilities",
                    "l": "the logarithms",
                    "w": "the kept ones",
                    "s": "the sum",
                },
            ),
        ),
        misconceptions=(
            Misconception(
                "sum-for-mean",
                "Your result is N times the right one (N samples): the sum over the batch was taken where the mean is "
                "asked.",
                lambda Z, c: _cross_entropy(Z, c) * len(c),
            ),
            Misconception(
                "logits-as-log-probabilities",
                "Your result is minus the mean of the target logits. Logits are not log-probabilities: subtract "
                "logsumexp of the row first (log-softmax).",
                lambda Z, c: -np.mean(_picked(Z, c)),
            ),
            Misconception(
                "no-logarithm",
                "Your result is minus the mean probability of the target classes: the logarithm is missing.",
                lambda Z, c: -np.mean(_picked(softmax(Z), c)),
            ),
            Misconception(
                "sign",
                "Your result is the mean log-probability, which is negative: the loss is minus that.",
                lambda Z, c: -_cross_entropy(Z, c),
            ),
            Misconception(
                "over-all-entries",
                "Your result is too small by the factor K (K classes): the mean was taken over all N K entries, of "
                "which only N count.",
                lambda Z, c: _cross_entropy(Z, c) / Z.shape[1],
            ),
            Misconception(
                "all-classes",
                "Your result is the mean of -log p over all classes; only the class c of each sample counts.",
                lambda Z, c: np.mean(logsumexp(Z)[:, None] - Z),
            ),
            Misconception(
                "columns",
                "Your softmax is normalised along axis 0, over the samples; it has to be along each row, axis -1.",
                lambda Z, c: np.mean(logsumexp(Z, axis=0)[c] - _picked(Z, c)),
            ),
            Misconception(
                "log-of-logits",
                "Your result is -mean(log) of the target logits themselves: softmax has to turn logits into "
                "probabilities first.",
                lambda Z, c: -np.mean(np.log(_picked(Z, c))),
            ),
            Misconception(
                "softmax-twice",
                "Softmax was applied twice: your result is the cross-entropy of softmax(Z) taken as logits.",
                lambda Z, c: _cross_entropy(softmax(Z), c),
            ),
            Misconception(
                "log-of-mean",
                "Your result is -log of the mean target probability; first the logarithm of each, then the mean.",
                lambda Z, c: -np.log(np.mean(_picked(softmax(Z), c))),
            ),
            Misconception(
                "overflow",
                "Right for moderate logits, but for ±1000 e^z overflows or underflows and the result is no finite "
                "number. Subtract each row's maximum first.",
                lambda Z, c: -np.mean(np.log(_picked(np.exp(Z) / np.exp(Z).sum(1, keepdims=True), c))),
            ),
            Misconception(
                "not-averaged",
                "You return one loss for each sample; the mean over the samples is missing.",
                lambda Z, c: logsumexp(Z) - _picked(Z, c),
            ),
        ),
        terms=lambda Z, c: {
            "mean(logsumexp)": np.mean(logsumexp(Z)),
            "mean(target logit)": np.mean(_picked(Z, c)),
            "mean(largest logit)": np.mean(Z.max(1)),
            "mean(Z)": np.mean(Z),
            "log K": np.log(Z.shape[1]),
            "1": 1.0,
        },
        coefficients={"mean(logsumexp)": 1.0, "mean(target logit)": -1.0},
        properties=(NOT_NEGATIVE,),
        edge_advice="Subtract each row's maximum before np.exp, or use logsumexp.",
    )
)
