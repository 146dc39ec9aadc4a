"""What the definitions of several families share: fixed matrices, names of boundaries, properties.

Fixed numbers lie unevenly around 0, so that no mistake gives the right value by symmetry.
"""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnlib.exercises.registry import Args, Array, Property

MATRIX_3X5 = np.array([[1.3, -0.6, 0.2, 2.4, 0.9], [0.5, 1.7, -1.1, 0.4, -2.0], [0.8, 0.1, 1.9, -0.3, 1.0]])
OTHER_3X5 = np.array([[0.4, 0.3, -0.5, 1.6, 0.0], [1.2, -0.9, 0.7, 0.2, -0.8], [-1.4, 0.6, 2.1, 1.1, 0.3]])
LOGITS_5X3 = np.array([[1.2, -0.4, 0.3], [0.0, 2.1, -1.5], [0.7, 0.9, 1.8], [-2.2, 0.5, 0.1], [3.0, -1.0, 0.6]])

LOGITS_NEAR, LOGITS_FAR = "logits near 1000", "logits of ±1000"


def sums_along(axis: int, total: float) -> Callable[[Args, Array], bool]:
    """The claim "the sums along this axis are all equal to `total`"; false of a single vector."""
    return lambda _args, got: bool(got.ndim > 1 and np.allclose(got.sum(axis), total))


NOT_NEGATIVE = Property("never negative", lambda _args, got: bool(np.all(got >= 0)))
ROWS_SUM_TO_0 = Property("rows sum to 0", sums_along(-1, 0))
