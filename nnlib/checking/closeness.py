"""How close two gradients are, as one number: the length of their difference, measured by their own lengths."""

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, floating, ignore_underflow


@ignore_underflow
def lecture_closeness(g1: npt.ArrayLike, g2: npt.ArrayLike) -> float:
    """Cui's measure ||g1 - g2|| / ||g1 + g2||: 0 for equal gradients, and without a bound for different ones.

    For the commonest bug of all, g2 = -g1, it divides by zero: the answer is inf. Two zero gradients are equal, so
    0/0 counts as 0. nan where an entry is nan or infinite. The norm is the square root of the sum of squares of all
    entries. Raises ValueError for shapes that differ.

    >>> lecture_closeness([3.0, 4.0], [3.0, 4.0])
    0.0
    >>> lecture_closeness([3.0, 4.0], [0.0, 0.0])
    1.0
    >>> lecture_closeness([3.0, 4.0], [-3.0, -4.0])
    inf
    """
    a, b = _on_one_scale("lecture_closeness", g1, g2)
    return _ratio(_norm(a - b), _norm(a + b))


@ignore_underflow
def bounded_closeness(g1: npt.ArrayLike, g2: npt.ArrayLike) -> float:
    """||g1 - g2|| / (||g1|| + ||g2||), from 0 for equal gradients to 1 for opposite ones.

    Close to agreement it equals Cui's measure, `lecture_closeness`, and it is defined far from it too. If one of the
    gradients is c times the other, c > 0, it is |1 - c| / (1 + c): 1/3 for a lost factor 2. Two zero gradients are
    equal: 0. nan where an entry is nan or infinite. Raises ValueError for shapes that differ.

    >>> bounded_closeness([3.0, 4.0], [-3.0, -4.0])
    1.0
    >>> bounded_closeness([3.0, 4.0], [6.0, 8.0]) == 1 / 3
    True
    """
    a, b = _on_one_scale("bounded_closeness", g1, g2)
    return _ratio(_norm(a - b), _norm(a) + _norm(b))


def _on_one_scale(who: str, g1: npt.ArrayLike, g2: npt.ArrayLike) -> tuple[Array, Array]:
    """Both gradients in float64, times one power of 2 (which rounds nothing) that brings their largest entry near 1."""
    a, b = floating(who, g1).astype(np.float64), floating(who, g2).astype(np.float64)
    if a.shape != b.shape:
        raise ValueError(f"{who} expects gradients of one shape, got {a.shape} and {b.shape}")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return np.full(1, np.nan), np.full(1, np.nan)
    _, exponent = np.frexp(max(np.abs(a).max(initial=0.0), np.abs(b).max(initial=0.0)))
    return np.ldexp(a, -exponent), np.ldexp(b, -exponent)


def _norm(v: Array) -> float:
    top = float(np.abs(v).max(initial=0.0))
    if top == 0.0:
        return 0.0
    return top * float(np.sqrt(np.sum(np.square(v / top))))  # the squares of v itself might underflow


def _ratio(difference: float, size: float) -> float:
    if size == 0.0:
        return 0.0 if difference == 0.0 else float("inf")
    return difference / size
