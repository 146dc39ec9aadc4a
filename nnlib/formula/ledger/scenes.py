"""Random networks as scenes, in the book's notation: for one sample, and for N samples as rows.

Weights, biases and inputs are given, everything else follows by rules, so that any of it can be disturbed; the error of
a unit is bound as the slope of the loss by its pre-activation. Nothing of nnlib's numerics is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nnlib.formula.ledger.contexts import Draw
from nnlib.formula.semantics.derivatives import STEP
from nnlib.formula.semantics.scene import Graph, Scene
from nnlib.formula.semantics.values import EvaluationError

Function = Callable[[Any], Any]


def sigma(z: Any) -> Any:
    """The logistic function, by way of tanh."""
    return 0.5 + 0.5 * np.tanh(z / 2)


def tanh(z: Any) -> Any:
    return np.tanh(z)


def softplus(z: Any) -> Any:
    return np.log(np.exp(z / 2) + np.exp(-z / 2)) + z / 2


def relu(z: Any) -> Any:
    return np.where(np.real(z) > 0, z, 0 * z)


def identity(z: Any) -> Any:
    return 1.0 * z


def softmax(z: Any) -> Any:
    """Of a vector, or of every row."""
    differences = np.exp(z[..., None, :] - z[..., :, None])
    return 1 / np.sum(differences, axis=-1)


ACTIVATIONS: tuple[Function, ...] = (sigma, tanh, softplus, relu)
FUNCTIONS: Mapping[str, Function] = {"sigma": sigma, "relu": relu, "softmax": softmax}


def squared(prediction: Any, target: Any) -> Any:
    return np.sum((prediction - target) * (prediction - target), axis=-1) / 2


def cross_entropy(prediction: Any, target: Any) -> Any:
    return -np.log(np.prod(prediction**target, axis=-1))


def two_classes(prediction: Any, target: Any) -> Any:
    """Cross-entropy of units that are probabilities of their own."""
    return -np.log(np.prod(prediction**target * (1 - prediction) ** (1 - target), axis=-1))


def any_loss(prediction: Any, target: Any) -> Any:
    """A loss without a name, for equations that hold for every loss."""
    return np.sum(np.sin(prediction - target) + (prediction - target) ** 3 / 5, axis=-1)


def slopes(graph: Graph, name: str, layer: int | None = None, of: str = "ell") -> Any:
    """The slopes of a number of the graph by every entry of a node, in the node's shape."""
    stored = np.asarray(graph.value(name, layer))
    if np.iscomplexobj(stored) or any(np.iscomplexobj(changed) for changed in graph.disturbed.values()):
        raise EvaluationError("a derivative of a derivative")
    found = np.empty(stored.shape)
    for place in np.ndindex(stored.shape):
        moved = stored.astype(complex)
        moved[place] += 1j * STEP
        found[place] = np.sum(np.imag(graph.disturb((name, layer), moved).value(of))) / STEP
    return found


def weights_of(draw: Draw, widths: Sequence[int]) -> tuple[dict[int, Any], dict[int, Any]]:
    """Weights and biases of every layer; in the fourth scene a unit of layer 1 receives exactly 0, whatever the input."""
    weights = {layer: 0.8 * draw.matrix(widths[layer], widths[layer - 1]) for layer in range(1, len(widths))}
    biases = {layer: 0.4 * draw.vector(widths[layer]) for layer in range(1, len(widths))}
    if draw.number == 3 and len(widths) > 2:
        weights[1][0], biases[1][0] = 0.0, 0.0
    return weights, biases


def _widths(draw: Draw, depth: int | None, ends: tuple[int | None, int | None]) -> list[int]:
    """The numbers of units, the inputs' first; two layers of weights or three if nothing is said."""
    widths = [draw.size() for _ in range((depth or draw.pick(2, 3)) + 1)]
    widths[0], widths[-1] = ends[0] or widths[0], ends[1] or widths[-1]
    return widths


def network(
    draw: Draw,
    *,
    depth: int | None = None,
    ends: tuple[int | None, int | None] = (None, None),
    activation: Function | None = None,
    output: Function | None = None,
    loss: Callable[[Any, Any], Any] = any_loss,
    target: Callable[[Draw, int], Any] = Draw.vector,
    layers: Callable[[int], range] = lambda last: range(1, last + 1),
    more: Mapping[str, Any] | None = None,
) -> Scene:
    """One sample in a network; `ends` fix the numbers of inputs and of outputs, `layers` is what a free l runs through.

    Without an `activation` the scenes take turns through ACTIVATIONS, without an `output` the last layer has the same.
    `more` are further parts of the scene (rules, after, ...), which are added to those here.
    """
    widths = _widths(draw, depth, ends)
    last = len(widths) - 1
    weights, biases = weights_of(draw, widths)
    phi = activation or draw.pick(*ACTIVATIONS)
    top = output or phi
    wanted = target(draw, widths[-1])
    parts: dict[str, Any] = {
        "given": {
            "w": weights, "b": biases, "x": draw.vector(widths[0]), "t": wanted, "L": last, "d": dict(enumerate(widths)),
            "K": widths[-1],
        },
        "rules": {"hat_y": lambda g: g.a[last], "ell": lambda g: loss(g.hat_y, wanted)},
        "layers": {
            "W": lambda g, layer: 1.0 * g.w[layer],
            "z": lambda g, layer: np.sum(g.W[layer] * g.a[layer - 1][None, :], axis=1) + g.b[layer],
            "a": lambda g, layer: 1.0 * g.x if layer == 0 else (top if layer == last else phi)(g.z[layer]),
            "delta": lambda g, layer: slopes(g, "z", layer),
        },
        "functions": {**FUNCTIONS, "varphi": phi},
        "ranges": {"l": layers(last)},
    }  # fmt: skip
    return _with(parts, more)


def samples(
    draw: Draw,
    *,
    depth: int | None = None,
    ends: tuple[int | None, int | None] = (None, None),
    activation: Function | None = None,
    output: Function | None = None,
    loss: Callable[[Any, Any], Any] = any_loss,
    target: Callable[[Draw, int], Any] = Draw.vector,
    layers: Callable[[int], range] = lambda last: range(1, last + 1),
    more: Mapping[str, Any] | None = None,
) -> Scene:
    """N samples in a network, one in each row; the rest as in `network`."""
    widths, count = _widths(draw, depth, ends), draw.size()
    last = len(widths) - 1
    weights, biases = weights_of(draw, widths)
    phi = activation or draw.pick(*ACTIVATIONS)
    top = output or phi
    wanted = np.array([target(draw, widths[-1]) for _ in range(count)])
    strength = draw.pick(0.1, 1.5, 0.01)
    parts: dict[str, Any] = {
        "given": {
            "w": weights, "b": biases, "X": draw.matrix(count, widths[0]), "T": wanted, "L": last, "N": count,
            "d": dict(enumerate(widths)), "lambda": strength, "mathbf_1": np.ones(count),
        },
        "rules": {
            "hat_Y": lambda g: g.A[last],
            "ell": lambda g: loss(g.hat_Y, wanted),
            "mathcal_L": lambda g: np.mean(g.ell),
            "mathcal_L_lambda": lambda g: g.mathcal_L
            + strength / 2 * sum(np.sum(g.W[layer] * g.W[layer]) for layer in range(1, last + 1)),
        },
        "layers": {
            "W": lambda g, layer: 1.0 * g.w[layer],
            "Z": lambda g, layer: np.einsum("ij,nj->ni", g.W[layer], g.A[layer - 1]) + g.b[layer],
            "A": lambda g, layer: 1.0 * g.X if layer == 0 else (top if layer == last else phi)(g.Z[layer]),
            "Delta": lambda g, layer: slopes(g, "Z", layer),
        },
        "functions": {**FUNCTIONS, "varphi": phi},
        "ranges": {"l": layers(last)},
    }  # fmt: skip
    return _with(parts, more)


def below_the_last(last: int) -> range:
    """The layers that have a next one."""
    return range(1, last)


def _with(parts: dict[str, Any], more: Mapping[str, Any] | None) -> Scene:
    for key, extra in (more or {}).items():
        parts[key] = {**parts.get(key, {}), **extra} if isinstance(extra, Mapping) else extra
    return Scene(**parts)
