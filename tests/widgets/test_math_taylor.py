"""Losses along their gradient in Node: derivatives by mpmath, nnlib's losses where nnlib has them, reach by search."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import mpmath
import numpy as np
import pytest
from node_math import node_answers
from scipy.optimize import brentq

import nnlib

SAMPLES = np.array([[1, 0.5, 1], [2, -1, 1], [0.5, 1.5, 1], [-1, -0.5, 0], [-0.5, 1, 0], [-2, -1.5, 0]])
POINTS = np.array([[-1, 0.5], [0.5, 1], [2, 2.5]])
LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "bowl": lambda u, v: u**2 / 2 + 2 * v**2,
    "logistic": lambda u, v: sum(mpmath.log(1 + mpmath.exp((1 - 2 * t) * (u * x + v * y))) for x, y, t in SAMPLES.tolist()) / 6,
    "valley": lambda u, v: (1 - u) ** 2 / 2 + 2 * (v - u**2) ** 2,
    "hills": lambda u, v: 1.5 + mpmath.sin(1.5 * u) * mpmath.cos(v) + (u**2 + v**2) / 10,
    "relu": lambda u, v: sum((max(u * x + v, 0) - t) ** 2 / 2 for x, t in POINTS.tolist()) / 3,
}  # fmt: skip


def weights() -> list[list[float]]:
    return np.random.default_rng(61).uniform(-3, 3, (210, 2)).tolist()


@pytest.fixture(scope="module")
def answers() -> dict[str, list[Any]]:
    questions: dict[str, Any] = {}
    for name in LOSSES:
        for part in ("value", "gradient", "hessian"):
            questions[f"{name}.{part}"] = (f"taylorLosses/{name}/{part}", [[w] for w in weights()])
        questions[f"{name}.model"] = ("taylorModel", [[name, w] for w in weights()])
        questions[f"{name}.reach"] = ("tangentReach", [[name, w, 0.1, 2.0] for w in weights()])
    return node_answers("taylor", questions)


def derivative(name: str, w: list[float], order: tuple[int, int]) -> float:
    with mpmath.workdps(40):
        return float(mpmath.diff(LOSSES[name], (mpmath.mpf(w[0]), mpmath.mpf(w[1])), order))


@pytest.mark.parametrize("name", LOSSES)
def test_value_gradient_and_hessian_are_mpmaths(name: str, answers: dict[str, list[Any]]) -> None:
    for w, value, gradient, hessian in zip(
        weights(), *(answers[f"{name}.{part}"] for part in ("value", "gradient", "hessian")), strict=True
    ):
        assert value == pytest.approx(float(LOSSES[name](*map(mpmath.mpf, w))), rel=1e-9)
        orders = ((1, 0), (0, 1)), ((2, 0), (1, 1), (0, 2))
        np.testing.assert_allclose(gradient, [derivative(name, w, o) for o in orders[0]], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(hessian, [derivative(name, w, o) for o in orders[1]], rtol=1e-9, atol=1e-12)


def test_the_neurons_are_nnlibs(answers: dict[str, list[Any]]) -> None:
    for w, logistic, logistic_slope, relu, relu_slope in zip(
        weights(),
        *(answers[key] for key in ("logistic.value", "logistic.gradient", "relu.value", "relu.gradient")),
        strict=True,
    ):
        for x, t, loss, layers, value, slope in (
            (SAMPLES[:, :2], SAMPLES[:, 2:], nnlib.SigmoidBCE(), [], logistic, logistic_slope),
            (np.c_[POINTS[:, 0], np.ones(3)], POINTS[:, 1:], nnlib.SquaredError(), [nnlib.ReLU()], relu, relu_slope),
        ):
            linear = nnlib.Linear(2, 1, bias=False)
            linear.params["W"] = np.array([w])
            seen = nnlib.trace(nnlib.Network([linear, *layers]), loss, x, t)
            assert value == pytest.approx(seen.loss, rel=1e-9)
            np.testing.assert_allclose(slope, seen.grad_W[1][0], rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("name", LOSSES)
def test_the_model_has_the_slope_and_bend_of_the_section(name: str, answers: dict[str, list[Any]]) -> None:
    for w, model in zip(weights(), answers[f"{name}.model"], strict=True):
        p, q = (mpmath.mpf(g) for g in model["gradient"])
        with mpmath.workdps(40):
            along = partial(lambda e, w, p, q: LOSSES[name](w[0] - e * p, w[1] - e * q), w=w, p=p, q=q)
            section = [float(mpmath.diff(along, 0, n)) for n in (0, 1, 2)]
        np.testing.assert_allclose(
            [model["loss"], -model["slope"], model["bend"]], section, rtol=1e-8, atol=1e-10, err_msg=f"{name} at {w}"
        )


@pytest.mark.parametrize("name", LOSSES)
def test_the_reach_is_where_the_promise_is_a_tenth_off(name: str, answers: dict[str, list[Any]]) -> None:
    """Against SciPy's root of the same condition, looked for on a finer grid."""
    for w, model, reach in zip(weights()[:60], answers[f"{name}.model"], answers[f"{name}.reach"], strict=False):
        p, q = model["gradient"]

        def excess(eta: float, w: list[float] = w, p: float = p, q: float = q, model: Any = model) -> float:
            after = float(LOSSES[name](w[0] - eta * p, w[1] - eta * q))
            return abs(model["loss"] - after - eta * model["slope"]) - 0.1 * eta * model["slope"]

        grid = np.linspace(0.02, 2, 100)
        first = next((k for k, eta in enumerate(grid) if excess(eta) > 0), None)
        if first is None:
            assert reach == 2.0
            continue
        low = 1e-9 if first == 0 else grid[first - 1]
        wanted = brentq(excess, low, grid[first], xtol=1e-14) if excess(low) < 0 else low
        assert reach == pytest.approx(wanted, rel=1e-6, abs=1e-8)
