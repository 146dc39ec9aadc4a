"""What all layers share: the reading of their arguments, and the two steps forward and backward around it.

A layer takes a batch, samples along the first axis. `forward` keeps its own copy of what `backward` needs, so
the caller may reuse or overwrite its arrays in between, and `backward` may be called again.
"""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, Literal, overload

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, floating, ignore_underflow
from nnlib.layers.module import Module
from nnlib.layers.parameters import Parameters


class Layer(Module):
    """A layer: one step of a network, with its own parameters.

    Output and gradients have the floating type of the parameters, or of x where there are none. A layer of your
    own defines `_forward(x)`, which returns the output and what is to be kept, and `_input_gradient(dy, kept)`;
    with parameters it also passes them to `__init__` and defines `_parameter_gradients(dy, kept)`. None of them
    may write to its arguments; `_input_gradient` may not return one of them either.
    """

    def __init__(self, params: Mapping[str, Array] | None = None) -> None:
        self.params = Parameters(repr(self), params or {})
        self.grads = {name: np.zeros_like(array) for name, array in self.params.items()}
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
        if self._saved is None:
            raise RuntimeError(f"{self!r}: backward(dy) needs a forward(x) before it")
        kept, shape, dtype = self._saved
        dy = floating(repr(self), dy)
        if dy.shape != shape:
            raise ValueError(f"{self!r} expects dy of the shape {shape} of its output, got {dy.shape}")
        dy = dy.astype(dtype, copy=False)
        self.grads.update(self._parameter_gradients(dy, kept))
        return self._input_gradient(dy, kept) if input_grad else None

    def _check_input(self, shape: tuple[int, ...]) -> None:
        """ValueError unless a batch of this shape fits; an element-wise layer takes any."""

    @abstractmethod
    def _forward(self, x: Array) -> tuple[Array, Any]: ...

    @abstractmethod
    def _input_gradient(self, dy: Array, kept: Any) -> Array: ...

    def _parameter_gradients(self, dy: Array, kept: Any) -> dict[str, Array]:
        return {}
