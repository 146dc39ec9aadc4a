"""shared/math/approximation.js against nnlib's networks of one hidden layer and NumPy's interpolation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from node_math import node_answers

import nnlib

COUNT = 1000
KINDS = ("steps", "bumps", "ramps")
RNG = np.random.default_rng(64)


def one_hidden_layer(kind: str, values: np.ndarray, N: int, s: float) -> nnlib.Network:
    """The sum as a network: hidden units at their places with weight s, heights as the output's weights."""

    def f(x: Any) -> Any:
        return np.interp(x, np.linspace(0, 1, len(values)), values)

    ends, middles = np.linspace(0, 1, N + 1), (np.arange(N) + 0.5) / N
    if kind == "bumps":
        ends[[0, -1]] = -1, 2  # the outer bumps go on beyond the interval
        places, heights, constant = ends, np.diff(f(middles), prepend=0, append=0), 0.0
    elif kind == "steps":
        places, heights, constant = middles, np.diff(f(ends)), f(0)
    else:
        places, heights, constant, s = ends[:-1], np.diff(N * np.diff(f(ends)), prepend=0), f(0), 1.0
    hidden, output = nnlib.Linear(1, len(places), rng=RNG), nnlib.Linear(len(places), 1, rng=RNG)
    hidden.params["W"][...], hidden.params["b"][...] = s, -s * places
    output.params["W"][...], output.params["b"][...] = heights, constant
    return nnlib.Network([hidden, nnlib.ReLU() if kind == "ramps" else nnlib.Sigmoid(), output])


def random_case() -> tuple[np.ndarray, int, float, np.ndarray]:
    values = RNG.normal(0, 1, int(RNG.integers(2, 40)))
    return values, int(RNG.integers(1, 65)), float(10 ** RNG.uniform(0, 4)), RNG.uniform(0, 1, 8)


CASES = {kind: [random_case() for _ in range(COUNT)] for kind in KINDS}


@pytest.fixture(scope="module")
def answers() -> dict[str, list[Any]]:
    questions: dict[str, Any] = {}
    for kind, cases in CASES.items():
        questions[kind] = ("approximateAt", [[kind, v, N, s, x] for v, N, s, x in cases])
        questions[f"{kind} error"] = ("errorOf", [[kind, v, N, s] for v, N, s, _ in cases])
    return node_answers("approximation", questions)


@pytest.mark.parametrize("kind", KINDS)
def test_sums_are_networks_of_nnlib(kind: str, answers: dict[str, list[Any]]) -> None:
    for (values, N, s, x), got in zip(CASES[kind], answers[kind], strict=True):
        want = one_hidden_layer(kind, values, N, s).forward(x[:, None])[:, 0]
        # the heights of one sum nearly cancel, so the scale is that of the largest term
        scale = max(1.0, np.abs(values).max(), N * np.ptp(values) if kind == "ramps" else 0.0)
        np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-12 * scale, err_msg=f"N = {N}, s = {s}")


def test_ramps_interpolate(answers: dict[str, list[Any]]) -> None:
    for (values, N, _, x), got in zip(CASES["ramps"], answers["ramps"], strict=True):
        ends = np.linspace(0, 1, N + 1)
        f = np.interp(ends, np.linspace(0, 1, len(values)), values)
        np.testing.assert_allclose(got, np.interp(x, ends, f), rtol=1e-9, atol=1e-11 * N * np.abs(values).max())


@pytest.mark.parametrize("kind", KINDS)
def test_the_largest_error_is_the_largest(kind: str, answers: dict[str, list[Any]]) -> None:
    grid = np.arange(740) / 739
    for (values, N, s, _), got in zip(CASES[kind][:300], answers[f"{kind} error"][:300], strict=True):
        target = np.interp(grid, np.linspace(0, 1, len(values)), values)
        want = np.abs(one_hidden_layer(kind, values, N, s).forward(grid[:, None])[:, 0] - target).max()
        assert got == pytest.approx(want, rel=1e-9, abs=1e-11 * max(1.0, N * np.ptp(values)))


def test_steep_steps_have_the_error_of_the_staircase() -> None:
    fine = np.sin(2 * np.pi * np.linspace(0, 1, 6401))
    counts = (8, 20, 40, 64)
    got = node_answers("approximation", {"e": ("errorOf", [["steps", fine, N, 1e9] for N in counts])})["e"]
    for N, error in zip(counts, got, strict=True):
        sup = np.sin(np.pi / N)  # in the steepest cell f rises by this much before the step at its middle comes
        assert 0.85 * sup < error < sup


def test_values_are_interpolated_linearly() -> None:
    x = RNG.uniform(0, 1, 50)
    for count in (2, 3, 17):
        values = RNG.normal(size=count)
        got = node_answers("approximation", {"f": ("approximateAt", [["ramps", values, count - 1, 1.0, x]])})["f"][0]
        np.testing.assert_allclose(got, np.interp(x, np.linspace(0, 1, count), values), rtol=1e-9, atol=1e-12)
