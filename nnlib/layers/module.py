"""The interface of everything that can be differentiated: layers, and networks made of them."""

from abc import ABC, abstractmethod
from typing import Literal, Self, overload

import numpy.typing as npt

from nnlib._check import Array
from nnlib.layers.parameters import Parameters


class Module(ABC):
    """A layer or a network: `forward(x)` gives the output, then `backward(dy)` the gradients.

    `params` and `grads` have the same names and shapes; `grads` starts with zeros and holds after each
    `backward` the gradients of that call alone: nothing is added up, so there is nothing to reset.
    `training` is True until `eval()`; only Dropout asks for it.
    """

    params: Parameters
    grads: dict[str, Array]
    training: bool = True

    @abstractmethod
    def forward(self, x: npt.ArrayLike) -> Array:
        """Output for the batch x, as a new array; keeps what `backward` needs."""

    @overload
    def backward(self, dy: npt.ArrayLike, input_grad: Literal[True] = True) -> Array: ...
    @overload
    def backward(self, dy: npt.ArrayLike, input_grad: bool) -> Array | None: ...
    @abstractmethod
    def backward(self, dy: npt.ArrayLike, input_grad: bool = True) -> Array | None:
        """Fill `grads` and return dL/dx as a new array, given dL/dy; they have the shapes of x and of y.

        With `input_grad=False` dL/dx is neither computed nor returned: the first layer of a network has no
        use for it. The gradients are those at the parameters of now, for the x of the last `forward`.
        Raises RuntimeError before any forward, ValueError for a dy that has not the shape of the output.
        """

    def train(self) -> Self:
        """Switch to training, where Dropout drops; returns the module."""
        self.training = True
        return self

    def eval(self) -> Self:
        """Switch to evaluation, where Dropout lets everything through; returns the module."""
        self.training = False
        return self

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"
