"""The error of a difference quotient over its step: a V of truncation on the right and rounding on the left.

A large step sees the curvature, a small one loses its digits. The forward quotient errs by about eps, the central one by
eps squared, rounding by 1 / eps; the best step is where they meet.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, within
from nnlib.widgets.still import Still

FUNCTIONS = {
    "neuron": "log(1 + e⁻ʷ)",
    "cubic": "w³",
    "rational": "1 / (1 + w²)",
    "quadratic": "½ (1.5 w − 1)²",
    "relu": "½ (relu(w) − 1)²",
}
PRECISIONS = ("float64", "float32")


def value(name: str, w: Any) -> Any:
    """One of ``FUNCTIONS`` at a NumPy scalar, every operation in its precision."""
    one = type(w)(1)
    if name == "neuron":
        return np.log1p(np.exp(-w)) if w >= 0 else np.log1p(np.exp(w)) - w
    if name == "cubic":
        return w * w * w
    if name == "rational":
        return one / (one + w * w)
    e = type(w)(1.5) * w - one if name == "quadratic" else max(type(w)(0), w) - one
    return type(w)(0.5) * (e * e)


def slope(name: str, w: float) -> float:
    """The derivative of one of ``FUNCTIONS``, in double precision; 0 at the kink."""
    import nnlib

    if name == "neuron":
        return -float(nnlib.sigmoid(-w))
    if name == "relu":
        return (w - 1.0) * float(nnlib.activations.relu_prime(w))
    return {"cubic": 3 * w * w, "rational": -2 * w / (1 + w * w) ** 2, "quadratic": 1.5 * (1.5 * w - 1)}[name]


class GradientCheck(Widget):
    """The relative error of forward and central difference quotients, over the step, in two precisions.

    Parameters
    ----------
    function : a loss of one weight, one of ``FUNCTIONS``
    w : the weight, -3 to 3
    exponent : the step is 10 to this power, -16 to 0
    precision : "float64" or "float32", for every operation of the quotient

    Raises
    ------
    traitlets.TraitError : for a name that does not exist or a number outside its range

    >>> GradientCheck(function="cubic", w=1, exponent=-2).describe()
    'ε = 1e-02, float64: relative error 1.0e-02 forward, 3.3e-05 central.'
    """

    page_name: ClassVar[str] = "gradient-check"

    function = traitlets.Enum(tuple(FUNCTIONS), "rational").tag(sync=True)
    w = traitlets.Float(0.7).tag(sync=True)
    exponent = traitlets.Float(-6.0).tag(sync=True)
    precision = traitlets.Enum(PRECISIONS, "float64").tag(sync=True)

    @traitlets.validate("w")
    def _valid_w(self, proposal: Any) -> float:
        return within("w", proposal["value"], -3.0, 3.0)

    @traitlets.validate("exponent")
    def _valid_exponent(self, proposal: Any) -> float:
        return within("exponent", proposal["value"], -16.0, 0.0)

    def error(self, exponent: float, form: str) -> float:
        """Relative error of the quotient with the step 10^exponent; form is "forward" or "central"."""
        kind = np.dtype(self.precision).type
        at, step = kind(self.w), kind(10.0**exponent)
        below = at if form == "forward" else at - step
        width = step if form == "forward" else kind(2) * step
        quotient = float((value(self.function, at + step) - value(self.function, below)) / width)
        exact = slope(self.function, float(at))
        return abs(quotient - exact) / (abs(exact) or 1.0)

    def describe(self) -> str:
        """The two errors at the present step."""
        forward, central = (self.error(self.exponent, form) for form in ("forward", "central"))
        word = "relative error" if slope(self.function, self.w) else "error"
        start = f"ε = {10.0**self.exponent:.0e}, {self.precision}: {word}"
        return f"{start} {forward:.1e} forward, {central:.1e} central."

    def still(self) -> str:
        """The two V-curves on logarithmic axes."""
        picture = Still(480, 350)
        view = picture.panel((56, 28, 408, 270), (-16.0, 0.0), (-17.0, 2.0))
        view.axes(
            "exponent of ε",
            f"exponent of the relative error, ℓ(w) = {FUNCTIONS[self.function]}",
            range(-16, 1, 4),
            range(-16, 1, 4),
        )
        exponents = np.linspace(-16, 0, 129)
        for kind, form in (("nnw-other", "forward"), ("nnw-curve", "central")):
            errors = np.array([max(self.error(e, form), 1e-17) for e in exponents])
            view.curve(kind, zip(exponents, np.log10(errors), strict=True))
        view.line("nnw-guide", self.exponent, -17, self.exponent, 2)
        view.dot(self.exponent, float(np.log10(max(self.error(self.exponent, "central"), 1e-17))))
        picture.text(56, 342, f"w = {self.w:g}, {self.precision}; solid: central, dashed: forward")
        return picture.svg(f"The error of difference quotients over their step. {self.describe()}")
