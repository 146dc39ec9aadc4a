"""The widgets of training in Python: the same draws, runs and errors as the page's mathematics in Node, from nnlib."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import traitlets
from node_math import node_answers

from nnlib.widgets import (
    BiasVariance,
    Convolution,
    DigitRecogniser,
    GradientDescent,
    MomentumRace,
    SgdNoise,
    VanishingGradients,
    Widget,
)
from nnlib.widgets.draws import Draws
from nnlib.widgets.landscapes import LANDSCAPES, run
from nnlib.widgets.sgd_noise import BEST, SAMPLINGS, N, T, X, gradient
from nnlib.widgets.vanishing_gradients import ACTIVATIONS, VARIANCES

CORNERS: list[Widget] = [
    *(GradientDescent(landscape=name, rate=rate, steps=60) for name in LANDSCAPES for rate in (0.02, 0.3, 1.0)),
    *(MomentumRace(landscape=name, rate=0.6, beta=0.99, form="classic", cut=True, steps=150) for name in LANDSCAPES),
    *(SgdNoise(sampling=name, rate=1.0, batch=1, steps=300) for name in SAMPLINGS),
    SgdNoise(batch=32, steps=0),
    BiasVariance(degree=9, samples=10, noise=1.0),
    BiasVariance(degree=0, samples=100, noise=0, penalty=10),
    *(VanishingGradients(depth=24, activation=a, initialiser=i) for a in ACTIVATIONS for i in ("small", "large")),
    Convolution(image="small", stride=3),
    Convolution(kernel=np.zeros((3, 3)), padding=2, place=[29, 29]),
    *(DigitRecogniser(drawing=text) for text in ("", "digit:8", "0.2f4", "2f3.1")),
]


@pytest.mark.parametrize("widget", CORNERS, ids=repr)
def test_still_and_words_at_the_corners(widget: Widget) -> None:
    picture = widget.still()
    assert len(picture.encode()) < 15_000
    assert "nan" not in picture and "inf" not in picture
    assert "nan" not in widget.describe() and len(widget.describe()) > 40


def test_the_draws_are_the_pages() -> None:
    seeds = [0, 1, 77, 9999]
    calls = [[seed, 600] for seed in seeds]
    kinds = ("uniforms", "normals", "permutation")
    answers = node_answers("random", {kind: (f"drawn/{kind}", calls) for kind in kinds})
    for i, seed in enumerate(seeds):
        for kind in kinds:
            np.testing.assert_allclose(answers[kind][i], getattr(Draws(seed), kind)(600), rtol=1e-12, err_msg=kind)


def test_batches_and_paths_are_the_pages() -> None:
    rng = np.random.default_rng(1)
    widgets = [
        SgdNoise(batch=int(b), sampling=s, seed=int(seed), steps=30, rate=float(r), start=w.tolist())
        for s in SAMPLINGS
        for b, seed, r, w in zip(rng.integers(1, 33, 40), rng.integers(0, 9999, 40), rng.uniform(0.05, 0.6, 40),
                                 rng.uniform(-0.8, 2.4, (40, 2)), strict=True)
    ]  # fmt: skip
    draws = [[w.seed, w.sampling, N, w.batch, w.steps] for w in widgets]
    assert node_answers("optimisers", {"b": ("drawnBatches", draws)})["b"] == [w.batches() for w in widgets]
    paths = [[w.start, X, T, w.rate, w.batches()] for w in widgets]
    got = node_answers("optimisers", {"p": ("linePath", paths)})["p"]
    assert sum(len(path) for path in got) > 1000
    for path, widget in zip(got, widgets, strict=True):
        np.testing.assert_allclose(path, widget.path(), rtol=1e-9, atol=1e-12)


def test_the_line_is_the_same_on_both_sides() -> None:
    answers = node_answers("optimisers", {"d": ("lineData", [[]]), "m": ("lineMinimum", [[X, T]])})
    np.testing.assert_allclose(answers["d"][0]["x"], X, rtol=1e-12)
    np.testing.assert_allclose(answers["d"][0]["t"], T, rtol=1e-12)
    np.testing.assert_allclose(answers["m"][0], BEST, rtol=1e-9)
    np.testing.assert_allclose(gradient(BEST), 0, atol=1e-12)


def test_the_scatter_of_measured_batches() -> None:
    rng = np.random.default_rng(2)
    cases = [
        (rng.normal(size=2), [rng.integers(0, N, 1 + i % 5).tolist() for _ in range(1 + i % 7)]) for i in range(300)
    ]
    got = node_answers("optimisers", {"v": ("measuredVariance", [[w, X, T, rows] for w, rows in cases])})["v"]
    want = [np.mean([((gradient(w, some) - gradient(w)) ** 2).sum() for some in rows]) for w, rows in cases]
    np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("initialiser", VARIANCES)
def test_deep_runs_are_nnlibs(initialiser: str) -> None:
    widgets = [
        VanishingGradients(depth=depth, activation=a, initialiser=initialiser, seed=depth)
        for a, depth in itertools.product(ACTIVATIONS, (2, 3, 7, 12))
    ]
    answers = node_answers("initialisers", {"r": ("deepRun", [[w.state()] for w in widgets])})["r"]
    for widget, got in zip(widgets, answers, strict=True):
        errors, norms, outputs = widget.run()
        np.testing.assert_allclose(got["errors"], errors, rtol=1e-9)
        np.testing.assert_allclose(got["norms"], norms, rtol=1e-9)
        for spread, values in zip(got["outputs"], outputs, strict=True):
            assert spread["deviation"] == pytest.approx(values.std(), rel=1e-9)
            quantiles = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95])
            np.testing.assert_allclose(spread["quantiles"], quantiles, rtol=1e-9, atol=1e-15)
        assert len(got["slopes"]) == widget.depth and all(0 <= s <= 1 for s in got["slopes"])


def test_a_deeper_network_has_the_same_first_layers() -> None:
    _, _, short = VanishingGradients(depth=3).run()
    _, _, long = VanishingGradients(depth=9).run()
    assert all(np.array_equal(a, b) for a, b in zip(short, long, strict=False))


def test_expected_errors_are_the_pages() -> None:
    widgets = [
        BiasVariance(degree=d, samples=n, penalty=p, noise=0.4) for d in range(10) for n in (10, 37) for p in (0, 0.01)
    ]
    grid = np.linspace(-1, 1, 81)
    calls = [
        [w.places(), np.sin(np.pi * w.places()), grid, np.sin(np.pi * grid), w.degree, w.penalty, w.noise]
        for w in widgets
    ]
    for widget, got in zip(widgets, node_answers("polynomials", {"e": ("expectedErrors", calls)})["e"], strict=True):
        assert got == pytest.approx(widget.errors(), rel=1e-8, abs=1e-9)


def fate_in_python(name: str, w: np.ndarray, rate: float) -> str:
    """What a long run of nnlib.SGD comes to."""
    ground = LANDSCAPES[name]
    path = run(ground, w, [rate] * 6000)
    if not np.abs(path[-1]).max() < 1e6:
        steep = rate > 2 / max(ground.curvatures) and w[0] != 0 if name == "saddle" else True
        return "diverges" if steep else "leaves"
    if any(np.hypot(*(path[-1] - place)) < 1e-5 for place in ground.minima):
        return "settles"
    return "stays" if np.hypot(*ground.gradient(path[-1])) < 1e-5 else "moves on"


@pytest.mark.parametrize("name", LANDSCAPES)
def test_the_fate_is_that_of_a_long_run(name: str) -> None:
    rng = np.random.default_rng(3)
    cases = [(rng.uniform(-2.9, 2.9, 2) * [1, 0.6], float(r)) for r in rng.uniform(0.03, 1.0, 60)]
    cases += [(np.array([1.5, 0.0]), 0.3), (np.array([0.0, 1.0]), 0.2), (np.zeros(2), 0.5)]
    got = node_answers("optimisers", {"f": ("fateOf", [[name, w, rate] for w, rate in cases])})["f"]
    seen = set()
    for (w, rate), fate in zip(cases, got, strict=True):
        kind = {"wanders": "moves on", "bounces": "moves on"}.get(fate["kind"], fate["kind"])
        assert kind == fate_in_python(name, w, rate), (w, rate)
        seen.add(kind)
    assert len(seen) >= 2


def test_a_rate_at_the_limit_bounces() -> None:
    cases = [["bowl", [1.0, 2.0], 0.8], ["ravine", [0.0, 1.0], 2 / 6.5], ["ravine", [1.0, 0.0], 2 / 6.5]]
    got = node_answers("optimisers", {"f": ("fateOf", cases)})["f"]
    assert [fate["kind"] for fate in got] == ["bounces", "bounces", "settles"]
    path = run(LANDSCAPES["bowl"], [1.0, 2.0], [0.8] * 100)
    np.testing.assert_allclose(path[-1], [1, 2], rtol=1e-9)


def test_words_give_the_reason() -> None:
    assert "diverges: the rate is above 2/λmax = 0.31" in GradientDescent(rate=0.32).describe()
    assert "zigzags: the rate is below 2/λmax = 0.31" in GradientDescent(rate=0.25).describe()
    assert "crawls" in GradientDescent(rate=0.05).describe()
    assert "runs away down the saddle" in GradientDescent(landscape="saddle", rate=0.2).describe()
    assert "it vanishes" in VanishingGradients().describe()
    assert "it keeps its size" in VanishingGradients(activation="relu", initialiser="he_normal").describe()
    assert "it explodes" in VanishingGradients(activation="identity", initialiser="large").describe()
    assert "Nothing is drawn yet" in DigitRecogniser(drawing="").describe()


BAD: list[tuple[Any, str]] = [
    (lambda: GradientDescent(rate=2), "rate expects a number from 0.01 to 1, got 2"),
    (lambda: GradientDescent(start=[1, 2.5]), "start[1] expects a number from -2 to 2, got 2.5"),
    (lambda: GradientDescent(steps=101), "steps expects a whole number from 0 to 100, got 101"),
    (lambda: MomentumRace(beta=1), "beta expects a number from 0 to 0.99, got 1"),
    (lambda: MomentumRace(form="adam"), "torch"),
    (lambda: SgdNoise(batch=0), "batch expects a whole number from 1 to 32, got 0"),
    (lambda: BiasVariance(degree=10), "degree expects a whole number from 0 to 9, got 10"),
    (lambda: BiasVariance(samples=9), "samples expects a whole number from 10 to 100, got 9"),
    (lambda: VanishingGradients(depth=25), "depth expects a whole number from 2 to 24, got 25"),
    (lambda: VanishingGradients(initialiser="zero"), "he_normal"),
    (lambda: Convolution(kernel=[1, 2]), "kernel expects 9 to 9 numbers, got 2"),
    (lambda: Convolution(place=[0.5, 1]), "place[0] expects a whole number from 0 to 29, got 0.5"),
    (lambda: DigitRecogniser(drawing="digit:12"), 'drawing expects "digit:0" to "digit:9"'),
    (lambda: DigitRecogniser(drawing=7), "drawing expects a text, got 7"),
]


@pytest.mark.parametrize(("make", "words"), BAD)
def test_bad_state_is_refused(make: Any, words: str) -> None:
    with pytest.raises(traitlets.TraitError) as caught:
        make()
    assert words in str(caught.value)
