"""One step of gradient descent: new weights from old ones, a gradient and a learning rate.

What goes wrong is the sign, the place of the learning rate, and that the caller's array is changed.
"""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array, Exercise, Misconception, Probe, Property, recipe, register

MATRIX = "a matrix w"


def _step(w: Array, g: Array, eta: float) -> Array:
    return w - eta * g


def _entry_by_entry(w: Array, g: Array, eta: float) -> Array:
    stepped = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        stepped[i] = w[i] - eta * g[i]
    return stepped


def _arguments(rng: pr.Rng, *shape: int, edge: str = "") -> Probe:
    return Probe((pr.numbers(rng, *shape), pr.numbers(rng, *shape), float(np.round(rng.uniform(0.03, 0.7), 2))), edge)


def _probes() -> list[Probe]:
    rng = np.random.default_rng(3)
    return [
        Probe((np.array([1.5, -0.4, 2.3]), np.array([0.6, 1.9, -0.8]), 0.1)),
        Probe((np.array([0.7, -1.1, 0.2, 3.0, -0.5]), np.array([2.4, 0.3, -1.7, 0.9, 1.2]), 0.35)),
        Probe((np.array([-2.0, 0.8, 1.3, 0.1, 0.6, -0.9, 1.7]), np.array([0.2, -0.6, 3.1, 1.1, -2.3, 0.4, 0.5]), 0.04)),
        _arguments(rng, 3, 5, edge=MATRIX),
    ]


def _downhill(args: tuple[Array, Array, float], got: Array) -> bool:
    w, g, _ = args
    return bool(np.sum((got - w) * g) < 0)


register(
    Exercise(
        id="sgd_step",
        signature="sgd_step(w, g, eta)",
        chapter="sgd",
        reference=_step,
        independent=_entry_by_entry,
        probes=_probes,
        fresh=lambda rng: _arguments(rng, pr.size(rng)),
        fresh_edge=lambda rng: _arguments(rng, *pr.two_sizes(rng), edge=MATRIX),
        result="an array of the shape of w",
        quantities=lambda w, g, eta: {"eta": eta, "n": float(w.size)},
        sizes="n entries of w",
        hints=(
            "The gradient points to where the loss rises fastest. Which way should w go?",
            "The learning rate eta says how far: it multiplies the gradient, and nothing else.",
            "Return a new array, w minus eta times g. With w -= ... the caller's array would change too.",
        ),
        misconceptions=(
            Misconception(
                "ascent",
                "Your step goes up: w + eta g climbs along the gradient, so the loss grows. Subtract: w - eta g.",
                lambda w, g, eta: w + eta * g,
            ),
            Misconception(
                "no-rate",
                "You return w - g: the learning rate eta is missing, which scales the gradient.",
                lambda w, g, eta: w - g,
            ),
            Misconception(
                "rate-divides",
                "You divide the gradient by eta; a small learning rate then makes a large step. Multiply: w - eta g.",
                lambda w, g, eta: w - g / eta,
            ),
            Misconception(
                "change-only",
                "You return the change -eta g alone: add it to the old weights, w - eta g.",
                lambda w, g, eta: -eta * g,
            ),
            Misconception(
                "change-only-positive",
                "You return eta g, the length of the step alone: the new weights are w - eta g.",
                lambda w, g, eta: eta * g,
            ),
            Misconception(
                "parentheses",
                "You return eta (w - g): eta multiplies the gradient only, not the old weights.",
                lambda w, g, eta: eta * (w - g),
            ),
            Misconception(
                "rate-subtracted",
                "You return (w - eta) g: eta and g belong together. First multiply them, then subtract from w.",
                lambda w, g, eta: (w - eta) * g,
            ),
            Misconception(
                "shrinks-weights",
                "You return w - eta w, which shrinks the weights whatever the gradient is: it has to be eta g.",
                lambda w, g, eta: w - eta * w,
            ),
            Misconception(
                "sign-only",
                "You use the sign of g, not g itself: all entries move by eta. The step is eta times the gradient.",
                lambda w, g, eta: w - eta * np.sign(g),
            ),
            Misconception(
                "normalised",
                "You divide the gradient by its length, so every step has the length eta. Here the step is eta times g.",
                lambda w, g, eta: w - eta * g / np.linalg.norm(g),
            ),
            Misconception(
                "mean-gradient",
                "You subtract the mean of g from all entries: each weight has a gradient of its own.",
                lambda w, g, eta: w - eta * np.mean(g),
            ),
            Misconception(
                "summed-gradient",
                "You subtract the sum of g from all entries: each weight has a gradient of its own.",
                lambda w, g, eta: w - eta * np.sum(g),
            ),
            Misconception(
                "averaged",
                "You divide the gradient by the number of weights: g is a finished gradient, and its mean over samples is taken.",
                lambda w, g, eta: w - eta * g / len(g),
            ),
            Misconception(
                "multiplied-by-weights",
                "You return w - eta g w, which moves large weights more: the step is eta g.",
                lambda w, g, eta: w * (1 - eta * g),
            ),
            Misconception(
                "half-rate",
                "Your step is half as long as it should be: the learning rate is eta, without a 1/2.",
                lambda w, g, eta: w - eta * g / 2,
            ),
            Misconception(
                "two-steps", "Your step is twice as long as it should be: subtract eta g once.", lambda w, g, eta: w - 2 * eta * g
            ),
            Misconception("weights-unchanged", "You return w as it was: subtract eta g.", lambda w, g, eta: w),
            Misconception(
                "exchanged", "You return g - eta w: weights and gradient have changed places.", lambda w, g, eta: g - eta * w
            ),
        ),
        terms=lambda w, g, eta: {
            "w": w, "eta g": eta * g, "g": g, "eta w": eta * w, "eta^2 g": eta**2 * g, "eta": eta * np.ones_like(w), "1": np.ones_like(w),
        },
        coefficients={"w": 1.0, "eta g": -1.0},
        properties=(Property("the step goes down along the gradient", _downhill),),
        recipes=(
            recipe(
                ("scale the gradient by the learning rate", "s = eta * g"),
                ("subtract it from the weights", "r = w - s"),
                names={"s": "eta g"},
            ),
            recipe(
                ("turn the gradient round", "d = -g"),
                ("scale it by the learning rate", "c = eta * d"),
                ("add it to the weights", "r = w + c"),
                names={"d": "-g", "c": "the change"},
            ),
            recipe(("step every entry", "r = stack([a - eta * b for a, b in zip(w, g)])")),
        ),
    )
)  # fmt: skip
