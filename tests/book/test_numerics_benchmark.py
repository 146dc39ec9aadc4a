"""The benchmark of the numerics: a contender with another result is refused, whatever its speed. Nothing is timed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from numerics import agreement, growth, peers, report, rows, timing  # noqa: E402
from numerics.steps import Task, ours, products  # noqa: E402

TASK = Task((7, 5, 3), batch=11)
Step = Callable[[Any, Any, Any, Any], float]


def contender(step: Step, dtype: str) -> timing.Contender:
    """A contender whose results are named as nnlib's, with a step of its own."""
    (net, loss), (x, t) = TASK.network(dtype), TASK.data(dtype)
    start = {name: value.copy() for name, value in net.params.items()}

    def results() -> dict[str, Any]:
        moved = {f"change of {name}": value - start[name] for name, value in net.params.items()}
        return {**moved, **{f"gradient of {name}": value for name, value in net.grads.items()}}

    return timing.Contender("rival", lambda: step(net, loss, x, t), results, lambda: net.params.update(start))


def right(net: Any, loss: Any, x: Any, t: Any, rate: float = 0.1) -> float:
    value = loss.forward(net.forward(x), t)
    net.backward(loss.backward())
    for name, gradient in net.grads.items():
        net.params[name] -= rate * gradient
    return value


def forgets_the_mean(net: Any, loss: Any, x: Any, t: Any) -> float:
    value = loss.forward(net.forward(x), t)
    net.backward(len(x) * loss.backward())
    for name, gradient in net.grads.items():
        net.params[name] -= 0.1 / len(x) * gradient
    return value


def half_the_step(net: Any, loss: Any, x: Any, t: Any) -> float:
    return right(net, loss, x, t, rate=0.05)


def no_step(net: Any, loss: Any, x: Any, t: Any) -> float:
    return right(net, loss, x, t, rate=0.0)


def forgets_the_biases(net: Any, loss: Any, x: Any, t: Any) -> float:
    biases = {name: value.copy() for name, value in net.params.items() if name.endswith("b")}
    value = right(net, loss, x, t)
    net.params.update(biases)
    return value


def wrong_loss(net: Any, loss: Any, x: Any, t: Any) -> float:
    return right(net, loss, x, t) * 1.001


def nothing_but_nan(net: Any, loss: Any, x: Any, t: Any) -> float:
    return right(net, loss, x, t) + float("nan")


def in_single_precision(net: Any, loss: Any, x: Any, t: Any) -> float:
    value = right(net, loss, x, t)
    for name in net.params:
        net.params[name] = net.params[name].astype(np.float32)
    return value


@pytest.mark.parametrize("dtype", rows.DTYPES)
def test_a_right_contender_agrees(dtype: str) -> None:
    pair = [ours(TASK, dtype), contender(right, dtype)]
    assert agreement.same_results(pair, agreement.TOLERANCE[dtype])["rival"] <= agreement.TOLERANCE[dtype] / 10


@pytest.mark.parametrize("dtype", rows.DTYPES)
@pytest.mark.parametrize(
    "step", [forgets_the_mean, half_the_step, no_step, forgets_the_biases, wrong_loss, nothing_but_nan]
)
def test_a_wrong_contender_is_refused(step: Step, dtype: str) -> None:
    with pytest.raises(agreement.Disagreement, match=r"rival: .* differs by"):
        agreement.same_results([ours(TASK, dtype), contender(step, dtype)], agreement.TOLERANCE[dtype])


def test_rounding_to_float32_is_refused_in_float64() -> None:
    with pytest.raises(agreement.Disagreement):
        agreement.same_results([ours(TASK, "float64"), contender(in_single_precision, "float64")], 1e-10)


def test_nothing_to_compare_and_other_shapes_are_refused() -> None:
    with pytest.raises(agreement.Disagreement, match="gives W, none of b"):
        agreement.compare("rival", {"W": 1.0}, {"b": 1.0}, 1.0)
    with pytest.raises(agreement.Disagreement, match=r"W has the shape \(2, 1\), expected \(2,\)"):
        agreement.compare("rival", {"W": np.ones((2, 1))}, {"W": np.ones(2)}, 1.0)
    assert agreement.difference([], []) == 0.0


@pytest.mark.parametrize("dtype", rows.DTYPES)
def test_the_bare_products_are_those_of_the_layers(dtype: str) -> None:
    reference, bare = products(TASK, dtype)
    agreement.same_results([reference, bare], agreement.TOLERANCE[dtype])
    assert sorted(bare.results()) == [f"product {number}" for number in range(5)]  # 2 forward, 2 dW, 1 dx
    swapped = timing.Contender("swapped", bare.run, lambda: {"product 0": bare.results()["product 0"][::-1]})
    with pytest.raises(agreement.Disagreement):
        agreement.same_results([reference, swapped], agreement.TOLERANCE[dtype])


def test_the_ratio_is_the_smaller_of_the_two_estimates() -> None:
    noisy = timing.ratio([2.0, 9.0, 9.0], [4.0, 4.0, 4.0])
    assert (noisy.median, noisy.best, noisy.value) == (9 / 4, 1 / 2, 1 / 2)
    lucky = timing.ratio([2.0, 2.0, 2.0], [4.0, 1.0, 4.0])
    assert (lucky.median, lucky.best, lucky.value) == (1 / 2, 2.0, 1 / 2)


def test_the_verdict_names_the_goal() -> None:
    marks = [report.verdict({"ratio": ratio, "must": 1.3, "aim": 0.9}) for ratio in (0.9, 1.3, 1.31)]
    assert marks == ["aim reached", "within must", "**missed**"]


def test_the_slope_of_a_straight_line() -> None:
    points = [{"weights": weights, "ratio": 3.0 * weights**1.5} for weights in (40, 400, 5000)]
    assert growth.slope(points) == pytest.approx(1.5, abs=1e-12)
    low, high = growth.SLOPE
    assert low < 1 < high
    counts = [growth.contenders(sizes)[0] for sizes in growth.SIZES]
    assert counts == sorted(counts) and counts[0] <= 45 and 4500 <= counts[-1] <= 5500


def test_a_library_that_is_missing_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "available", lambda module: module != "torch")
    (sentence,) = peers.missing()
    assert sentence.startswith("PyTorch is not installed") and peers.INSTALL in sentence
    for work in [*rows.PARTS["small"], *rows.PARTS["convolution"], *rows.PARTS["pooling"]]:
        found, apart = rows.check(work, "float64")
        assert [one.name for one in found] == ["nnlib"] and apart == {}


def test_every_contender_has_a_goal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "available", lambda module: False)
    for name in ("medium", "gradient"):
        for work in rows.PARTS[name]:
            if "DNN" not in work.title:
                found, _ = rows.check(work, "float32")
                assert {one.name for one in found[1:]} <= work.goals.keys()


def test_the_program_says_what_it_can_do() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "numerics"), "--help"], capture_output=True, text=True
    )
    assert done.returncode == 0 and "--check" in done.stdout and "growth" in done.stdout, done.stderr
