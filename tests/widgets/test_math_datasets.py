"""shared/math/datasets.js against nnlib.data with the same draws, and the circles against scikit-learn's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from node_math import node_answers
from sklearn.datasets import make_circles

from nnlib import data

COUNT = 1000
RNG = np.random.default_rng(63)


def draws(seed: int, n: int) -> dict[str, Any]:
    """What nnlib draws from this seed: the order first, then the noise."""
    rng = np.random.default_rng(seed)
    return {"order": rng.permutation(n), "normals": rng.standard_normal((n, 2))}


def question(name: str, seed: int) -> tuple[list[Any], Callable[[], np.ndarray]]:
    """The arguments for Node, and what nnlib answers."""
    n, noise = int(RNG.integers(4, 40)), float(RNG.choice([0.0, RNG.uniform(0, 0.5)]))
    rng = np.random.default_rng(seed)
    if name == "twoMoons":
        return [n, noise, draws(seed, n)], lambda: rows(data.two_moons(n, noise, rng=rng))
    if name == "twoSpirals":
        turns = float(RNG.uniform(0.3, 4))
        return [n, noise, turns, draws(seed, n)], lambda: rows(data.spirals(n, noise, turns, rng=rng))
    if name == "xorClouds":
        return [n, noise, draws(seed, n)], lambda: rows(data.xor(n, noise, rng=rng))
    if name == "blobClouds":
        centres = RNG.normal(0, 3, (int(RNG.integers(1, 5)), 2))
        return [n, centres, noise, draws(seed, n)], lambda: rows(data.blobs(n, centres, noise, rng=rng))
    weights = RNG.normal(size=3)
    state = np.random.default_rng(seed)
    given = [state.uniform(-1, 1, size=n), state.standard_normal(n), noise, weights]
    return given, lambda: rows(data.quadratic_regression(n, noise, tuple(weights), rng=rng))


def rows(dataset: Any) -> np.ndarray:
    return np.column_stack([dataset.x, dataset.t])


NAMES = ["twoMoons", "twoSpirals", "xorClouds", "blobClouds", "quadraticSamples"]
QUESTIONS = {name: [question(name, seed) for seed in range(COUNT)] for name in NAMES}


@pytest.fixture(scope="module")
def answers() -> dict[str, list[Any]]:
    return node_answers("datasets", {name: (name, [call for call, _ in asked]) for name, asked in QUESTIONS.items()})


@pytest.mark.parametrize("name", NAMES)
def test_sets_are_nnlibs_with_the_same_draws(name: str, answers: dict[str, list[Any]]) -> None:
    for (call, want), got in zip(QUESTIONS[name], answers[name], strict=True):
        np.testing.assert_allclose(got, want(), rtol=1e-9, atol=1e-12, err_msg=str(call[:2]))


def test_circles_are_scikit_learns_and_take_order_and_noise() -> None:
    calls, wanted = [], []
    for _ in range(COUNT):
        # scikit-learn gives the smaller share to the outer circle, so only even numbers can be compared
        n, factor, noise = 2 * int(RNG.integers(1, 40)), float(RNG.uniform(0.1, 0.9)), float(RNG.uniform(0, 0.3))
        order, normals = RNG.permutation(n), RNG.standard_normal((n, 2))
        x, t = make_circles(n, shuffle=False, factor=factor)
        wanted.append(np.column_stack([x[order] + noise * normals, t[order]]))
        calls.append([n, noise, factor, {"order": order, "normals": normals}])
    for want, got in zip(wanted, node_answers("datasets", {"c": ("twoCircles", calls)})["c"], strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-12)
