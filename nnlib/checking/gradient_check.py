"""Gradient checking: a gradient computed by a formula against the difference quotients of its function.

An entry may be off by `tolerance`, relative to its own size, before it is called wrong. Two things are no fault
of the formula and are told apart from one: the rounding of the quotient, and a kink of the function nearby.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, double_precision, real_number
from nnlib.checking.closeness import bounded_closeness, lecture_closeness
from nnlib.checking.differences import Form, numerical_gradient
from nnlib.checking.report import GradReport, Index

SMALL = 1e-3  # entries below this share of the largest are measured by that share of the largest
ROUNDING = 8 * 2.0**-52  # what f and x are taken to be wrong by, as a share of themselves; measured: about 2^-52
SIDES: tuple[Form, Form] = ("backward", "forward")


def gradcheck(
    f: Callable[[Array], Any],
    grad: Callable[[Array], npt.ArrayLike] | npt.ArrayLike,
    x: npt.ArrayLike,
    *,
    eps: float = 1e-6,
    tolerance: float = 1e-5,
) -> GradReport:
    """Compare `grad`, the gradient of f at x or a function that gives it, with central differences of f.

    f takes an array of the shape of x and returns one number, the same one for the same x. The error of an entry with
    the values a (analytic) and n (numeric) is, with the step h,

        |a - n| / max(|a|, |n|, largest |a| of all entries / 1000, rounding / tolerance)
        rounding = 8 2^-52 (|f| / h + |f''| max(1, |x|))

    Multiplying f and its gradient by a constant changes nothing. What rounding hides cannot be judged, and passes:
    look at `report.rounding` if all entries are small.

    Kinks: a difference quotient across a kink is neither the slope on the left nor that on the right. An entry that
    fails is looked at again, with a tenth of the step and one side at a time. For a smooth f the central quotient stays
    as it was, and the gap between the two sides shrinks to a tenth. If not, there is a kink (or a jump). An a between
    the slopes on both sides of it is not called wrong, but listed in `report.kinks`.

    So a check at a kink cannot tell one convention from another, nor see a wrong value between the two slopes. Where
    several kinks meet, even right conventions may add up to a number outside, which is called wrong: move x away.
    (For relu(w) - relu(-w), which is w, backpropagation gives the slope 0 at 0.)

    A nan or an infinity is never right. Raises ValueError if x and the gradient differ in shape or are empty, if f
    returns several numbers, or different ones for one x (Dropout?); TypeError for float32 x, gradient or f(x).

    >>> print(gradcheck(lambda w: (w**2).sum(), lambda w: 2 * w + [0, 0, 0.5], [1.0, 2.0, 4.0]))
    gradient WRONG: largest error 5.9e-02 (tolerance 1e-05) at index (2,)
      analytic 8.5, numeric 8 (give or take 9e-09)
      as a whole: bounded closeness 2.7e-02, Cui's 2.7e-02
    >>> bool(gradcheck(lambda w: abs(w).sum(), np.sign, [-1.0, 2.0]))
    True
    """
    x, tolerance = double_precision("gradcheck", "x", x), real_number("gradcheck", "tolerance", tolerance)
    if x.size == 0 or tolerance <= 0:
        raise ValueError(f"gradcheck expects entries to check and a tolerance > 0, got shape {x.shape}, {tolerance}")
    analytic = double_precision("gradcheck", "the gradient", grad(x.copy()) if callable(grad) else grad)
    if analytic.shape != x.shape:
        raise ValueError(f"gradcheck expects a gradient of the shape {x.shape} of x, got {analytic.shape}")
    values: list[Array] = []

    def recorded(point: Array) -> Array:
        values.append(double_precision("gradcheck", "f(x)", f(point)))
        return values[-1]

    numeric = np.array(numerical_gradient(recorded, x, eps))
    here, again = values[0].item(), recorded(x.copy()).item()
    if here != again and not np.isnan(here):
        raise ValueError(f"gradcheck expects f to give one number for one x, got {here} and {again}")
    sides = np.reshape(values[1:-1], (*x.shape, 2))  # above and below, entry by entry
    rounding = _rounding(here, sides, x, eps)
    with np.errstate(all="ignore"):
        least = np.maximum(SMALL * np.abs(analytic[np.isfinite(analytic)]).max(initial=0.0), rounding / tolerance)

    kinks = []
    errors = _errors(analytic, numeric, least)
    for index in map(tuple, np.argwhere((errors > tolerance) & np.isfinite(errors)).tolist()):
        slope = _slope_at_kink(_along(f, x, index), x[index], eps, analytic[index], rounding[index])
        if slope is not None and _errors(analytic[index], slope, least[index]) <= tolerance:
            numeric[index] = slope
            kinks.append(index)
    errors = _errors(analytic, numeric, least)
    worst = tuple(int(i) for i in np.unravel_index(np.argmax(errors), x.shape))
    return GradReport(
        ok=bool(errors[worst] <= tolerance),
        index=worst,
        analytic=float(analytic[worst]),
        numeric=float(numeric[worst]),
        error=float(errors[worst]),
        tolerance=tolerance,
        rounding=float(rounding[worst]),
        lecture_closeness=lecture_closeness(analytic, numeric),
        bounded_closeness=bounded_closeness(analytic, numeric),
        kinks=tuple(kinks),
    )


@np.errstate(all="ignore")
def _rounding(here: float, sides: Array, x: Array, eps: float) -> Array:
    """What rounding may change each quotient by: f is rounded, and so is x, where f bends."""
    size = np.maximum(np.abs(sides).max(axis=-1), abs(here))
    bend = np.abs(sides.sum(axis=-1) - 2 * here)  # about h^2 f''
    rounding: Array = ROUNDING * (size + bend / eps) / (eps * np.maximum(1.0, np.abs(x)))
    return rounding


@np.errstate(all="ignore")  # what overflows here, or is nan, is not right; what underflows is
def _errors(a: npt.ArrayLike, n: npt.ArrayLike, least: npt.ArrayLike) -> Array:
    """|a - n| by the largest of |a|, |n| and `least`; 0 for two equal numbers, inf unless all three are finite."""
    errors = np.abs(np.subtract(a, n)) / np.maximum(np.maximum(np.abs(a), np.abs(n)), least)
    known = np.isfinite(a) & np.isfinite(n) & np.isfinite(least)
    return np.where(known, np.where(np.equal(a, n), 0.0, errors), np.inf)


def _along(f: Callable[[Array], Any], x: Array, index: Index) -> Callable[[Array], Any]:
    """f as a function of one entry of x."""

    def line(entry: Array) -> Any:
        moved = x.copy()
        moved[index] = entry
        return f(moved)

    return line


def _slope_at_kink(line: Callable[[Array], Any], at: float, eps: float, a: float, rounding: float) -> float | None:
    """The number nearest to a between the slopes left and right of a kink at, or just beside, `at`; None without."""
    left, right = (float(numerical_gradient(line, at, eps, form=form)) for form in SIDES)
    near_left, near_right = (float(numerical_gradient(line, at, eps / 10, form=form)) for form in SIDES)
    gap, near_gap = abs(right - left), abs(near_right - near_left)
    shift = abs((right + left) - (near_right + near_left)) / 2
    # for a smooth function near_gap = gap / 10 and shift = 0, but for rounding
    if not max(gap / 4, 20 * rounding) < max(near_gap, shift) < np.inf:
        return None
    low, high = sorted((near_left, near_right))
    return min(max(a, low - 10 * rounding), high + 10 * rounding)
