"""Softmax under the hand: logits in, probabilities out, and what does not change.

Adding one constant to every logit moves the log-sum-exp by that constant and no probability at all; the temperature
sharpens or flattens; the Jacobian says which logit moves which probability.
"""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, numbers_within, within
from nnlib.widgets.still import Still, number

LOGIT_RANGE = (-5.0, 5.0)
TEMPERATURE_RANGE = (0.1, 10.0)
SUBSCRIPTS = "₁₂₃₄₅₆"


class SoftmaxBench(Widget):
    """Probabilities softmax((z + shift) / temperature), their Jacobian, and the log-sum-exp with its bounds.

    Parameters
    ----------
    logits : 3 to 6 numbers, each from -5 to 5
    temperature : 0.1 to 10; 1 is the softmax itself
    shift : the constant that is added to every logit, -5 to 5

    Raises
    ------
    traitlets.TraitError : for a number outside its range or another number of logits

    >>> SoftmaxBench(logits=[1, 0, 0]).state()
    {'logits': [1.0, 0.0, 0.0], 'temperature': 1.0, 'shift': 0.0}
    """

    page_name: ClassVar[str] = "softmax-bench"

    logits = traitlets.Any(default_value=(2.0, 1.0, -1.0)).tag(sync=True)
    temperature = traitlets.Float(1.0).tag(sync=True)
    shift = traitlets.Float(0.0).tag(sync=True)

    @traitlets.default("logits")
    def _default_logits(self) -> list[float]:
        return [2.0, 1.0, -1.0]

    @traitlets.validate("logits")
    def _valid_logits(self, proposal: Any) -> list[float]:
        return numbers_within("logits", proposal["value"], (3, 6), *LOGIT_RANGE)

    @traitlets.validate("temperature")
    def _valid_temperature(self, proposal: Any) -> float:
        return within("temperature", proposal["value"], *TEMPERATURE_RANGE)

    @traitlets.validate("shift")
    def _valid_shift(self, proposal: Any) -> float:
        return within("shift", proposal["value"], *LOGIT_RANGE)

    def _numbers(self) -> tuple[np.ndarray, np.ndarray, float]:
        """Probabilities, Jacobian with respect to the logits, and T times the log-sum-exp of z / T; from nnlib."""
        from nnlib.activations.softmax_family import logsumexp, softmax, softmax_jacobian

        scaled = (np.array(self.logits) + self.shift) / self.temperature
        jacobian = softmax_jacobian(scaled) / self.temperature
        return softmax(scaled), jacobian, float(self.temperature * logsumexp(scaled))

    def describe(self) -> str:
        """Probabilities and log-sum-exp in words."""
        p, _, lse = self._numbers()
        top = max(self.logits) + self.shift
        bound = top + self.temperature * math.log(len(self.logits))
        shares = ", ".join(number(float(v)) for v in p)
        if self.temperature == 1:
            name, upper = "log-sum-exp", f"max + log {len(p)}"
        else:
            name, upper = "T · log-sum-exp(z/T)", f"max + T log {len(p)}"
        return (
            f"T = {number(self.temperature)}, p = ({shares}). max = {number(top)} ≤ {name} = {number(lse)} "
            f"≤ {upper} = {number(bound)}."
        )

    def still(self) -> str:
        """Bars on the left, the Jacobian on the right."""
        p, jacobian, _ = self._numbers()
        count = len(p)
        picture = Still(480, 70 + 34 * count)
        picture.text(8, 20, "logits and probabilities")
        picture.text(288, 20, "Jacobian ∂pᵢ/∂zⱼ")
        cell = 180 / count
        for i in range(count):
            y = 40 + 34 * i
            picture.text(8, y + 18, f"z{SUBSCRIPTS[i]} = {number(self.logits[i] + self.shift, 1)}")
            picture.rect("nnw-bar", 90, y, 130 * float(p[i]), 26)
            picture.text(96 + 130 * float(p[i]), y + 18, number(float(p[i])))
            for j in range(count):
                entry = float(jacobian[i, j])
                strength = min(abs(entry) * 4 * self.temperature, 1.0) * 0.6
                kind = "nnw-bar" if entry > 0 else "nnw-bar2"
                picture.rect(kind, 288 + j * cell, y - 4, cell - 2, 32, strength)
                if count <= 4:
                    picture.text(288 + (j + 0.5) * cell - 1, y + 17, number(entry), "middle")
        return picture.svg(f"Softmax of {count} logits as bars, with its Jacobian as a heat map. {self.describe()}")
