"""When two numbers count as the same.

A right answer may use another formula, another order of summation or float32, so equality has a tolerance: wide
enough for rounding, far too narrow for a forgotten term. One tolerance serves verdicts and claims alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises.model import Array

RTOL, ATOL = 1e-6, 1e-9
# float32 keeps 7 digits; a sum of a dozen rounded terms may lose two of them
SINGLE_RTOL, SINGLE_ATOL = 1e-4, 1e-5


def tolerance(*arrays: Array) -> tuple[float, float]:
    """(rtol, atol): wider if one of the arrays holds fewer digits than float64."""
    single = any(a.dtype.kind == "f" and a.dtype.itemsize < 8 for a in arrays)
    return (SINGLE_RTOL, SINGLE_ATOL) if single else (RTOL, ATOL)


def close(got: Array, expected: Array) -> Array:
    """Entry-wise equality within the tolerance; nan equals nan, inf equals inf of the same sign."""
    rtol, atol = tolerance(got)
    with np.errstate(all="ignore"):
        return np.isclose(got.astype(np.float64), expected, rtol=rtol, atol=atol, equal_nan=True)


def same(got: Array, expected: Any) -> bool:
    """True if both have one shape and agree in every entry."""
    other = np.asarray(expected)
    if other.dtype.kind not in "biuf" or got.shape != other.shape:
        return False
    return bool(close(got, other).all())


def as_numbers(value: Any) -> Array | None:
    """The value as an array of numbers, or None if it is not one (text, ragged list, function, complex numbers).

    A masked array has no value where it is masked; there it counts as nan.
    """
    try:
        if isinstance(value, np.ma.MaskedArray):
            value = np.ma.filled(value.astype(np.float64), np.nan)
        array = np.asarray(value)
        if array.dtype.kind == "O":
            if any(entry is None for entry in array.flat):  # NumPy would make it nan
                return None
            array = array.astype(np.float64)
        return np.array(array) if array.dtype.kind in "biuf" else None
    except Exception:  # an object of the learner's own may raise anything when it is asked for numbers
        return None


def as_several(value: Any, count: int) -> list[Array] | None:
    """The entries of a tuple, list or array as arrays of numbers, or None if they are not `count` of them."""
    if not isinstance(value, (tuple, list, np.ndarray)) or (isinstance(value, np.ndarray) and value.ndim == 0):
        return None
    if len(value) != count:
        return None
    arrays = [as_numbers(entry) for entry in value]
    found = [array for array in arrays if array is not None]
    return found if len(found) == count else None
