"""Nesterov's step in the classical form: the gradient is taken where the velocity leads, at w + beta v.

The gradient is a function here, and everything depends on the point at which it is asked.
"""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.exercises.definitions.momentum import MATRIX, REST, rates
from nnlib.exercises.definitions.nesterov_mistakes import MISTAKES, Gradient, Pair, nesterov_step
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.given import given
from nnlib.exercises.registry import Array, Component, Exercise, Probe, recipe, register

# three of them curved, so that the point at which they are asked shows; all keep the shape of w
GRADIENTS = (
    given("grad(w) = w^3 - w"),
    given("grad(w) = w^2/2 + 3 w - 1"),
    given("grad(w) = w + sin(3 w)"),
    given("grad(w) = w (sum of w^2)"),
)


def _from_the_look_ahead_point(w: Array, v: Array, grad: Gradient, eta: float, beta: float) -> Pair:
    ahead = w + beta * v
    stepped = ahead - eta * grad(ahead)
    return stepped, stepped - w


def _arguments(rng: pr.Rng, *shape: int, edge: str = "") -> Probe:
    w, v = pr.numbers(rng, *shape, scale=1.0), pr.numbers(rng, *shape, scale=1.0)
    grad = GRADIENTS[int(rng.integers(len(GRADIENTS)))]
    return Probe((w, 0 * v if edge == REST else v, grad, *rates(rng)), edge)


def _probes() -> list[Probe]:
    rng = np.random.default_rng(6)
    return [
        Probe((np.array([1.5, -0.4, 0.9]), np.array([0.3, -0.7, 0.2]), GRADIENTS[0], 0.1, 0.8)),
        Probe((np.array([0.7, -1.1, 0.2, 1.6, -0.5]), np.array([-0.6, 0.4, 1.1, 0.8, 0.1]), GRADIENTS[1], 0.3, 0.6)),
        Probe((np.array([-0.3, 0.8, 1.3]), np.array([0.5, -0.2, 0.9]), GRADIENTS[2], 0.15, 0.95)),
        _arguments(rng, 7),
        _arguments(rng, 3, 5, edge=MATRIX),
        _arguments(rng, 5, edge=REST),
    ]


def _fresh_edge(rng: pr.Rng) -> Probe:
    return (
        _arguments(rng, *pr.two_sizes(rng), edge=MATRIX)
        if rng.random() < 0.5
        else _arguments(rng, pr.size(rng), edge=REST)
    )


def _terms(w: Array, v: Array, grad: Gradient, eta: float, beta: float) -> dict[str, Array]:
    here, ahead = grad(w), grad(w + beta * v)
    return {
        "w": w, "beta v": beta * v, "eta grad(w + beta v)": eta * ahead, "eta grad(w)": eta * here, "v": v,
        "grad(w + beta v)": ahead, "grad(w)": here, "beta^2 v": beta**2 * v, "eta beta grad(w + beta v)": eta * beta * ahead,
        "eta grad(w - beta v)": eta * grad(w - beta * v), "eta grad(w + v)": eta * grad(w + v),
    }  # fmt: skip


register(
    Exercise(
        id="nesterov_step",
        signature="nesterov_step(w, v, grad, eta, beta)",
        chapter="momentum",
        reference=nesterov_step,
        independent=_from_the_look_ahead_point,
        probes=_probes,
        fresh=lambda rng: _arguments(rng, pr.size(rng)),
        fresh_edge=_fresh_edge,
        result="two arrays (w, v)",
        quantities=lambda w, v, grad, eta, beta: {"eta": eta, "beta": beta},
        components=(
            Component(
                "w",
                "an array of the shape of w",
                terms=_terms,
                coefficients={"w": 1.0, "beta v": 1.0, "eta grad(w + beta v)": -1.0},
            ),
            Component(
                "v", "an array of the shape of v", terms=_terms, coefficients={"beta v": 1.0, "eta grad(w + beta v)": -1.0}
            ),
        ),
        hints=(
            "Momentum carries w along by beta v anyway. So ask for the gradient there, not where you are.",
            "Everything else is as in momentum_step: the velocity fades by beta, the scaled gradient is subtracted, and w "
            "goes along the new velocity.",
            "Compute the point w + beta v, call grad there, set v to beta times v minus eta times that gradient, and return "
            "w + v and v.",
        ),
        misconceptions=MISTAKES,
        recipes=(
            recipe(
                ("let the old velocity fade", "a = beta * v"),
                ("look ahead", "p = w + a"),
                ("take the gradient there", "g = grad(p)"),
                ("scale the gradient", "b = eta * g"),
                ("combine the two", "u = a - b"),
                ("move the weights along the velocity", "x = w + u"),
                ("return weights and velocity", "r = (x, u)"),
                names={"a": "beta v", "p": "the look-ahead point", "g": "the gradient", "b": "eta times the gradient",
                       "u": "the new velocity", "x": "the new weights"},
            ),
            recipe(
                ("take the gradient at the look-ahead point", "g = grad(w + beta * v)"),
                ("move the weights", "x = w - eta * g + beta * v"),
                ("renew the velocity", "u = -eta * g + beta * v"),
                ("return weights and velocity", "r = (x, u)"),
                names={"g": "the gradient", "u": "the new velocity", "x": "the new weights"},
            ),
        ),
    )
)  # fmt: skip
