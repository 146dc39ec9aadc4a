"""The Kullback-Leibler divergence of two distributions.

Its weights are those of the first one, so p and q are easily exchanged; the boundary cases are probabilities of 0.
"""
# modelsolution83c1d7

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises.definitions.common import NOT_NEGATIVE
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array, Exercise, Misconception, Probe, recipe, register
from nnlib.losses.information import kl_divergence

ZERO_P, ZERO_Q, CERTAIN = "p with a zero", "q = 0 where p > 0", "a one-hot p"


def _sum(weights: Array, of: Array) -> Any:
    """The weighted sum of logarithms; a class of weight 0 adds nothing."""
    used = weights != 0
    return np.sum(weights[used] * np.log(of[used]))


def _where_positive(of: Array, p: Array) -> Array:
    """What a class of weight 0 has to do with it is nothing."""
    return of[p > 0]


def _kl_probes() -> list[Probe]:
    return [
        Probe((np.array([0.5, 0.2, 0.3]), np.array([0.1, 0.6, 0.3]))),
        Probe((np.array([0.1, 0.25, 0.3, 0.05, 0.3]), np.array([0.3, 0.1, 0.15, 0.25, 0.2]))),
        Probe((np.array([0.0, 0.7, 0.3]), np.array([0.2, 0.5, 0.3])), ZERO_P),
        Probe((np.array([0.0, 0.7, 0.3]), np.array([0.0, 0.4, 0.6])), ZERO_P),
        Probe((np.array([0.2, 0.5, 0.3]), np.array([0.0, 0.7, 0.3])), ZERO_Q),
        Probe((np.array([0.0, 1.0, 0.0]), np.array([0.2, 0.3, 0.5])), CERTAIN),
        Probe((np.array([0.0, 1.0, 0.0]), np.array([0.0, 1.0, 0.0])), CERTAIN),
    ]


def _fresh_kl(rng: np.random.Generator) -> Probe:
    k = pr.size(rng)
    return Probe((pr.distribution(rng, k), pr.distribution(rng, k)))


def _fresh_kl_edge(rng: np.random.Generator) -> Probe:
    p, q = _fresh_kl(rng).args
    changed, edge = (p, ZERO_P) if rng.random() < 0.5 else (q, ZERO_Q)
    changed[0] = 0.0
    changed /= changed.sum()
    return Probe((p, q), edge)


register(
    Exercise(
        id="kl_divergence",
        signature="kl_divergence(p, q)",
        chapter="losses",
        reference=kl_divergence,
        independent=lambda p, q: sum(
            (a * (np.log(a) - np.log(b)) if b > 0 else np.inf) for a, b in zip(p, q, strict=True) if a > 0
        ),
        probes=_kl_probes,
        fresh=_fresh_kl,
        fresh_edge=_fresh_kl_edge,
        result="a single number",
        sizes="K classes",
        hints=(
            "Under p, class k occurs with probability p_k. Average what it costs to describe it with q instead of p.",
            r"$D=\sum_k p_k\log(p_k/q_k)$. A class with $p_k=0$ adds nothing; one with $q_k=0<p_k$ makes the sum "
            "infinite.",
            "Keep only the classes with p > 0, then sum p times (log p - log q) over them; np.log(0) is -inf.",
        ),
        recipes=(
            recipe(
                ("keep p of the classes that occur", "u = keep(p, p)"),
                ("keep q of the same classes", "v = keep(q, p)"),
                ("divide the probabilities", "q_ = u / v"),
                ("take the logarithm", "l = log(q_)"),
                ("weigh it", "w = u * l"),
                ("sum", "d = sum(w)"),
                names={"u": "p", "v": "q", "q_": "the ratio", "l": "the logarithm", "w": "the weighted logarithms"},
                keep=_where_positive,
            ),
            recipe(
                ("keep p of the classes that occur", "u = keep(p, p)"),
                ("keep q of the same classes", "v = keep(q, p)"),
                ("compute the cross-entropy", "x = -sum(u * log(v))"),
                ("compute the entropy", "h = -sum(u * log(u))"),
                ("subtract", "d = x - h"),
                names={"u": "p", "v": "q", "x": "the cross-entropy", "h": "the entropy"},
                keep=_where_positive,
            ),
        ),
        misconceptions=(
            Misconception(
                "swapped",
                "Your result is D(q || p): p and q have changed places. The average is over the first distribution, p.",
                lambda p, q: kl_divergence(q, p),
            ),
            Misconception(
                "sign",
                "Your result is the negative of the divergence: log(q/p) stands where log(p/q) belongs, "
                "or a minus is one too many.",
                lambda p, q: -kl_divergence(p, q),
            ),
            Misconception(
                "cross-entropy",
                "Your result is the cross-entropy -sum p log q; the entropy of p is not yet subtracted.",
                lambda p, q: -_sum(p, q),
            ),
            Misconception(
                "entropy",
                "Your result is the entropy of p, -sum p log p; q does not occur in it.",
                lambda p, q: -_sum(p, p),
            ),
            Misconception(
                "mean-for-sum",
                "Your result is the mean over the K classes: the weights p_k already average, so the sum is right.",
                lambda p, q: kl_divergence(p, q) / p.size,
            ),
            Misconception(
                "unweighted",
                "Your result is the sum of log(p/q) without the weights p_k.",
                lambda p, q: np.sum(np.log(p / q)),
            ),
            Misconception(
                "wrong-weight",
                "Your result is the sum of q log(p/q): the weights are those of the first distribution, p.",
                lambda p, q: _sum(q, p) - _sum(q, q),
            ),
            Misconception(
                "not-summed",
                "You return one number for each class, p_k log(p_k/q_k): their sum is missing.",
                lambda p, q: p * np.log(p / q),
            ),
            Misconception(
                "base-two",
                "Your result is 1/log 2 times the right one: logarithms to base 2 were taken; the "
                "book uses natural ones, np.log.",
                lambda p, q: kl_divergence(p, q) / np.log(2),
            ),
            Misconception(
                "symmetric",
                "Your result is the mean of D(p || q) and D(q || p); the divergence asked is D(p || q) alone.",
                lambda p, q: (kl_divergence(p, q) + kl_divergence(q, p)) / 2,
            ),
        ),
        quantities=lambda p, q: {"K": float(p.size)},
        terms=lambda p, q: {
            "sum p log p": _sum(p, p),
            "sum p log q": _sum(p, q),
            "sum q log q": _sum(q, q),
            "sum q log p": _sum(q, p),
            "1": 1.0,
        },
        coefficients={"sum p log p": 1.0, "sum p log q": -1.0},
        properties=(NOT_NEGATIVE,),
        edge_advice="A class with p = 0 adds nothing: leave it out of the sum before taking logarithms.",
    )
)
