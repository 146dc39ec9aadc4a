"""What goes wrong in a difference quotient, and the functions it is tried on.

The quotient may look to one side, be divided by the wrong distance, or move more than one entry at a time.
"""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib.exercises.given import given, weights
from nnlib.exercises.registry import Array, Misconception

F = Callable[[Array], Any]


CUBES = given("f(x) = sum of i x_i^3", lambda x: 3 * weights(x) * x**2)
WAVES = given("f(x) = sum of sin(2 x_i) + x_i^2", lambda x: 2 * np.cos(2 * x) + 2 * x)
EXPONENTIALS = given("f(x) = sum of exp(x_i / i)", lambda x: np.exp(x / weights(x)) / weights(x))
SQUARED_SUM = given("f(x) = (sum of i x_i)^2", lambda x: 2 * np.sum(weights(x) * x) * weights(x))
STEEP = given("f(x) = sum of 10000 (x_i - i/10)^2", lambda x: 2e4 * (x - weights(x) / 10))
FUNCTIONS = (CUBES, WAVES, EXPONENTIALS, SQUARED_SUM, STEEP)


def slopes(f: F, x: Array, quotient: Callable[[Callable[[float], Any]], Any]) -> Array:
    """For each entry of x a quotient of f along it; its argument gives the value of f with this entry moved by s."""
    found = np.zeros(x.shape)
    for i in np.ndindex(x.shape):

        def moved(s: float, i: tuple[int, ...] = i) -> Any:
            point = x.copy()
            point[i] += s
            return f(point)

        found[i] = quotient(moved)
    return found


def central(f: F, x: Array, h: float = 1e-5) -> Array:
    """Central differences with the step h."""
    return slopes(f, x, lambda at: (at(h) - at(-h)) / (2 * h))


Quotient = Callable[[Callable[[float], Any], float], Any]


def _quotient(quotient: Quotient) -> Callable[..., Array]:
    return lambda f, x, h=1e-5: slopes(f, x, lambda at: quotient(at, h))


def _left_moved(f: F, x: Array, h: float, rest: float) -> Array:
    """Central differences that leave each entry moved by `rest` when they come to the next."""
    point, found = x.copy(), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        at = point[i]
        values = []
        for s in (h, -h):
            point[i] = at + s
            values.append(f(point))
        found[i] = (values[0] - values[1]) / (2 * h)
        point[i] = at + rest
    return found


def _at_once(f: F, x: Array, h: float = 1e-5) -> Array:
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


MISTAKES = (
    Misconception(
        "forward-difference",
        "You look to one side only: (f(x + h) - f(x))/h. Its error falls like h, that of central differences like "
        "h^2: evaluate f(x + h) and f(x - h), which are 2h apart.",
        _quotient(lambda at, h: (at(h) - at(0.0)) / h),
    ),
    Misconception(
        "backward-difference",
        "You look to one side only: (f(x) - f(x - h))/h. Its error falls like h, that of central differences like "
        "h^2: evaluate f(x + h) and f(x - h), which are 2h apart.",
        _quotient(lambda at, h: (at(0.0) - at(-h)) / h),
    ),
    Misconception(
        "divided-by-h",
        "Exactly twice the right result: the points x + h and x - h are 2h apart, and you divide by h.",
        _quotient(lambda at, h: (at(h) - at(-h)) / h),
    ),
    Misconception(
        "one-sided-over-two-h",
        "You return (f(x + h) - f(x))/(2h), about half of the gradient: these points are h apart. Take f(x - h) in "
        "place of f(x), then 2h is right.",
        _quotient(lambda at, h: (at(h) - at(0.0)) / (2 * h)),
    ),
    Misconception(
        "parentheses",
        "You divide by 2 and multiply by h: in Python a / 2 * h means (a / 2) h. Put parentheses around 2 * h.",
        _quotient(lambda at, h: (at(h) - at(-h)) / 2 * h),
    ),
    Misconception(
        "not-divided",
        "You return f(x + h) - f(x - h): this difference has to be divided by 2h, the distance of the two points.",
        _quotient(lambda at, h: at(h) - at(-h)),
    ),
    Misconception(
        "sign",
        "Your result is the negative of the gradient: f(x - h) is subtracted from f(x + h), not the other way round.",
        _quotient(lambda at, h: (at(-h) - at(h)) / (2 * h)),
    ),
    Misconception(
        "sum-for-difference",
        "You add f(x + h) and f(x - h): their difference says how much f changes.",
        _quotient(lambda at, h: (at(h) + at(-h)) / (2 * h)),
    ),
    Misconception(
        "all-at-once",
        "You move all entries of x together, so every entry gets the same number, their slopes added up. Move one "
        "entry at a time.",
        _at_once,
    ),
    Misconception(
        "one-number",
        "You move all entries of x together and return one number, their slopes added up. Move one entry at a time: "
        "the gradient has the shape of x.",
        lambda f, x, h=1e-5: (f(x + h) - f(x - h)) / (2 * h),
    ),
    Misconception(
        "not-moved-back",
        "Each entry stays at x - h when you go on to the next one: put it back before the next step, or start every "
        "step from a new copy of x.",
        lambda f, x, h=1e-5: _left_moved(f, x, h, -h),
    ),
    Misconception(
        "stays-ahead",
        "Each entry stays at x + h when you go on to the next one: put it back before the next step, or start every "
        "step from a new copy of x.",
        lambda f, x, h=1e-5: _left_moved(f, x, h, h),
    ),
    Misconception(
        "steps-of-two-h",
        "Your points are x + 2h and x - 2h, which are 4h apart, but you divide by 2h: move by h to each side.",
        _quotient(lambda at, h: (at(2 * h) - at(-2 * h)) / (2 * h)),
    ),
    Misconception(
        "second-derivative",
        "You return (f(x + h) - 2 f(x) + f(x - h))/h^2, which is about the second derivative. The first is "
        "(f(x + h) - f(x - h))/(2h).",
        _quotient(lambda at, h: (at(h) - 2 * at(0.0) + at(-h)) / h**2),
    ),
)
