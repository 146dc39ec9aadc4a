"""Draw a digit, and a small convolutional network trained with nnlib says what it sees.

The drawing is scaled and centred as MNIST's digits were; a network sees only what looks like what it learnt from.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget
from nnlib.widgets.convolution import draw_image
from nnlib.widgets.digit_network import held_back_result, read_network
from nnlib.widgets.drawing import like_mnist, pack, unpack
from nnlib.widgets.still import Still, number


class DigitRecogniser(Widget):
    """Probabilities of the ten digits for a drawing.

    Parameters
    ----------
    drawing : "digit:0" to "digit:9" for a digit of nnlib.data.mnist(), "" for none, or a drawing of 56 x 56 cells: the
        text of nnlib.widgets.drawing.pack, or an array (56, 56) of 0 and 1

    Raises
    ------
    traitlets.TraitError : for a text that is no drawing

    >>> int(DigitRecogniser(drawing="digit:3").probabilities().argmax())
    3
    """

    page_name: ClassVar[str] = "digit-recogniser"

    drawing = traitlets.Any("digit:5").tag(sync=True)

    @traitlets.validate("drawing")
    def _valid_drawing(self, proposal: Any) -> str:
        value = proposal["value"]
        text = pack(value) if isinstance(value, np.ndarray) else value
        if not isinstance(text, str):
            raise traitlets.TraitError(f"drawing expects a text, got {text!r}")
        unpack(text)
        return text

    def image(self) -> np.ndarray | None:
        """What the network sees, (28, 28); None without ink."""
        return like_mnist(unpack(self.drawing))

    def probabilities(self) -> np.ndarray:
        """The ten probabilities; 1/10 each without ink."""
        from nnlib import softmax

        image = self.image()
        return np.full(10, 0.1) if image is None else softmax(read_network().forward(image[None, None]))[0]

    def describe(self) -> str:
        """The two most probable digits, and how often the network is right."""
        right, count = held_back_result()
        record = f"It reads {right} of {count} digits that it never learnt from rightly, {100 * right / count:.1f} %."
        if self.image() is None:
            return f"Nothing is drawn yet. {record}"
        p = self.probabilities()
        second, best = np.argsort(p)[-2:]
        return (
            f"The network sees a {best}, probability {number(100 * float(p[best]), 1)} %, then {second} with "
            f"{number(100 * float(p[second]), 1)} %. {record}"
        )

    def still(self) -> str:
        """The image that the network sees, and the probabilities as bars."""
        picture = Still(480, 280)
        image = self.image()
        draw_image(picture, np.zeros((28, 28)) if image is None else image, 8, 30, 220, "seen: 28 × 28 pixels")
        for k, p in enumerate(self.probabilities().tolist()):
            y = 30 + 23 * k
            picture.text(262, y + 15, str(k), "end")
            picture.rect("nnw-bar", 270, y, 140 * p, 18)
            picture.text(276 + 140 * p, y + 15, f"{100 * p:.1f} %")
        return picture.svg(f"Digit recogniser. {self.describe()}")
