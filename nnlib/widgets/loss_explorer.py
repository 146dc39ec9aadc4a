"""Output against target, and what the loss tells the network to do about it.

The gradient with respect to z is the learning signal. Behind a sigmoid the squared error loses it exactly where the
network is confidently wrong; the cross-entropy keeps it, because there the gradient is output minus target.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, numbers_within, within
from nnlib.widgets.still import Still, number

MODES = {
    "squared": "squared error of a linear output",
    "sigmoid-ce": "cross-entropy behind a sigmoid",
    "sigmoid-squared": "squared error behind a sigmoid",
    "softmax-ce": "cross-entropy behind a softmax",
}
Z_RANGE = (-8.0, 8.0)
TARGET_RANGE = {"squared": (-4.0, 4.0), "sigmoid-ce": (0.0, 1.0), "sigmoid-squared": (0.0, 1.0)}


class LossExplorer(Widget):
    """Loss and gradient of one sample as the output moves against its target.

    Parameters
    ----------
    mode : one of ``MODES``
    target : for "squared" a number from -4 to 4; behind a sigmoid one from 0 to 1; for "softmax-ce" the class,
        counted from 0. A change of mode sets a target that no longer fits back to 1, which fits every mode.
    z : pre-activation, -8 to 8; not used by "softmax-ce"
    logits : 3 to 6 numbers from -5 to 5; used by "softmax-ce" alone

    Raises
    ------
    traitlets.TraitError : for an unknown mode, or a target or number that the mode cannot have

    >>> LossExplorer(mode="sigmoid-ce", target=1, z=-4)
    LossExplorer(mode='sigmoid-ce', target=1.0, z=-4.0, logits=[2.0, -1.0, 0.5])
    """

    page_name: ClassVar[str] = "loss-explorer"

    mode = traitlets.Enum(tuple(MODES), "sigmoid-ce").tag(sync=True)
    target = traitlets.Float(1.0).tag(sync=True)
    z = traitlets.Float(-4.0).tag(sync=True)
    logits = traitlets.Any().tag(sync=True)

    @traitlets.default("logits")
    def _default_logits(self) -> list[float]:
        return [2.0, -1.0, 0.5]

    @traitlets.validate("z")
    def _valid_z(self, proposal: Any) -> float:
        return within("z", proposal["value"], *Z_RANGE)

    @traitlets.validate("logits")
    def _valid_logits(self, proposal: Any) -> list[float]:
        return numbers_within("logits", proposal["value"], (3, 6), -5.0, 5.0)

    @traitlets.validate("target")
    def _valid_target(self, proposal: Any) -> float:
        value = proposal["value"]
        if self.mode == "softmax-ce":
            if value not in range(len(self.logits)):
                raise traitlets.TraitError(
                    f"target expects a class from 0 to {len(self.logits) - 1} in the mode softmax-ce, got {value!r}"
                )
            return float(value)
        return within(f"target (mode {self.mode})", value, *TARGET_RANGE[self.mode])

    @traitlets.observe("mode", "logits")
    def _refit_target(self, _change: Any) -> None:
        try:
            self._valid_target({"value": self.target})
        except traitlets.TraitError:
            self.target = 1.0

    def _curves(self, z: np.ndarray, mode: str) -> tuple[np.ndarray, np.ndarray]:
        """Loss and gradient at each z, from nnlib."""
        import nnlib

        if mode == "sigmoid-ce":
            pairs = []
            for value in z:  # one sample at a time, so that the mean over samples changes nothing
                loss = nnlib.SigmoidBCE()
                pairs.append((loss.forward(np.array([[value]]), np.array([[self.target]])), loss.backward().item()))
            both = np.array(pairs)
            return both[:, 0], both[:, 1]
        if mode == "squared":
            return 0.5 * (z - self.target) ** 2, z - self.target
        output = nnlib.sigmoid(z)
        return 0.5 * (output - self.target) ** 2, (output - self.target) * nnlib.sigmoid_prime(z)

    def _classes(self) -> tuple[np.ndarray, float, np.ndarray]:
        """Probabilities, loss and gradient of the softmax mode, from nnlib."""
        import nnlib

        loss = nnlib.SoftmaxCrossEntropy()
        value = loss.forward(np.array([self.logits]), np.array([int(self.target)]))
        return nnlib.softmax(np.array(self.logits)), value, loss.backward()[0]

    def describe(self) -> str:
        """Output, target, loss and gradient in words."""
        if self.mode == "softmax-ce":
            p, loss, gradient = self._classes()
            c = int(self.target) + 1
            slopes = ", ".join(number(float(g)) for g in gradient)
            return f"Class {c} has probability {number(float(p[c - 1]), 3)}: loss {number(loss)}, gradient ({slopes})."
        loss_at, gradient_at = (float(v[0]) for v in self._curves(np.array([self.z]), self.mode))
        return (
            f"{MODES[self.mode].capitalize()}: z = {number(self.z)}, target {number(self.target)}, "
            f"loss {number(loss_at, 3)}, gradient {number(gradient_at, 3)}."
        )

    def still(self) -> str:
        """Loss above and gradient below; for softmax the outputs and gradients as bars."""
        label = f"{MODES[self.mode].capitalize()}. {self.describe()}"
        return self._still_classes(label) if self.mode == "softmax-ce" else self._still_curves(label)

    def _still_curves(self, label: str) -> str:
        picture = Still(480, 420)
        grid = np.linspace(*Z_RANGE, 161)
        other = {"sigmoid-ce": "sigmoid-squared", "sigmoid-squared": "sigmoid-ce"}.get(self.mode)
        loss, gradient = self._curves(grid, self.mode)
        height, steepest = float(loss.max()), (1.1 if other else float(np.abs(gradient).max()))
        top = picture.panel((48, 24, 420, 190), Z_RANGE, (0.0, 1.05 * height))
        top.axes("", "loss ℓ", range(-8, 9, 2), [0.0, float(int(2 * height) / 2)])
        bottom = picture.panel((48, 262, 420, 110), Z_RANGE, (-steepest, steepest))
        bottom.axes("z", "gradient δ = dℓ/dz", range(-8, 9, 2), [-1.0, 0.0, 1.0] if other else [0.0])
        if other:
            loss2, gradient2 = self._curves(grid, other)
            top.curve("nnw-other", zip(grid, loss2, strict=True))
            bottom.curve("nnw-other", zip(grid, gradient2, strict=True))
        top.curve("nnw-curve", zip(grid, loss, strict=True))
        bottom.curve("nnw-curve", zip(grid, gradient, strict=True))
        loss_at, gradient_at = (float(v[0]) for v in self._curves(np.array([self.z]), self.mode))
        top.dot(self.z, loss_at)
        bottom.dot(self.z, gradient_at)
        return picture.svg(label)

    def _still_classes(self, label: str) -> str:
        p, _, gradient = self._classes()
        picture = Still(480, 50 + 34 * len(p))
        picture.text(8, 20, "target, outputs")
        picture.text(280, 20, "gradient p − t")
        for k, (share, slope) in enumerate(zip(p.tolist(), gradient.tolist(), strict=True)):
            y = 34 + 34 * k
            picture.text(8, y + 18, f"class {k + 1}" + (" ← t" if k == self.target else ""))
            picture.rect("nnw-bar", 92, y, 110 * share, 26)
            picture.text(98 + 110 * share, y + 18, number(share))
            picture.rect("nnw-bar2" if slope < 0 else "nnw-bar", 400 + 66 * min(slope, 0), y, 66 * abs(slope), 26)
            picture.text(322, y + 18, number(slope), "end")
        return picture.svg(label)
