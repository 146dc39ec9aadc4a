"""Central differences with a step of the student's own, large enough that its error shows who took which."""
# modelsolution83c1d7

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnlib.exercises.definitions.difference_quotients import CUBES, EXPONENTIALS, SQUARED_SUM, WAVES, F, slopes
from nnlib.exercises.definitions.variants.made import book, bound, grid
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array, Exercise, Misconception, Probe, register_variants
from nnlib.exercises.variants import Parameters, Variants

STEPS = tuple(round(0.01 * k, 2) for k in range(6, 40) if k not in (10, 20, 25))
MATRIX = "a matrix x"
CURVED = (CUBES, WAVES, EXPONENTIALS, CUBES, WAVES, SQUARED_SUM)


def _probes() -> list[Probe]:
    x, y = np.array([0.7, -1.2, 1.5]), np.array([0.4, 1.1, -0.6, 0.9, -1.7])
    rows = np.array([[0.3, -0.8, 1.4, 0.5, 1.1], [1.2, 0.1, -1.5, 0.6, -0.4], [0.2, 0.9, 0.7, -1.1, 1.3]])
    return [
        Probe((CUBES, x)),
        Probe((WAVES, y)),
        Probe((SQUARED_SUM, y[:3].copy())),
        Probe((EXPONENTIALS, y.copy())),
        Probe((CUBES, rows), MATRIX),
    ]


def _fresh(rng: pr.Rng) -> Probe:
    n = pr.size(rng)
    x = np.round(rng.choice([-1, 1], n) * rng.uniform(0.1, 1.9, n), 2)
    return Probe((CURVED[int(rng.integers(len(CURVED)))], x))


def _fresh_edge(rng: pr.Rng) -> Probe:
    return Probe((CURVED[int(rng.integers(3))], pr.numbers(rng, *pr.two_sizes(rng), scale=0.8)), MATRIX)


def _make(parameters: Parameters) -> Exercise:
    h = float(parameters["h"])

    def halved(f: F, x: Array) -> Array:
        return slopes(f, x, lambda at: (at(h / 2) - at(-h / 2)) / h)

    made = bound(book("numerical_grad"), "numerical_grad(f, x)", h=h)
    own = (
        Misconception(
            "much-smaller-step",
            f"This is the gradient to many digits, so your step is much smaller than {h:g}. Here the quotient with just this step is asked.",
            lambda f, x: f.gradient(x),
        ),
        Misconception(
            "half-steps",
            f"You move by {h / 2:g} to each side. Move by {h:g} to each side, so that the points are {2 * h:g} apart.",
            halved,
        ),
    )
    return replace(
        made,
        probes=_probes,
        fresh=_fresh,
        fresh_edge=_fresh_edge,
        accepts=None,
        hints=(
            made.hints[0],
            f"To look at both sides, take f with the entry moved by {h:g} and by -{h:g}. How far apart are these two points?",
            f"For each index i in np.ndindex(x.shape), copy x, change entry i of the copies by {h:g} and -{h:g}, and divide the "
            f"difference of the two values of f by {2 * h:g}.",
        ),
        misconceptions=(*made.misconceptions, *own),
    )


register_variants(
    Variants(
        id="numerical_grad",
        combinations=grid(h=STEPS),
        make=_make,
        statement=lambda p: (
            f"Write `numerical_grad(f, x)`: for each entry of the array `x` the central difference quotient of `f` with the step "
            f"$h={p['h']}$, so from the two points at the distance {p['h']} on both sides. `x` may have any shape and stays as it is. "
            "The quotient with this step is asked, not the best approximation of the slope."
        ),
        fair="The step has two decimals; the error it leaves is above 1e-3 of the slope for curved functions and is the same formula for all.",
    )
)
