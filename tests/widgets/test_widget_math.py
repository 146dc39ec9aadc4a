"""The widgets' mathematics in Node against nnlib, at 1e-9 relative, on random states and on the extremes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from node_math import node_answers

import nnlib
from nnlib import activations
from nnlib.widgets.activation_explorer import FUNCTIONS

COUNT = 1200


def scalars() -> list[float]:
    rng = np.random.default_rng(7)
    edges = [0.0, -0.5, 0.5, 1e4, -1e4, 709.0, -709.0, 745.0, -745.0, 37.0, -37.0, 1e-12, -1e-12, 18.5, -18.5]
    return [*edges, *rng.normal(0, 3, COUNT - 200), *rng.uniform(-1e4, 1e4, 200)]


def vectors() -> list[list[float]]:
    rng = np.random.default_rng(8)
    out = [[0.0, 0.0, 0.0], [1e4, 1e4, -1e4], [-1e4, -1e4], [1e4, 0.0], [3.0], [40.0, 0.0, 0.0], [1.0, 1.0, 2.0, 2.0]]
    for i in range(COUNT):
        z = rng.normal(0, (1, 5, 50, 3000)[i % 4], int(rng.integers(2, 7)))
        if i % 5 == 0:
            z[-1] = z[0]  # a tie
        out.append(z.tolist())
    return out


def one(loss: Any, prediction: Any, target: Any) -> tuple[float, np.ndarray]:
    return loss.forward(np.array([prediction]), np.array([target])), loss.backward()[0]


def squared_behind_sigmoid(z: float, t: float) -> tuple[float, float]:
    """From nnlib's pieces; at t = 0 and t = 1 without the cancellation of sigma - t."""
    error = nnlib.sigmoid(z) if t == 0 else -nnlib.sigmoid(-z) if t == 1 else nnlib.sigmoid(z) - t
    return 0.5 * float(error) ** 2, float(error * nnlib.sigmoid_prime(z))


def expected_activations() -> dict[str, tuple[str, list[Any], list[Any]]]:
    """Every activation: its path in the module, the calls, and nnlib's answers."""
    table: dict[str, tuple[str, list[Any], list[Any]]] = {}
    rng = np.random.default_rng(9)
    z_all, v_all = scalars(), vectors()
    for name in FUNCTIONS:
        calls = list(zip(z_all, rng.uniform(0, 1, len(z_all)).tolist(), strict=True))
        for part, suffix in (("value", ""), ("slope", "_prime")):
            f = getattr(activations, name + suffix)
            answers = [float(f(z, alpha=a) if name == "leaky_relu" else f(z)) for z, a in calls]
            table[f"{name}.{part}"] = (f"activations/{name}/{part}", calls, answers)
    plain = {"softmax": nnlib.softmax, "logsumexp": nnlib.logsumexp, "logSoftmax": nnlib.log_softmax}
    for name, f in {**plain, "softmaxJacobian": nnlib.softmax_jacobian}.items():
        table[name] = (name, [[v] for v in v_all], [f(np.array(v)) for v in v_all])
    return table


def expected_losses() -> dict[str, tuple[str, list[Any], list[Any]]]:
    """Every loss and its gradient, likewise."""
    table: dict[str, tuple[str, list[Any], list[Any]]] = {}
    rng = np.random.default_rng(10)
    z_all, v_all = scalars(), vectors()
    targets = [(0.0, 1.0, 0.25, 0.7)[i % 4] for i in range(len(z_all))]
    pairs = list(zip(z_all, targets, strict=True))
    classes = [int(rng.integers(len(v))) for v in v_all]
    answers_of = {
        "squared": [one(nnlib.SquaredError(), [z], [t]) for z, t in pairs],
        "sigmoid-ce": [one(nnlib.SigmoidBCE(), [z], [t]) for z, t in pairs],
        "sigmoid-squared": [squared_behind_sigmoid(z, t) for z, t in pairs],
        "softmax-ce": [one(nnlib.SoftmaxCrossEntropy(), v, c) for v, c in zip(v_all, classes, strict=True)],
    }
    for name, answers in answers_of.items():
        calls = list(zip(v_all, classes, strict=True)) if name == "softmax-ce" else pairs
        for index, part in enumerate(("value", "slope")):
            table[f"{name}.{part}"] = (f"losses/{name}/{part}", calls, [np.squeeze(both[index]) for both in answers])
    table["output"] = ("output", [["sigmoid-ce", z] for z in z_all], [float(nnlib.sigmoid(z)) for z in z_all])
    return table


TABLES = {"activations": expected_activations(), "losses": expected_losses()}


@pytest.fixture(scope="module")
def answers() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for module, table in TABLES.items():
        found |= node_answers(module, {key: (path, calls) for key, (path, calls, _) in table.items()})
    return found


@pytest.mark.parametrize(("module", "key"), [(module, key) for module, table in TABLES.items() for key in table])
def test_agrees_with_nnlib(module: str, key: str, answers: dict[str, list[Any]]) -> None:
    _, calls, wanted = TABLES[module][key]
    assert len(wanted) >= 1000
    for call, got, want in zip(calls, answers[key], wanted, strict=True):
        # below 1e-300 a double has lost digits, so there nothing but the size is asked for
        np.testing.assert_allclose(np.squeeze(got), want, rtol=1e-9, atol=1e-300, err_msg=f"{key} at {call}")


def test_numbers_and_the_impossible_ones_travel_unchanged() -> None:
    rng = np.random.default_rng(11)
    sent = [*rng.normal(0, 1, 50), *np.exp(rng.uniform(-700, 700, 50)), np.inf, -np.inf, np.nan, 0.1, 5e-324]
    calls = [[x, 0.0] for x in sent]
    questions = {"same": ("activations/identity/value", calls), "nested": ("softmax", [[np.array([np.inf, 0.0])]])}
    back = node_answers("activations", questions)
    np.testing.assert_array_equal(back["same"], sent)
    assert np.isnan(back["nested"][0][0])
    with pytest.raises(AssertionError, match="sigmod is not a function"):
        node_answers("activations", {"slip": ("sigmod", [[1]])})


def test_saturation_is_where_nnlibs_slope_falls_below_one_percent() -> None:
    alphas = [0.0, 0.005, 0.02, 0.5]
    questions = {name: ("saturation", [[name, alpha] for alpha in alphas]) for name in FUNCTIONS}
    grid = np.linspace(-12, 12, 24001)
    for name, states in node_answers("activations", questions).items():
        for alpha, state in zip(alphas, states, strict=True):
            left, right, largest = state["left"], state["right"], state["largest"]
            extra = {"alpha": alpha} if name == "leaky_relu" else {}
            slope = np.abs(getattr(activations, f"{name}_prime")(grid, **extra))
            assert slope.max() == pytest.approx(largest, rel=1e-5)  # softplus reaches its largest slope at infinity
            if largest == 0:
                continue
            inside = (grid > left + 1e-6) & (grid < right - 1e-6) & (grid != 0)  # at 0 a kink may have any slope
            outside = (grid < left - 1e-6) | (grid > right + 1e-6)
            assert np.all(slope[inside] >= 0.01 * largest), name
            assert np.all(slope[outside] < 0.01 * largest), name
