"""A kernel over a handwritten digit: the sum at its place written out, then relu and max pooling.

The same nine numbers look for the same pattern at every place; which pattern is in the numbers.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, numbers_within, whole
from nnlib.widgets.drawing import preset
from nnlib.widgets.still import STYLES, Still, number

SIZES = ("large", "small")


class Convolution(Widget):
    """A 3 x 3 kernel over a digit of nnlib.data.

    Parameters
    ----------
    image : "large" (28 x 28, mnist) or "small" (8 x 8, digits)
    digit : 0 to 9
    kernel : nine numbers from -9 to 9, row by row (a 3 x 3 array is welcome)
    stride : 1 to 3
    padding : 0 to 2
    place : [row, column] of the output that is written out, from 0; the last one there is if it is too large

    Raises
    ------
    traitlets.TraitError : for another image or a number outside its range

    >>> Convolution(kernel=[0, 0, 0, 0, 1, 0, 0, 0, 0], padding=1).outputs()[0].shape
    (28, 28)
    """

    page_name: ClassVar[str] = "convolution"

    image = traitlets.Enum(SIZES, "large").tag(sync=True)
    digit = traitlets.Int(5).tag(sync=True)
    kernel = traitlets.Any().tag(sync=True)
    stride = traitlets.Int(1).tag(sync=True)
    padding = traitlets.Int(0).tag(sync=True)
    place = traitlets.Any().tag(sync=True)

    @traitlets.default("kernel")
    def _default_kernel(self) -> list[float]:
        return [-1.0, 0.0, 1.0, -2.0, 0.0, 2.0, -1.0, 0.0, 1.0]

    @traitlets.default("place")
    def _default_place(self) -> list[int]:
        return [6, 9]

    @traitlets.validate("digit")
    def _valid_digit(self, proposal: Any) -> int:
        return whole("digit", proposal["value"], 0, 9)

    @traitlets.validate("kernel")
    def _valid_kernel(self, proposal: Any) -> list[float]:
        value = proposal["value"]
        flat = np.ravel(value).tolist() if isinstance(value, np.ndarray) else value
        return numbers_within("kernel", flat, (9, 9), -9.0, 9.0)

    @traitlets.validate("stride")
    def _valid_stride(self, proposal: Any) -> int:
        return whole("stride", proposal["value"], 1, 3)

    @traitlets.validate("padding")
    def _valid_padding(self, proposal: Any) -> int:
        return whole("padding", proposal["value"], 0, 2)

    @traitlets.validate("place")
    def _valid_place(self, proposal: Any) -> list[int]:
        numbers = numbers_within("place", proposal["value"], (2, 2), 0, 29)
        return [whole(f"place[{i}]", value, 0, 29) for i, value in enumerate(numbers)]

    def outputs(self) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        """The sums z, relu(z), and its maxima over 2 x 2 windows (None if none fits), by nnlib's layers."""
        from nnlib import Conv2D, MaxPool2D, relu

        layer = Conv2D(1, 1, 3, self.stride, self.padding, bias=False, rng=np.random.default_rng(0))
        layer.params["W"] = np.reshape(self.kernel, (1, 1, 3, 3))
        z = layer.forward(preset(self.image, self.digit)[None, None])
        pooled = MaxPool2D(2).forward(relu(z))[0, 0] if min(z.shape[2:]) >= 2 else None
        return z[0, 0], np.asarray(relu(z[0, 0])), pooled

    def describe(self) -> str:
        """The output at the place, and the sizes."""
        z, positive, pooled = self.outputs()
        row, column = (min(place, size - 1) for place, size in zip(self.place, z.shape, strict=True))
        after = "nothing is left" if pooled is None else f"{pooled.shape[0]} × {pooled.shape[1]}"
        return (
            f"Digit {self.digit}, stride {self.stride}, padding {self.padding}. At row {row + 1}, column {column + 1}: "
            f"z = {number(float(z[row, column]))}, relu(z) = {number(float(positive[row, column]))}. "
            f"Output {z.shape[0]} × {z.shape[1]}; after 2 × 2 pooling {after}."
        )

    def still(self) -> str:
        """The input and relu(z), pixel by pixel; runs of equal grey are one rectangle."""
        picture = Still(480, 250)
        draw_image(picture, preset(self.image, self.digit), 8, 30, 210, "input x")
        _, positive, _ = self.outputs()
        draw_image(picture, positive / max(float(positive.max()), 1e-9), 250, 30, 210, "relu(z), scaled")
        return picture.svg(f"Convolution. {self.describe()}")


def draw_image(picture: Still, image: np.ndarray, left: float, top: float, side: float, words: str) -> None:
    """Grey levels, 0 (paper) to 1, in five steps: enough to see the digit, in few bytes."""
    picture.text(left, top - 8, words)
    height, width = side / image.shape[0], side / image.shape[1]
    levels = np.rint(np.clip(image, 0, 1) * 4).astype(int)
    paths = {level: "" for level in range(1, 5)}
    for r, row in enumerate(levels.tolist()):
        ends = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), len(row)]
        for start, end in pairwise(ends):
            if row[start]:
                x, y, run = left + start * width, top + r * height, (end - start) * width
                paths[row[start]] += f"M{x:.4g} {y:.4g}h{run:.4g}v{height:.4g}h{-run:.4g}z"
    for level, path in paths.items():
        look = f'class="nnw-inked" {STYLES["nnw-inked"]} style="fill-opacity:{level / 4:g}"'
        picture.parts.append(f'<path {look} d="{path}"/>')
    picture.rect("nnw-cell", left, top, side, side)
