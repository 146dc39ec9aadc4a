"""The widgets' mathematics in Node against nnlib, at 1e-9 relative, on random states and on the extremes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnlib
from nnlib import activations
from nnlib.widgets.activation_explorer import FUNCTIONS
from nnlib.widgets.bundle import HERE

COUNT = 1200
RUNNER = """
import * as m from "./math.mjs";
import { readFileSync } from "node:fs";
const cases = JSON.parse(readFileSync(0, "utf8"));
const call = {
  activation: (name, part) => (z, alpha) => m.activations[name][part](z, alpha),
  loss: (name, part) => (z, t) => m.losses[name][part](z, t),
  saturation: (name) => (alpha) => Object.values(m.saturation(name, alpha)).map(String),
  plain: (name) => m[name],
};
const out = {};
for (const [key, { kind, name, part, states }] of Object.entries(cases)) {
  const f = call[kind](name, part);
  out[key] = states.map((state) => f(...state));
}
process.stdout.write(JSON.stringify(out));
"""


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


def expected() -> dict[str, tuple[dict[str, Any], list[Any]]]:
    """Every function: the question to Node and nnlib's answers."""
    table: dict[str, tuple[dict[str, Any], list[Any]]] = {}
    rng = np.random.default_rng(9)
    z_all, v_all = scalars(), vectors()
    for name in FUNCTIONS:
        alphas = rng.uniform(0, 1, len(z_all)).tolist()
        for part, suffix in (("value", ""), ("slope", "_prime")):
            f = getattr(activations, name + suffix)
            leaky = name == "leaky_relu"
            answers = [float(f(z, alpha=a) if leaky else f(z)) for z, a in zip(z_all, alphas, strict=True)]
            states = [[z, a] for z, a in zip(z_all, alphas, strict=True)]
            table[f"{name}.{part}"] = ({"kind": "activation", "name": name, "part": part, "states": states}, answers)
    plain = {"softmax": nnlib.softmax, "logsumexp": nnlib.logsumexp, "logSoftmax": nnlib.log_softmax}
    for name, f in {**plain, "softmaxJacobian": nnlib.softmax_jacobian}.items():
        table[name] = ({"kind": "plain", "name": name, "states": [[v] for v in v_all]}, [f(np.array(v)) for v in v_all])
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
        states = list(zip(v_all, classes, strict=True)) if name == "softmax-ce" else pairs
        for index, part in enumerate(("value", "slope")):
            question = {"kind": "loss", "name": name, "part": part, "states": states}
            table[f"{name}.{part}"] = (question, [np.squeeze(answer[index]) for answer in answers])
    return table


@pytest.fixture(scope="module")
def ask(node: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("math")
    (folder / "math.mjs").write_text((HERE / "shared" / "math.js").read_text(encoding="utf-8"), encoding="utf-8")
    runner = Path(folder / "run.mjs")
    runner.write_text(RUNNER, encoding="utf-8")

    def run(cases: dict[str, Any]) -> dict[str, list[Any]]:
        done = subprocess.run([node, str(runner)], input=json.dumps(cases), capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        answers: dict[str, list[Any]] = json.loads(done.stdout)
        return answers

    return run


TABLE = expected()


@pytest.fixture(scope="module")
def answers(ask: Any) -> dict[str, list[Any]]:
    result: dict[str, list[Any]] = ask({key: question for key, (question, _) in TABLE.items()})
    return result


@pytest.mark.parametrize("key", TABLE)
def test_agrees_with_nnlib(key: str, answers: dict[str, list[Any]]) -> None:
    question, wanted = TABLE[key]
    assert len(wanted) >= 1000
    for state, got, want in zip(question["states"], answers[key], wanted, strict=True):
        # below 1e-300 a double has lost digits, so there nothing but the size is asked for
        np.testing.assert_allclose(np.squeeze(got), want, rtol=1e-9, atol=1e-300, err_msg=f"{key} at {state}")


def test_saturation_is_where_nnlibs_slope_falls_below_one_percent(ask: Any) -> None:
    alphas = [0.0, 0.005, 0.02, 0.5]
    cases = {name: {"kind": "saturation", "name": name, "states": [[a] for a in alphas]} for name in FUNCTIONS}
    grid = np.linspace(-12, 12, 24001)
    for name, states in ask(cases).items():
        for alpha, state in zip(alphas, states, strict=True):
            left, right, largest = (float(text.replace("Infinity", "inf")) for text in state)
            extra = {"alpha": alpha} if name == "leaky_relu" else {}
            slope = np.abs(getattr(activations, f"{name}_prime")(grid, **extra))
            assert slope.max() == pytest.approx(largest, rel=1e-5)  # softplus reaches its largest slope at infinity
            if largest == 0:
                continue
            inside = (grid > left + 1e-6) & (grid < right - 1e-6) & (grid != 0)  # at 0 a kink may have any slope
            outside = (grid < left - 1e-6) | (grid > right + 1e-6)
            assert np.all(slope[inside] >= 0.01 * largest), name
            assert np.all(slope[outside] < 0.01 * largest), name
