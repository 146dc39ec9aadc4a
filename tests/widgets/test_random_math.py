"""The widgets' random numbers against mulberry32 and Box-Muller written out in Python, and against what they should be."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from node_math import node_answers
from scipy import stats

SEEDS = [0, 1, 7, 2**31, 2**32 - 1, 123456789]
# the generator's 32-bit words for these seeds, as its author's C program prints them
RECORDED = {0: [1144304738, 1416247, 958946056], 1: [2693262067, 11749833, 2265367787]}


def mulberry32(seed: int) -> Iterator[int]:
    """The published algorithm on Python's whole numbers, cut to 32 bits after each step."""
    mask, state = 0xFFFFFFFF, seed
    while True:
        state = (state + 0x6D2B79F5) & mask
        t = ((state ^ (state >> 15)) * (state | 1)) & mask
        t ^= (t + (t ^ (t >> 7)) * (t | 61)) & mask
        yield (t ^ (t >> 14)) & mask


def uniforms(seed: int, count: int) -> list[float]:
    words = mulberry32(seed)
    return [(next(words) + 0.5) / 2**32 for _ in range(count)]


@pytest.mark.parametrize("seed", RECORDED)
def test_the_python_copy_gives_the_recorded_words(seed: int) -> None:
    words = mulberry32(seed)
    assert [next(words) for _ in range(3)] == RECORDED[seed]


def test_uniforms_equal_pythons() -> None:
    got = node_answers("random", {"u": ("drawn/uniforms", [[seed, 1000] for seed in SEEDS])})["u"]
    for seed, values in zip(SEEDS, got, strict=True):
        assert values == uniforms(seed, 1000)
    scaled = node_answers("random", {"u": ("drawn/uniforms", [[3, 1000, -2, 5]])})["u"][0]
    np.testing.assert_allclose(scaled, -2 + 7 * np.array(uniforms(3, 1000)), rtol=1e-14)


def test_normals_are_box_and_mullers() -> None:
    got = node_answers("random", {"n": ("drawn/normals", [[seed, 500, 2.0, 3.0] for seed in SEEDS])})["n"]
    for seed, values in zip(SEEDS, got, strict=True):
        u = uniforms(seed, 1000)
        want = [
            2 + 3 * math.sqrt(-2 * math.log(a)) * math.cos(2 * math.pi * b)
            for a, b in zip(u[::2], u[1::2], strict=True)
        ]
        np.testing.assert_allclose(values, want, rtol=1e-12)


def test_the_draws_have_the_distributions_they_claim() -> None:
    questions = {"u": ("drawn/uniforms", [[5, 4000]]), "n": ("drawn/normals", [[6, 4000]])}
    answers = node_answers("random", questions)
    assert stats.kstest(answers["u"][0], "uniform").pvalue > 0.01
    assert stats.kstest(answers["n"][0], "norm").pvalue > 0.01


def test_a_permutation_holds_every_number_once_and_all_orders_are_as_likely() -> None:
    calls = [[seed, 4] for seed in range(4800)] + [[1, 1000]]
    *small, large = node_answers("random", {"p": ("drawn/permutation", calls)})["p"]
    assert sorted(large) == list(range(1000)) and large != sorted(large)
    orders, counts = np.unique(small, axis=0, return_counts=True)
    assert len(orders) == 24
    assert stats.chisquare(counts).pvalue > 0.01
