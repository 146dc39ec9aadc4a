"""Numbers and programs for the questions of the chapter on convolutional networks."""
# modelsolution83c1d7

from __future__ import annotations

from typing import Any

import numpy as np


def slope_arguments() -> list[tuple[Any, ...]]:
    """Slopes of the output and filters, of different sizes."""
    rng = np.random.default_rng(3)
    return [(rng.normal(size=shape), rng.normal(size=(side, side))) for shape, side in (((4, 3), 2), ((2, 5), 3))]


def input_slope_right(dz: Any, w: Any) -> Any:
    """The slopes of the picture: every place hands back its slope times the filter."""
    side = len(w)
    slopes = np.zeros((dz.shape[0] + side - 1, dz.shape[1] + side - 1))
    for (i, j), slope in np.ndenumerate(dz):
        slopes[i : i + side, j : j + side] += slope * w
    return slopes


def linear_count() -> int:
    """784 pixels to ten logits."""
    return 10 * (784 + 1)


def hidden_count() -> int:
    """A hidden layer of 17 units between them."""
    return 17 * (784 + 1) + 10 * (17 + 1)


def taura_count() -> int:
    """Eight filters of 3 by 3 without biases, and a linear layer behind 8 pictures of 13 by 13, without biases too."""
    return 8 * 9 + 10 * 8 * 13 * 13


def deeper_count() -> int:
    """8 and 16 filters of 3 by 3 with biases, and a linear layer behind 16 pictures of 5 by 5."""
    return 8 * (9 + 1) + 16 * (8 * 9 + 1) + 10 * (16 * 5 * 5 + 1)


def filter_count(incoming: int, filters: int, side: int, biases: bool = True) -> int:
    """Weights and biases of a convolution with filters of side by side, each through all incoming channels."""
    return filters * (incoming * side * side + biases)
