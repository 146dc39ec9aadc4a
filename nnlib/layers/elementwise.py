"""The activation functions as layers: y = phi(z) forward, dL/dz = dL/dy phi'(z) backward, any shape."""

from collections.abc import Callable
from functools import partial

from nnlib import activations as phi
from nnlib._check import Array, real_number
from nnlib.layers.base import Layer


class Elementwise(Layer):
    """A layer that applies `function` to every entry; `slope` is its derivative, as a function of z too.

    Both take an array and return a new one of the same shape.

    >>> import numpy as np
    >>> layer = Elementwise(np.sin, np.cos)
    >>> layer
    Elementwise(sin)
    >>> layer.forward([[0.0]]), layer.backward([[3.0]])
    (array([[0.]]), array([[3.]]))
    """

    def __init__(self, function: Callable[[Array], Array], slope: Callable[[Array], Array]) -> None:
        self._function, self._slope = function, slope
        super().__init__()

    def _forward(self, z: Array) -> tuple[Array, Array]:
        return self._function(z), z

    def _input_gradient(self, dy: Array, z: Array) -> Array:
        return dy * self._slope(z)

    def __repr__(self) -> str:
        known = type(self) is not Elementwise  # Sigmoid() and its like
        return super().__repr__() if known else f"Elementwise({getattr(self._function, '__name__', '...')})"


class Identity(Elementwise):
    """The identity as a layer.

    >>> Identity().forward([[-1.0, 2.0]])
    array([[-1.,  2.]])
    """

    def __init__(self) -> None:
        super().__init__(phi.identity, phi.identity_prime)


class UnitStep(Elementwise):
    """The unit step as a layer. Its slope is 0 everywhere: nothing before it learns.

    >>> UnitStep().forward([[-1.0, 0.0]])
    array([[0., 1.]])
    """

    def __init__(self) -> None:
        super().__init__(phi.unit_step, phi.unit_step_prime)


class Sign(Elementwise):
    """Sign as a layer. Its slope is 0 everywhere: nothing before it learns.

    >>> Sign().forward([[-3.0, 0.0]])
    array([[-1.,  0.]])
    """

    def __init__(self) -> None:
        super().__init__(phi.sign, phi.sign_prime)


class PiecewiseLinear(Elementwise):
    """The ramp from 0 at z = -1/2 to 1 at z = 1/2 as a layer.

    >>> PiecewiseLinear().forward([[-0.25, 3.0]])
    array([[0.25, 1.  ]])
    """

    def __init__(self) -> None:
        super().__init__(phi.piecewise_linear, phi.piecewise_linear_prime)


class Sigmoid(Elementwise):
    """The logistic function as a layer.

    >>> Sigmoid().forward([[0.0, 1000.0]])
    array([[0.5, 1. ]])
    """

    def __init__(self) -> None:
        super().__init__(phi.sigmoid, phi.sigmoid_prime)


class Tanh(Elementwise):
    """The hyperbolic tangent as a layer.

    >>> Tanh().forward([[0.0, 1000.0]])
    array([[0., 1.]])
    """

    def __init__(self) -> None:
        super().__init__(phi.tanh, phi.tanh_prime)


class ReLU(Elementwise):
    """The rectified linear unit as a layer; the slope at 0 is 0.

    >>> layer = ReLU()
    >>> layer.forward([[-2.0, 0.0, 3.0]])
    array([[0., 0., 3.]])
    >>> layer.backward([[1.0, 1.0, 1.0]])
    array([[0., 0., 1.]])
    """

    def __init__(self) -> None:
        super().__init__(phi.relu, phi.relu_prime)


class Absolute(Elementwise):
    """The absolute value as a layer; the slope at 0 is 0.

    >>> Absolute().forward([[-2.0, 3.0]])
    array([[2., 3.]])
    """

    def __init__(self) -> None:
        super().__init__(phi.absolute, phi.absolute_prime)


class Softplus(Elementwise):
    """Softplus as a layer.

    >>> Softplus().forward([[0.0, 1.0]]).round(3)
    array([[0.693, 1.313]])
    """

    def __init__(self) -> None:
        super().__init__(phi.softplus, phi.softplus_prime)


class Softsign(Elementwise):
    """Softsign as a layer.

    >>> Softsign().forward([[-3.0, 1.0]])
    array([[-0.75,  0.5 ]])
    """

    def __init__(self) -> None:
        super().__init__(phi.softsign, phi.softsign_prime)


class LeakyReLU(Elementwise):
    """The leaky rectified linear unit as a layer, with the slope `alpha` on the left, at 0 too.

    >>> LeakyReLU(alpha=0.1).forward([[-2.0, 3.0]])
    array([[-0.2,  3. ]])
    """

    def __init__(self, alpha: float = 0.01) -> None:
        self.alpha = real_number("LeakyReLU", "alpha", alpha)
        super().__init__(partial(phi.leaky_relu, alpha=self.alpha), partial(phi.leaky_relu_prime, alpha=self.alpha))

    def __repr__(self) -> str:
        return f"LeakyReLU(alpha={self.alpha:g})"
