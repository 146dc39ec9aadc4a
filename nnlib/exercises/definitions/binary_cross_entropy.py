"""Binary cross-entropy of probabilities: minus the logarithm of the probability given to what happened.

The boundary cases are predictions of exactly 0 or 1, where 0 log 0 must count as 0.
"""
# modelsolution83c1d7

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises.definitions.common import NOT_NEGATIVE
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.diagnosis.compare import same
from nnlib.exercises.registry import Array, Exercise, Misconception, Probe, recipe, register

AGREE, OPPOSE = "y_hat exactly 0 or 1 and equal to t", "y_hat exactly 0 or 1 and opposite to t"


def _bce(y_hat: Array, t: Array) -> Any:
    p = np.where(t == 1, y_hat, 1 - y_hat)
    return -np.mean(np.log(p))


def _bce_accepts(probe: Probe, got: Array, expected: Array) -> bool:
    """Where y_hat is 0 or 1 and opposite to t, inf is right and so is any large number of a clipped logarithm."""
    y_hat, t = probe.args
    opposite = np.mean(np.abs(y_hat - t) == 1)
    if opposite:
        return bool(got >= 11 * opposite)
    # the usual safety constants (up to 1e-7) shift the value by less than this
    return same(got, expected) or bool(np.abs(got - expected) <= 1e-5)


def _bce_probes() -> list[Probe]:
    return [
        Probe((np.array([0.9, 0.2, 0.65]), np.array([1.0, 0.0, 0.0]))),
        Probe((np.array([0.3, 0.75, 0.4, 0.95, 0.12]), np.array([0.0, 1.0, 1.0, 1.0, 0.0]))),
        Probe((np.array([0.6, 0.07, 0.82, 0.5, 0.33, 0.71, 0.16]), np.array([0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]))),
        Probe((np.array([1.0, 0.0, 0.7]), np.array([1.0, 0.0, 1.0])), AGREE),
        Probe((np.array([1.0, 0.0, 0.7]), np.array([0.0, 0.0, 1.0])), OPPOSE),
        Probe((np.array([0.0, 0.4, 0.8, 0.25, 0.9]), np.array([1.0, 0.0, 1.0, 0.0, 1.0])), OPPOSE),
    ]


def _fresh_bce(rng: np.random.Generator) -> Probe:
    n = pr.size(rng)
    t = rng.permutation(np.append([0.0, 1.0], rng.integers(0, 2, n - 2)))
    return Probe((np.round(rng.uniform(0.03, 0.97, n), 2), t))


def _fresh_bce_edge(rng: np.random.Generator) -> Probe:
    y_hat, t = _fresh_bce(rng).args
    if rng.random() < 0.5:
        y_hat[:2] = t[:2]
        return Probe((y_hat, t), AGREE)
    y_hat[0] = 1 - t[0]
    return Probe((y_hat, t), OPPOSE)


def _bce_parts(y_hat: Array, t: Array) -> dict[str, Any]:
    a, b = np.log(y_hat), np.log(1 - y_hat)
    return {
        "mean(t log y_hat)": np.mean(t * a), "mean((1 - t) log(1 - y_hat))": np.mean((1 - t) * b),
        "mean(log y_hat)": np.mean(a), "mean(log(1 - y_hat))": np.mean(b), "mean(t)": np.mean(t), "1": 1.0,
    }  # fmt: skip


register(
    Exercise(
        id="bce",
        signature="bce(y_hat, t)",
        chapter="losses",
        reference=_bce,
        independent=lambda y_hat, t: -np.sum(np.log(np.abs(1 - t - y_hat))) / t.size,
        probes=_bce_probes,
        fresh=_fresh_bce,
        fresh_edge=_fresh_bce_edge,
        accepts=_bce_accepts,
        arguments_vary=False,
        result="a single number",
        sizes="N samples",
        hints=(
            "The loss of a sample is minus the logarithm of the probability given to what happened: y_hat if t = 1, "
            "else 1 - y_hat.",
            r"In one formula: $-(t\log\hat y+(1-t)\log(1-\hat y))$, averaged over the samples. What does it give for "
            r"$\hat y=t=1$?",
            "0 times log 0 is nan in NumPy. Choose with np.where(t == 1, y_hat, 1 - y_hat) before taking the "
            "logarithm, then the mean, then the minus.",
        ),
        recipes=(
            recipe(
                ("choose the probability of what happened", "p = where(t == 1, y_hat, 1 - y_hat)"),
                ("take the logarithm", "l = log(p)"),
                ("average", "m = mean(l)"),
                ("put the minus in front", "r = -m"),
                names={"p": "the probability", "l": "the logarithms", "m": "the mean"},
            ),
            recipe(
                ("write the term for t = 1", "a = t * log(y_hat)"),
                ("write the term for t = 0", "b = (1 - t) * log(1 - y_hat)"),
                ("add the terms", "s = a + b"),
                ("average and put the minus in front", "r = -mean(s)"),
                names={"a": "the term for t = 1", "b": "the term for t = 0", "s": "the terms"},
            ),
            recipe(
                ("write the term for t = 1", "a = t * log(y_hat)"),
                ("write the term for t = 0", "b = (1 - t) * log(1 - y_hat)"),
                ("sum", "s = sum(a) + sum(b)"),
                ("divide by the number of samples", "r = -s / len(t)"),
                names={"a": "the term for t = 1", "b": "the term for t = 0", "s": "the sum"},
            ),
        ),
        misconceptions=(
            Misconception(
                "second-term-missing",
                "You have only the term of the samples with t = 1; the term (1 - t) log(1 - y_hat) is missing.",
                lambda y_hat, t: -np.mean(t * np.log(y_hat)),
            ),
            Misconception(
                "first-term-missing",
                "You have only the term of the samples with t = 0; the term t log y_hat is missing.",
                lambda y_hat, t: -np.mean((1 - t) * np.log(1 - y_hat)),
            ),
            Misconception(
                "sign",
                "Your loss is negative: logarithms of probabilities are at most 0, so a minus belongs in front of the "
                "mean.",
                lambda y_hat, t: -_bce(y_hat, t),
            ),
            Misconception(
                "sum-for-mean",
                "Your result is N times the right one (N samples): the sum was taken where the mean is asked.",
                lambda y_hat, t: _bce(y_hat, t) * t.size,
            ),
            Misconception(
                "difference-of-terms",
                "The second term has the wrong sign: t log y_hat and (1 - t) log(1 - y_hat) are added, then the minus "
                "applies to both.",
                lambda y_hat, t: -np.mean(t * np.log(y_hat) - (1 - t) * np.log(1 - y_hat)),
            ),
            Misconception(
                "targets-exchanged",
                "The targets are exchanged: your result is right with 1 - t in place of t.",
                lambda y_hat, t: _bce(y_hat, 1 - t),
            ),
            Misconception(
                "ignores-target",
                "Your result is -mean(log y_hat), whatever t is: for t = 0 the probability is 1 - y_hat.",
                lambda y_hat, t: -np.mean(np.log(y_hat)),
            ),
            Misconception(
                "base-two",
                "Your result is 1/log 2 times the right one: logarithms to base 2 were taken; the book uses natural "
                "ones, np.log.",
                lambda y_hat, t: _bce(y_hat, t) / np.log(2),
            ),
        ),
        quantities=lambda y_hat, t: {"N": float(t.size)},
        terms=_bce_parts,
        coefficients={"mean(t log y_hat)": -1.0, "mean((1 - t) log(1 - y_hat))": -1.0},
        properties=(NOT_NEGATIVE,),
        edge_advice="0 times log 0 is nan: choose y_hat or 1 - y_hat by t before taking the logarithm, or clip y_hat.",
    )
)
