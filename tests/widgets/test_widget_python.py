"""The Python side: state, validation, and what a widget shows without a kernel."""

from __future__ import annotations

import html
import json
import re
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest
import traitlets

from nnlib.widgets import WIDGETS, ActivationExplorer, LossExplorer, SoftmaxBench, Widget
from nnlib.widgets.activation_explorer import FUNCTIONS
from nnlib.widgets.loss_explorer import MODES

STATES: list[Widget] = [
    *(ActivationExplorer(function=name, z=1.5) for name in FUNCTIONS),
    SoftmaxBench(),
    SoftmaxBench(logits=[0, 0, 0, 0, 0, 0], temperature=0.1, shift=-5),
    *(LossExplorer(mode=mode) for mode in MODES),
]


@pytest.mark.parametrize("widget", STATES, ids=repr)
def test_mimebundle_has_view_text_and_page_element(widget: Widget) -> None:
    bundle = widget._repr_mimebundle_()
    assert bundle is not None
    data = bundle[0]
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"] == repr(widget) and " at 0x" not in repr(widget)
    assert eval(repr(widget)).state() == widget.state()
    element = data["text/html"]
    assert f'data-nn-widget="{widget.page_name}"' in element
    found = re.search(r'data-nn-state="([^"]*)"', element)
    assert found and json.loads(html.unescape(found.group(1))) == widget.state()


@pytest.mark.parametrize("widget", STATES, ids=repr)
def test_still_is_small_well_formed_and_described(widget: Widget) -> None:
    picture = widget.still()
    assert len(picture.encode()) < 15_000
    root = ET.fromstring(picture)
    assert root.get("role") == "img"
    label = root.get("aria-label") or ""
    assert widget.describe() in label and len(label) > 40
    assert "nan" not in picture and "inf" not in picture


def test_still_moves_with_the_state() -> None:
    for a, b in (
        (ActivationExplorer(z=1), ActivationExplorer(z=2)),
        (SoftmaxBench(), SoftmaxBench(logits=[1, 1, 1])),
        (LossExplorer(), LossExplorer(target=0)),
    ):
        assert a.still() != b.still() and a.describe() != b.describe()


def test_describe_gives_nnlibs_numbers() -> None:
    assert ActivationExplorer(function="sigmoid", z=3).describe() == "z = 3.00, σ(z) = 0.953, slope 0.045."
    assert "p = (0.33, 0.33, 0.33)" in SoftmaxBench(logits=[1, 1, 1]).describe()
    assert "loss 4.018, gradient −0.982" in LossExplorer(mode="sigmoid-ce", target=1, z=-4).describe()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: ActivationExplorer(function="swish"), "sigmoid"),
        (lambda: ActivationExplorer(z=12), "z expects a number from -8 to 8, got 12.0"),
        (lambda: ActivationExplorer(alpha=-0.1), "alpha expects a number from 0 to 1, got -0.1"),
        (lambda: SoftmaxBench(logits=[1, 2]), "logits expects 3 to 6 numbers, got 2"),
        (lambda: SoftmaxBench(logits=[1, 2, "x"]), "logits expects a list of numbers"),
        (lambda: SoftmaxBench(logits=[1, 2, 9]), "logits[2] expects a number from -5 to 5, got 9.0"),
        (lambda: SoftmaxBench(temperature=float("nan")), "temperature expects a number from 0.1 to 10, got nan"),
        (lambda: SoftmaxBench(shift=6), "shift expects"),
        (lambda: LossExplorer(mode="hinge"), "squared"),
        (lambda: LossExplorer(mode="sigmoid-ce", target=2), "target (mode sigmoid-ce) expects a number from 0 to 1, got 2"),
        (lambda: LossExplorer(mode="softmax-ce", target=3), "target expects a class from 0 to 2"),
        (lambda: LossExplorer(mode="softmax-ce", target=0.5), "target expects a class from 0 to 2"),
    ],
)  # fmt: skip
def test_bad_state_says_what_was_expected(make: Any, words: str) -> None:
    with pytest.raises(traitlets.TraitError) as caught:
        make()
    assert words in str(caught.value)


def test_unknown_state_is_refused() -> None:
    with pytest.raises(TypeError, match="ActivationExplorer has no x; its state is: function, z, alpha"):
        ActivationExplorer(x=1)


def test_a_bad_change_leaves_the_state_alone() -> None:
    widget = ActivationExplorer(z=1.0)
    with pytest.raises(traitlets.TraitError):
        widget.z = 99
    assert widget.z == 1.0


def test_arrays_are_welcome_and_become_lists() -> None:
    assert SoftmaxBench(logits=np.array([1, 2, 3])).logits == [1.0, 2.0, 3.0]


def test_a_new_mode_drops_a_target_it_cannot_have() -> None:
    widget = LossExplorer(mode="squared", target=3)
    widget.mode = "sigmoid-ce"
    assert widget.target == 1.0
    widget.set_state({"mode": "softmax-ce", "target": 2})  # what the picture sends
    assert (widget.mode, widget.target) == ("softmax-ce", 2.0)


def test_every_widget_is_registered_under_its_page_name() -> None:
    assert all(cls.page_name == name and issubclass(cls, Widget) for name, cls in WIDGETS.items())
