"""The widgets' optimisers in Node against nnlib.SGD, and what they say about rates against the matrix of a step."""

from __future__ import annotations

from itertools import chain, combinations, product
from typing import Any

import numpy as np
import pytest
from node_math import node_answers

from nnlib import SGD, Linear, SquaredError

COUNT = 1200
RULES = [("plain", "torch"), *((kind, form) for kind in ("momentum", "nesterov") for form in ("torch", "classic"))]
BOX = (-2.0, 2.0)


def optimiser(kind: str, form: str, w: np.ndarray, v: np.ndarray, rate: float, beta: float) -> tuple[Linear, SGD]:
    """nnlib's optimiser of one row of weights, with the given velocity."""
    layer = Linear(len(w), 1, bias=False)
    layer.params["W"] = w[None]
    sgd = SGD([layer], rate, momentum=0.0 if kind == "plain" else beta, nesterov=kind == "nesterov", form=form)  # type: ignore[arg-type]
    sgd.velocities["0.W"][:] = v
    return layer, sgd


def pull(layer: Linear, gradient: np.ndarray) -> None:
    """Give the layer this gradient: one backward pass of dy = 1 with the gradient as its input."""
    layer.forward(gradient[None])
    layer.backward(np.ones((1, 1)))


def one_step(kind: str, form: str, state: dict[str, Any], g: np.ndarray, rate: float, beta: float) -> dict[str, Any]:
    layer, sgd = optimiser(kind, form, state["w"], state["v"], rate, beta)
    if sgd.looks_ahead:
        sgd.look_ahead()
    pull(layer, g)
    sgd.step()
    return {"w": layer.params["W"][0].copy(), "v": sgd.velocities["0.W"][0].copy()}


def states(seed: int) -> list[tuple[dict[str, Any], np.ndarray, float, float]]:
    rng = np.random.default_rng(seed)
    out = []
    for i in range(COUNT):
        size = 1 + i % 5
        scale = (1e-6, 1.0, 1e6)[i % 3]
        w, v, g = scale * rng.normal(size=(3, size))
        beta = (0.0, 0.5, 0.9, 0.999)[i % 4]
        out.append(({"w": w, "v": v if beta else 0 * v}, g, float(rng.choice([0.0, 1e-3, 0.3, 5.0])), beta))
    return out


@pytest.mark.parametrize(("kind", "form"), RULES)
def test_one_step_is_nnlibs(kind: str, form: str) -> None:
    cases = states(3)
    if kind == "plain":
        cases = [({"w": s["w"], "v": 0 * s["v"]}, g, rate, beta) for s, g, rate, beta in cases]
    calls = [[kind, s, g, {"rate": rate, "beta": beta, "form": form}] for s, g, rate, beta in cases]
    got = node_answers("optimisers", {"step": ("updated", calls)})["step"]
    for (state, g, rate, beta), answer in zip(cases, got, strict=True):
        want = one_step(kind, form, state, g, rate, beta)
        np.testing.assert_allclose(answer["w"], want["w"], rtol=1e-9, atol=1e-12 * np.abs(state["w"]).max())
        np.testing.assert_allclose(answer["v"], want["v"], rtol=1e-9, atol=1e-12 * np.abs(state["w"]).max())


def complex_gradient(name: str, w: np.ndarray) -> np.ndarray:
    """The landscape's gradient by a complex step through its formula in Python."""
    formula = {
        "bowl": lambda x, y: 1.25 * (x * x + y * y),
        "ravine": lambda x, y: 0.15 * x**2 + 3.25 * y**2,
        "saddle": lambda x, y: x**2 - y**2 / 4,
        "well": lambda x, y: 3 * (1 - x**2) ** 2 / 8 + y**2,
    }[name]
    x, y = w.astype(complex)
    return np.array([formula(x + 1e-30j, y).imag, formula(x, y + 1e-30j).imag]) / 1e-30


LANDSCAPES = ["bowl", "ravine", "saddle", "well"]


def test_landscapes_have_their_gradients_and_curvatures() -> None:
    rng = np.random.default_rng(4)
    points = rng.uniform(*BOX, (COUNT // 4, 2))
    questions: dict[str, Any] = {}
    for name in LANDSCAPES:
        for part in ("value", "gradient", "curvature"):
            questions[f"{name} {part}"] = (f"landscapes/{name}/{part}", [[w] for w in points])
        ahead = [points + h for h in ([1e-4, 0], [-1e-4, 0], [0, 1e-4], [0, -1e-4])]
        questions[f"{name} around"] = (f"landscapes/{name}/gradient", [[w] for moved in ahead for w in moved])
        questions[f"{name} heights"] = (f"landscapes/{name}/value", [[w] for moved in ahead for w in moved])
    answers = node_answers("optimisers", questions)
    for name in LANDSCAPES:
        got = np.array(answers[f"{name} gradient"])
        np.testing.assert_allclose(got, [complex_gradient(name, w) for w in points], rtol=1e-9, atol=1e-12)
        heights = np.array(answers[f"{name} heights"]).reshape(4, -1)
        slopes = (heights[[0, 2]] - heights[[1, 3]]).T / 2e-4
        np.testing.assert_allclose(slopes, got, rtol=1e-5, atol=1e-6)  # value and gradient belong together
        around = np.array(answers[f"{name} around"]).reshape(4, -1, 2)
        hessian = np.stack([around[0] - around[1], around[2] - around[3]], axis=1) / 2e-4
        eigenvalues = np.diagonal(hessian, axis1=1, axis2=2)
        np.testing.assert_allclose(hessian[:, [0, 1], [1, 0]], 0, atol=1e-9)  # the axes are its eigenvectors
        np.testing.assert_allclose(answers[f"{name} curvature"], eigenvalues, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("kind", "form"), RULES)
def test_whole_runs_are_nnlibs_also_when_the_rate_changes(kind: str, form: str) -> None:
    rng = np.random.default_rng(5)
    calls, wanted = [], []
    for i in range(60):
        name, w = LANDSCAPES[i % 4], rng.uniform(*BOX, 2)
        beta, rates = float(rng.choice([0.0, 0.5, 0.9])), np.where(np.arange(20) < 12, 0.2, 0.02)
        calls.append([name, kind, w, [{"rate": rate, "beta": beta, "form": form} for rate in rates], 20])
        layer, sgd = optimiser(kind, form, w, np.zeros(2), 0.2, beta)
        path = [w]
        for rate in rates:
            sgd.lr = float(rate)
            if sgd.looks_ahead:
                sgd.look_ahead()
            pull(layer, complex_gradient(name, layer.params["W"][0]))
            sgd.step()
            path.append(layer.params["W"][0].copy())
        wanted.append(path)
    got = node_answers("optimisers", {"runs": ("runOn", calls)})["runs"]
    for path, want in zip(got, wanted, strict=True):
        np.testing.assert_allclose([state["w"] for state in path], want, rtol=1e-9, atol=1e-9)


def step_matrix(kind: str, c: float, beta: float) -> np.ndarray:
    """(w, v) after one torch step with rate 1 on c w^2 / 2, as a matrix."""
    if kind == "plain":
        return np.array([[1 - c, 0], [0, 0]])
    if kind == "momentum":
        return np.array([[1 - c, -beta], [c, beta]])
    return np.array([[1 - c - beta * c, -beta * beta], [c, beta]])


@pytest.mark.parametrize("kind", ["plain", "momentum", "nesterov"])
def test_shrinkage_is_the_largest_eigenvalue_of_a_step(kind: str) -> None:
    rng = np.random.default_rng(6)
    cases = [(float(c), float(b)) for c, b in zip(rng.uniform(-1, 4, COUNT), rng.uniform(0, 0.99, COUNT), strict=True)]
    calls = [[kind, 2 * c, {"rate": 0.5, "beta": beta}] for c, beta in cases]
    got = node_answers("optimisers", {"s": ("shrinkage", calls)})["s"]
    want = [np.abs(np.linalg.eigvals(step_matrix(kind, c, beta))).max() for c, beta in cases]
    np.testing.assert_allclose(got, want, rtol=1e-7)


@pytest.mark.parametrize("kind", ["plain", "momentum", "nesterov"])
def test_the_rate_limit_is_where_a_step_no_longer_shrinks(kind: str) -> None:
    rng = np.random.default_rng(7)
    cases = [(rng.uniform(-2, 9, 2), float(beta)) for beta in rng.uniform(0, 0.99, COUNT)]
    got = node_answers("optimisers", {"limit": ("rateLimit", [[kind, lam, beta] for lam, beta in cases])})["limit"]
    for (lam, beta), limit in zip(cases, got, strict=True):
        if lam.max() <= 0:
            assert limit == float("inf")
            continue
        below, above = (
            np.abs(
                np.linalg.eigvals(step_matrix(kind, share * limit * lam.max(), 0 if kind == "plain" else beta))
            ).max()
            for share in (1 - 1e-6, 1 + 1e-6)
        )
        assert below < 1 < above


@pytest.mark.parametrize(("N", "B"), [(12, 5), (7, 7), (10, 1), (9, 4)])
def test_batches(N: int, B: int) -> None:
    def run(sampling: str) -> list[list[int]]:
        return node_answers("optimisers", {"b": ("drawnBatches", [[11, sampling, N, B, 6 * -(-N // B)]])})["b"][0]

    for sampling in ("shuffled", "in-order"):
        per_epoch, got = -(-N // B), run(sampling)
        epochs = [list(chain(*got[start : start + per_epoch])) for start in range(0, len(got), per_epoch)]
        assert all(sorted(epoch) == list(range(N)) for epoch in epochs)
        assert all(epoch == list(range(N)) for epoch in epochs) == (sampling == "in-order")
    replaced = run("replaced")
    assert all(len(batch) == B for batch in replaced) and {i for batch in replaced for i in batch} == set(range(N))
    assert N == B == 7 or any(len(set(batch)) < len(batch) for batch in replaced) or B == 1


def line_case(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    N = int(rng.integers(3, 12))
    return rng.normal(size=2), rng.normal(size=N), rng.normal(size=N)


def test_the_line_has_nnlibs_loss_and_gradient() -> None:
    rng = np.random.default_rng(8)
    cases = [line_case(rng) for _ in range(COUNT)]
    rows = [rng.integers(len(x), size=1 + i % 6) for i, (_, x, _) in enumerate(cases)]
    gradients = [[*case, some] for case, some in zip(cases, rows, strict=True)]
    answers = node_answers("optimisers", {"g": ("lineGradient", gradients), "l": ("lineLoss", cases)})
    for (w, x, t), some, g, loss in zip(cases, rows, answers["g"], answers["l"], strict=True):
        layer, error = Linear(1, 1), SquaredError()
        layer.params["W"], layer.params["b"] = [[w[1]]], [w[0]]
        assert loss == pytest.approx(error.forward(layer.forward(x[:, None]), t[:, None]), rel=1e-9)
        error.forward(layer.forward(x[some, None]), t[some, None])
        layer.backward(error.backward())
        want = [layer.grads["b"][0], layer.grads["W"][0, 0]]
        np.testing.assert_allclose(g, want, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("replaced", [True, False])
def test_the_variance_of_the_estimate_is_that_of_all_possible_batches(replaced: bool) -> None:
    rng = np.random.default_rng(9)
    cases = []
    for _ in range(30):
        w, x, t = line_case(rng)
        cases.append([w, x[:5], t[:5], int(rng.integers(1, min(len(x), 3) + 1)), replaced])
    got = node_answers("optimisers", {"v": ("estimateVariance", cases)})["v"]
    for (w, x, t, B, _), variance in zip(cases, got, strict=True):
        single = (w[0] + w[1] * x - t)[:, None] * np.stack([np.ones_like(x), x], axis=1)
        all_batches = product(range(len(x)), repeat=B) if replaced else combinations(range(len(x)), B)
        means = np.array([single[list(batch)].mean(axis=0) for batch in all_batches])
        assert variance == pytest.approx(means.var(axis=0).sum(), rel=1e-9, abs=1e-12)
