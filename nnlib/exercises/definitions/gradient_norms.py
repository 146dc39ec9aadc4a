"""How large the gradient is at each layer of a deep sigmoid network: forward with all activations kept, then back.

One norm a layer comes back, so the wrong layer's slope or weight, a forgotten one and the order are what goes wrong.
"""
# modelsolution83c1d7

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from nnlib.exercises.definitions.gradient_norm_mistakes import MISTAKES, Weights, activations, layer_grad_norms
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Args, Array, Exercise, Probe, Property, recipe, register

SQUARE, ONE = "layers of one width", "a single layer"


def _by_jacobians(Ws: Weights, x: Array) -> Any:
    layers = []
    for W in Ws:
        z = W @ x
        x = np.exp(-np.logaddexp(0, -z))
        layers.append((W, x / (1 + np.exp(z))))
    norms = []
    jacobian = np.ones((1, len(x)))
    for W, slope in reversed(layers):
        jacobian = jacobian * slope
        norms.append(float(np.sqrt(np.sum(jacobian**2))))
        jacobian = jacobian @ W
    return norms[::-1]


def _back(Ws: Weights, S: list[Array]) -> list[Array]:
    """The gradients by all z, the last layer first, from the slopes."""
    found = [S[-1]]
    for W, slope in zip(Ws[:0:-1], S[-2::-1], strict=True):
        found.append((W.T @ found[-1]) * slope)
    return found


def _network(rng: pr.Rng, *widths: int, edge: str = "") -> Probe:
    Ws = [pr.numbers(rng, n, m, scale=2 / np.sqrt(m)) for m, n in pairwise(widths)]
    return Probe((Ws, pr.numbers(rng, widths[0])), edge)


def _probes() -> list[Probe]:
    rng = np.random.default_rng(9)
    return [
        _network(rng, 5, 3, 7, 11),
        _network(rng, 3, 7, 5, 3),
        _network(rng, 7, 3, 5, 11, 3, 5),
        _network(rng, 5, 5, 5, 5, 5, 5, edge=SQUARE),
        _network(rng, 3, 7, edge=ONE),
    ]


def _fresh(rng: pr.Rng) -> Probe:
    return _network(
        rng, *rng.permutation(pr.SIZES).tolist(), *([int(rng.choice([3, 5]))] if rng.random() < 0.5 else [])
    )


def _fresh_edge(rng: pr.Rng) -> Probe:
    if rng.random() < 0.3:
        return _network(rng, *pr.two_sizes(rng), edge=ONE)
    return _network(rng, *[pr.size(rng)] * int(rng.choice([4, 6])), edge=SQUARE)


_RECIPES = (
    recipe(
        ("compute all activations", "A = forward(Ws, x)"),
        ("take the slopes", "S = [a * (1 - a) for a in A]"),
        ("go back through the layers", "D = backward(Ws, S)"),
        ("take the norm at each layer", "N = [norm(d) for d in D]"),
        ("put the first layer first", "R = N[::-1]"),
        names={"A": "the activations", "S": "the slopes", "D": "the gradients, last layer first", "N": "the norms"},
        forward=lambda Ws, x: activations(Ws, x)[1:],
        backward=_back,
    ),
    recipe(
        ("compute all activations", "A = forward(Ws, x)"),
        ("take the slopes", "S = [a - a**2 for a in A]"),
        ("go back through the layers, first layer first", "D = backward(Ws, S)[::-1]"),
        ("add the squares at each layer", "Q = [sum(d**2) for d in D]"),
        ("take the root", "R = [sqrt(q) for q in Q]"),
        names={"A": "the activations", "S": "the slopes", "D": "the gradients", "Q": "the sums of squares"},
        forward=lambda Ws, x: activations(Ws, x)[1:],
        backward=_back,
    ),
)


def _not_negative(args: Args, got: Array) -> bool:
    return bool(np.all(got >= 0))


register(
    Exercise(
        id="layer_grad_norms",
        signature="layer_grad_norms(Ws, x)",
        chapter="vanishing",
        reference=layer_grad_norms,
        independent=_by_jacobians,
        probes=_probes,
        fresh=_fresh,
        fresh_edge=_fresh_edge,
        square=lambda rng: _network(rng, *[pr.size(rng)] * 5),
        arguments_vary=False,
        result="a list of one number for each layer",
        sizes="k outputs, L layers",
        quantities=lambda Ws, x: {"k": float(len(Ws[-1])), "L": float(len(Ws))},
        regions=lambda Ws, x: {
            "at the last layer": np.arange(len(Ws)) == len(Ws) - 1,
            "at the first layer": np.arange(len(Ws)) == 0,
            "before the last layer": np.arange(len(Ws)) < len(Ws) - 1,
            "behind the first layer": np.arange(len(Ws)) > 0,
        },
        hints=(
            "Go forward first and keep every activation. Then go back layer by layer, with one array d that is always "
            "d loss/d z of the layer you are at.",
            "At the last layer d is a(1 - a), since the loss is the sum of its activations. From layer k+1 to layer k: "
            "multiply by the transposed weight, then by the slope of layer k.",
            "The weight on the way from z_(k+1) to a_k is Ws of layer k+1, transposed. Collect np.linalg.norm(d) at every "
            "layer; the way back finds the last layer first, so reverse the list.",
        ),
        misconceptions=MISTAKES,
        properties=(Property("no norm negative", _not_negative),),
        recipes=_RECIPES,
    )
)
