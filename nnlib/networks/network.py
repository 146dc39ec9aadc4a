"""A network: layers in a row, each feeding the next, and the chain rule through them from the last to the first."""

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from typing import Literal, Self, overload

import numpy.typing as npt

from nnlib._check import Array
from nnlib.layers.module import Module
from nnlib.layers.parameters import Parameters
from nnlib.networks.archive import load_parameters, save_parameters
from nnlib.networks.summary import summary_table


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
        if not isinstance(layers, Iterable):
            raise TypeError(f"Network expects a list of layers, got {layers!r}")
        self.layers = tuple(layers)
        if not self.layers:
            raise ValueError("Network expects at least one layer, got none")
        for place, layer in enumerate(self.layers):
            if not isinstance(layer, Module):
                raise TypeError(f"Network expects layers, got {layer!r} at place {place}")
        places: dict[int, str] = {}
        for name, layer in self.leaves():
            if id(layer) in places:
                raise ValueError(
                    f"Network expects a new layer object at each place, got one {layer!r} at {places[id(layer)]} and {name}"
                )
            places[id(layer)] = name
        self.params = Parameters("Network", self._named("params"))
        self.grads = self._named("grads")
        last = len(self.layers) - 1
        self._first_with_parameters = next((i for i, layer in enumerate(self.layers) if layer.params), last)
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
        for layer in reversed(self.layers[first + 1 :]):
            dy = layer.backward(dy)
        dx = self.layers[first].backward(dy, input_grad)
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

    def leaves(self) -> Iterator[tuple[str, Module]]:
        """The layers in order with their places, networks among them opened: "0", "1.0", "1.1", "2"."""
        for place, layer in enumerate(self.layers):
            # a subclass with a forward of its own need not be layers in a row: it counts as one layer
            if isinstance(layer, Network) and type(layer).forward is Network.forward:
                yield from ((f"{place}.{inner}", leaf) for inner, leaf in layer.leaves())
            else:
                yield str(place), layer

    def summary(self, input_shape: Sequence[int] | None = None) -> str:
        """A table of the layers, the shapes of their outputs for N samples, and the numbers of their parameters.

        `input_shape` is the shape of one sample, as (1, 28, 28); a network that starts with a linear layer knows
        it. Raises ValueError where it is needed and missing, or does not fit.

        >>> from nnlib import Linear, ReLU
        >>> print(Network([Linear(2, 3), ReLU(), Linear(3, 1)]).summary())
        layer              output  parameters
        input              (N, 2)
        0: Linear(2 -> 3)  (N, 3)           9
        1: ReLU()          (N, 3)           0
        2: Linear(3 -> 1)  (N, 1)           4
        total                              13
        """
        return summary_table(self, input_shape)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the parameters and the names of the layers to an `.npz` file.

        The file has exactly the name given, nothing is appended to it. One that is there is replaced at the very
        end: it stays as it was if the writing fails.
        """
        save_parameters(self, path)

    def load(self, path: str | PathLike[str]) -> Self:
        """Copy the parameters of a file by `save` into those of this network, whose floating types stay.

        Returns the network. Raises ValueError, and changes nothing, for a file that is not one by `save` or whose
        layers, parameters or shapes are not those of the network: it lists each as expected and as found.
        Raises FileNotFoundError for no file.
        """
        load_parameters(self, path)
        return self

    def _named(self, what: Literal["params", "grads"]) -> dict[str, Array]:
        return {
            f"{place}.{name}": array
            for place, layer in enumerate(self.layers)
            for name, array in getattr(layer, what).items()
        }

    def __repr__(self) -> str:
        return f"Network([{', '.join(map(repr, self.layers))}])"
