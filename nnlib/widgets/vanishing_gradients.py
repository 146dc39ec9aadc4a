"""The gradient in each layer of a deep network, on a logarithmic scale: it vanishes, explodes or keeps its size.

Each layer back multiplies it by about sqrt(d Var w) times a typical slope of the activation.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, whole
from nnlib.widgets.draws import Draws
from nnlib.widgets.still import Still, number

UNITS, ROWS = 20, 8
ACTIVATIONS = {
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "ReLU",
    "leaky_relu": "leaky ReLU",
    "softsign": "softsign",
    "identity": "identity",
}
#: Variance of a weight between layers of UNITS units each; the uniform rules have that of the normal ones.
VARIANCES = {
    "xavier_normal": 1 / UNITS,
    "xavier_uniform": 1 / UNITS,
    "he_normal": 2 / UNITS,
    "he_uniform": 2 / UNITS,
    "lecun_normal": 1 / UNITS,
    "small": 0.01**2,
    "large": 1.0,
}


class VanishingGradients(Widget):
    """Gradients by layer in a network of equal layers, as it is before any training.

    Parameters
    ----------
    depth : layers, 2 to 24, of 20 units each, without biases
    activation : one of ``ACTIVATIONS``
    initialiser : one of nnlib's by name, or "small" (normal, deviation 0.01) or "large" (normal, deviation 1)
    seed : 0 to 9999, of inputs, targets and weights

    Raises
    ------
    traitlets.TraitError : for another name or a number outside its range

    >>> bool(VanishingGradients(activation="sigmoid").factor() < 0.3)
    True
    """

    page_name: ClassVar[str] = "vanishing-gradients"

    depth = traitlets.Int(10).tag(sync=True)
    activation = traitlets.Enum(tuple(ACTIVATIONS), "sigmoid").tag(sync=True)
    initialiser = traitlets.Enum(tuple(VARIANCES), "xavier_normal").tag(sync=True)
    seed = traitlets.Int(1).tag(sync=True)

    @traitlets.validate("depth")
    def _valid_depth(self, proposal: Any) -> int:
        return whole("depth", proposal["value"], 2, 24)

    @traitlets.validate("seed")
    def _valid_seed(self, proposal: Any) -> int:
        return whole("seed", proposal["value"], 0, 9999)

    def run(self) -> tuple[list[float], list[float], list[np.ndarray]]:
        """By layer the size of the error delta, the norm of the gradient by W, and the outputs, the input first.

        The size is the root mean square over the 8 samples of |delta|; outputs are (8, 20).
        """
        from nnlib import (
            Identity,
            Layer,
            LeakyReLU,
            Linear,
            Network,
            ReLU,
            Sigmoid,
            Softsign,
            SquaredError,
            Tanh,
            trace,
        )

        kinds = {"sigmoid": Sigmoid, "tanh": Tanh, "relu": ReLU, "leaky_relu": LeakyReLU, "softsign": Softsign,
                 "identity": Identity}  # fmt: skip
        draws = Draws(self.seed)
        x, t = (np.array(draws.normals(ROWS * UNITS)).reshape(ROWS, UNITS) for _ in range(2))
        spread = np.sqrt(VARIANCES[self.initialiser])
        uniform = self.initialiser.endswith("_uniform")
        layers: list[Layer] = []
        for _ in range(self.depth):
            layer = Linear(UNITS, UNITS, bias=False, rng=np.random.default_rng(0))
            numbers = np.array(draws.uniforms(UNITS**2) if uniform else draws.normals(UNITS**2))
            layer.params["W"] = (np.sqrt(3) * (2 * numbers - 1) if uniform else numbers).reshape(UNITS, UNITS) * spread
            layers += [layer, kinds[self.activation]()]
        found = trace(Network(layers), SquaredError(), x, t)
        each = range(1, self.depth + 1)
        errors = [float(np.sqrt((found.delta[layer] ** 2).sum(axis=1).mean())) for layer in each]
        norms = [float(np.linalg.norm(found.grad_W[layer])) for layer in each]
        return errors, norms, [found.a[layer] for layer in range(self.depth + 1)]

    def factor(self) -> float:
        """By what each layer back multiplies the error, in the geometric mean; nan if an error is 0."""
        errors, _, _ = self.run()
        if not (errors[0] > 0 and errors[-1] > 0):
            return float("nan")
        return float((errors[0] / errors[-1]) ** (1 / (self.depth - 1)))

    def describe(self) -> str:
        """The factor of a layer, and what it comes to."""
        factor, (_, norms, outputs) = self.factor(), self.run()
        what = f"{self.depth} layers of {UNITS} {ACTIVATIONS[self.activation]} units, {self.initialiser}"
        if not np.isfinite(factor):
            return f"{what}: the error δ of layer 1 is 0."
        verdict = "it vanishes" if factor < 0.75 else "it explodes" if factor > 1.35 else "it keeps its size"
        return (
            f"{what}: each layer back multiplies the error δ by {number(factor)}: {verdict}. Forwards the outputs' "
            f"standard deviation goes from {number(float(outputs[0].std()))} to {outputs[-1].std():.2g}; the gradient of "
            f"W⁽¹⁾ has the size {norms[0]:.2g}."
        )

    def still(self) -> str:
        """The logarithm of the error's size by layer."""
        picture = Still(480, 300)
        errors, _, _ = self.run()
        logs = [float(np.log10(max(error, 1e-300))) for error in errors]
        low, high = float(np.floor(min(logs))), float(np.ceil(max(logs) + 1e-9))
        panel = picture.panel((56, 24, 404, 230), (0.5, self.depth + 0.5), (low, max(high, low + 1)))
        ticks = np.unique(np.linspace(low, max(high, low + 1), 5).round())
        panel.axes("layer l", "log₁₀ of the error’s size ‖δ⁽ˡ⁾‖", range(1, self.depth + 1, 1 + self.depth // 12), ticks)
        panel.curve("nnw-curve", list(enumerate(logs, start=1)))
        for layer, value in enumerate(logs, start=1):
            panel.dot(layer, value)
        return picture.svg(f"Vanishing gradients. {self.describe()}")
