"""What goes wrong in Nesterov's step.

The point at which the gradient is asked may be another one, and all that goes wrong with momentum may go wrong here.
"""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnlib.exercises.definitions.components import mistakes_in
from nnlib.exercises.registry import Array, Misconception

Pair = tuple[Array, Array]
Gradient = Callable[[Array], Any]


def nesterov_step(w: Array, v: Array, grad: Gradient, eta: float, beta: float) -> Pair:
    """(w, v) after one step."""
    v = beta * v - eta * grad(w + beta * v)
    return w + v, v


def _at(point: Callable[..., Array]) -> Callable[..., Pair]:
    """The step with the gradient taken at another point."""

    def step(w: Array, v: Array, grad: Gradient, eta: float, beta: float) -> Pair:
        new = beta * v - eta * grad(point(w, v, grad, eta, beta))
        return w + new, new

    return step


def _with(velocity: Callable[..., Array]) -> Callable[..., Pair]:
    """The step with another velocity from v and the gradient at the look-ahead point."""

    def step(w: Array, v: Array, grad: Gradient, eta: float, beta: float) -> Pair:
        new = velocity(v, grad(w + beta * v), eta, beta)
        return w + new, new

    return step


def _ahead(function: Callable[..., Any]) -> Callable[..., Any]:
    """A single result as a function of w, v, the gradient at the look-ahead point, eta and beta."""
    return lambda w, v, grad, eta, beta: function(w, v, grad(w + beta * v), eta, beta)


_in_w, _in_v = mistakes_in(nesterov_step, 0), mistakes_in(nesterov_step, 1)

MISTAKES = (
    Misconception(
        "plain-momentum",
        "This is plain momentum: you take the gradient at w. Nesterov takes it where the velocity leads, at the look-ahead "
        "point w + beta v.",
        _at(lambda w, v, grad, eta, beta: w),
    ),
    Misconception(
        "looks-back",
        "You take the gradient at w - beta v, behind w. In the classical form the velocity is added to w, so look ahead at "
        "w + beta v.",
        _at(lambda w, v, grad, eta, beta: w - beta * v),
    ),
    Misconception(
        "looks-too-far",
        "You take the gradient at w + v. The velocity fades by beta before it moves w, so look ahead at w + beta v.",
        _at(lambda w, v, grad, eta, beta: w + v),
    ),
    Misconception(
        "gradient-at-velocity",
        "You take the gradient at beta v: the look-ahead point starts from the weights, w + beta v.",
        _at(lambda w, v, grad, eta, beta: beta * v),
    ),
    Misconception(
        "gradient-after-step",
        "You take the gradient after a whole momentum step, which needs a gradient at w as well. The look-ahead point is "
        "w + beta v, without a gradient.",
        _at(lambda w, v, grad, eta, beta: w + beta * v - eta * grad(w)),
    ),
    Misconception(
        "looks-ahead-by-rate",
        "You take the gradient at w + eta v: the look-ahead point is w + beta v.",
        _at(lambda w, v, grad, eta, beta: w + eta * v),
    ),
    Misconception(
        "ascent",
        "Your velocity is beta v + eta times the gradient, so w climbs. The gradient is subtracted: beta v - eta grad(...).",
        _with(lambda v, g, eta, beta: beta * v + eta * g),
    ),
    Misconception(
        "positive-velocity",
        "You keep the velocity with the other sign: v = beta v + eta grad(...) and w - v. The classical form has "
        "v = beta v - eta grad(...), then w + v.",
        _ahead(lambda w, v, g, eta, beta: (w - beta * v - eta * g, beta * v + eta * g)),
    ),
    Misconception(
        "positive-velocity-looks-back",
        "Your velocity has the other sign throughout: gradient at w - beta v, v = beta v + eta grad(...), w - v. In the "
        "classical form v carries the minus and is added.",
        lambda w, v, grad, eta, beta: (w - beta * v - eta * grad(w - beta * v), beta * v + eta * grad(w - beta * v)),
    ),
    Misconception(
        "library-form",
        "This is the libraries' form: gradient at w, v = beta v + g, then w - eta (g + beta v). The classical one takes the "
        "gradient at w + beta v.",
        lambda w, v, grad, eta, beta: (w - eta * (grad(w) + beta * (beta * v + grad(w))), beta * v + grad(w)),
    ),
    Misconception(
        "no-rate",
        "Your velocity is beta v - grad(w + beta v): the learning rate eta is missing in front of the gradient.",
        _with(lambda v, g, eta, beta: beta * v - g),
    ),
    Misconception(
        "no-friction",
        "Your velocity is v - eta grad(...): the old velocity has to be multiplied by beta.",
        _with(lambda v, g, eta, beta: v - eta * g),
    ),
    Misconception(
        "no-memory",
        "Your velocity is -eta grad(w + beta v): the look-ahead is right, but beta v is missing in the velocity itself.",
        _with(lambda v, g, eta, beta: -eta * g),
    ),
    Misconception(
        "averaged-gradient",
        "Your velocity is beta v - (1 - beta) eta grad(...), a running average. The classical form takes the whole step: "
        "beta v - eta grad(...).",
        _with(lambda v, g, eta, beta: beta * v - (1 - beta) * eta * g),
    ),
    Misconception(
        "rates-exchanged",
        "Your velocity is eta v - beta grad(...): beta belongs to the old velocity, eta to the gradient.",
        _with(lambda v, g, eta, beta: eta * v - beta * g),
    ),
    _in_w(
        "from-look-ahead",
        "w: you add the new velocity to the look-ahead point, so beta v counts twice. Start from w: w + v.",
        _ahead(lambda w, v, g, eta, beta: w + 2 * beta * v - eta * g),
    ),
    _in_w(
        "velocity-subtracted",
        "w: you subtract the velocity. It carries the minus already, so add it: w + v.",
        _ahead(lambda w, v, g, eta, beta: w - beta * v + eta * g),
    ),
    _in_w(
        "stays-ahead",
        "w: you return the look-ahead point w + beta v. The gradient's part -eta grad(w + beta v) is missing.",
        lambda w, v, grad, eta, beta: w + beta * v,
    ),
    _in_w(
        "old-velocity",
        "w: you add the old velocity. First renew v, then add it: w + v.",
        lambda w, v, grad, eta, beta: w + v,
    ),
    _in_w("weights-unchanged", "w comes back as it was: add the new velocity.", lambda w, v, grad, eta, beta: w),
    _in_w(
        "plain-step",
        "w is w - eta grad(w + beta v): the part beta v of the velocity is missing.",
        _ahead(lambda w, v, g, eta, beta: w - eta * g),
    ),
    _in_v(
        "velocity-unchanged",
        "v comes back as it was, so the velocity never builds up: return the new one, beta v - eta grad(w + beta v).",
        lambda w, v, grad, eta, beta: v,
    ),
    _in_v(
        "velocity-without-gradient",
        "v is beta v alone: the gradient's part -eta grad(w + beta v) is missing in what you return.",
        lambda w, v, grad, eta, beta: beta * v,
    ),
    _in_v(
        "velocity-negative",
        "v comes back with the other sign: it should be beta v - eta grad(w + beta v).",
        _ahead(lambda w, v, g, eta, beta: eta * g - beta * v),
    ),
    _in_v(
        "look-ahead-for-velocity",
        "v: you return the look-ahead point w + beta v. The velocity is beta v - eta grad(w + beta v).",
        lambda w, v, grad, eta, beta: w + beta * v,
    ),
)
