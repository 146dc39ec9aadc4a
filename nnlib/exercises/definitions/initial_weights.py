"""Initial weights: normal numbers whose variance depends on the size of the layer.

Only the spread, the mean and the shape of the distribution can be judged, each pooled over many layers; the stream of the
generator is the learner's own.
"""
# modelsolution83c1d7

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from nnlib.exercises.definitions.initial_weight_faults import spread_faults
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array, Exercise, Probe, recipe, register
from nnlib.initialisers import he_normal, xavier_normal

WIDTHS = (11, 17, 23, 31, 43, 53, 71)


def _layer(rng: pr.Rng) -> Probe:
    n_in, n_out = (int(n) for n in rng.choice(WIDTHS, size=2, replace=False))
    return Probe((n_in, n_out, np.random.default_rng(int(rng.integers(2**31)))))


def _probes() -> list[Probe]:
    sizes = ((53, 31), (17, 71), (31, 11), (7, 43))
    return [Probe((n_in, n_out, np.random.default_rng(k))) for k, (n_in, n_out) in enumerate(sizes)]


def _he_from_rows(n_in: int, n_out: int, rng: np.random.Generator) -> Any:
    rows = []
    for _ in range(n_out):
        rows.append(rng.standard_normal(n_in) / np.sqrt(n_in / 2))
    return np.array(rows)


def _xavier_from_rows(n_in: int, n_out: int, rng: np.random.Generator) -> Any:
    mean_fan = (n_in + n_out) / 2
    rows = []
    for _ in range(n_out):
        rows.append(rng.standard_normal(n_in) / np.sqrt(mean_fan))
    return np.array(rows)


def _reference(initialiser: Any) -> Any:
    def draw(n_in: int, n_out: int, rng: np.random.Generator) -> Array:
        return np.asarray(initialiser((n_out, n_in), rng=rng))

    return draw


InitialWeights = partial(
    Exercise,
    chapter="vanishing",
    probes=_probes,
    fresh=_layer,
    fresh_edge=None,
    result="an array of shape (n_out, n_in)",
    misconceptions=(),
)


register(
    InitialWeights(
        id="xavier_init",
        signature="xavier_init(n_in, n_out, rng)",
        reference=_reference(xavier_normal),
        independent=_xavier_from_rows,
        faults=spread_faults(
            "xavier", "sqrt(2/(n_in + n_out))", lambda n_in, n_out: float(np.sqrt(2 / (n_in + n_out))),
        ),
        hints=(
            "The weight belongs to a layer z = W a + b. Which of the two sizes counts the rows of W?",
            "The variance is 2/(n_in + n_out). A generator asks for the standard deviation, in the units of the weights.",
            "rng.normal takes the mean 0, the standard deviation, which is the square root of the variance, and the shape "
            "(n_out, n_in).",
        ),
        recipes=(
            recipe(
                ("add the two fans", "fans = n_in + n_out"),
                ("compute the variance", "variance = 2 / fans"),
                ("turn it into a standard deviation", "s = sqrt(variance)"),
                ("draw the weights", "W = rng.normal(0, s, (n_out, n_in))"),
                names={"fans": "the sum of the fans", "variance": "the variance", "s": "the standard deviation"},
            ),
            recipe(
                ("draw standard normal numbers", "Z = rng.standard_normal((n_out, n_in))"),
                ("compute the standard deviation", "s = sqrt(2 / (n_in + n_out))"),
                ("scale the numbers", "W = s * Z"),
                names={"Z": "the standard normal numbers", "s": "the standard deviation"},
            ),
        ),
    )
)  # fmt: skip


register(
    InitialWeights(
        id="he_init",
        signature="he_init(n_in, n_out, rng)",
        reference=_reference(he_normal),
        independent=_he_from_rows,
        faults=spread_faults("he", "sqrt(2/n_in)", lambda n_in, n_out: float(np.sqrt(2 / n_in))),
        hints=(
            "The weight belongs to a layer z = W a + b. How many terms has the sum that makes one entry of z?",
            "Each of the n_in terms adds to the variance of z, and relu stops half of it: the variance of a weight is 2/n_in. "
            "A generator asks for the standard deviation.",
            "rng.normal takes the mean 0, the standard deviation, which is the square root of 2/n_in, and the shape "
            "(n_out, n_in).",
        ),
        recipes=(
            recipe(
                ("compute the variance", "variance = 2 / n_in"),
                ("turn it into a standard deviation", "s = sqrt(variance)"),
                ("draw the weights", "W = rng.normal(0, s, (n_out, n_in))"),
                names={"variance": "the variance", "s": "the standard deviation"},
            ),
            recipe(
                ("draw standard normal numbers", "Z = rng.standard_normal((n_out, n_in))"),
                ("compute the standard deviation", "s = sqrt(2 / n_in)"),
                ("scale the numbers", "W = s * Z"),
                names={"Z": "the standard normal numbers", "s": "the standard deviation"},
            ),
        ),
    )
)
