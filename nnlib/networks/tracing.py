"""Every quantity of back-propagation for one batch, as copies: what figures, widgets and exercises look at.

Forward: z = W a + b and a = phi(z), layer by layer; backward: delta = dl/dz, from the last layer to the first.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, floating
from nnlib.layers.module import Module
from nnlib.losses.base import Loss
from nnlib.networks.network import Network


@dataclass(frozen=True, eq=False, repr=False)
class Step:
    """One layer in a trace: what went in and out, and the gradients there.

    `output_grad` and `input_grad` are per sample: row n is the gradient of l_n, the loss of sample n. They are N times
    what backward passes. `delta` is `output_grad` for a layer with parameters, None for the others.

    `grads` are those of the mean loss (1/N) sum_n l_n: they hold the 1/N.

    >>> from nnlib import Linear, SquaredError
    >>> trace(Network([Linear(2, 1)]), SquaredError(), [[1, 2], [3, 4]], [[0], [0]]).steps[0]
    Step(0: Linear(2 -> 1))
    """

    name: str
    input: Array
    output: Array
    output_grad: Array
    input_grad: Array
    delta: Array | None
    params: Mapping[str, Array]
    grads: Mapping[str, Array]

    def __repr__(self) -> str:
        return f"Step({self.name})"


@dataclass(frozen=True, eq=False, repr=False)
class Trace:
    """Back-propagation of one batch, by layer (`steps`) and by the numbers of the book; both show the same arrays.

    The dicts have as key the number of a weight layer, one with a parameter W. There are L of them, and the input is
    layer 0:

        a[0..L]            a[l] enters weight layer l + 1; a[0] is the input, a[L] the prediction
        z[1..L]            the outputs of the weight layers
        delta[1..L]        dl_n/dz^(l), the loss of sample n by z[l], in the shape of z[l]
        W[1..L], b[1..L]   the parameters; a layer without a bias is missing in b and grad_b
        grad_W, grad_b     for linear layers delta[l]^T a[l - 1] / N, and the mean of delta[l] over the samples

    >>> from nnlib import Linear, SquaredError
    >>> trace(Network([Linear(2, 1)]), SquaredError(), [[1, 2], [3, 4]], [[0], [0]]).a[0]
    array([[1., 2.],
           [3., 4.]])
    """

    loss: float
    prediction: Array
    steps: tuple[Step, ...]
    a: Mapping[int, Array]
    z: Mapping[int, Array]
    delta: Mapping[int, Array]
    W: Mapping[int, Array]
    b: Mapping[int, Array]
    grad_W: Mapping[int, Array]
    grad_b: Mapping[int, Array]

    def __repr__(self) -> str:
        return f"Trace(loss={self.loss:g}, {len(self.steps)} steps, {len(self.W)} weight layers)"


def trace(net: Network, loss: Loss, x: npt.ArrayLike, t: npt.ArrayLike) -> Trace:
    """Run the batch x with target t through `net` and `loss`, and give every quantity on the way as a copy.

    x has the shape (N, ...), t is what the loss takes. The network and the loss stay as they are, their gradients,
    memory and random generators too: Dropout in training drops here what the next forward will drop. Layers of
    networks within the network are steps of their own.

    Raises ValueError for an x that is not a batch, TypeError for a net or a loss of another kind, and what forward and
    backward of the network and the loss raise, such as ValueError for an empty batch.

    >>> from nnlib import Linear, Sigmoid, SquaredError
    >>> rng = np.random.default_rng(0)
    >>> net = Network([Linear(2, 3, rng=rng), Sigmoid(), Linear(3, 1, rng=rng)])
    >>> seen = trace(net, SquaredError(), [[1, 2], [3, 4]], [[0], [1]])
    >>> [step.name for step in seen.steps]
    ['0: Linear(2 -> 3)', '1: Sigmoid()', '2: Linear(3 -> 1)']
    >>> seen.delta[1].shape, seen.grad_W[1].shape
    ((2, 3), (3, 2))
    >>> np.allclose(seen.grad_W[2], seen.delta[2].T @ seen.a[1] / 2)
    True
    """
    if not isinstance(net, Network):
        raise TypeError(f"trace expects a Network, got {net!r}")
    if not isinstance(loss, Loss):
        raise TypeError(f"trace expects a loss such as SquaredError(), got {loss!r}")
    value = floating("trace", x)
    if value.ndim < 2:
        raise ValueError(f"trace expects a batch x of shape (N, ...), got {value.shape}")
    net, loss = deepcopy((net, loss))
    samples = len(value)

    passed: list[tuple[str, Module, Array, Array]] = []
    for place, layer in net.leaves():
        entered = _as_seen_by(layer, value)
        value = layer.forward(value)
        passed.append((f"{place}: {layer!r}", layer, entered, value))
    loss_value = loss.forward(value, t)

    gradient = loss.backward()
    steps: list[Step] = []
    for name, layer, entered, left in reversed(passed):
        output_grad = gradient * samples
        gradient = layer.backward(gradient)
        delta = output_grad if layer.params else None
        input_grad = gradient * samples
        steps.append(Step(name, entered, left, output_grad, input_grad, delta, dict(layer.params), dict(layer.grads)))
    return _by_the_book(loss_value, value, tuple(reversed(steps)))


def _as_seen_by(layer: Module, x: Array) -> Array:
    """A copy of x in the floating type of the layer's parameters."""
    return np.array(x, next((array.dtype for array in layer.params.values()), x.dtype))


def _by_the_book(loss: float, prediction: Array, steps: tuple[Step, ...]) -> Trace:
    """The trace with the quantities of its weight layers numbered from 1 to L."""
    weighted = {number: step for number, step in enumerate((s for s in steps if "W" in s.params), 1)}
    biased = {number: step for number, step in weighted.items() if "b" in step.params}
    return Trace(
        loss,
        prediction,
        steps,
        a=dict(enumerate([*(step.input for step in weighted.values()), prediction])),
        z={number: step.output for number, step in weighted.items()},
        delta={number: step.output_grad for number, step in weighted.items()},
        W={number: step.params["W"] for number, step in weighted.items()},
        b={number: step.params["b"] for number, step in biased.items()},
        grad_W={number: step.grads["W"] for number, step in weighted.items()},
        grad_b={number: step.grads["b"] for number, step in biased.items()},
    )
