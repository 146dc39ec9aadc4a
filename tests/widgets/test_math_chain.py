"""The chain rule on graphs in Node: against mpmath's derivatives of the same formulas, written out in Python."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from node_math import node_answers

COUNT = 300
Formula = Callable[[Any, Any], Any]


def diamond_row(c: Any, x: Any) -> Any:
    for _ in range(3):
        x = mpmath.sin(c * x) + x / 2
    return x


def two_layers(c: Any, x: Any) -> Any:
    a1, a2 = mpmath.tanh(c * x + 0.5), mpmath.tanh(0.5 - x)
    return 2 * mpmath.tanh(a1 - 1.5 * a2) + 1.5 * mpmath.tanh(a2 - a1 / 2)


FORMULAS: dict[str, Formula] = {
    "wan": lambda c, y: (c * y) ** 2 * mpmath.sin(y),
    "diamond": lambda c, x: c * x**3,
    "network": two_layers,
    "ladder": diamond_row,
}
PATHS = {"wan": 2, "diamond": 2, "network": 4, "ladder": 8}


def states() -> list[tuple[str, float, float]]:
    rng = np.random.default_rng(41)
    points = [(0.0, 1.0), (2.0, 0.0), (-1.5, -2.0), *rng.uniform(-2, 2, (COUNT, 2)).tolist()]
    return [(name, c, x) for name in FORMULAS for c, x in points]


@pytest.fixture(scope="module")
def answers() -> list[dict[str, Any]]:
    return node_answers("chain", {"chainRule": ("chainRule", states())})["chainRule"]


def test_there_are_a_thousand_states() -> None:
    assert len(states()) >= 1000


def test_value_and_derivative_are_mpmaths(answers: list[dict[str, Any]]) -> None:
    for (name, c, x), found in zip(states(), answers, strict=True):
        with mpmath.workdps(40):
            value = float(FORMULAS[name](mpmath.mpf(c), mpmath.mpf(x)))
            slope = float(mpmath.diff(lambda v, name=name, c=c: FORMULAS[name](mpmath.mpf(c), v), mpmath.mpf(x)))
        output = found["nodes"][-1]["name"]
        assert found["values"][output] == pytest.approx(value, rel=1e-9, abs=1e-13)
        # a sum of paths that cancel has the rounding of its largest term
        scale = max(map(abs, found["products"]))
        for way in (found["total"], found["check"], found["back"][found["nodes"][0]["name"]]):
            assert way == pytest.approx(slope, rel=1e-9, abs=1e-13 * max(scale, 1)), (name, c, x)


def test_edges_are_the_difference_quotients_of_each_node(answers: list[dict[str, Any]]) -> None:
    nodes: dict[str, Callable[..., Any]] = {
        "wan.x": lambda c, y: c * y, "wan.z": lambda c, y: mpmath.sin(y), "wan.f": lambda c, x, z: x**2 * z,
        "network.a₁": lambda c, x: mpmath.tanh(c * x + 0.5), "network.b₁": lambda c, p, q: mpmath.tanh(p - 1.5 * q),
        "network.b₂": lambda c, p, q: mpmath.tanh(q - p / 2), "network.ŷ": lambda c, p, q: 2 * p + 1.5 * q,
        "ladder.u₂": lambda c, s: mpmath.sin(c * s), "ladder.v₁": lambda c, x: x / 2, "ladder.s₂": lambda c, u, v: u + v,
    }  # fmt: skip
    seen = set()
    for (name, c, _), found in zip(states(), answers, strict=True):
        for node in found["nodes"][1:]:
            f = nodes.get(f"{name}.{node['name']}")
            if f is None:
                continue
            inputs = [mpmath.mpf(found["values"][source]) for source in node["from"]]
            for j, source in enumerate(node["from"]):
                order = tuple(int(i == j) for i in range(len(inputs)))
                with mpmath.workdps(30):
                    wanted = float(mpmath.diff(lambda *v, f=f, c=c: f(mpmath.mpf(c), *v), tuple(inputs), order))
                slope = [e["slope"] for e in found["edges"] if (e["from"], e["to"]) == (source, node["name"])]
                assert slope == [pytest.approx(wanted, rel=1e-9, abs=1e-12)]
                seen.add(f"{name}.{node['name']}")
    assert seen == set(nodes)


def test_paths_lead_from_the_input_to_the_output(answers: list[dict[str, Any]]) -> None:
    for (name, _, _), found in zip(states(), answers, strict=True):
        first, last = found["nodes"][0]["name"], found["nodes"][-1]["name"]
        assert len(found["paths"]) == PATHS[name]
        assert len({tuple(e["to"] for e in path) for path in found["paths"]}) == PATHS[name]
        for path, product in zip(found["paths"], found["products"], strict=True):
            assert path[0]["from"] == first and path[-1]["to"] == last
            assert all(a["to"] == b["from"] for a, b in itertools.pairwise(path))
            assert product == pytest.approx(float(np.prod([e["slope"] for e in path])), rel=1e-12)
