"""One step with momentum in the classical form: v becomes beta v - eta g, then w becomes w + v.

The velocity carries the minus and the learning rate, so both are easily applied twice or not at all; libraries place them
differently.
"""
# modelsolution83c1d7

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises.definitions.components import mistakes_in
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array, Component, Exercise, Misconception, Probe, recipe, register

MATRIX, REST = "a matrix w", "a velocity of 0"
Pair = tuple[Array, Array]


def momentum_step(w: Array, v: Array, g: Array, eta: float, beta: float) -> Pair:
    """(w, v) after one step."""
    v = beta * v - eta * g
    return w + v, v


def _entry_by_entry(w: Array, v: Array, g: Array, eta: float, beta: float) -> Pair:
    stepped, velocity = np.empty(w.shape), np.empty(w.shape)
    for i in np.ndindex(w.shape):
        velocity[i] = v[i] * beta - g[i] * eta
        stepped[i] = w[i] + velocity[i]
    return stepped, velocity


def rates(rng: pr.Rng) -> tuple[float, float]:
    """(eta, beta), none of them 1/2, whose sum is not 1."""
    eta, beta = float(rng.choice([0.04, 0.1, 0.15, 0.23, 0.3])), float(rng.choice([0.6, 0.65, 0.8, 0.95]))
    return eta, beta


def _arguments(rng: pr.Rng, *shape: int, edge: str = "") -> Probe:
    w, v, g = (pr.numbers(rng, *shape) for _ in range(3))
    return Probe((w, 0 * v if edge == REST else v, g, *rates(rng)), edge)


def _probes() -> list[Probe]:
    rng = np.random.default_rng(2)
    return [
        Probe((np.array([1.5, -0.4, 2.3]), np.array([0.3, -0.7, 0.2]), np.array([0.6, 1.9, -0.8]), 0.1, 0.8)),
        Probe(
            (
                np.array([0.7, -1.1, 0.2, 3.0, -0.5]),
                np.array([-0.6, 0.4, 1.1, 0.8, 0.1]),
                np.array([2.4, 0.3, -1.7, 0.9, 1.2]),
                0.3,
                0.6,
            )
        ),
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


def _terms(w: Array, v: Array, g: Array, eta: float, beta: float) -> dict[str, Array]:
    return {
        "w": w, "beta v": beta * v, "eta g": eta * g, "v": v, "g": g, "beta g": beta * g, "eta v": eta * v,
        "eta beta g": eta * beta * g, "beta^2 v": beta**2 * v, "beta w": beta * w,
    }  # fmt: skip


_in_w, _in_v = mistakes_in(momentum_step, 0), mistakes_in(momentum_step, 1)


def _as(velocity: Any, sign: float = 1.0) -> Any:
    """The step with this new velocity, which w then goes along."""

    def step(w: Array, v: Array, g: Array, eta: float, beta: float) -> Pair:
        new = velocity(v, g, eta, beta)
        return w + sign * new, new

    return step


MISTAKES = (
    Misconception(
        "ascent",
        "Your velocity is beta v + eta g, so w climbs along the gradient: the classical form has v = beta v - eta g.",
        _as(lambda v, g, eta, beta: beta * v + eta * g),
    ),
    Misconception(
        "library-form",
        "This is the libraries' form, v = beta v + g and w - eta v. The classical one has the rate in the velocity: "
        "v = beta v - eta g, then w + v.",
        lambda w, v, g, eta, beta: (w - eta * (beta * v + g), beta * v + g),
    ),
    Misconception(
        "positive-velocity",
        "You keep the velocity with the other sign: v = beta v + eta g and w - v. The classical form has v = beta v - eta g, "
        "then w + v.",
        lambda w, v, g, eta, beta: (w - beta * v - eta * g, beta * v + eta * g),
    ),
    Misconception(
        "no-rate",
        "Your velocity is beta v - g: the learning rate eta is missing in front of the gradient.",
        _as(lambda v, g, eta, beta: beta * v - g),
    ),
    Misconception(
        "no-friction",
        "Your velocity is v - eta g: the old velocity has to be multiplied by beta, or it never fades.",
        _as(lambda v, g, eta, beta: v - eta * g),
    ),
    Misconception(
        "no-memory",
        "Your velocity is -eta g: the old velocity, times beta, is missing. This is a plain gradient step.",
        _as(lambda v, g, eta, beta: -eta * g),
    ),
    Misconception(
        "averaged-gradient",
        "Your velocity is beta v - (1 - beta) eta g, a running average. The classical form takes the whole step: "
        "beta v - eta g.",
        _as(lambda v, g, eta, beta: beta * v - (1 - beta) * eta * g),
    ),
    Misconception(
        "average-then-rate",
        "You average gradients, v = beta v + (1 - beta) g, and step by -eta v. The classical form is v = beta v - eta g, then "
        "w + v.",
        lambda w, v, g, eta, beta: (w - eta * (beta * v + (1 - beta) * g), beta * v + (1 - beta) * g),
    ),
    Misconception(
        "rates-exchanged",
        "Your velocity is eta v - beta g: beta belongs to the old velocity, eta to the gradient.",
        _as(lambda v, g, eta, beta: eta * v - beta * g),
    ),
    Misconception(
        "parentheses",
        "Your velocity is beta (v - eta g): beta multiplies the old velocity only.",
        _as(lambda v, g, eta, beta: beta * (v - eta * g)),
    ),
    Misconception(
        "rate-on-both",
        "Your velocity is eta (beta v - g): eta multiplies the gradient only.",
        _as(lambda v, g, eta, beta: eta * (beta * v - g)),
    ),
    _in_w(
        "velocity-subtracted",
        "w: you subtract the velocity. v = beta v - eta g carries the minus already, so add it: w + v.",
        lambda w, v, g, eta, beta: w - (beta * v - eta * g),
    ),
    _in_w(
        "old-velocity",
        "w: you add the old velocity. First renew v, then go along the new one: w + (beta v - eta g).",
        lambda w, v, g, eta, beta: w + v,
    ),
    _in_w(
        "plain-step",
        "w is a plain gradient step, w - eta g: the part beta v of the velocity is missing.",
        lambda w, v, g, eta, beta: w - eta * g,
    ),
    _in_w(
        "rate-twice",
        "w: you multiply the velocity by eta once more. The rate is in v already: w + v.",
        lambda w, v, g, eta, beta: w + eta * (beta * v - eta * g),
    ),
    _in_w(
        "gradient-twice",
        "w: you subtract eta g once more. The new velocity holds it already: w + v.",
        lambda w, v, g, eta, beta: w + beta * v - 2 * eta * g,
    ),
    _in_w(
        "nesterov-form",
        "w is w + beta v - eta g with the new v: that is Nesterov's step. The classical one is w + v.",
        lambda w, v, g, eta, beta: w + beta * (beta * v - eta * g) - eta * g,
    ),
    _in_w("weights-unchanged", "w comes back as it was: add the new velocity.", lambda w, v, g, eta, beta: w),
    _in_w("change-for-weights", "w: you return the change alone. Add it to the old weights: w + v.", lambda w, v, g, eta, beta: beta * v - eta * g),
    _in_v(
        "velocity-unchanged",
        "v comes back as it was, so the velocity never builds up: return the new one, beta v - eta g.",
        lambda w, v, g, eta, beta: v,
    ),
    _in_v(
        "velocity-without-gradient",
        "v is beta v alone: the gradient's part -eta g is missing in what you return.",
        lambda w, v, g, eta, beta: beta * v,
    ),
    _in_v("velocity-negative", "v comes back with the other sign: it should be beta v - eta g.", lambda w, v, g, eta, beta: eta * g - beta * v),
    _in_v("gradient-for-velocity", "v: you return the gradient. The velocity is beta v - eta g.", lambda w, v, g, eta, beta: g),
)  # fmt: skip


register(
    Exercise(
        id="momentum_step",
        signature="momentum_step(w, v, g, eta, beta)",
        chapter="momentum",
        reference=momentum_step,
        independent=_entry_by_entry,
        probes=_probes,
        fresh=lambda rng: _arguments(rng, pr.size(rng)),
        fresh_edge=_fresh_edge,
        result="two arrays (w, v)",
        sizes="n entries of w",
        quantities=lambda w, v, g, eta, beta: {"eta": eta, "beta": beta},
        components=(
            Component(
                "w", "an array of the shape of w", terms=_terms, coefficients={"w": 1.0, "beta v": 1.0, "eta g": -1.0}
            ),
            Component("v", "an array of the shape of v", terms=_terms, coefficients={"beta v": 1.0, "eta g": -1.0}),
        ),
        hints=(
            "Two lines: first the velocity changes, then the weights go along the new velocity.",
            "The old velocity fades by the factor beta; the gradient pushes against itself, scaled by eta.",
            "The new v is beta times v minus eta times g; the new w is w plus this v. Return both, as new arrays.",
        ),
        misconceptions=MISTAKES,
        recipes=(
            recipe(
                ("let the old velocity fade", "a = beta * v"),
                ("scale the gradient", "b = eta * g"),
                ("combine the two", "u = a - b"),
                ("move the weights along the velocity", "x = w + u"),
                ("return weights and velocity", "r = (x, u)"),
                names={"a": "beta v", "b": "eta g", "u": "the new velocity", "x": "the new weights"},
            ),
            recipe(
                ("renew the velocity", "u = -eta * g + beta * v"),
                ("move the weights", "x = w - eta * g + beta * v"),
                ("return weights and velocity", "r = (x, u)"),
                names={"u": "the new velocity", "x": "the new weights"},
            ),
        ),
    )
)
