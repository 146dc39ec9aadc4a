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

    Output and gradients have the floating type of the parameters, or of x where there are none.

    A layer of your own defines

        _forward(x)                      returns two things: the output, and what `backward` will need ("kept")
        _input_gradient(dy, kept)        returns dL/dx
        _parameter_gradients(dy, kept)   returns {"W": dL/dW, ...}; only with parameters, which go to `__init__`

    None of them may write to its arguments, and `_input_gradient` may not return one of them.

    >>> class Scale(Layer):
    ...     def __init__(self, d):
    ...         super().__init__({"s": np.ones(d)})
    ...
    ...     def _forward(self, x):
    ...         return self.params["s"] * x, x
    ...
    ...     def _input_gradient(self, dy, x):
    ...         return self.params["s"] * dy
    ...
    ...     def _parameter_gradients(self, dy, x):
    ...         return {"s": (dy * x).sum(axis=0)}
    >>> layer = Scale(2)
    >>> layer.forward([[3.0, 4.0], [5.0, 6.0]]).shape
    (2, 2)
    >>> layer.backward([[1.0, 1.0], [1.0, 1.0]]).shape, layer.grads["s"]
    ((2, 2), array([ 8., 10.]))
    """

    def __init__(self, params: Mapping[str, Array] | None = None) -> None:
        self.params = Parameters(repr(self), params or {})
        self.grads = {name: np.zeros_like(array) for name, array in self.params.items()}
        self._dtype = next((array.dtype for array in self.params.values()), None)
        self._shapes = {name: array.shape for name, array in self.params.items()}
        self._saved: tuple[Any, tuple[int, ...], np.dtype[Any]] | None = None

    @ignore_underflow
    def forward(self, x: npt.ArrayLike) -> Array:
        """Output of the layer for the batch x, as a new array; keeps what `backward` needs."""
        self._saved = None  # a failed forward must not leave the gradient of an older one
        x = floating(self, x)
        self._check_input(x.shape)
        result = self._forward(np.array(x, self._dtype))  # a copy; None keeps the type of x
        if not isinstance(result, tuple) or len(result) != 2:  # an array of two rows would come apart without a word
            raise TypeError(
                f"{self!r} expects _forward to return the output and what to keep, got {type(result).__name__}"
            )
        y, kept = result
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
        dy = floating(self, dy)
        if dy.shape != shape:
            raise ValueError(f"{self!r} expects dy of the shape {shape} of its output, got {dy.shape}")
        dy = dy.astype(dtype, copy=False)
        gradients = self._parameter_gradients(dy, kept)
        got = {name: np.shape(array) for name, array in gradients.items()}
        if got != self._shapes:
            raise ValueError(f"{self!r} expects _parameter_gradients to return the shapes {self._shapes}, got {got}")
        self.grads.update(gradients)
        return self._input_gradient(dy, kept) if input_grad else None

    def _check_input(self, shape: tuple[int, ...]) -> None:
        """ValueError unless a batch of this shape fits; an element-wise layer takes any."""

    @abstractmethod
    def _forward(self, x: Array) -> tuple[Array, Any]: ...

    @abstractmethod
    def _input_gradient(self, dy: Array, kept: Any) -> Array: ...

    def _parameter_gradients(self, dy: Array, kept: Any) -> dict[str, Array]:
        return {}
