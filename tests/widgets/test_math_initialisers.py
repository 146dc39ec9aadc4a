"""The widgets' initial weights in Node against nnlib's, from the same random numbers."""

from __future__ import annotations

import numpy as np
import pytest
from node_math import node_answers

import nnlib
from nnlib.initialisers import __all__ as NAMES

COUNT = 1000


@pytest.mark.parametrize("name", NAMES)
def test_weights_are_nnlibs_from_the_same_draws(name: str) -> None:
    sizes = np.random.default_rng(1).integers(1, 6, (COUNT, 2)).tolist()
    calls, wanted = [], []
    for seed, (out, into) in enumerate(sizes):
        rng = np.random.default_rng(seed)
        # nnlib.NAME draws from a generator of this seed too: standard normal numbers, or those of [0, 1)
        draws = rng.random(out * into) if name.endswith("uniform") else rng.standard_normal(out * into)
        calls.append([name, [out, into], draws])
        wanted.append(getattr(nnlib, name)((out, into), rng=np.random.default_rng(seed)))
    answers = node_answers("initialisers", {"w": ("initialWeights", calls)})["w"]
    for got, want in zip(answers, wanted, strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize(("name", "spread"), [("small", 0.01), ("large", 1.0)])
def test_plain_normal_weights(name: str, spread: float) -> None:
    draws = np.random.default_rng(2).standard_normal((COUNT, 12))
    got = node_answers("initialisers", {"w": ("initialWeights", [[name, [3, 4], row] for row in draws])})["w"]
    np.testing.assert_allclose(np.array(got).reshape(COUNT, 12), spread * draws, rtol=1e-9)


def test_the_spread_is_that_of_the_weights() -> None:
    names = [*NAMES, "small", "large"]
    rng = np.random.default_rng(3)
    draws = {name: rng.random(12000) if name.endswith("uniform") else rng.standard_normal(12000) for name in names}
    spreads = node_answers("initialisers", {"s": ("weightSpread", [[name, 40, 300] for name in names])})["s"]
    weights = node_answers(
        "initialisers", {"w": ("initialWeights", [[name, [300, 40], draws[name]] for name in names])}
    )["w"]
    assert [np.std(w) for w in weights] == pytest.approx(spreads, rel=0.03)
