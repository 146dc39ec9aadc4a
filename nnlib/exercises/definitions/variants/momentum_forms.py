"""A step with momentum with a friction of the student's own, in one of three forms that are in use.

In all three the velocity becomes beta v + a g and then w becomes w + b v; the forms differ in where the rate and the minus are.
"""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnlib.exercises.definitions.components import mistakes_in
from nnlib.exercises.definitions.variants.made import book, grid
from nnlib.exercises.registry import Array, Exercise, Misconception, Probe, Recipe, recipe, register_variants
from nnlib.exercises.variants import Parameters, Variants

FRICTIONS = (0.58, 0.62, 0.66, 0.68, 0.72, 0.74, 0.76, 0.78, 0.82, 0.84, 0.86, 0.88, 0.92, 0.94)
Pair = tuple[Array, Array]


@dataclass(frozen=True)
class Form:
    """`gradient` and `velocity` give the factors a and b for a rate; the words are those of formulas."""

    whose: str
    gradient: Callable[[float], float]
    velocity: Callable[[float], float]
    grows: str
    moves: str

    def step(self, w: Array, v: Array, g: Array, eta: float, beta: float) -> Pair:
        """(w, v) after one step."""
        new = beta * v + self.gradient(eta) * g
        return w + self.velocity(eta) * new, new

    def rule(self, beta: float) -> str:
        """The form in words."""
        return f"v = {beta:g} v {self.grows}, then {self.moves}"


FORMS = {
    "classic": Form("the classical form", lambda eta: -eta, lambda eta: 1.0, "- eta g", "w + v"),
    "library": Form("the libraries' form", lambda eta: 1.0, lambda eta: -eta, "+ g", "w - eta v"),
    "positive": Form("the form with a positive velocity", lambda eta: eta, lambda eta: -1.0, "+ eta g", "w - v"),
}
LATEX = {"classic": (r"-\eta g", "w+v"), "library": ("+g", r"w-\eta v"), "positive": (r"+\eta g", "w-v")}


def _make(parameters: Parameters) -> Exercise:
    beta, name = float(parameters["beta"]), str(parameters["form"])
    form = FORMS[name]
    rule = form.rule(beta)

    def step(w: Array, v: Array, g: Array, eta: float) -> Pair:
        return form.step(w, v, g, eta, beta)

    def entry_by_entry(w: Array, v: Array, g: Array, eta: float) -> Pair:
        stepped, velocity = np.empty(w.shape), np.empty(w.shape)
        for i in np.ndindex(w.shape):
            velocity[i] = v[i] * beta + g[i] * form.gradient(eta)
            stepped[i] = w[i] + velocity[i] * form.velocity(eta)
        return stepped, velocity

    def with_velocity(new: Callable[[Array, Array, float], Array]) -> Callable[..., Pair]:
        """The step with this new velocity in the form asked for."""
        return lambda w, v, g, eta: (w + form.velocity(eta) * new(v, g, eta), new(v, g, eta))

    def a(eta: float) -> float:
        return form.gradient(eta)

    def b(eta: float) -> float:
        return form.velocity(eta)

    def new(v: Array, g: Array, eta: float) -> Array:
        return beta * v + a(eta) * g

    in_w, in_v = mistakes_in(step, 0), mistakes_in(step, 1)
    others = [
        Misconception(
            f"{key}-form", f"This is {other.whose}, {other.rule(beta)}. Asked is {rule}.", _other(other, beta)
        )
        for key, other in FORMS.items()
        if key != name
    ]
    listed = (
        *others,
        Misconception(
            "ascent",
            f"The gradient has the wrong sign, so w climbs: {rule}.",
            with_velocity(lambda v, g, eta: beta * v - a(eta) * g),
        ),
        Misconception(
            "no-rate",
            f"The learning rate eta is missing: {rule}.",
            lambda w, v, g, eta: FORMS[name].step(w, v, g, 1.0, beta),
        ),
        Misconception(
            "no-friction",
            f"The old velocity has to be multiplied by {beta:g}, or it never fades: {rule}.",
            with_velocity(lambda v, g, eta: v + a(eta) * g),
        ),
        Misconception(
            "no-memory",
            f"The old velocity, times {beta:g}, is missing: this is a plain gradient step.",
            with_velocity(lambda v, g, eta: a(eta) * g),
        ),
        Misconception(
            "averaged-gradient",
            f"You multiply the gradient by 1 - {beta:g}, a running average. Asked is {rule}.",
            with_velocity(lambda v, g, eta: beta * v + (1 - beta) * a(eta) * g),
        ),
        Misconception(
            "parentheses",
            f"You multiply the gradient by {beta:g} too: it belongs to the old velocity only.",
            with_velocity(lambda v, g, eta: beta * (v + a(eta) * g)),
        ),
        Misconception(
            "chapter-friction",
            f"Your velocity keeps 0.9 of the old one; in this exercise it keeps {beta:g}.",
            with_velocity(lambda v, g, eta: 0.9 * v + a(eta) * g),
        ),
        in_w(
            "velocity-other-sign",
            f"w moves against its velocity: {rule}.",
            lambda w, v, g, eta: w - b(eta) * new(v, g, eta),
        ),
        in_w(
            "old-velocity",
            f"w goes along the old velocity. First renew v, then use the new one: {rule}.",
            lambda w, v, g, eta: w + b(eta) * v,
        ),
        in_w(
            "rate-twice",
            f"w: you multiply the velocity by eta once more: {rule}.",
            lambda w, v, g, eta: w + eta * b(eta) * new(v, g, eta),
        ),
        in_w(
            "gradient-twice",
            f"w: you take the gradient once more, the new velocity holds it already: {rule}.",
            lambda w, v, g, eta: w + b(eta) * (new(v, g, eta) + a(eta) * g),
        ),
        in_w(
            "nesterov-form",
            f"w looks ahead once more: that is Nesterov's step. Asked is {rule}.",
            lambda w, v, g, eta: w + b(eta) * new(new(v, g, eta), g, eta),
        ),
        in_w("weights-unchanged", "w comes back as it was: move it along the new velocity.", lambda w, v, g, eta: w),
        in_w(
            "change-for-weights",
            "w: you return the change alone. Add it to the old weights.",
            lambda w, v, g, eta: b(eta) * new(v, g, eta),
        ),
        in_v(
            "velocity-unchanged",
            f"v comes back as it was, so the velocity never builds up: {rule}.",
            lambda w, v, g, eta: v,
        ),
        in_v(
            "velocity-without-gradient",
            f"v: the gradient's part is missing in what you return: {rule}.",
            lambda w, v, g, eta: beta * v,
        ),
        in_v("velocity-negative", f"v comes back with the other sign: {rule}.", lambda w, v, g, eta: -new(v, g, eta)),
        in_v("gradient-for-velocity", f"v: you return the gradient. The velocity: {rule}.", lambda w, v, g, eta: g),
    )

    base = book("momentum_step")

    def terms(w: Array, v: Array, g: Array, eta: float) -> dict[str, Array]:
        return {"w": w, "v": v, "g": g, "eta g": eta * g, "eta v": eta * v, "eta^2 g": eta**2 * g}

    w_terms = {"classic": {"w": 1.0, "v": beta, "eta g": -1.0}, "library": {"w": 1.0, "eta v": -beta, "eta g": -1.0},
               "positive": {"w": 1.0, "v": -beta, "eta g": -1.0}}[name]  # fmt: skip
    v_terms = {
        "classic": {"v": beta, "eta g": -1.0},
        "library": {"v": beta, "g": 1.0},
        "positive": {"v": beta, "eta g": 1.0},
    }[name]
    first, second = base.components
    return replace(
        base,
        signature="momentum_step(w, v, g, eta)",
        reference=step,
        independent=entry_by_entry,
        probes=lambda: [_without_friction(probe) for probe in base.probes()],
        fresh=lambda rng: _without_friction(base.fresh(rng)),
        fresh_edge=lambda rng: _without_friction(base.fresh_edge(rng)) if base.fresh_edge else base.fresh(rng),
        quantities=lambda w, v, g, eta: {"eta": eta},
        components=(
            replace(first, terms=terms, coefficients=w_terms),
            replace(second, terms=terms, coefficients=v_terms),
        ),
        hints=(
            "Two lines: first the velocity changes, then the weights go along the new velocity.",
            f"The old velocity fades by the factor {beta:g}. Look in the statement where the rate and the minus stand.",
            f"{rule[0].upper()}{rule[1:]}. Return both, as new arrays.",
        ),
        misconceptions=listed,
        recipes=(_recipe(name, beta),),
    )


def _other(form: Form, beta: float) -> Callable[..., Pair]:
    return lambda w, v, g, eta: form.step(w, v, g, eta, beta)


def _without_friction(probe: Probe) -> Probe:
    return replace(probe, args=tuple(x.copy() if isinstance(x, np.ndarray) else x for x in probe.args[:4]))


def _recipe(name: str, beta: float) -> Recipe:
    grown: Any = {"classic": "a - b", "library": "a + g", "positive": "a + b"}[name]
    moved = {"classic": "w + u", "library": "w - eta * u", "positive": "w - u"}[name]
    scale = [] if name == "library" else [("scale the gradient", "b = eta * g")]
    return recipe(
        ("let the old velocity fade", f"a = {beta!r} * v"),
        *scale,
        ("combine the two", f"u = {grown}"),
        ("move the weights along the velocity", f"x = {moved}"),
        ("return weights and velocity", "r = (x, u)"),
        names={"a": f"{beta:g} v", "b": "eta g", "u": "the new velocity", "x": "the new weights"},
    )


def _statement(parameters: Parameters) -> str:
    grows, moves = LATEX[str(parameters["form"])]
    return (
        f"Write `momentum_step(w, v, g, eta)` in this form: the velocity becomes $v\\leftarrow {parameters['beta']}\\,v{grows}$, then the "
        f"weights become $w\\leftarrow {moves}$ with the new velocity. It returns the new weights and the new velocity, as a pair, for the "
        "gradient `g` at `w`. The arrays given must stay as they are."
    )


register_variants(
    Variants(
        id="momentum_step",
        combinations=grid(beta=FRICTIONS, form=tuple(FORMS)),
        make=_make,
        statement=_statement,
        also=tuple(f"{name}-form" for name in FORMS),
        fair="The three forms have the same two lines with a rate and a minus each, at other places; the friction has two decimals, "
        "is not the chapter's 0.9, and with no rate of the probes does it add up to 1.",
    )
)
