"""What every function of the package does to its arguments first.

Anything array-like is read as an array of real floating-point numbers: floating types are kept as they are,
integers and booleans become float64, everything else is refused by name. Nothing here ever writes to its
input.
"""

from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]

# exp(-1e4) is 0 and means it: an underflow is a right answer, also for a caller who runs np.seterr(all="raise")
ignore_underflow = np.errstate(under="ignore")


def read(who: object, value: npt.ArrayLike) -> npt.NDArray[Any]:
    """`value` as an array of any type; a ragged list raises ValueError in the name of `who`."""
    try:
        return np.asarray(value)
    except ValueError as error:
        kind = type(value).__name__
        raise ValueError(f"{who} expects a rectangular array of numbers, got {kind}: {error}") from None


def floating(who: object, value: npt.ArrayLike, what: str = "real numbers") -> Array:
    """`value` as a floating-point array of its own precision, integers as float64; TypeError for the rest.

    >>> floating("sigmoid", [1, 2]).dtype
    dtype('float64')
    >>> floating("sigmoid", 1j)
    Traceback (most recent call last):
    TypeError: sigmoid expects real numbers, got complex128
    """
    array = read(who, value)
    if array.dtype.kind == "f":
        return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))
    if array.dtype.kind in "biu":
        return array.astype(np.float64)
    raise TypeError(f"{who} expects {what}, got {array.dtype}")


def real_number(who: str, name: str, value: float) -> float:
    """`value` as a finite Python float (which, unlike np.float64, leaves a float32 array float32)."""
    if np.ndim(value) != 0 or np.asarray(value).dtype.kind not in "fiu":
        raise TypeError(f"{who} expects {name} to be one real number, got {value!r}")
    number = float(value)
    if not isfinite(number):
        raise ValueError(f"{who} expects {name} to be finite, got {number}")
    return number


def non_negative(who: str, name: str, value: float) -> float:
    """`value` as a finite Python float; ValueError for a negative one."""
    number = real_number(who, name, value)
    if number < 0:
        raise ValueError(f"{who} expects {name} >= 0, got {number}")
    return number


def classes_axis(who: str, z: Array, axis: int, item: str = "class") -> None:
    """ValueError unless `axis` exists in z and holds at least one entry."""
    if not -z.ndim <= axis < z.ndim:
        raise ValueError(f"{who} expects an array with axis {axis}, got shape {z.shape}")
    if z.shape[axis] == 0:
        raise ValueError(f"{who} expects at least one {item} on axis {axis}, got shape {z.shape}")


def distribution(who: str, p: Array) -> None:
    """ValueError unless p is >= 0 and sums to 1 along its last axis (up to rounding; nan passes through)."""
    classes_axis(who, p, -1)
    if np.any(p < 0):
        raise ValueError(f"{who} expects probabilities >= 0, got {np.nanmin(p)}")
    total = p.sum(axis=-1)
    slack = max(1e-8, 100 * float(np.finfo(p.dtype).eps))
    if np.any(np.abs(total - 1) > slack):
        worst = total.flat[np.nanargmax(np.abs(total - 1))]
        raise ValueError(f"{who} expects probabilities that sum to 1 along the last axis, got sum {worst}")


def weighted(weight: Array, value: Array) -> Array:
    """weight * value where 0 times infinity is 0: the convention 0 log 0 = 0. A nan stays nan."""
    return weight * np.where((weight == 0) & np.isinf(value), 0, value)


def whole_number(who: str, name: str, value: int) -> int:
    """`value` as an int; TypeError unless it is an integer."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{who} expects {name} to be a whole number, got {value!r}")
    return int(value)


def positive_integer(who: str, name: str, value: int) -> int:
    """`value` as an int; TypeError unless it is an integer, ValueError unless it is at least 1."""
    number = whole_number(who, name, value)
    if number < 1:
        raise ValueError(f"{who} expects {name} >= 1, got {number}")
    return number


def floating_type(who: str, value: npt.DTypeLike) -> np.dtype[Any]:
    """`value` as a floating-point dtype; TypeError for any other."""
    kind: np.dtype[Any] = np.dtype(value)
    if kind.kind != "f":
        raise TypeError(f"{who} expects a floating-point dtype, got {kind}")
    return kind


def generator(who: str, rng: np.random.Generator | None) -> np.random.Generator:
    """`rng` itself, or a new unseeded generator for None; TypeError for the rest.

    A bare seed is refused: the same one given to two layers would give both the same weights.
    """
    if rng is None:
        return np.random.default_rng()
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"{who} expects rng to be a generator such as np.random.default_rng(0), got {rng!r}")
    return rng


def double_precision(who: str, name: str, value: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """A copy of `value` in float64; TypeError for float32 and float16, which difference quotients cannot bear."""
    array = floating(who, value, f"{name} of real numbers")
    if array.dtype.itemsize < 8:
        raise TypeError(
            f"{who} expects {name} in float64, got {array.dtype}: with 7 digits or fewer a difference quotient is "
            f"wrong by about 10 % at a step of 1e-6, and by 0.01 % at best"
        )
    return np.array(array, np.float64)
