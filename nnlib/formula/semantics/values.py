"""The values a formula takes, and their arithmetic: numbers, columns and matrices, without broadcasting.

A value is an array of shape () or (m, n); a vector is a column (n, 1). Images with channels have more axes; functions
and indices alone know what to do with them. All of it works for complex numbers with a
tiny imaginary part, which carries a derivative: comparisons and kinks look at the real part alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Value = npt.NDArray[Any]
Kind = Literal["refuted", "shape", "scope"]  # of what is wrong with a formula that can be read


class EvaluationError(ValueError):
    """A formula that reads well but has no value here."""

    kind: Kind = "refuted"


class ShapeError(EvaluationError):
    """Shapes or numbers of indices that do not fit."""

    kind = "shape"


class ScopeError(EvaluationError):
    """A name that nothing binds, an entry or a layer that is not there."""

    kind = "scope"


class RangeError(ScopeError):
    """An index whose range nothing tells, or a letter that the scene does not bind."""

    def __init__(self, index: str) -> None:
        super().__init__(f"nothing binds {index}, or tells how far it runs as an index")
        self.index = index


def value(raw: npt.ArrayLike) -> Value:
    """A number, vector or matrix as a value; a vector becomes a column."""
    array = np.asarray(raw)
    if array.dtype.kind in "biu":
        array = array.astype(np.float64)
    if array.dtype.kind not in "fc":
        raise ShapeError("expected numbers; a set has a size |B| and members n \\in B")
    return array[:, None] if array.ndim == 1 else array


def applied(name: str, function: Callable[..., Any], *arguments: Any) -> Value:
    """What a function of a scene makes of its arguments; ShapeError if it cannot take them."""
    try:
        return value(function(*arguments))
    except EvaluationError:
        raise
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise ShapeError(f"{name} does not take this: {error}") from error


def natural(array: Value) -> Value:
    """A column as a vector again, for functions written in Python."""
    return array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array


def scalar(array: Value, what: str) -> Any:
    """The number in a value; EvaluationError if it is a vector or a matrix."""
    if array.ndim == 2 and array.shape == (1, 1):
        array = array[0, 0]
    if array.ndim:
        raise ShapeError(f"expected a number {what}, got {shape(array)}")
    return array[()]


def integer(array: Value, what: str) -> int:
    number = np.real(scalar(array, what))
    if not float(number).is_integer():  # nor inf
        raise EvaluationError(f"expected a whole number {what}, got {number}")
    return int(number)


def shape(array: Value) -> str:
    """A shape in words."""
    if array.ndim == 0:
        return "a number"
    if array.ndim > 2:
        return f"an array of shape {array.shape}"
    return f"a {array.shape[0]} x {array.shape[1]} matrix" if array.shape[1] != 1 else f"a column of {array.shape[0]}"


def alike(left: Value, right: Value) -> tuple[Value, Value]:
    """Both, where a column of one entry that meets a number is that number."""
    if left.shape == (1, 1) and right.ndim == 0:
        return left[0, 0], right
    if right.shape == (1, 1) and left.ndim == 0:
        return left, right[0, 0]
    return left, right


def add(terms: Sequence[Value]) -> Value:
    if any(term.ndim == 0 for term in terms):
        terms = [np.asarray(alike(term, np.asarray(0.0))[0]) for term in terms]
    for term in terms[1:]:
        if term.shape != terms[0].shape:
            raise ShapeError(f"cannot add {shape(terms[0])} and {shape(term)}")
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def multiply(left: Value, right: Value) -> Value:
    """Number times anything, or the product of matrices; a 1 x 1 result is a number."""
    if left.ndim == 0 or right.ndim == 0:
        with np.errstate(invalid="ignore"):  # 0 times infinity is nan, which no comparison accepts
            return np.asarray(left * right)
    if left.ndim > 2 or right.ndim > 2 or left.shape[1] != right.shape[0]:
        raise ShapeError(f"cannot multiply {shape(left)} and {shape(right)}")
    product = left @ right
    return np.asarray(product[0, 0]) if product.shape == (1, 1) else product


def hadamard(left: Value, right: Value) -> Value:
    if left.shape != right.shape:
        raise ShapeError(f"cannot multiply {shape(left)} and {shape(right)} entry by entry")
    return np.asarray(left * right)


def divide(above: Value, below: Value) -> Value:
    with np.errstate(all="ignore"):
        return np.asarray(above / scalar(below, "below a fraction line"))


def power(base: Value, exponent: Value) -> Value:
    if base.ndim == 2 and base.shape[0] == base.shape[1] > 1:
        try:
            return np.linalg.matrix_power(base, integer(exponent, "as the power of a matrix"))
        except np.linalg.LinAlgError as error:
            raise EvaluationError("the matrix has no inverse") from error
    number, p = scalar(base, "as the base of a power"), scalar(exponent, "as an exponent")
    if np.isrealobj(p) and float(p).is_integer():
        p = int(p)  # an integer power has no branch cut
        if number == 0 and p < 0:
            raise EvaluationError("0 to a negative power")
    elif np.real(number) < 0:
        raise EvaluationError(f"a negative number to the power {p}")
    elif number == 0:
        return np.asarray(0.0 * p) if np.real(p) > 0 else np.asarray(1.0 + 0 * p)
    return np.asarray(number**p)


def transpose(array: Value) -> Value:
    if array.ndim != 2:
        raise ShapeError(f"cannot transpose {shape(array)}")
    return array.T


def absolute(array: Value) -> Value:
    """|x| with the slope sign(x), 0 at the kink."""
    return np.asarray(np.sign(array.real) * array)


def norm(array: Value) -> Value:
    return np.asarray(np.sqrt(np.sum(array * array)))


def extreme(items: Sequence[Value], largest: bool) -> Value:
    """The largest or smallest by the real part; the first of equals."""
    pick: Callable[..., Value] = max if largest else min
    return pick(items, key=lambda item: float(np.real(scalar(item, "in a maximum"))))


def logarithm(array: Value) -> Value:
    if np.any(array.real < 0):
        raise EvaluationError(f"the logarithm of {np.min(array.real)}")
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(array))


def diagonal(array: Value) -> Value:
    if array.ndim != 2 or array.shape[1] != 1:
        raise ShapeError(f"diag expects a column, got {shape(array)}")
    return np.diag(array[:, 0])


ELEMENTWISE: dict[str, Callable[[Value], Value]] = {
    "log": logarithm,
    "ln": logarithm,
    "exp": np.exp,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "tanh": np.tanh,
    "sinh": np.sinh,
    "cosh": np.cosh,
}
