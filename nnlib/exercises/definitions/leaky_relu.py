"""The leaky ReLU: negative entries keep a small slope alpha.

A second argument comes in: alpha may be ignored, put in place of alpha z, or applied to the wrong side.
"""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.activations import leaky_relu, relu
from nnlib.exercises.definitions.elementwise import FIXED_Z, INCREASING, ElementwiseExercise, edge, fixed, fresh
from nnlib.exercises.diagnosis.probes import Rng
from nnlib.exercises.registry import Misconception, Probe, recipe, register


def _leaky_probes() -> list[Probe]:
    alphas = (0.01, 0.2, 0.07, 0.3, 0.01)
    given = [Probe((*p.args, a), p.edge) for p, a in zip(fixed(), alphas, strict=True)]
    return [*given, Probe((FIXED_Z.copy(),), "alpha left out")]


def _with_alpha(probe: Probe, rng: Rng) -> Probe:
    return Probe((*probe.args, float(np.round(rng.uniform(0.02, 0.4), 2))), probe.edge)


register(
    ElementwiseExercise(
        id="leaky_relu",
        signature="leaky_relu(z, alpha=0.01)",
        reference=leaky_relu,
        independent=lambda z, alpha=0.01: np.maximum(z, 0) + alpha * np.minimum(z, 0),
        probes=_leaky_probes,
        fresh=lambda rng: _with_alpha(fresh(rng), rng),
        fresh_edge=lambda rng: _with_alpha(edge(rng), rng),
        hints=(
            "Positive entries pass unchanged, negative ones are multiplied by alpha.",
            "np.where(condition, a, b) takes a where the condition holds and b elsewhere, entry by entry.",
            "The condition is z > 0, the two values are z and alpha times z.",
        ),
        recipes=(
            recipe(
                ("compute the left branch", "y = alpha * z"),
                ("choose by the sign of z", "r = where(z > 0, z, y)"),
                names={"y": "alpha z"},
            ),
            recipe(
                ("compute the left branch", "y = alpha * z"),
                ("take the larger of the two", "r = maximum(z, y)"),
                names={"y": "alpha z"},
            ),
            recipe(
                ("choose the slope by the sign of z", "s = where(z > 0, 1, alpha)"),
                ("multiply by the slope", "r = s * z"),
                names={"s": "the slope"},
            ),
        ),
        misconceptions=(
            Misconception(
                "plain-relu",
                "This is relu: where z < 0 you return 0 instead of alpha z.",
                lambda z, alpha=0.01: relu(z),
            ),
            Misconception(
                "alpha-ignored",
                "You use 0.01 whatever alpha is: where z < 0 multiply by the argument alpha.",
                lambda z, alpha=0.01: leaky_relu(z, 0.01),
            ),
            Misconception(
                "sides-exchanged",
                "The two sides are exchanged: you multiply positive entries by alpha, not negative ones.",
                lambda z, alpha=0.01: np.where(z > 0, alpha * z, z),
            ),
            Misconception(
                "constant-alpha",
                "Where z < 0 you return the number alpha itself, which makes a jump; it has to be alpha z.",
                lambda z, alpha=0.01: np.where(z > 0, z, alpha + 0 * z),
            ),
            Misconception(
                "constant-alpha-negative",
                "Where z < 0 you return alpha itself; it has to be alpha z.",
                lambda z, alpha=0.01: np.where(z < 0, alpha, z),
            ),
            Misconception(
                "wrong-sign-left",
                "Where z < 0 you return -alpha z, which is positive: the sign of z has to stay.",
                lambda z, alpha=0.01: np.where(z > 0, z, -alpha * z),
            ),
            Misconception(
                "slope-not-value",
                "You return the slope: 1 where z > 0, else alpha. The function itself returns z or alpha z.",
                lambda z, alpha=0.01: np.where(z > 0, 1.0, alpha),
            ),
            Misconception(
                "divided-by-alpha",
                "Where z < 0 you return z/alpha; the small slope comes from alpha z.",
                lambda z, alpha=0.01: np.where(z > 0, z, z / alpha),
            ),
            Misconception(
                "maximum-of-alpha",
                "Your result is the larger of z and alpha, entry by entry; compare z with alpha z.",
                lambda z, alpha=0.01: np.maximum(z, alpha),
            ),
            Misconception(
                "alpha-everywhere",
                "You return alpha z everywhere: positive entries pass unchanged.",
                lambda z, alpha=0.01: alpha * z,
            ),
        ),
        terms=lambda z, alpha=0.01: {
            "max(0, z)": relu(z),
            "alpha min(0, z)": alpha * np.minimum(z, 0),
            "min(0, z)": np.minimum(z, 0),
            "alpha": alpha * np.ones_like(z),
            "1": np.ones_like(z),
            "[z > 0]": (z > 0) * 1.0,
        },
        coefficients={"max(0, z)": 1.0, "alpha min(0, z)": 1.0},
        properties=(INCREASING,),
    )
)
