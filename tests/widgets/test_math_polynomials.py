"""The widgets' polynomial fits in Node against numpy.linalg, and their expected errors against explicit matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from node_math import node_answers

COUNT = 1000


def case(i: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, int, float]:
    """Places, targets, degree and lambda; every third case has no penalty, every tenth is interpolation."""
    degree = i % 10
    N = degree + 1 if i % 10 == 9 else int(rng.integers(max(6, 2 * degree), 41))
    x = np.linspace(-1, 1, N) if i % 2 else np.sort(rng.uniform(-1, 1, N))
    lam = 0.0 if i % 3 == 0 else float(10 ** rng.uniform(-6, 1))
    return (np.linspace(-1, 1, N) if N == degree + 1 else x), rng.normal(size=N), degree, lam


def penalised(x: np.ndarray, degree: int, lam: float) -> tuple[np.ndarray, np.ndarray]:
    """The least-squares problem whose extra rows are the penalty."""
    X = np.vander(x, degree + 1, increasing=True)
    extra = np.sqrt(len(x) * lam) * np.eye(degree + 1)[1:]
    return X, np.vstack([X, extra])


def test_fits_are_lstsqs() -> None:
    rng = np.random.default_rng(1)
    cases = [case(i, rng) for i in range(COUNT)]
    answers = node_answers("polynomials", {"w": ("fit", cases)})["w"]
    for (x, t, degree, lam), w in zip(cases, answers, strict=True):
        X, both = penalised(x, degree, lam)
        condition = np.linalg.cond(both)
        if condition > 3e4:
            continue
        want = np.linalg.lstsq(both, np.concatenate([t, np.zeros(len(both) - len(t))]))[0]
        np.testing.assert_allclose(w, want, rtol=1e-9, atol=1e-9 * np.abs(want).max())
        np.testing.assert_allclose(X @ w, X @ want, rtol=1e-9, atol=1e-9)
    conditions = [np.linalg.cond(penalised(x, degree, lam)[1]) for x, _, degree, lam in cases]
    assert np.mean(np.array(conditions) <= 3e4) > 0.9


def test_a_ridge_fit_minimises_the_books_loss() -> None:
    rng = np.random.default_rng(2)
    cases = [case(i, rng) for i in range(100)]
    for (x, t, degree, lam), w in zip(cases, node_answers("polynomials", {"w": ("fit", cases)})["w"], strict=True):

        def loss(v: np.ndarray, x: Any = x, t: Any = t, lam: float = lam) -> float:
            return np.mean((np.polyval(v[::-1], x) - t) ** 2) / 2 + lam / 2 * np.sum(v[1:] ** 2)

        here = loss(np.array(w))
        for _ in range(5):
            assert loss(np.array(w) + 1e-3 * rng.normal(size=degree + 1)) >= here


def test_values_and_errors_are_numpys() -> None:
    rng = np.random.default_rng(3)
    places = [(rng.normal(size=1 + i % 10), float(rng.uniform(-1.5, 1.5))) for i in range(COUNT)]
    sets = [(w, rng.uniform(-1, 1, 7), rng.normal(size=7)) for w, _ in places]
    answers = node_answers("polynomials", {"y": ("polynomial", places), "e": ("meanSquare", sets)})
    np.testing.assert_allclose(answers["y"], [np.polyval(w[::-1], x) for w, x in places], rtol=1e-9, atol=1e-12)
    want = [np.mean((np.polyval(w[::-1], x) - t) ** 2) for w, x, t in sets]
    np.testing.assert_allclose(answers["e"], want, rtol=1e-9)


def truth(x: np.ndarray) -> np.ndarray:
    return np.sin(np.pi * x)


def test_expected_errors_are_those_of_the_hat_matrices() -> None:
    rng, grid = np.random.default_rng(4), np.linspace(-1, 1, 23)
    cases = [(*case(i, rng), float(rng.uniform(0, 1))) for i in range(COUNT)]
    calls = [[x, truth(x), grid, truth(grid), degree, lam, sigma] for x, _, degree, lam, sigma in cases]
    answers = node_answers("polynomials", {"e": ("expectedErrors", calls)})["e"]
    compared = 0
    for (x, _, degree, lam, sigma), got in zip(cases, answers, strict=True):
        X, both = penalised(x, degree, lam)
        if np.linalg.cond(both) > 1e4:
            continue
        compared += 1
        C = np.linalg.pinv(both)[:, : len(x)]
        H, S = np.vander(grid, degree + 1, increasing=True) @ C, X @ C
        bias2 = np.mean((H @ truth(x) - truth(grid)) ** 2)
        variance = sigma**2 * np.mean(np.sum(H**2, axis=1))
        left = np.eye(len(x)) - S
        train = np.mean((left @ truth(x)) ** 2) + sigma**2 * np.sum(left**2) / len(x)
        want = {"bias2": bias2, "variance": variance, "noise": sigma**2, "test": bias2 + variance + sigma**2}
        assert {k: got[k] for k in want} == pytest.approx(want, rel=1e-8, abs=1e-9)
        assert got["train"] == pytest.approx(train, rel=1e-7, abs=1e-9)
    assert compared > 0.85 * COUNT


def test_the_expected_errors_are_the_means_over_many_draws() -> None:
    rng, grid = np.random.default_rng(5), np.linspace(-1, 1, 15)
    x, degree, lam, sigma = np.linspace(-1, 1, 12), 5, 0.001, 0.4
    targets = truth(x) + sigma * rng.normal(size=(4000, 12))
    questions: dict[str, Any] = {
        "e": ("expectedErrors", [[x, truth(x), grid, truth(grid), degree, lam, sigma]]),
        "w": ("fit", [[x, t, degree, lam] for t in targets]),
    }
    answers = node_answers("polynomials", questions)
    w = np.array(answers["w"])
    fits = w @ np.vander(grid, degree + 1, increasing=True).T
    new = truth(grid) + sigma * rng.normal(size=fits.shape)
    train = np.mean((w @ np.vander(x, degree + 1, increasing=True).T - targets) ** 2)
    got = answers["e"][0]
    assert np.mean((fits - new) ** 2) == pytest.approx(got["test"], rel=0.02)
    assert np.mean((fits.mean(axis=0) - truth(grid)) ** 2) == pytest.approx(got["bias2"], rel=0.2)
    assert np.mean(fits.var(axis=0)) == pytest.approx(got["variance"], rel=0.04)
    assert train == pytest.approx(got["train"], rel=0.03)
