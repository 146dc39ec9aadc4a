"""shared/math/perceptron.js against nnlib's Perceptron, and its margins against SciPy's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from node_math import node_answers
from scipy.optimize import linprog, nnls

from nnlib import Perceptron

COUNT = 1200


def samples(rng: np.random.Generator, case: int) -> np.ndarray:
    """Rows (x1, x2, t): normal points, or points of a coarse grid, where ties and points on a line are common."""
    n = int(rng.integers(1, 13))
    x = rng.normal(0, 1.5, (n, 2)) if case % 2 else rng.integers(-3, 4, (n, 2)) / 2
    t = rng.integers(0, 2, n) if case % 4 < 2 else (x @ rng.normal(size=2) + rng.normal() >= 0).astype(int)
    return np.column_stack([x, t])


RNG = np.random.default_rng(62)
SETS = [samples(RNG, case) for case in range(COUNT)]
EPOCHS = [int(count) for count in RNG.integers(1, 40, COUNT)]
ETAS = [float(2.0**power) for power in RNG.integers(-2, 3, COUNT)]


def signed_rows(rows: np.ndarray) -> np.ndarray:
    """s (x, 1) with s = 1 for class 1 and -1 for class 0: a separating (w, b) has a product > 0 with each."""
    return (2 * rows[:, 2:] - 1) * np.column_stack([rows[:, :2], np.ones(len(rows))])


def margin(rows: np.ndarray) -> float:
    """The largest margin, from the shortest v with G v >= 1 (Lawson and Hanson's problem LDP), or 0."""
    signed = signed_rows(rows)
    if linprog(np.zeros(3), A_ub=-signed, b_ub=-np.ones(len(rows)), bounds=(None, None)).status == 2:
        return 0.0
    target = np.array([0.0, 0.0, 0.0, 1.0])
    matrix = np.vstack([signed.T, np.ones(len(rows))])
    residual = matrix @ nnls(matrix, target)[0] - target
    return float(1 / np.linalg.norm(residual[:3] / residual[3]))


@pytest.fixture(scope="module")
def answers() -> dict[str, list[Any]]:
    return node_answers(
        "perceptron",
        {
            "run": ("perceptronRun", [[s, e * len(s), eta] for s, e, eta in zip(SETS, EPOCHS, ETAS, strict=True)]),
            "margin": ("largestMargin", [[s] for s in SETS]),
            "common": ("commonPoint", [[s] for s in SETS]),
            "bound": ("mistakeBound", [[s, 0.25] for s in SETS]),
            "hull": ("convexHull", [[s[:, :2]] for s in SETS]),
        },
    )


def test_runs_are_nnlibs(answers: dict[str, list[Any]]) -> None:
    circles = 0
    for rows, epochs, eta, got in zip(SETS, EPOCHS, ETAS, answers["run"], strict=True):
        fitted = Perceptron(2).fit(rows[:, :2], rows[:, 2], epochs=epochs, eta=eta)
        np.testing.assert_allclose(
            [*got["neuron"]["w"], got["neuron"]["b"]], [*fitted.w, fitted.b], rtol=1e-9, atol=1e-12
        )
        assert got["mistakes"] == fitted.mistakes and got["converged"] == fitted.converged
        assert got["step"] == len(fitted.mistakes) * len(rows)
        if got["circle"]:
            circles += 1
            first, second = got["circle"]
            assert f"epoch {second} ends with the weights of epoch {first}," in fitted.verdict
        else:
            assert "in a circle" not in fitted.verdict
    assert circles > 50


def test_one_step_is_the_rule(answers: dict[str, list[Any]]) -> None:
    rng = np.random.default_rng(3)
    states = rng.normal(0, 1, (COUNT, 5))
    states[:, 2] = np.where(np.arange(COUNT) % 3, states[:, 2], 0)
    targets = rng.integers(0, 2, COUNT)
    calls = [[{"w": state[:2], "b": state[2]}, [*state[3:], t], 0.7] for state, t in zip(states, targets, strict=True)]
    moved = 0
    for state, t, got in zip(
        states, targets, node_answers("perceptron", {"s": ("perceptronStep", calls)})["s"], strict=True
    ):
        neuron = Perceptron(2)
        neuron.w, neuron.b = state[:2].copy(), float(state[2])
        error = int(t) - int(neuron.predict(state[None, 3:])[0])
        moved += error != 0
        want = np.array([*state[:2], state[2]]) + 0.7 * error * np.array([*state[3:], 1.0])
        np.testing.assert_allclose([*got["w"], got["b"]], want, rtol=1e-9, atol=1e-12)
    assert 400 < moved < 800


def test_margins_are_scipys_and_exclude_a_common_point(answers: dict[str, list[Any]]) -> None:
    separable = 0
    for rows, got, common in zip(SETS, answers["margin"], answers["common"], strict=True):
        want = margin(rows)
        assert (got is None) == (want == 0) == (common is not None), rows
        if got is None:
            continue
        separable += 1
        gamma, normal = got
        assert gamma == pytest.approx(want, rel=1e-9)
        assert np.linalg.norm(normal) == pytest.approx(1, rel=1e-9)
        assert (signed_rows(rows) @ normal).min() == pytest.approx(gamma, rel=1e-9)
    assert 400 < separable < 1000


def test_a_common_point_is_a_mixture_of_both_classes(answers: dict[str, list[Any]]) -> None:
    for rows, point in zip(SETS, answers["common"], strict=True):
        for label in (0, 1) if point else ():
            corners = rows[rows[:, 2] == label, :2]
            matrix = np.vstack([corners.T, np.ones(len(corners))])
            assert nnls(matrix, np.array([*point, 1.0]))[1] < 1e-9


def test_mistakes_stay_within_the_bound(answers: dict[str, list[Any]]) -> None:
    checked = 0
    for rows, bound, got, run in zip(SETS, answers["bound"], answers["margin"], answers["run"], strict=True):
        assert bound == pytest.approx(16 * max(np.square(rows[:, :2]).sum(axis=1) + 1), rel=1e-9)
        if got is not None:
            checked += 1
            assert sum(run["mistakes"]) <= bound / 16 / got[0] ** 2 * (1 + 1e-12)
    assert checked > 400


def test_hulls_hold_every_point_and_only_corners(answers: dict[str, list[Any]]) -> None:
    for rows, hull in zip(SETS, answers["hull"], strict=True):
        corners = np.array(hull)
        matrix = np.vstack([corners.T, np.ones(len(corners))])
        assert all(nnls(matrix, np.array([*point, 1.0]))[1] < 1e-9 for point in rows[:, :2])
        for i in range(len(corners) if len(corners) > 2 else 0):
            others = np.delete(corners, i, axis=0)
            matrix = np.vstack([others.T, np.ones(len(others))])
            assert nnls(matrix, np.array([*corners[i], 1.0]))[1] > 1e-9


def test_distances_and_feet_are_those_of_least_squares() -> None:
    rng = np.random.default_rng(4)
    calls = [[{"w": rng.normal(size=2), "b": rng.normal()}, rng.normal(0, 2, 2)] for _ in range(COUNT)]
    for (neuron, x), got in zip(calls, node_answers("perceptron", {"s": ("lineSeenFrom", calls)})["s"], strict=True):
        # the shortest step d with w.(x + d) + b = 0 is the minimum-norm solution of one equation
        step = np.linalg.lstsq(neuron["w"][None], [-(neuron["w"] @ x + neuron["b"])], rcond=None)[0]
        np.testing.assert_allclose(got["foot"], x + step, rtol=1e-9, atol=1e-12)
        assert got["z"] == pytest.approx(neuron["w"] @ x + neuron["b"], rel=1e-9, abs=1e-12)
        assert got["distance"] == pytest.approx(np.sign(got["z"]) * np.linalg.norm(step), rel=1e-9, abs=1e-12)
    flat = node_answers("perceptron", {"s": ("lineSeenFrom", [[{"w": [0, 0], "b": 2}, [1, 1]]])})["s"][0]
    assert flat == {"z": 2, "distance": None, "foot": None}


def test_a_line_within_a_rectangle_ends_on_its_border() -> None:
    rng = np.random.default_rng(5)
    calls = []
    for case in range(COUNT):
        w = rng.normal(size=2) * (1, case % 3 != 0) if case % 2 else rng.normal(size=2) * (case % 3 != 0, 1)
        calls.append([{"w": w, "b": rng.normal(0, 2)}, [-1, 2], [-2, 1.5]])
    crossed = 0
    for call, got in zip(calls, node_answers("perceptron", {"l": ("lineWithin", calls)})["l"], strict=True):
        w, b = np.array(call[0]["w"]), call[0]["b"]
        corners = np.array([[x, y] for x in (-1, 2) for y in (-2, 1.5)])
        sides = np.sign(corners @ w + b)
        assert (got is not None) == bool(sides.min() < 0 < sides.max())
        if got is None:
            continue
        crossed += 1
        for end in np.array(got):
            assert w @ end + b == pytest.approx(0, abs=1e-9)
            assert min(abs(end[0] + 1), abs(end[0] - 2), abs(end[1] + 2), abs(end[1] - 1.5)) < 1e-9
        assert np.linalg.norm(np.subtract(*got)) > 0
    assert 400 < crossed < 1100
