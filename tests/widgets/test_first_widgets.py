"""Seven widgets, from the neuron to the decision regions: what Python says is what the page says, and bad states are told."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import traitlets

from nnlib.widgets import (
    DecisionRegions,
    ForwardPass,
    LinearCollapse,
    MseSigmoidGradient,
    Neuron,
    PerceptronTrainer,
    UniversalApproximation,
    Widget,
)
from nnlib.widgets.perceptron_trainer import POINT_SETS

PAGE = """<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8"><title>First widgets</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="widget.css"><script async src="host.js"></script></head><body>{body}</body></html>"""
OWN = [[0, 0, 0], [1, 1, 1], [-1, 0.5, 0], [1.5, -1, 1]]
STATES: list[Widget] = [
    Neuron(),
    Neuron(w=[-2, 0.5], b=3, x=[1, 2], activation="tanh"),
    Neuron(w=[1, 1], b=0, x=[2, -3], activation="relu"),
    *(PerceptronTrainer(step=step) for step in (1, 13, 24, 200)),
    *(PerceptronTrainer(points=points, step=22) for points in POINT_SETS.values()),
    MseSigmoidGradient(),
    MseSigmoidGradient(target=0, output=0.4, rate=5),
    *(ForwardPass(hidden=name) for name in ("identity", "sigmoid", "tanh", "relu", "unit_step")),
    *(ForwardPass(net=net, output="sigmoid", chosen=0) for net in ("3-4-2", "2-2-1")),
    LinearCollapse(),
    *(LinearCollapse(activation=name) for name in ("relu", "tanh", "absolute")),
    *(UniversalApproximation(kind=kind, units=9) for kind in ("steps", "bumps", "ramps")),
    *(UniversalApproximation(target=target, units=20) for target in ("ripple", "kink", "jump", "drawn")),
    *(DecisionRegions(data=data, steps=40) for data in ("moons", "circles", "xor", "spirals")),
    DecisionRegions(data="own", points=OWN, steps=25, hidden="3"),
    DecisionRegions(hidden="8-8", activation="relu", rate=0.3, seed=5, steps=60),
    DecisionRegions(hidden="none", activation="sigmoid", steps=30),
    DecisionRegions(hidden="16", activation="sigmoid", rate=3, steps=30),
]


@pytest.fixture(scope="module")
def lines(browser: Any, site: tuple[str, Path]) -> list[str]:
    """The text line of every state, as the page writes it."""
    body = "".join(widget.to_html() for widget in STATES)
    (site[1] / "first.html").write_text(PAGE.format(body=body), encoding="utf-8")
    page = browser.new_page()
    page.goto(f"{site[0]}/first.html")
    page.wait_for_function("n => document.querySelectorAll('[data-nn-mounted=yes]').length === n", arg=len(STATES))
    page.wait_for_function("() => !document.body.innerText.includes('Training again')")
    found: list[str] = page.eval_on_selector_all(".nnw-status", "(all) => all.map((line) => line.textContent)")
    page.close()
    return found


def numbers(words: str) -> set[str]:
    """The numbers with digits behind the point."""
    return set(re.findall(r"−?\d+\.\d+", words))


@pytest.mark.parametrize("k", range(len(STATES)), ids=[repr(widget)[:60] for widget in STATES])
def test_the_page_says_pythons_numbers(k: int, lines: list[str]) -> None:
    widget, words = STATES[k], lines[k]
    mine = widget.describe()
    if isinstance(widget, DecisionRegions):
        loss, right, count = re.findall(r"loss (\S+), (\d+) of (\d+) right", mine)[0]
        assert f"loss {loss}, {right} of {count} right" in words
    elif isinstance(widget, PerceptronTrainer):
        assert re.findall(r"\d+ mistakes?", mine)[0] in words
        assert ("Separated" in mine) == ("Separated" in words)
    elif isinstance(widget, ForwardPass):
        outputs = re.findall(r"output = \((.*)\)", mine)[0].split(", ")
        shown = re.findall(r"ŷ = \((.*)\)", words)[0].split(", ")
        assert [float(a.replace("−", "-")) for a in outputs] == pytest.approx(
            [float(a.replace("−", "-")) for a in shown], abs=0.0051
        )
    elif isinstance(widget, UniversalApproximation):
        assert re.findall(r"error is (\d\.\d+)", mine)[0] in words or "exactly" in words
    elif isinstance(widget, LinearCollapse) and widget.activation != "identity":
        assert re.findall(r"misses by up to (\S+)\.", mine)[0] in words
    else:
        assert numbers(mine) - {"0.148", "1.000", "0.000", "0.500"} <= numbers(words), words


@pytest.mark.parametrize("widget", STATES, ids=lambda widget: repr(widget)[:60])
def test_the_still_is_small_and_described(widget: Widget) -> None:
    picture = widget.still()
    assert len(picture.encode()) < 15_000 and "nan" not in picture and "inf" not in picture
    label = ET.fromstring(picture).get("aria-label") or ""
    assert widget.describe() in label
    assert eval(repr(widget)).state() == widget.state()


def test_stills_move_with_the_state() -> None:
    for a, b in (
        (Neuron(), Neuron(b=2)),
        (PerceptronTrainer(), PerceptronTrainer(step=3)),
        (MseSigmoidGradient(), MseSigmoidGradient(target=0)),
        (ForwardPass(), ForwardPass(x=[-1, 0])),
        (LinearCollapse(), LinearCollapse(activation="tanh")),
        (UniversalApproximation(), UniversalApproximation(units=3)),
        (DecisionRegions(), DecisionRegions(steps=0)),
    ):
        assert a.still() != b.still() and a.describe() != b.describe()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Neuron(w=[1, 9]), "w[1] expects a number from -3 to 3, got 9.0"),
        (lambda: Neuron(activation="swish"), "unit_step"),
        (lambda: PerceptronTrainer(points=[[0, 0]]), "points[0] expects 3 numbers"),
        (lambda: PerceptronTrainer(points=[[0, 0, 0.5]]), "points[0][2] expects a whole number from 0 to 1, got 0.5"),
        (lambda: PerceptronTrainer(step=-1), "step expects a whole number from 0 to 3000, got -1"),
        (lambda: MseSigmoidGradient(target=2), "target expects a whole number from 0 to 1, got 2"),
        (lambda: MseSigmoidGradient(output=1), "output expects a number from 0.01 to 0.99, got 1"),
        (lambda: ForwardPass(x=[1]), "x expects 2 to 2 numbers, got 1"),
        (lambda: ForwardPass(net="3-4-2", weights=[1]), "weights expects 26 to 26 numbers, got 1"),
        (lambda: LinearCollapse(layers=[[1] * 6]), "layers expects 2 to 4 points, got 1"),
        (lambda: LinearCollapse(shown=4), "shown expects a whole number from 1 to 3, got 4"),
        (lambda: UniversalApproximation(units=0), "units expects a whole number from 1 to 64, got 0"),
        (lambda: UniversalApproximation(values=[2] * 17), "values[0] expects a number from -1 to 1, got 2.0"),
        (lambda: DecisionRegions(rate=0), "rate expects a number from 0.01 to 30, got 0"),
        (lambda: DecisionRegions(hidden="7"), "8-8"),
    ],
)
def test_bad_state_says_what_was_expected(make: Any, words: str) -> None:
    with pytest.raises(traitlets.TraitError) as caught:
        make()
    assert words in str(caught.value)


def test_another_network_brings_its_own_numbers() -> None:
    widget = ForwardPass(chosen=18)
    widget.net = "2-2-1"
    assert len(widget.x) == 2 and len(widget.weights) == 9 and widget.chosen == 10
    widget.set_state({"net": "3-4-2", "x": [1, 2, 3], "weights": [0.5] * 26, "chosen": 25})  # what the picture sends
    assert (widget.x, widget.chosen) == ([1, 2, 3], 25)
    layers = LinearCollapse(shown=3)
    layers.layers = layers.layers[:2]
    assert layers.shown == 2


def test_divergence_is_said_not_raised() -> None:
    wild = DecisionRegions(hidden="8-8", activation="relu", rate=30, data="spirals", steps=50)
    assert "right" in wild.describe() or "diverged" in wild.describe()
    assert wild.still()
