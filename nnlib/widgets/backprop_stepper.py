"""Backpropagation of one sample through a small network, unit by unit, with every number on the table.

Forward each unit adds up and applies its function; backward each unit gets the errors it fed, times the same weights,
times its own slope. The gradient of a weight is the error after it times the activation before it.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, numbers_within, whole, within
from nnlib.widgets.still import Still, number

NETWORKS = ("1-1-1", "2-2-2", "2-3-2", "2-2-2-2")
ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "softplus", "identity")
LOSSES = {
    "squared": "squared error of a linear output",
    "sigmoid-squared": "squared error behind a sigmoid",
    "sigmoid-ce": "cross-entropy behind a sigmoid",
    "softmax-ce": "cross-entropy behind a softmax",
}
SUBSCRIPTS, RAISED = "₁₂₃", ("⁽⁰⁾", "⁽¹⁾", "⁽²⁾", "⁽³⁾")
LAST_STEP = 40


def parameter_count(sizes: list[int]) -> int:
    """Weights and biases of a network with these layer sizes, the input first."""
    return sum(rows * (columns + 1) for columns, rows in pairwise(sizes))


class BackpropStepper(Widget):
    """One sample forward and back, a unit a step, then a check by difference quotients and one update.

    Parameters
    ----------
    network : sizes of the layers, input first: one of ``NETWORKS``
    activation : of the hidden units, one of ``ACTIVATIONS``
    loss : one of ``LOSSES``; the cross-entropy behind a sigmoid is the sum over the outputs
    x : the inputs, each -5 to 5
    target : one number from 0 to 1 for each output; behind a softmax the class is the largest of them
    weights : all weights and biases, -5 to 5: W row by row (to i from j), then b, layer by layer
    step : 0 to 40; a number beyond the last step shows the last. Changing the network sets x, target and weights that
        no longer fit to those of the new network.
    eta : rate of the update, 0.01 to 10

    Raises
    ------
    traitlets.TraitError : for an unknown name, a number outside its range or a list that does not fit the network

    >>> BackpropStepper(network="1-1-1", x=[1], target=[0], weights=[1, 0, 2, 0], step=3).describe()
    'Step 3 of 9: the output 1.523 against its target costs ℓ = 1.160.'
    """

    page_name: ClassVar[str] = "backprop-stepper"

    network = traitlets.Enum(NETWORKS, "2-2-2").tag(sync=True)
    activation = traitlets.Enum(ACTIVATIONS, "tanh").tag(sync=True)
    loss = traitlets.Enum(tuple(LOSSES), "squared").tag(sync=True)
    x = traitlets.Any().tag(sync=True)
    target = traitlets.Any().tag(sync=True)
    weights = traitlets.Any().tag(sync=True)
    step = traitlets.Any(default_value=1).tag(sync=True)
    eta = traitlets.Float(0.5).tag(sync=True)

    def _sizes(self) -> list[int]:
        return [int(size) for size in self.network.split("-")]

    @traitlets.default("x")
    def _default_x(self) -> list[float]:
        return [1.0, 0.5][: self._sizes()[0]]

    @traitlets.default("target")
    def _default_target(self) -> list[float]:
        return [1.0, 0.0][: self._sizes()[-1]]

    @traitlets.default("weights")
    def _default_weights(self) -> list[float]:
        # a wave that never repeats itself, of one decimal: the same start as in the page
        wave = [10 * math.sin(2.3 * i + 0.6) for i in range(parameter_count(self._sizes()))]
        return [math.floor(value + 0.5) / 10 for value in wave]

    @traitlets.validate("x")
    def _valid_x(self, proposal: Any) -> list[float]:
        count = self._sizes()[0]
        return numbers_within("x", proposal["value"], (count, count), -5.0, 5.0)

    @traitlets.validate("target")
    def _valid_target(self, proposal: Any) -> list[float]:
        count = self._sizes()[-1]
        return numbers_within("target", proposal["value"], (count, count), 0.0, 1.0)

    @traitlets.validate("weights")
    def _valid_weights(self, proposal: Any) -> list[float]:
        count = parameter_count(self._sizes())
        return numbers_within("weights", proposal["value"], (count, count), -5.0, 5.0)

    @traitlets.validate("step")
    def _valid_step(self, proposal: Any) -> int:
        return whole("step", proposal["value"], 0, LAST_STEP)

    @traitlets.validate("eta")
    def _valid_eta(self, proposal: Any) -> float:
        return within("eta", proposal["value"], 0.01, 10.0)

    @traitlets.observe("network")
    def _refit(self, _change: Any) -> None:
        sizes = self._sizes()
        wanted = {"x": sizes[0], "target": sizes[-1], "weights": parameter_count(sizes)}
        for name, count in wanted.items():
            if len(getattr(self, name)) != count:
                setattr(self, name, getattr(self, f"_default_{name}")())

    def _trace(self) -> tuple[Any, float, np.ndarray, np.ndarray]:
        """nnlib's trace of the sample, the loss, the output and its delta; both of the output per sample."""
        import nnlib

        sizes, weights, at = self._sizes(), np.array(self.weights), 0
        layers: list[nnlib.layers.Module] = []
        names = {"relu": "ReLU", "leaky_relu": "LeakyReLU"}
        for l, (d_in, d_out) in enumerate(pairwise(sizes), 1):
            linear = nnlib.Linear(d_in, d_out)
            linear.params["W"] = weights[at : at + d_in * d_out].reshape(d_out, d_in)
            linear.params["b"] = weights[at + d_in * d_out : at + (d_in + 1) * d_out]
            at += (d_in + 1) * d_out
            layers.append(linear)
            if l < len(sizes) - 1:
                layers.append(getattr(nnlib, names.get(self.activation, self.activation.capitalize()))())
        target: np.ndarray = np.array([self.target])
        loss: nnlib.losses.Loss
        if self.loss == "softmax-ce":
            loss, target = nnlib.SoftmaxCrossEntropy(), np.array([int(np.argmax(self.target))])
        else:
            loss = nnlib.SigmoidBCE() if self.loss == "sigmoid-ce" else nnlib.SquaredError()
        if self.loss == "sigmoid-squared":
            layers.append(nnlib.Sigmoid())
        seen = nnlib.trace(nnlib.Network(layers), loss, [self.x], target)
        outputs = {"sigmoid-ce": nnlib.sigmoid, "softmax-ce": nnlib.softmax}
        output = outputs.get(self.loss, lambda v: v)(seen.prediction[0])
        scale = (
            sizes[-1] if self.loss == "sigmoid-ce" else 1
        )  # nnlib's is the mean over the outputs, the page's the sum
        return seen, seen.loss * scale, np.asarray(output), np.array(scale)

    def _steps(self) -> list[tuple[str, int, int]]:
        """Kind, layer and unit of every step."""
        sizes = self._sizes()
        L = len(sizes) - 1
        steps = [("start", 0, 0)]
        steps += [("forward", l, i) for l in range(1, L + 1) for i in range(sizes[l])]
        if self.loss == "softmax-ce":
            steps.append(("softmax", L, 0))
        steps.append(("loss", L, 0))
        for l in range(L, 0, -1):
            steps += [(kind, l, i) for kind in ("delta", "gradient") for i in range(sizes[l])]
        return [*steps, ("check", 0, 0), ("update", 0, 0)]

    def describe(self) -> str:
        """What the present step finds, in words."""
        seen, loss, output, scale = self._trace()
        steps = self._steps()
        now = min(self.step, len(steps) - 1)
        kind, l, i = steps[now]
        start = f"Step {now} of {len(steps) - 1}"
        unit = f"output {i + 1}" if l == len(self._sizes()) - 1 else f"unit {i + 1} of hidden layer {l}"
        tag = f"{SUBSCRIPTS[i]}{RAISED[l]}"
        if kind == "start":
            return f"{start}. Nothing is computed yet: the sample stands at the input."
        if kind == "forward":
            return f"{start}, forward: {unit} adds up its weighted inputs to z{tag} = {number(seen.z[l][0, i], 3)}."
        outputs = ", ".join(number(float(value), 3) for value in output)
        if kind == "softmax":
            return f"{start}, forward: the softmax makes the outputs positive with the sum 1: ({outputs})."
        if kind == "loss":
            shown = outputs if len(output) == 1 else f"({outputs})"
            return f"{start}: the output {shown} against its target costs ℓ = {number(loss, 3)}."
        if kind == "delta":
            return f"{start}, backward: the error of {unit} is δ{tag} = {number(seen.delta[l][0, i] * scale, 3)}."
        if kind == "gradient":
            row = ", ".join(number(g * scale, 3) for g in seen.grad_W[l][i])
            return f"{start}, backward: the weights into {unit} have the gradients {row}."
        if kind == "check":
            return f"{start}, check: {2 * len(self.weights)} passes for the quotients, two for backpropagation."
        moved = self._after_update(seen, float(scale))
        return (
            f"{start}, update: with η = {number(self.eta)} the loss goes from {number(loss, 3)} to {number(moved, 3)}."
        )

    def _after_update(self, seen: Any, scale: float) -> float:
        gradient = np.concatenate([part for l in seen.grad_W for part in (seen.grad_W[l].ravel(), seen.grad_b[l])])
        copy = BackpropStepper(**{**self.state(), "weights": [0.0] * len(self.weights)})
        weights = np.array(self.weights) - self.eta * scale * gradient
        copy.set_trait("weights", np.clip(weights, -5, 5).tolist())
        return copy._trace()[1]

    def still(self) -> str:
        """The network with z, a and delta of every unit, the present one framed."""
        seen, loss, output, scale = self._trace()
        sizes = self._sizes()
        L, widest = len(sizes) - 1, max(sizes)
        height = 40 + 86 * widest
        picture = Still(600, height)
        wires = picture.panel((0, 0, 600, height), (0, 600), (-height, 0))
        kind, now_l, now_i = self._steps()[min(self.step, len(self._steps()) - 1)]
        pitch = 500 / (L + 1)

        def corner(l: int, i: int, count: int) -> tuple[float, float]:
            return 2 + l * pitch, 30 + 43 * widest + 86 * (i - (count - 1) / 2) - 34

        for l in range(1, L + 1):
            for i in range(sizes[l]):
                for j in range(sizes[l - 1]):
                    (x0, y0), (x1, y1) = corner(l - 1, j, sizes[l - 1]), corner(l, i, sizes[l])
                    wires.line("nnw-wire", x0 + 96, -y0 - 34, x1, -y1 - 34)
        for i in range(sizes[L]):
            (x0, y0), (x1, y1) = corner(L, i, sizes[L]), corner(L + 1, 0, 1)
            wires.line("nnw-wire", x0 + 96, -y0 - 34, x1, -y1 - 34)
        for l, count in enumerate(sizes):
            for i in range(count):
                x, y = corner(l, i, count)
                active = (l, i) == (now_l, now_i) and kind not in ("check", "update", "loss")
                picture.rect("nnw-box nnw-box-now" if active else "nnw-box", x, y, 96, 68)
                values: list[tuple[str, float]] = [("x", self.x[i])] if l == 0 else []
                if l:
                    after = output[i] if l == L else seen.a[l][0, i]
                    values = [
                        ("z", seen.z[l][0, i]),
                        ("ŷ" if l == L else "a", after),
                        ("δ", seen.delta[l][0, i] * scale),
                    ]
                for k, (name, value) in enumerate(values):
                    line = y + 39 + 19 * (k - (len(values) - 1) / 2)
                    picture.text(x + 9, line, f"{name}{SUBSCRIPTS[i]}")
                    picture.text(x + 87, line, number(float(value), 3), "end")
        x, y = corner(L + 1, 0, 1)
        picture.rect("nnw-box nnw-box-now" if kind == "loss" else "nnw-box", x, y, 96, 68)
        picture.text(x + 9, y + 39, "ℓ")
        picture.text(x + 87, y + 39, number(loss, 3), "end")
        picture.text(2, 14, f"{self.network}, hidden {self.activation.replace('_', ' ')}, {LOSSES[self.loss]}")
        return picture.svg(f"Every number of one sample forward and back through the network. {self.describe()}")
