"""One training step (forward, backward, update) of a network of linear layers: nnlib, PyTorch, the bare products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlib.layers import Linear, LogSoftmax, Module, ReLU, Sigmoid
from nnlib.losses import NLL, SoftmaxCrossEntropy
from nnlib.networks import Network
from nnlib.training import SGD
from numerics import peers
from numerics.timing import Contender

RATE = 0.1


@dataclass(frozen=True)
class Task:
    """Sizes of the layers, the activation between them, the size of the batch."""

    sizes: tuple[int, ...]
    batch: int
    activation: str = "relu"  # "sigmoid" stands for the lecture's DNN, which ends in log-softmax and NLL

    def data(self, dtype: str, batches: int = 1) -> tuple[Any, Any]:
        """Inputs and labels, the same in every call."""
        rng = np.random.default_rng(3)
        x = rng.standard_normal((self.batch * batches, self.sizes[0])).astype(dtype)
        return x, rng.integers(self.sizes[-1], size=len(x))

    def network(self, dtype: str) -> tuple[Network, NLL | SoftmaxCrossEntropy]:
        """nnlib's network and loss, with the same weights in every call; in float32 they are float64's, rounded."""
        rng = np.random.default_rng(5)
        layers: list[Module] = []
        for d_in, d_out in zip(self.sizes, self.sizes[1:], strict=False):
            layers += [Linear(d_in, d_out, dtype=dtype, rng=rng), Sigmoid() if self.activation == "sigmoid" else ReLU()]
        if self.activation == "sigmoid":
            return Network([*layers[:-1], LogSoftmax()]), NLL()
        return Network(layers[:-1]), SoftmaxCrossEntropy()


def changes(now: dict[str, Any], start: dict[str, Any]) -> dict[str, Any]:
    """The parameters, and in float64 how far they moved: in float32 rounding hides a part of a small move."""
    moved = {f"change of {name}": now[name] - start[name] for name in now if now[name].dtype == np.float64}
    return {**now, **moved}


def ours(task: Task, dtype: str) -> Contender:
    """The step as a chapter writes it."""
    (net, loss), (x, t) = task.network(dtype), task.data(dtype)
    optimiser = SGD(net, RATE)
    start = {name: value.copy() for name, value in net.params.items()}

    def run() -> float:
        value = loss.forward(net.forward(x), t)
        net.backward(loss.backward(), input_grad=False)
        optimiser.step()
        return value

    def results() -> dict[str, Any]:
        now = {name: value.copy() for name, value in net.params.items()}
        return {**changes(now, start), **{f"gradient of {name}": value for name, value in net.grads.items()}}

    return Contender("nnlib", run, results, lambda: net.params.update(start))


def pytorch(task: Task, dtype: str) -> Contender:
    """The step as PyTorch's tutorials write it, in eager mode."""
    torch = peers.torch()
    nn = torch.nn
    x, t = map(torch.from_numpy, task.data(dtype))
    sigmoid = task.activation == "sigmoid"
    layers = []
    for d_in, d_out in zip(task.sizes, task.sizes[1:], strict=False):
        layers += [nn.Linear(d_in, d_out, dtype=getattr(torch, dtype)), nn.Sigmoid() if sigmoid else nn.ReLU()]
    model = nn.Sequential(*layers[:-1], *([nn.LogSoftmax(dim=1)] if sigmoid else []))
    loss = nn.NLLLoss() if sigmoid else nn.CrossEntropyLoss()
    optimiser = torch.optim.SGD(model.parameters(), lr=RATE)
    start = {name: value.copy() for name, value in task.network(dtype)[0].params.items()}
    mine = {name.replace("weight", "W").replace("bias", "b"): value for name, value in model.named_parameters()}

    def run() -> float:
        optimiser.zero_grad()
        value = loss(model(x), t)
        value.backward()
        optimiser.step()
        return value.item()  # a number, as nnlib's

    def results() -> dict[str, Any]:
        now = {name: value.detach().numpy().copy() for name, value in mine.items()}
        return {**changes(now, start), **{f"gradient of {name}": value.grad.numpy() for name, value in mine.items()}}

    def reset() -> None:
        with torch.no_grad():
            for name, value in mine.items():
                value.copy_(torch.from_numpy(start[name]))

    return Contender("PyTorch", run, results, reset)


def products(task: Task, dtype: str) -> list[Contender]:
    """The matrix products of the step and nothing else, on its own numbers: no program of this kind can be faster.

    For each linear layer x W^T, dy^T x and, except for the first, dy W. Beside it a contender that is never timed:
    nnlib's layers, which must have the same products.
    """
    (net, loss), (x, t) = task.network(dtype), task.data(dtype)
    inputs = [x]
    for layer in net.layers:
        inputs.append(layer.forward(inputs[-1]))
    loss.forward(inputs[-1], t)
    gradients = [loss.backward()]
    for layer in reversed(net.layers):
        gradients.insert(0, layer.backward(gradients[0]))
    linear = [place for place, layer in enumerate(net.layers) if isinstance(layer, Linear)]
    operands = [(net.layers[place].params["W"], inputs[place], gradients[place + 1]) for place in linear]
    made: list[Any] = []

    def run() -> None:
        made.clear()
        made.extend(x @ W.T for W, x, _ in operands)
        made.extend(dy.T @ x for _, x, dy in operands)
        made.extend(dy @ W for W, _, dy in operands[1:])

    def of_the_layers() -> dict[str, Any]:
        outputs = [inputs[place + 1] - net.layers[place].params["b"] for place in linear]
        slopes = [net.layers[place].grads["W"] for place in linear]
        return dict(enumerate_names(outputs + slopes + [gradients[place] for place in linear[1:]]))

    return [
        Contender("nnlib's layers", lambda: None, of_the_layers),
        Contender("bare products", run, lambda: dict(enumerate_names(made))),
    ]


def enumerate_names(arrays: list[Any]) -> list[tuple[str, Any]]:
    return [(f"product {place}", array) for place, array in enumerate(arrays)]
