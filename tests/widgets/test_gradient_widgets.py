"""The Python side of the widgets about gradients: what they say and draw, and which states they refuse."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest
import traitlets
from node_math import node_answers

import nnlib
from nnlib.widgets import (
    BackpropStepper,
    ChainRulePaths,
    CostOfGradient,
    GradientCheck,
    JacobianMap,
    MatrixShapes,
    TaylorStep,
    Widget,
)

STATES: list[Widget] = [
    TaylorStep(), TaylorStep(loss="bowl", w=[0, 0]), TaylorStep(loss="relu", w=[2.5, 1.5], eta=8), TaylorStep(loss="valley", w=[-3, -3]),
    ChainRulePaths(), ChainRulePaths(graph="ladder", path=8), ChainRulePaths(graph="network", input=0, c=0), ChainRulePaths(graph="diamond", c=-2),
    BackpropStepper(), BackpropStepper(network="2-2-2-2", activation="relu", loss="sigmoid-ce", step=40), BackpropStepper(network="1-1-1", step=0),
    BackpropStepper(network="2-3-2", loss="softmax-ce", activation="leaky_relu", step=9), BackpropStepper(loss="sigmoid-squared", step=7),
    MatrixShapes(), MatrixShapes(goal="Z", left="X", right="W.T", samples=6, inputs=6, outputs=6), MatrixShapes(goal="db", left="1.T", right="dZ"),
    GradientCheck(), GradientCheck(function="relu", w=0.01, exponent=0), GradientCheck(function="cubic", w=0, precision="float32", exponent=-16),
    CostOfGradient(), CostOfGradient(inputs=1, width=1, outputs=1), CostOfGradient(inputs=1000, width=1000, hidden=5, outputs=100, form="forward"),
    JacobianMap(), JacobianMap(W=[0, 0, 0, 0]), JacobianMap(W=[3, 3, 3, 3], activation="softplus", radius=2),
]  # fmt: skip


@pytest.mark.parametrize("widget", STATES, ids=lambda w: f"{w.page_name} {len(repr(w))}")
def test_the_still_picture_is_small_whole_and_described(widget: Widget) -> None:
    picture = widget.still()
    assert len(picture.encode()) < 15_000
    root = ET.fromstring(picture)
    assert widget.describe() in (root.get("aria-label") or "")
    assert not re.search(r"\b(nan|inf)\b", picture)
    assert eval(repr(widget)).state() == widget.state()


def test_a_step_of_backpropagation_says_the_traced_number() -> None:
    widget = BackpropStepper(network="2-2-2", activation="tanh", loss="squared", step=10)
    W1, b1, W2, b2 = (np.array(widget.weights)[a:b] for a, b in ((0, 4), (4, 6), (6, 10), (10, 12)))
    a = np.tanh(W1.reshape(2, 2) @ widget.x + b1)
    delta = W2.reshape(2, 2) @ a + b2 - widget.target
    wanted = (1 - a[0] ** 2) * (W2.reshape(2, 2)[:, 0] @ delta)
    assert widget.describe().endswith(f"δ₁⁽¹⁾ = {wanted:.3f}.".replace("-", "−"))


def test_an_update_says_the_loss_before_and_after() -> None:
    widget = BackpropStepper(
        network="1-1-1", activation="identity", x=[1], target=[0], weights=[1, 0, 1, 0], step=9, eta=0.25
    )
    # output 1: loss 1/2, all four gradients 1; then w = 0.75, b = -0.25 in both layers, output 0.5 * 0.75 - 0.25
    assert widget.describe() == "Step 9 of 9, update: with η = 0.25 the loss goes from 0.500 to 0.008."


def test_the_cross_entropy_is_the_sum_over_the_outputs() -> None:
    widget = BackpropStepper(network="2-2-2", loss="sigmoid-ce", weights=[0] * 12, target=[1, 0], step=5)
    assert "costs ℓ = 1.386" in widget.describe()  # log 2 for each of two outputs of 1/2
    widget.step = 6
    assert widget.describe().endswith("δ₁⁽²⁾ = −0.500.")


def test_the_start_weights_are_the_pages() -> None:
    sizes = {name: [int(n) for n in name.split("-")] for name in ("1-1-1", "2-2-2", "2-3-2", "2-2-2-2")}
    found = node_answers("backprop", {"w": ("startWeights", [[s] for s in sizes.values()])})["w"]
    for name, weights in zip(sizes, found, strict=True):
        assert BackpropStepper(network=name).weights == weights


def test_a_new_network_brings_lists_that_fit() -> None:
    widget = BackpropStepper()
    widget.network = "2-3-2"
    assert len(widget.weights) == 17 and len(widget.x) == 2
    widget.network = "1-1-1"
    assert (len(widget.weights), len(widget.x), len(widget.target)) == (4, 1, 1)
    widget.set_state(
        {"network": "2-2-2", "weights": [0.1] * 12, "x": [1, 2], "target": [0, 1]}
    )  # what the picture sends
    assert widget.weights == [0.1] * 12 and widget.x == [1, 2]


def test_the_promise_of_the_tangent_is_eta_times_the_squared_gradient() -> None:
    assert (
        "promises a decrease of 4.000; the loss falls by 2.640" in TaylorStep(loss="bowl", w=[2, 1], eta=0.2).describe()
    )
    assert "the loss rises by" in TaylorStep(loss="bowl", w=[0, 1], eta=0.6).describe()
    assert "The gradient is 0 here" in TaylorStep(loss="bowl", w=[0, 0]).describe()


def test_a_path_and_the_sum_of_paths() -> None:
    y, c = 1.2, 1.5
    through_x, through_z = 2 * c * y * np.sin(y) * c, (c * y) ** 2 * np.cos(y)
    words = ChainRulePaths(graph="wan", input=y, c=c, path=2).describe()
    assert f"y → z → f, has the product {through_z:.3f}" in words
    assert words.endswith(f"df/dy = {through_x + through_z:.3f}.")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"left": "dZ.T"}, "and it is dW"),
        ({"left": "X.T", "right": "dZ"}, "the right numbers but transposed: dW must be 2 × 3"),
        ({"left": "dZ", "right": "X", "samples": 2}, "only because d_out and N are both 2"),
        ({"goal": "dX", "left": "dZ", "right": "W"}, "and it is dX"),
        ({"goal": "Z", "left": "X", "right": "W"}, "does not fit: (4 × 3)(2 × 3), and 3 is not 2. Z must be 4 × 2"),
        ({"goal": "db", "left": "1.T", "right": "X"}, "fits: (1 × 4)(4 × 3) = 1 × 3, but db must be 1 × 2"),
    ],
)  # fmt: skip
def test_a_product_is_judged(state: dict[str, Any], words: str) -> None:
    assert words in MatrixShapes(**state).describe()


def test_the_errors_of_the_quotients_are_those_of_nnlib() -> None:
    widget = GradientCheck(function="rational", w=0.7, exponent=-4)
    f = lambda w: 1 / (1 + w * w)  # noqa: E731
    exact = -2 * 0.7 / (1 + 0.49) ** 2
    for form in ("forward", "central"):
        quotient = nnlib.numerical_gradient(f, 0.7, 1e-4, form=form)  # type: ignore[arg-type]
        assert widget.error(-4, form) == pytest.approx(abs(quotient - exact) / abs(exact), rel=1e-3)


def test_the_costs_and_the_ellipse() -> None:
    # 784 * 100 + 100 * 10 weights and 110 biases; a quotient needs two passes for each
    assert "79510 parameters: 12626188000 multiplications" in CostOfGradient().describe()
    words = JacobianMap(W=[0, -2, 1, 0], activation="identity", x=[1, 2]).describe()
    assert words == "x = (1.00, 2.00) goes to y = (−4.00, 1.00). Singular values 2.000 and 1.000, det J = 2.000."


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: TaylorStep(w=[1]), "w expects 2 to 2 numbers, got 1"),
        (lambda: TaylorStep(eta=9), "eta expects a number from 0 to 8, got 9.0"),
        (lambda: ChainRulePaths(c=3), "c expects a number from -2 to 2, got 3.0"),
        (lambda: ChainRulePaths(path=1.5), "path expects a whole number from 0 to 8, got 1.5"),
        (lambda: BackpropStepper(weights=[1]), "weights expects 12 to 12 numbers, got 1"),
        (lambda: BackpropStepper(target=[2, 0]), "target[0] expects a number from 0 to 1, got 2.0"),
        (lambda: BackpropStepper(network="3-1"), "2-2-2"),
        (lambda: MatrixShapes(samples=0), "samples expects a whole number from 1 to 6, got 0"),
        (lambda: GradientCheck(precision="float16"), "float32"),
        (lambda: GradientCheck(exponent=1), "exponent expects a number from -16 to 0, got 1.0"),
        (lambda: CostOfGradient(hidden=6), "hidden expects a whole number from 1 to 5, got 6"),
        (lambda: JacobianMap(W=[[1, 2], [3, 9]]), "W[3] expects a number from -3 to 3, got 9.0"),
    ],
)  # fmt: skip
def test_a_bad_state_is_refused(make: Any, words: str) -> None:
    with pytest.raises(traitlets.TraitError) as caught:
        make()
    assert words in str(caught.value)
