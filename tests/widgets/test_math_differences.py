"""Difference quotients in two precisions against NumPy's own float64 and float32; multiplications by counting them.

In float32 every operation of the rational functions is exactly NumPy's. exp and log1p of the neuron are rounded from
their double value: they may differ from NumPy's float32 by 2 units in the last place, which is compared as such.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from node_math import node_answers
from scipy.optimize import minimize_scalar

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "quadratic": lambda w: type(w)(0.5) * ((type(w)(1.5) * w - type(w)(1)) * (type(w)(1.5) * w - type(w)(1))),
    "cubic": lambda w: w * w * w,
    "rational": lambda w: type(w)(1) / (type(w)(1) + w * w),
    "neuron": lambda w: np.log1p(np.exp(-w)) if w >= 0 else np.log1p(np.exp(w)) - w,
    "relu": lambda w: type(w)(0.5) * ((max(type(w)(0), w) - type(w)(1)) * (max(type(w)(0), w) - type(w)(1))),
}
HIGH: dict[str, Callable[[Any], Any]] = {
    "quadratic": lambda w: (1.5 * w - 1) ** 2 / 2,
    "cubic": lambda w: w**3,
    "rational": lambda w: 1 / (1 + w * w),
    "neuron": lambda w: mpmath.log(1 + mpmath.exp(-w)),
    "relu": lambda w: (max(0, w) - 1) ** 2 / 2,
}
TYPES = {"float64": np.float64, "float32": np.float32}
FORMS = ("forward", "central")


def states() -> list[list[Any]]:
    rng = np.random.default_rng(51)
    out: list[list[Any]] = []
    for name in FUNCTIONS:
        for precision, exponents in (("float64", (-17, 0)), ("float32", (-9, 0))):
            for form in FORMS:
                for w, e in zip(rng.uniform(-3, 3, 60), rng.uniform(*exponents, 60), strict=True):
                    out.append([name, float(w), float(10.0**e), form, precision])
    return out


def quotient(name: str, w: float, eps: float, form: str, precision: str) -> Any:
    kind, f = TYPES[precision], FUNCTIONS[name]
    at, step = kind(w), kind(eps)
    if form == "forward":
        return (f(at + step) - f(at)) / step
    return (f(at + step) - f(at - step)) / (kind(2) * step)


@pytest.fixture(scope="module")
def answers() -> dict[str, list[Any]]:
    points = [[name, float(w)] for name in HIGH for w in np.random.default_rng(52).uniform(-3, 3, 250)]
    branches = [[*p, form, precision] for p in points for form in FORMS for precision in TYPES]
    questions: dict[str, Any] = {
        "quotient": ("differenceQuotient", states()),
        "error": ("differenceError", states()),
        "branches": ("errorBranches", branches),
        "multiplications": ("multiplications", [[sizes] for sizes in widths()]),
    }
    for name in HIGH:
        questions[name] = (f"checkedFunctions/{name}/derivatives", [[w] for n, w in points if n == name])
    return node_answers("differences", questions) | {"points": points, "asked": branches}


def test_the_quotient_is_numpys_to_the_last_bit(answers: dict[str, list[Any]]) -> None:
    assert len(states()) >= 1000
    for state, got in zip(states(), answers["quotient"], strict=True):
        name, w, eps, form, precision = state
        wanted = quotient(*state)
        if name != "neuron":
            assert got == float(wanted), state
            continue
        last = 2.0**-22 if precision == "float32" else 2.0**-51  # 2 units of a value below 4, at two points
        values = FUNCTIONS["neuron"](TYPES[precision](w))
        assert abs(got - float(wanted)) <= 2 * last * max(float(values), 0.05) / eps + abs(got) * last, state
        del form


def test_slopes_and_bends_are_mpmaths(answers: dict[str, list[Any]]) -> None:
    for name, f in HIGH.items():
        points = [w for n, w in answers["points"] if n == name]
        for w, found in zip(points, answers[name], strict=True):
            with mpmath.workdps(40):
                wanted = [float(mpmath.diff(f, mpmath.mpf(w), order)) for order in (1, 2, 3)]
            np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12, err_msg=f"{name} at {w}")


def test_the_error_is_that_of_the_quotient(answers: dict[str, list[Any]]) -> None:
    for state, got in zip(states(), answers["error"], strict=True):
        name, w, eps, _, precision = state
        at = float(TYPES[precision](w))
        with mpmath.workdps(30):
            slope = float(mpmath.diff(HIGH[name], mpmath.mpf(at)))
        error = abs(float(quotient(*state)) - slope) / (abs(slope) or 1)
        slack = (2.0**-19 if precision == "float32" else 2.0**-48) / eps / (abs(slope) or 1) if name == "neuron" else 0
        assert got == pytest.approx(error, rel=1e-9, abs=1e-14 + slack), state


def test_the_branches_add_up_to_the_measured_error() -> None:
    """Where truncation rules the error is its line; the best step is at most 30 times worse than any other."""
    steps = [10.0 ** (-16 + 0.1 * k) for k in range(161)]
    for name, w in (("cubic", 1.2), ("rational", 0.7), ("neuron", -0.5)):
        for form, eps in (("forward", 1e-4), ("central", 1e-2)):
            calls = [[name, w, step, form, "float64"] for step in [eps, *steps]]
            got = node_answers("differences", {"e": ("differenceError", calls), "b": ("errorBranches", [[name, w, form, "float64"]])})  # fmt: skip
            branch = got["b"][0]
            assert got["e"][0] == pytest.approx(branch["truncation"] * eps ** branch["power"], rel=0.02)
            at_best = np.interp(np.log10(branch["best"]), np.log10(steps), got["e"][1:])
            floor = branch["truncation"] * branch["best"] ** branch["power"] + branch["rounding"] / branch["best"]
            assert at_best <= 3 * floor and min(got["e"][1:]) > floor * 1e-5


def test_rounding_stays_under_its_line(answers: dict[str, list[Any]]) -> None:
    """For the functions without truncation (third derivative 0) the central error is rounding alone."""
    calls = [["quadratic", w, 10.0**e, "central", p] for w in (0.1, 1.3, -2.0) for e in range(-8, 0) for p in TYPES]
    lines = [[name, w, "central", precision] for name, w, _, _, precision in calls]
    got = node_answers("differences", {"e": ("differenceError", calls), "b": ("errorBranches", lines)})
    for call, error, branch in zip(calls, got["e"], got["b"], strict=True):
        assert branch["truncation"] == 0 and branch["best"] == np.inf
        floor = 4 * (2.0**-24 if call[4] == "float32" else 2.0**-53)
        assert error <= 4 * branch["rounding"] / call[2] + floor, call


class Counted:
    """A number that counts its multiplications."""

    done = 0

    def __init__(self, value: float) -> None:
        self.value = value

    def __add__(self, other: Any) -> Counted:
        return Counted(self.value + other.value)

    def __sub__(self, other: Any) -> Counted:
        return Counted(self.value - other.value)

    def __mul__(self, other: Any) -> Counted:
        Counted.done += 1
        return Counted(self.value * other.value)


def widths() -> list[list[int]]:
    rng = np.random.default_rng(54)
    return [rng.integers(1, 5, int(rng.integers(2, 5))).tolist() for _ in range(1000)]


def counted_passes(sizes: list[int]) -> tuple[int, int]:
    """Multiplications of one forward and one backward pass with identity-like units, by doing them."""
    new = np.vectorize(Counted, otypes=[object])
    rng = np.random.default_rng(55)
    W = [new(rng.normal(size=(q, p))) for p, q in itertools.pairwise(sizes)]
    Counted.done = 0
    a = [new(rng.normal(size=sizes[0]))]
    for matrix in W:
        a.append(matrix @ a[-1])
    forward, Counted.done = Counted.done, 0
    delta = a[-1] - new(rng.normal(size=sizes[-1]))
    for l in range(len(W) - 1, -1, -1):
        np.multiply.outer(delta, a[l])
        if l:
            delta = (W[l].T @ delta) * new(np.ones(sizes[l]))
    return forward, Counted.done


def test_multiplications_are_those_that_happen(answers: dict[str, list[Any]]) -> None:
    for sizes, found in zip(widths(), answers["multiplications"], strict=True):
        forward, backward = counted_passes(sizes)
        parameters = sum(p * q + q for p, q in itertools.pairwise(sizes))
        assert (found["forward"], found["backprop"], found["parameters"]) == (forward, forward + backward, parameters)
        assert found["forwardDifferences"] == (parameters + 1) * forward
        assert found["centralDifferences"] == 2 * parameters * forward


def test_the_best_step_is_where_both_errors_together_are_smallest(answers: dict[str, list[Any]]) -> None:
    """Found by SciPy on the sum; two values over e are wrong by twice as much as two values over 2 e."""
    found = dict(zip(map(tuple, answers["asked"]), answers["branches"], strict=True))
    for (name, w, form, precision), branch in list(found.items())[::37]:
        rounding = found[name, w, "central", precision]["rounding"]
        assert branch["rounding"] == pytest.approx(rounding * (2 if form == "forward" else 1), rel=1e-12, abs=0)
        if np.isfinite(branch["best"]):
            total = lambda t, b=branch: b["truncation"] * np.exp(b["power"] * t) + b["rounding"] / np.exp(t)  # noqa: E731
            least = minimize_scalar(total, bounds=(-40, 10), method="bounded", options={"xatol": 1e-10})
            assert np.log(branch["best"]) == pytest.approx(least.x, abs=1e-4)
