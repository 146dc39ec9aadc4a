"""A gradient by central differences: move one entry a little to both sides and see how much f moves.

The exact gradient is known here, and any accurate answer passes; an answer that takes its steps to one side only is
recognised by the error it makes.
"""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.exercises.definitions.difference_quotients import (
    CUBES,
    EXPONENTIALS,
    FUNCTIONS,
    MISTAKES,
    SQUARED_SUM,
    STEEP,
    WAVES,
    F,
    central,
    slopes,
)
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.diagnosis.convergence import error_falls_like
from nnlib.exercises.registry import (
    Args,
    Array,
    Ask,
    Exercise,
    Probe,
    Question,
    recipe,
    register,
)

MATRIX, DEFAULT = "a matrix x", "h left out"


def _along_unit_arrays(f: F, x: Array, h: float = 1e-5) -> Array:
    quotients = []
    for k in range(x.size):
        step = np.zeros(x.shape)
        step.flat[k] = h
        quotients.append((f(x + step) - f(x - step)) / (2 * h))
    return np.array(quotients).reshape(x.shape)


def _accurate(probe: Probe, got: Array, expected: Array) -> bool:
    """Accurate to rounding, or off by no more than central differences with this h are."""
    f, x = probe.args[:2]
    exact = np.asarray(f.gradient(x))
    # a step in proportion to x is as good; rounded values of f are magnified by the quotient
    allowed = 1.2 * np.abs(expected - exact) * np.maximum(1.0, np.abs(x)) ** 2
    digits = 1e-6 if got.dtype.itemsize == 8 else 5e-4
    return bool(np.all(np.abs(got - exact) <= allowed + digits * (1 + np.abs(exact))))


def _near_minimum(rng: pr.Rng, n: int) -> Array:
    """Entries where STEEP bends much more than it rises: there a step to one side shows."""
    return np.round(np.arange(1, n + 1) / 10 + rng.uniform(-3e-4, 3e-4, n), 5)


def _probes() -> list[Probe]:
    x, y = np.array([0.7, -1.2, 1.5]), np.array([0.4, 1.1, -0.6, 0.9, -1.7])
    rows = np.array([[0.3, -0.8, 1.4, 0.5, 1.1], [1.2, 0.1, -1.5, 0.6, -0.4], [0.2, 0.9, 0.7, -1.1, 1.3]])
    return [
        Probe((CUBES, x, 1e-5)),
        Probe((WAVES, y, 0.1)),
        Probe((SQUARED_SUM, y[:3], 0.05)),
        Probe((EXPONENTIALS, y, 0.1)),
        Probe((STEEP, np.array([0.1003, 0.2001, 0.2998]), 1e-5)),
        Probe((WAVES, x), DEFAULT),
        Probe((CUBES, rows, 0.1), MATRIX),
    ]


def _fresh(rng: pr.Rng) -> Probe:
    f, n = FUNCTIONS[int(rng.integers(len(FUNCTIONS)))], pr.size(rng)
    x = _near_minimum(rng, n) if f is STEEP else np.round(rng.choice([-1, 1], n) * rng.uniform(0.1, 1.9, n), 2)
    return Probe((f, x, float(rng.choice([1e-5, 0.05, 0.1]))))


def _fresh_edge(rng: pr.Rng) -> Probe:
    f = FUNCTIONS[int(rng.integers(4))]
    return Probe((f, pr.numbers(rng, *pr.two_sizes(rng), scale=0.8), float(rng.choice([1e-5, 0.1]))), MATRIX)


def _one_sided(ask: Ask, _args: Args) -> bool:
    """True if the error at a steep parabola is one and the same for all entries and for every h: 10000 times a step."""
    x = np.array([0.1003, 0.2001, 0.2998])
    answers = [ask(STEEP, x, h) for h in (1e-5, 0.1)]
    exact = 2e4 * (x - np.array([0.1, 0.2, 0.3]))
    given = [got for got in answers if got is not None and got.shape == x.shape]
    if len(given) < len(answers):
        return False
    steps = np.concatenate([got - exact for got in given]) / 1e4
    return bool(np.ptp(steps) <= 0.02 * abs(steps[0]) and 1e-9 <= abs(steps[0]) <= 0.01)


def _values(f: F, x: Array, h: float = 1e-5) -> dict[str, Array]:
    def at(s: float) -> Array:
        return slopes(f, x, lambda moved: moved(s)) / (2 * h)

    return {
        "f(x + h)/(2h)": at(h), "f(x - h)/(2h)": at(-h), "f(x)/(2h)": at(0.0), "f(x + 2h)/(2h)": at(2 * h), "f(x - 2h)/(2h)": at(-2 * h),
    }  # fmt: skip


register(
    Exercise(
        id="numerical_grad",
        signature="numerical_grad(f, x, h=1e-5)",
        chapter="gradcheck",
        reference=central,
        independent=_along_unit_arrays,
        probes=_probes,
        fresh=_fresh,
        fresh_edge=_fresh_edge,
        accepts=_accurate,
        arguments_vary=False,
        result="an array of the shape of x",
        quantities=lambda f, x, h=1e-5: {"h": h, "n": float(x.size)},
        sizes="n entries of x",
        terms=_values,
        coefficients={"f(x + h)/(2h)": 1.0, "f(x - h)/(2h)": -1.0},
        hints=(
            "One entry of x at a time: move it a little, keep all others where they were, and see how much f changes.",
            "To look at both sides, take f with the entry moved by h and by -h. How far apart are these two points?",
            "For each index i in np.ndindex(x.shape), copy x, change entry i of the copies by h and -h, and divide the "
            "difference of the two values of f by 2h.",
        ),
        misconceptions=MISTAKES,
        questions=(
            Question(
                "first-order",
                "Right in the limit, but the error falls like h, not like h^2 as that of central differences: do the "
                "two points lie at the same distance on both sides of x?",
                error_falls_like(1),
            ),
            Question(
                "one-sided-own-step",
                "Your quotient is one-sided, with a step of its own: where f bends strongly it is off. Look to both sides, "
                "f(x + h) and f(x - h), and use the argument h.",
                _one_sided,
            ),
        ),
        recipes=(
            recipe(
                ("make one step for each entry", "E = [e.reshape(x.shape) for e in h * eye(x.size)]"),
                ("take f one step ahead", "A = stack([f(x + e) for e in E])"),
                ("take f one step behind", "B = stack([f(x - e) for e in E])"),
                ("subtract the two values", "D = A - B"),
                ("divide by the distance of the points", "G = D / (2 * h)"),
                ("bring the slopes into the shape of x", "R = G.reshape(x.shape)"),
                names={"E": "the steps", "A": "the values ahead", "B": "the values behind", "D": "the differences"},
            ),
            recipe(
                ("take f with one entry moved ahead", "A = values(f, x, h)"),
                ("take f with one entry moved behind", "B = values(f, x, -h)"),
                ("weigh the values ahead", "C = A / (2 * h)"),
                ("weigh the values behind", "D = B / (2 * h)"),
                ("subtract", "R = C - D"),
                names={
                    "A": "the values ahead",
                    "B": "the values behind",
                    "C": "the part ahead",
                    "D": "the part behind",
                },
                values=lambda f, x, s: slopes(f, x, lambda moved: moved(s)),
            ),
        ),
    )
)
