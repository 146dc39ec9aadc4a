"""Binary cross-entropy that weighs the samples with t = 1: the weight is the student's own."""
# modelsolution83c1d7

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from nnlib.exercises.definitions.variants.made import book, grid
from nnlib.exercises.diagnosis.compare import same
from nnlib.exercises.registry import Array, Exercise, Misconception, Probe, recipe, register_variants
from nnlib.exercises.variants import Parameters, Variants

WEIGHTS = tuple(round(1.2 + 0.1 * k, 1) for k in range(38) if k not in (8, 18, 28))  # 1.2 to 4.9, without 2, 3 and 4


def _make(parameters: Parameters) -> Exercise:
    w = float(parameters["weight"])
    base = book("bce")

    def ones(y_hat: Array, t: Array) -> Any:
        return np.mean(np.where(t == 1, np.log(np.where(t == 1, y_hat, 1.0)), 0.0))

    def zeros(y_hat: Array, t: Array) -> Any:
        return np.mean(np.where(t == 0, np.log(np.where(t == 0, 1 - y_hat, 1.0)), 0.0))

    def loss(y_hat: Array, t: Array) -> Any:
        return -(w * ones(y_hat, t) + zeros(y_hat, t))

    def accepts(probe: Probe, got: Array, expected: Array) -> bool:
        """As in the book: inf where the prediction is exactly opposite, or the large number of a clipped logarithm."""
        y_hat, t = probe.args
        opposite = np.mean(np.abs(y_hat - t) == 1)
        if opposite:
            return bool(got >= 11 * opposite)
        return same(got, expected) or bool(np.abs(got - expected) <= 1e-5 * w)

    listed = (
        Misconception(
            "weight-ignored",
            f"This is the unweighted loss: the term of the samples with t = 1 has to be multiplied by {w:g}.",
            lambda y, t: -(ones(y, t) + zeros(y, t)),
        ),
        Misconception(
            "weight-on-both",
            f"You multiply both terms by {w:g}: the weight belongs to the samples with t = 1 alone.",
            lambda y, t: -w * (ones(y, t) + zeros(y, t)),
        ),
        Misconception(
            "weight-on-the-other",
            f"Your weight {w:g} stands at the samples with t = 0: it belongs to those with t = 1.",
            lambda y, t: -(ones(y, t) + w * zeros(y, t)),
        ),
        Misconception(
            "weight-divides",
            f"You divide the term of the samples with t = 1 by {w:g}: multiply it.",
            lambda y, t: -(ones(y, t) / w + zeros(y, t)),
        ),
        Misconception(
            "weight-inside-logarithm",
            f"You multiply the probability by {w:g} inside the logarithm, which only adds a constant: the weight stands before it.",
            lambda y, t: -(ones(y, t) + np.log(w) * np.mean(t) + zeros(y, t)),
        ),
        Misconception(
            "weighted-mean",
            f"You divide by the sum of the weights. Here the mean is over the N samples: {w:g} multiplies, and nothing else changes.",
            lambda y, t: loss(y, t) * t.size / np.sum(np.where(t == 1, w, 1.0)),
        ),
        Misconception(
            "second-term-missing",
            "You have only the term of the samples with t = 1; the term (1 - t) log(1 - y_hat) is missing.",
            lambda y, t: -w * ones(y, t),
        ),
        Misconception(
            "first-term-missing",
            f"You have only the term of the samples with t = 0; the term {w:g} t log y_hat is missing.",
            lambda y, t: -zeros(y, t),
        ),
        Misconception(
            "sign",
            "Your loss is negative: logarithms of probabilities are at most 0, so a minus belongs in front of the mean.",
            lambda y, t: -loss(y, t),
        ),
        Misconception(
            "sum-for-mean",
            "Your result is N times the right one (N samples): the sum was taken where the mean is asked.",
            lambda y, t: loss(y, t) * t.size,
        ),
        Misconception(
            "difference-of-terms",
            "The second term has the wrong sign: the two terms are added, then the minus applies to both.",
            lambda y, t: -(w * ones(y, t) - zeros(y, t)),
        ),
        Misconception(
            "targets-exchanged",
            "The targets are exchanged: your result is right with 1 - t in place of t.",
            lambda y, t: loss(y, 1 - t),
        ),
        Misconception(
            "base-two",
            "Your result is 1/log 2 times the right one: logarithms to base 2 were taken; the book uses natural ones, np.log.",
            lambda y, t: loss(y, t) / np.log(2),
        ),
    )
    return replace(
        base,
        reference=loss,
        independent=lambda y, t: -np.sum(np.where(t == 1, w, 1.0) * np.log(np.abs(1 - t - y))) / t.size,
        accepts=accepts,
        hints=(
            base.hints[0],
            rf"In one formula: $-({w:g}\,t\log\hat y+(1-t)\log(1-\hat y))$, averaged over the samples. What does it give for "
            r"$\hat y=t=1$?",
            f"0 times log 0 is nan in NumPy. Choose with np.where(t == 1, y_hat, 1 - y_hat) before taking the logarithm, and the "
            f"weight with np.where(t == 1, {w:g}, 1); then the mean, then the minus.",
        ),
        recipes=(
            recipe(
                ("choose the probability of what happened", "p = where(t == 1, y_hat, 1 - y_hat)"),
                ("choose the weight", f"c = where(t == 1, {w!r}, 1)"),
                ("take the logarithm", "l = log(p)"),
                ("weigh it", "k = c * l"),
                ("average", "m = mean(k)"),
                ("put the minus in front", "r = -m"),
                names={"p": "the probability", "c": "the weights", "l": "the logarithms", "k": "the weighted ones", "m": "the mean"},
            ),
            recipe(
                ("write the term for t = 1", f"a = {w!r} * t * log(y_hat)"),
                ("write the term for t = 0", "b = (1 - t) * log(1 - y_hat)"),
                ("add the terms", "s = a + b"),
                ("average and put the minus in front", "r = -mean(s)"),
                names={"a": "the term for t = 1", "b": "the term for t = 0", "s": "the terms"},
            ),
        ),
        misconceptions=listed,
        coefficients={"mean(t log y_hat)": -w, "mean((1 - t) log(1 - y_hat))": -1.0},
    )  # fmt: skip


register_variants(
    Variants(
        id="bce",
        combinations=grid(weight=WEIGHTS),
        make=_make,
        statement=lambda p: (
            f"In a class with few positive samples these count more. Write `bce(y_hat, t)`, the mean over the N samples of "
            f"$-({p['weight']}\\,t\\log\\hat y+(1-t)\\log(1-\\hat y))$, for vectors of probabilities `y_hat` and targets `t` of 0 and 1. "
            "Predictions of exactly 0 and 1 that are right must not give nan."
        ),
        fair="The weight has one decimal, is above 1 and no whole number, and multiplies one term; at 1 forgetting it would be right.",
    )
)
