"""What all layers share: the two steps forward and backward, their parameters and the gradients of these.

A layer takes a batch, samples along the first axis. `forward` keeps its own copy of what `backward` needs, so
the caller may reuse or overwrite its arrays in between, and `backward` may be called again.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Literal, Self, overload

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, floating, ignore_underflow
from nnlib.layers.parameters import Parameters


class Layer(ABC):
    """A layer: `forward(x)` gives its output, then `backward(dy)` turns dL/dy into dL/dx and fills `grads`.

    `params` and `grads` have the same names and shapes; `grads` starts with zeros and holds after each
    `backward` the gradients of that call alone: nothing is added up, so there is nothing to reset. Output
    and gradients have the floating type of the parameters, or of x where there are none. `training` is
    True until `eval()`; only Dropout asks for it.

    A layer of your own defines `_forward(x)`, which returns the output and what is to be kept, and
    `_input_gradient(dy, kept)`; with parameters it also passes them to `__init__` and defines
    `_parameter_gradients(dy, kept)`. Neither may write to its arguments or return one of them.
    """

    def __init__(self, params: Mapping[str, Array] | None = None) -> None:
        self.params = Parameters(repr(self), params or {})
        self.grads: dict[str, Array] = {name: np.zeros_like(array) for name, array in self.params.items()}
        self.training = True
        self._saved: tuple[Any, tuple[int, ...], np.dtype[Any]] | None = None

    @ignore_underflow
    def forward(self, x: npt.ArrayLike) -> Array:
        """Output of the layer for the batch x, as a new array; keeps what `backward` needs."""
        self._saved = None  # a failed forward must not leave the gradient of an older one
        x = floating(repr(self), x)
        self._check_input(x.shape)
        dtype = next((array.dtype for array in self.params.values()), x.dtype)
        y, kept = self._forward(np.array(x, dtype))
        self._saved = kept, y.shape, y.dtype
        return y

    @overload
    def backward(self, dy: npt.ArrayLike, input_grad: Literal[True] = True) -> Array: ...
    @overload
    def backward(self, dy: npt.ArrayLike, input_grad: bool) -> Array | None: ...
    @ignore_underflow
    def backward(self, dy: npt.ArrayLike, input_grad: bool = True) -> Array | None:
        """Fill `grads` and return dL/dx as a new array, given dL/dy; both have the shape of x and of y.

        With `input_grad=False` dL/dx is neither computed nor returned: the first layer of a network has no
        use for it. The gradients are those at the parameters of now, for the x of the last `forward`.
        Raises RuntimeError before any forward, ValueError for a dy that has not the shape of the output.
        """
        if self._saved is None:
            raise RuntimeError(f"{self!r}: backward(dy) needs a forward(x) before it")
        kept, shape, dtype = self._saved
        dy = floating(repr(self), dy)
        if dy.shape != shape:
            raise ValueError(f"{self!r} expects dy of the shape {shape} of its output, got {dy.shape}")
        dy = dy.astype(dtype, copy=False)
        self.grads.update(self._parameter_gradients(dy, kept))
        return self._input_gradient(dy, kept) if input_grad else None

    def train(self) -> Self:
        """Switch to training, where Dropout drops; returns the layer."""
        self.training = True
        return self

    def eval(self) -> Self:
        """Switch to evaluation, where Dropout lets everything through; returns the layer."""
        self.training = False
        return self

    def _check_input(self, shape: tuple[int, ...]) -> None:  # noqa: B027
        """ValueError unless a batch of this shape fits; an element-wise layer takes any."""

    @abstractmethod
    def _forward(self, x: Array) -> tuple[Array, Any]: ...

    @abstractmethod
    def _input_gradient(self, dy: Array, kept: Any) -> Array: ...

    def _parameter_gradients(self, dy: Array, kept: Any) -> dict[str, Array]:
        return {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"
