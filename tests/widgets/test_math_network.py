"""shared/math/network.js against nnlib's Network and layers, on random networks, one sample and batches."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from node_math import node_answers

import nnlib
from nnlib import layers as kinds

LAYERS = {
    "identity": kinds.Identity,
    "unit_step": kinds.UnitStep,
    "sign": kinds.Sign,
    "piecewise_linear": kinds.PiecewiseLinear,
    "sigmoid": kinds.Sigmoid,
    "tanh": kinds.Tanh,
    "relu": kinds.ReLU,
    "leaky_relu": kinds.LeakyReLU,
    "absolute": kinds.Absolute,
    "softplus": kinds.Softplus,
    "softsign": kinds.Softsign,
    "softmax": kinds.Softmax,
}
COUNT = 1100


def random_case(rng: np.random.Generator, case: int) -> dict[str, Any]:
    """A network as the widgets write it and as nnlib does, an input, and a gradient at the output."""
    depth = int(rng.integers(1, 5))
    sizes = [int(size) for size in rng.integers(1, 6, depth + 1)]
    names = [str(name) for name in rng.choice(list(LAYERS), depth)]
    plain: list[dict[str, Any]] = []
    modules: list[Any] = []
    for level, name in enumerate(names):
        linear = nnlib.Linear(sizes[level], sizes[level + 1], rng=rng)
        linear.params["W"][...] = rng.normal(0, (0.3, 1, 4)[case % 3], linear.params["W"].shape)
        linear.params["b"][...] = rng.normal(0, 1, sizes[level + 1])
        layer = {"W": linear.params["W"].copy(), "b": linear.params["b"].copy(), "activation": name}
        module = LAYERS[name]()
        if name == "leaky_relu":
            layer["alpha"] = float(rng.uniform(0, 1))
            module = kinds.LeakyReLU(layer["alpha"])
        plain.append(layer)
        modules += [linear, module]
    net = nnlib.Network(modules)
    rows = int(rng.integers(1, 5))
    x = rng.normal(0, 2, (rows, sizes[0]))
    values = [x]
    for module in modules:
        values.append(module.forward(values[-1]))
    net.forward(x)
    gradient = rng.normal(0, 1, (rows, sizes[-1]))
    dx = net.backward(gradient)
    deltas = [gradient]  # dl/dz of each layer, from the last to the first, by the modules one after another
    for module in reversed(modules):
        deltas.append(module.backward(deltas[-1]))
    dW, db = ([net.grads[f"{2 * level}.{name}"].copy() for level in range(depth)] for name in ("W", "b"))
    nnlib.SGD(net, 0.3).step()
    single = rows == 1 and case % 2 == 0
    cut = (lambda v: v[0]) if single else (lambda v: v)
    return {
        "layers": plain,
        "x": cut(x),
        "gradient": cut(gradient),
        "trace": {"z": [cut(v) for v in values[1::2]], "a": [cut(v) for v in values[0::2]]},
        "delta": [cut(v) for v in deltas[1::2][::-1]],
        "dW": dW,
        "db": db,
        "after": {name: value.copy() for name, value in net.params.items()},
        "dx": cut(dx),
    }


RNG = np.random.default_rng(61)
CASES = [random_case(RNG, case) for case in range(COUNT)]


def same(got: Any, want: Any, where: str) -> None:
    np.testing.assert_allclose(np.asarray(got, float), np.asarray(want, float), rtol=1e-9, atol=1e-12, err_msg=where)


@pytest.fixture(scope="module")
def answers() -> dict[str, list[Any]]:
    return node_answers(
        "network",
        {
            "forward": ("forward", [[c["layers"], c["x"]] for c in CASES]),
            "backward": ("backward", [[c["layers"], c["trace"], c["gradient"]] for c in CASES]),
            "descend": ("descend", [[c["layers"], {"dW": c["dW"], "db": c["db"]}, 0.3] for c in CASES]),
            "numbers": ("numbersOf", [[c["layers"]] for c in CASES]),
        },
    )


def test_cases_have_samples_and_batches() -> None:
    shapes = {np.ndim(case["x"]) for case in CASES}
    assert shapes == {1, 2}
    assert {layer["activation"] for case in CASES for layer in case["layers"]} == set(LAYERS)


def test_forward_is_nnlibs(answers: dict[str, list[Any]]) -> None:
    for case, got in zip(CASES, answers["forward"], strict=True):
        for part in ("z", "a"):
            assert len(got[part]) == len(case["trace"][part])
            for level, (mine, want) in enumerate(zip(got[part], case["trace"][part], strict=True)):
                same(mine, want, f"{part}[{level}] of {[layer['activation'] for layer in case['layers']]}")


def test_backward_is_nnlibs(answers: dict[str, list[Any]]) -> None:
    for case, got in zip(CASES, answers["backward"], strict=True):
        names = [layer["activation"] for layer in case["layers"]]
        same(got["dx"], case["dx"], f"dx of {names}")
        for part in ("delta", "dW", "db"):
            for level, (mine, want) in enumerate(zip(got[part], case[part], strict=True)):
                same(mine, want, f"{part}[{level}] of {names}")


def test_a_step_is_one_of_nnlibs_sgd(answers: dict[str, list[Any]]) -> None:
    for case, got in zip(CASES, answers["descend"], strict=True):
        for level, mine in enumerate(got):
            same(mine["W"], case["after"][f"{2 * level}.W"], "W after the step")
            same(mine["b"], case["after"][f"{2 * level}.b"], "b after the step")


def test_numbers_and_layers_are_each_others_way_back(answers: dict[str, list[Any]]) -> None:
    calls = [[[len(case["layers"][0]["W"][0]), *(len(layer["b"]) for layer in case["layers"])],
              [layer["activation"] for layer in case["layers"]], numbers]
             for case, numbers in zip(CASES, answers["numbers"], strict=True)]  # fmt: skip
    for case, got in zip(CASES, node_answers("network", {"back": ("layersFrom", calls)})["back"], strict=True):
        for mine, layer in zip(got, case["layers"], strict=True):
            np.testing.assert_array_equal(mine["W"], layer["W"])
            np.testing.assert_array_equal(mine["b"], layer["b"])
            assert mine["activation"] == layer["activation"]


def test_folded_layers_are_one_linear_layer(answers: dict[str, list[Any]]) -> None:
    rng = np.random.default_rng(5)
    calls, inputs, outputs = [], [], []
    for _ in range(COUNT):
        sizes = rng.integers(1, 5, int(rng.integers(2, 6)))
        linear = [nnlib.Linear(int(m), int(n), rng=rng) for m, n in itertools.pairwise(sizes)]
        for layer in linear:
            layer.params["b"][...] = rng.normal(size=layer.params["b"].shape)
        calls.append([[{"W": layer.params["W"], "b": layer.params["b"]} for layer in linear]])
        inputs.append(rng.normal(0, 2, (3, int(sizes[0]))))
        outputs.append(nnlib.Network(linear).forward(inputs[-1]))
    for x, want, got in zip(inputs, outputs, node_answers("network", {"fold": ("fold", calls)})["fold"], strict=True):
        same(x @ np.array(got["W"]).T + got["b"], want, "the folded layer's output")
