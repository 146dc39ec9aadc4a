"""The trained classifier, the sigmoid's updates and the affine fit of the widgets against nnlib, SciPy and NumPy."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from node_math import node_answers
from scipy.optimize import minimize_scalar
from scipy.special import logit

import nnlib
from nnlib.widgets.decision_regions import HIDDEN, DecisionRegions

COUNT = 1000
RNG = np.random.default_rng(65)
MODULES = {"tanh": nnlib.Tanh, "sigmoid": nnlib.Sigmoid, "relu": nnlib.ReLU}
LOSSES = {"squared": nnlib.SquaredError, "cross-entropy": nnlib.SigmoidBCE}


def network(hidden: list[int], activation: str, layers: list[dict[str, Any]] | None = None) -> nnlib.Network:
    sizes = [2, *hidden, 1]
    modules: list[Any] = []
    for level, size in enumerate(sizes[1:]):
        modules.append(nnlib.Linear(sizes[level], size, rng=RNG))
        if level < len(hidden):
            modules.append(MODULES[activation]())
    net = nnlib.Network(modules)
    for level, layer in enumerate(layers or []):
        net.params[f"{2 * level}.W"][...], net.params[f"{2 * level}.b"][...] = layer["W"], layer["b"]
    return net


def random_case(case: int) -> dict[str, Any]:
    hidden = [int(size) for size in RNG.integers(1, 7, case % 3)]
    activation = ("tanh", "sigmoid", "relu")[case % 3 if case % 2 else (case // 2) % 3]
    net = network(hidden, activation)
    for value in net.params.values():
        value[...] = RNG.normal(0, 1.5, value.shape)
    n = int(RNG.integers(1, 9))
    samples = np.column_stack([RNG.normal(0, 1.5, (n, 2)), RNG.integers(0, 2, n)])
    plain = [
        {"W": net.params[f"{2 * k}.W"].copy(), "b": net.params[f"{2 * k}.b"].copy(), "activation": activation}
        for k in range(len(hidden) + 1)
    ]
    plain[-1]["activation"] = "identity"
    return {"hidden": hidden, "activation": activation, "net": net, "samples": samples, "layers": plain}


CASES = [random_case(case) for case in range(COUNT)]


def test_loss_right_answers_and_gradient_are_nnlibs() -> None:
    got = node_answers("classifier", {"g": ("classifierGradient", [[c["layers"], c["samples"]] for c in CASES])})["g"]
    for case, mine in zip(CASES, got, strict=True):
        net, x, t = case["net"], case["samples"][:, :2], case["samples"][:, 2:]
        loss = nnlib.SigmoidBCE()
        z = net.forward(x)
        assert mine["loss"] == pytest.approx(loss.forward(z, t), rel=1e-9)
        net.backward(loss.backward())
        assert mine["right"] == int(((z >= 0) == t).sum())
        for level in range(len(case["hidden"]) + 1):
            for name in ("W", "b"):
                want = net.grads[f"{2 * level}.{name}"]
                np.testing.assert_allclose(mine[f"d{name}"][level], want, rtol=1e-9, atol=1e-13)


def test_no_samples_have_no_loss_and_no_gradient() -> None:
    got = node_answers("classifier", {"g": ("classifierGradient", [[CASES[7]["layers"], []]])})["g"][0]
    assert got["loss"] == got["right"] == 0
    assert not any(np.any(part) for part in [*got["dW"], *got["db"]])


def test_a_start_has_nnlibs_initialisers_with_the_same_draws() -> None:
    calls, wanted = [], []
    for case in CASES:
        sizes = [2, *case["hidden"], 1]
        seed = int(RNG.integers(10**6))
        rng, draws = np.random.default_rng(seed), np.random.default_rng(seed)
        wanted.append(
            [
                (nnlib.he_normal if case["activation"] == "relu" and k < len(sizes) - 2 else nnlib.lecun_normal)(
                    (sizes[k + 1], sizes[k]), rng=rng
                )
                for k in range(len(sizes) - 1)
            ]
        )
        count = sum(a * b for a, b in itertools.pairwise(sizes))
        calls.append([case["hidden"], case["activation"], draws.standard_normal(count)])
    questions = {"s": ("startClassifier", calls), "n": ("weightCount", [[case["hidden"]] for case in CASES])}
    answers = node_answers("classifier", questions)
    for call, count, layers, want in zip(calls, answers["n"], answers["s"], wanted, strict=True):
        assert count == len(call[2])
        for layer, W in zip(layers, want, strict=True):
            np.testing.assert_allclose(layer["W"], W, rtol=1e-9)
            assert set(layer["b"]) == {0}
        assert [layer["activation"] for layer in layers] == [call[1]] * len(call[0]) + ["identity"]


def test_the_largest_curvature_is_the_hessians() -> None:
    cases = [case for case in CASES if len(case["hidden"]) == 1 and case["activation"] != "relu"][:40]
    starts = [RNG.normal(size=sum(v.size for v in case["net"].params.values())) for case in cases]
    calls = [[c["layers"], c["samples"], start, 400] for c, start in zip(cases, starts, strict=True)]
    for case, got in zip(cases, node_answers("classifier", {"c": ("largestCurvature", calls)})["c"], strict=True):
        net, x, t = case["net"], case["samples"][:, :2], case["samples"][:, 2:]
        values = list(net.params.values())
        theta = np.concatenate([value.ravel() for value in values])

        def gradient(numbers: np.ndarray) -> np.ndarray:
            at = 0
            for value in values:  # noqa: B023 - used within this turn of the loop only
                value[...] = numbers[at : at + value.size].reshape(value.shape)
                at += value.size
            loss = nnlib.SigmoidBCE()
            loss.forward(net.forward(x), t)  # noqa: B023
            net.backward(loss.backward())  # noqa: B023
            return np.concatenate([value.ravel() for value in net.grads.values()])  # noqa: B023

        columns = [(gradient(theta + 1e-5 * e) - gradient(theta - 1e-5 * e)) / 2e-5 for e in np.eye(theta.size)]
        eigenvalues = np.linalg.eigvalsh(np.array(columns))
        second, largest = sorted(eigenvalues, key=abs)[-2:]
        # where two eigenvalues are of nearly the same size, the iteration ends between them
        assert got == pytest.approx(largest, rel=1e-5 if abs(second) < 0.95 * abs(largest) else 0.05, abs=1e-6)


@pytest.mark.parametrize("loss", list(LOSSES))
def test_updates_are_minus_the_gradient_in_z(loss: str) -> None:
    outputs = [*RNG.uniform(0.001, 0.999, COUNT), 0.5, 1 / 3, 2 / 3]
    calls = [[o, t] for o in outputs for t in (0, 1)]
    path = f"updates/{loss}"
    for (o, t), got in zip(calls, node_answers("sigmoid_update", {"u": (path, calls)})["u"], strict=True):
        z = np.array([[logit(o)]])
        if loss == "cross-entropy":
            criterion = nnlib.SigmoidBCE()
            criterion.forward(z, np.array([[t]]))
            want = -criterion.backward().item()
        else:
            layer, criterion = nnlib.Sigmoid(), nnlib.SquaredError()
            criterion.forward(layer.forward(z), np.array([[t]]))
            want = -layer.backward(criterion.backward()).item()
        assert got == pytest.approx(want, rel=1e-9, abs=1e-12)


def test_the_update_is_largest_where_scipy_finds_it() -> None:
    targets = [0.0, 1.0, *RNG.uniform(0, 1, 50)]
    for t, got in zip(
        targets, node_answers("sigmoid_update", {"l": ("largestUpdate", [[t] for t in targets])})["l"], strict=True
    ):

        def size(o: float) -> float:
            return -abs((t - o) * o * (1 - o))  # noqa: B023

        found = [
            minimize_scalar(size, bounds=side, method="bounded", options={"xatol": 1e-10}).fun
            for side in ((0, t), (t, 1))
            if side[0] < side[1]
        ]
        assert size(got) == pytest.approx(min(found), rel=1e-9)
    assert node_answers("sigmoid_update", {"l": ("largestUpdate", [[1], [0]])})["l"] == pytest.approx([1 / 3, 2 / 3])


def test_paths_of_z_are_nnlibs_steps() -> None:
    calls = [
        [("squared", "cross-entropy")[k % 2], RNG.normal(0, 3), k % 4 // 2, RNG.uniform(0.1, 5), 1]
        for k in range(COUNT)
    ]
    for call, got in zip(calls, node_answers("sigmoid_update", {"d": ("descentOfZ", calls)})["d"], strict=True):
        name, z, t, rate, _ = call
        layer, criterion = nnlib.Sigmoid(), LOSSES[name]()
        inside = np.array([[z]])
        criterion.forward(inside if name == "cross-entropy" else layer.forward(inside), np.array([[t]]))
        slope = criterion.backward() if name == "cross-entropy" else layer.backward(criterion.backward())
        assert got == pytest.approx([z, z - rate * slope.item()], rel=1e-9)


def test_affine_fits_are_numpys_least_squares() -> None:
    calls = []
    for _ in range(COUNT):
        n = int(RNG.integers(4, 30))
        calls.append([RNG.normal(0, 2, (n, 2)), RNG.normal(0, 3, (n, 2))])
    for (x, y), got in zip(calls, node_answers("affine_fit", {"f": ("bestAffine", calls)})["f"], strict=True):
        matrix = np.column_stack([x, np.ones(len(x))])
        want = np.linalg.lstsq(matrix, y, rcond=None)[0]
        np.testing.assert_allclose([*np.array(got["W"]).T, got["b"]], want, rtol=1e-9, atol=1e-9)
        assert got["error"] == pytest.approx(np.linalg.norm(matrix @ want - y, axis=1).max(), rel=1e-9)


def test_sets_and_runs_are_pythons_with_nnlibs_network() -> None:
    states = [
        {"data": data, "hidden": hidden, "activation": activation, "rate": 0.2, "seed": 1 + 7 * k, "steps": 12}
        for data in ("moons", "circles", "xor", "spirals", "own")
        for hidden in HIDDEN
        for k, activation in enumerate(MODULES)
    ]
    for state in states:
        state["points"] = RNG.integers(-2, 3, (6, 3)).clip([-2, -2, 0], [2, 2, 1]).tolist()
    questions = {"s": ("samplesOf", [[s] for s in states]), "t": ("afterTraining", [[s] for s in states])}
    answers = node_answers("region_training", questions)
    for state, samples, run in zip(states, answers["s"], answers["t"], strict=True):
        widget = DecisionRegions(**state)
        np.testing.assert_allclose(samples, np.column_stack(widget.samples()), rtol=1e-9, atol=1e-12)
        _, loss, right, _ = widget._trained()
        assert run["loss"] == pytest.approx(loss, rel=1e-9) and run["right"] == right and run["steps"] == 12
        if state["activation"] == "relu" and state["hidden"] != "none":
            net, (value, _) = widget._trained()[0], widget.samples()
            off = 0
            for layer in net.layers[:-1]:
                off += 0 if layer.params else int((value <= 0).all(axis=0).sum())
                value = layer.forward(value)
            assert run["off"] == off


def test_unrest_counts_the_rises_of_the_last_40_losses() -> None:
    curve = [5.0, 9.0, *np.linspace(4, 1, 39), 1.2, 1.1, 1.5]
    got = node_answers("region_training", {"u": ("unrest", [[curve], [[2.0]], [[2.0, 2.0, 1.0, 3.0]]])})["u"]
    assert got == [{"rises": 2, "of": 39}, {"rises": 0, "of": 0}, {"rises": 1, "of": 3}]
