"""The leaky ReLU with a slope of the student's own in place of the argument alpha."""
# modelsolution83c1d7

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnlib.activations import leaky_relu
from nnlib.exercises.definitions.variants.made import book, bound, grid
from nnlib.exercises.registry import Exercise, Misconception, register_variants
from nnlib.exercises.variants import Parameters, Variants

SLOPES = (
    0.02, 0.03, 0.04, 0.06, 0.07, 0.08, 0.09, 0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 0.17, 0.18, 0.19, 0.21, 0.22, 0.23,
    0.24, 0.26, 0.27, 0.28, 0.29, 0.31, 0.32, 0.33, 0.34, 0.35, 0.36, 0.37, 0.38,
)  # fmt: skip


def _make(parameters: Parameters) -> Exercise:
    slope = float(parameters["slope"])
    # below 0.1 the larger of z and the slope is what the mistake before it amounts to, on all arguments that are tried
    drop = ("alpha-ignored", "constant-alpha-negative", *(("maximum-of-alpha",) if slope < 0.1 else ()))
    made = bound(book("leaky_relu"), "leaky_relu(z)", drop=drop, alpha=slope)
    # where z < 0 and nowhere else; the book's sentence before it is about z = 0 as well
    negative = Misconception(
        "constant-alpha-negative",
        f"Where z < 0 you return {slope:g} itself; it has to be {slope:g} z.",
        lambda z: np.where(z < 0, slope, z),
    )
    chapter = Misconception(
        "chapter-slope",
        f"Your slope where z < 0 is the chapter's 0.01; in this exercise it is {slope:g}.",
        lambda z: leaky_relu(z, 0.01),
    )
    return replace(made, misconceptions=(*made.misconceptions, negative, chapter))


register_variants(
    Variants(
        id="leaky_relu",
        combinations=grid(slope=SLOPES),
        make=_make,
        statement=lambda p: (
            f"Write `leaky_relu(z)` for an array `z` of any shape, with the fixed slope {p['slope']}: positive entries pass "
            f"unchanged, negative ones are multiplied by {p['slope']}. The function takes no other argument."
        ),
        fair="The slope is a number of two decimals that is multiplied by and nothing else; none of them is 0.01, 1 or a "
        "power of another, so that no mistake gives the right result for it.",
    )
)
