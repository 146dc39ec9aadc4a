"""Derivatives by difference quotients: move one entry a little, see how much the function moves.

A central difference looks to both sides and errs by about eps^2, a one-sided one by about eps. Below that lies
rounding, about 1e-16 / eps for values around 1: the best eps is near 1e-5 for the first, 1e-8 for the second.
"""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, double_precision, real_number

Form = Literal["central", "forward", "backward"]


def numerical_gradient(
    f: Callable[[Array], Any], x: npt.ArrayLike, eps: float = 1e-6, *, form: Form = "central"
) -> Array:
    """Gradient of f at x by difference quotients, one entry at a time; the shape of x, any, in float64.

    f takes an array of the shape of x (a new one at each call) and returns one number. With the step
    h_i = eps max(1, |x_i|) and the unit vector e_i, entry i is

        central   (f(x + h_i e_i) - f(x - h_i e_i)) / (2 h_i)     error about h^2 f''' / 6    (Cui)
        forward   (f(x + h_i e_i) - f(x)) / h_i                   error about h f'' / 2       (Wan)
        backward  (f(x) - f(x - h_i e_i)) / h_i                   the same, to the other side

    at the cost of two or one evaluations of f an entry, and one more. The denominator is the distance of the two
    points in floating point. nan and inf are passed on.

    Raises ValueError if f returns several numbers, eps is not positive or so small that x does not move; TypeError
    if x or f(x) is float32, whose rounding would spoil the quotient, or no real number at all.

    >>> numerical_gradient(lambda w: w[0] ** 2 * w[1], [3.0, 2.0]).round(6)
    array([12.,  9.])
    >>> numerical_gradient(lambda w: w**2, 3.0, eps=0.5, form="forward")
    np.float64(7.5)
    """

    def value(point: Array) -> Array:
        number = double_precision("numerical_gradient", "f(x)", f(point))
        if number.size != 1:
            raise ValueError(f"numerical_gradient expects f to return one number, got shape {number.shape}")
        return number.reshape(())

    return _quotients("numerical_gradient", value, x, eps, form)


def numerical_jacobian(
    f: Callable[[Array], Any], x: npt.ArrayLike, eps: float = 1e-6, *, form: Form = "central"
) -> Array:
    """Jacobian of f at x by difference quotients: shape (*out, *in) for f from (*in) to (*out), in float64.

    Rows are outputs: entry [k, i] is dy_k/dx_i, each column one quotient as in `numerical_gradient`. Raises what
    that raises, except that f may return an array of any shape, the same at each call (else ValueError).

    >>> numerical_jacobian(lambda x: [x[0] * x[1], x[0] + x[1], x[1]], [2.0, 5.0]).round(6)
    array([[5., 2.],
           [1., 1.],
           [0., 1.]])
    """
    return _quotients(
        "numerical_jacobian", lambda point: double_precision("numerical_jacobian", "f(x)", f(point)), x, eps, form
    )


def _quotients(who: str, f: Callable[[Array], Array], x: npt.ArrayLike, eps: float, form: Form) -> Array:
    x, eps = double_precision(who, "x", x), real_number(who, "eps", eps)
    if eps <= 0:
        raise ValueError(f"{who} expects eps > 0, got {eps}")
    if form not in ("central", "forward", "backward"):
        raise ValueError(f'{who} expects form to be "central", "forward" or "backward", got {form!r}')
    here = f(x.copy())

    def moved(index: tuple[int, ...], to: float) -> Array:
        if to == x[index]:
            return here
        point = x.copy()
        point[index] = to
        y = f(point)
        if y.shape != here.shape:
            raise ValueError(f"{who} expects f to return one shape, got {here.shape} and {y.shape}")
        return y

    quotients = np.empty(here.shape + x.shape)
    for index in np.ndindex(x.shape):
        at = float(x[index])
        size = abs(at)
        step = size + eps * max(1.0, size) - size  # the step as rounded: x - step and x + step are exact
        low = at if form == "forward" else at - step
        high = at if form == "backward" else at + step
        if low == high:
            raise ValueError(f"{who} expects an eps that moves x = {at}, got {eps}")
        above, below = moved(index, high), moved(index, low)
        with np.errstate(over="ignore", invalid="ignore"):  # inf - inf is nan, and says so
            quotients[(..., *index)] = (above - below) / (high - low)
    result: Array = quotients[()]
    return result
