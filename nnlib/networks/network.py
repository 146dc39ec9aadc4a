"""A network: layers in a row, each feeding the next, and the chain rule through them from the last to the first."""

from collections.abc import Iterable
from typing import Literal, Self, overload

import numpy.typing as npt

from nnlib._check import Array, floating
from nnlib.layers.module import Module
from nnlib.layers.parameters import Parameters


class Network(Module):
    """Layers in a row; a network may itself stand among the layers of a larger one.

    `params` and `grads` name what a layer has by its place: "0.W" is W of the first layer. The arrays are
    the layers' own, so a change through either is a change of both. Raises TypeError for something that is not a
    layer, ValueError for no layers or for a layer object that stands twice, whose memory of its input would serve
    only one of the places.

    >>> import numpy as np
    >>> from nnlib import Linear, ReLU
    >>> rng = np.random.default_rng(0)
    >>> net = Network([Linear(2, 3, rng=rng), ReLU(), Linear(3, 1, rng=rng)])
    >>> net.forward([[1.0, 2.0], [3.0, 4.0]]).shape
    (2, 1)
    >>> net.backward([[0.5], [0.5]]).shape
    (2, 2)
    >>> sorted(net.grads)
    ['0.W', '0.b', '2.W', '2.b']
    """

    def __init__(self, layers: Iterable[Module]) -> None:
        self.layers = tuple(layers)
        if not self.layers:
            raise ValueError("Network expects at least one layer, got none")
        for place, layer in enumerate(self.layers):
            if not isinstance(layer, Module):
                raise TypeError(f"Network expects layers, got {layer!r} at place {place}")
        if len({id(layer) for layer in self.layers}) < len(self.layers):
            raise ValueError("Network expects a new layer object at each place, got one that stands twice")
        self.params = Parameters("Network", self._named("params"))
        self.grads = self._named("grads")
        self._first_with_parameters = next((i for i, layer in enumerate(self.layers) if layer.params), 0)
        self._ran = False

    def forward(self, x: npt.ArrayLike) -> Array:
        """Output of the last layer for the batch x, as a new array."""
        self._ran = False  # a forward that fails half-way must not be followed by a backward
        y = self.layers[0].forward(x)
        for layer in self.layers[1:]:
            y = layer.forward(y)
        self._ran = True
        return y

    @overload
    def backward(self, dy: npt.ArrayLike, input_grad: Literal[True] = True) -> Array: ...
    @overload
    def backward(self, dy: npt.ArrayLike, input_grad: bool) -> Array | None: ...
    def backward(self, dy: npt.ArrayLike, input_grad: bool = True) -> Array | None:
        """Fill the `grads` of every layer, from the last to the first, and return dL/dx; see `Module.backward`."""
        if not self._ran:
            raise RuntimeError("Network: backward(dy) needs a forward(x) before it")
        first = 0 if input_grad else self._first_with_parameters
        gradient = floating("Network", dy)
        for layer in reversed(self.layers[first + 1 :]):
            gradient = layer.backward(gradient)
        dx = self.layers[first].backward(gradient, input_grad)
        self.grads = self._named("grads")
        return dx

    def train(self) -> Self:
        for layer in self.layers:
            layer.train()
        return super().train()

    def eval(self) -> Self:
        for layer in self.layers:
            layer.eval()
        return super().eval()

    def _named(self, what: Literal["params", "grads"]) -> dict[str, Array]:
        return {
            f"{place}.{name}": array
            for place, layer in enumerate(self.layers)
            for name, array in getattr(layer, what).items()
        }

    def __repr__(self) -> str:
        return f"Network([{', '.join(map(repr, self.layers))}])"
