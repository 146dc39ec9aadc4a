"""One random network in the letters of the book and of three lectures, each forward pass written as that lecture writes it.

The translations are executed here without any rule of the notation table: a lecture's letters have their values from the
lecture's own definitions alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnlib.formula.semantics.scene import Graph, Scene

LAST = 4
STEP = 1e-25


def logistic(z: Any) -> Any:
    return 0.5 + 0.5 * np.tanh(z / 2)


@dataclass
class Numbers:
    """Widths that are all different, weights into layer n as rows for its units, biases, a sample and its target."""

    seed: int
    widths: tuple[int, ...] = (4, 3, 6, 5, 2)
    weights: dict[int, Any] = field(default_factory=dict)
    biases: dict[int, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        for n in range(1, LAST + 1):
            self.weights[n] = rng.normal(size=(self.widths[n], self.widths[n - 1]))
            self.biases[n] = rng.normal(size=self.widths[n])
        self.sample, self.target = rng.normal(size=self.widths[0]), rng.normal(size=self.widths[-1])


def slopes(loss: str, before: str) -> Callable[[Graph, int], Any]:
    """The derivative of the loss by what the units of a layer receive: what every lecture calls delta."""

    def rule(g: Graph, layer: int) -> Any:
        z = np.asarray(g.value(before, layer), dtype=complex)
        moved = (g.disturb((before, layer), z + 1j * STEP * unit).value(loss) for unit in np.eye(len(z)))
        return np.array([np.imag(each) / STEP for each in moved])

    return rule


def half_square(one: Any, two: Any) -> Any:
    return np.sum((one - two) * (one - two)) / 2


def book(n: Numbers) -> Scene:
    return Scene(
        given={"w": n.weights, "b": n.biases, "x": n.sample, "t": n.target, "d": dict(enumerate(n.widths)), "L": LAST},
        rules={"hat_y": lambda g: g.a[LAST], "ell": lambda g: half_square(g.hat_y, g.t)},
        layers={
            "W": lambda g, l: g.w[l],
            "z": lambda g, l: g.W[l] @ g.a[l - 1] + g.b[l],
            "a": lambda g, l: g.x if l == 0 else logistic(g.z[l]),
            "delta": slopes("ell", "z"),
        },
        functions={"varphi": logistic},
        ranges={"l": range(2, LAST)},
    )  # fmt: skip


def cui(n: Numbers) -> Scene:
    """a before, z behind the function h; y is the output, y with a bar the target; z of layer 0 is the input."""
    return Scene(
        given={"w": n.weights, "b": n.biases, "x": n.sample, "bar_y": n.target, "d": dict(enumerate(n.widths)), "L": LAST},
        rules={"y": lambda g: g.z[LAST], "mathcal_E": lambda g: half_square(g.y, g.bar_y)},
        layers={
            "W": lambda g, l: g.w[l],
            "a": lambda g, l: g.W[l] @ g.z[l - 1] + g.b[l],
            "z": lambda g, l: g.x if l == 0 else logistic(g.a[l]),
            "delta": slopes("mathcal_E", "a"),
        },
        functions={"h": logistic},
        ranges={"l": range(2, LAST)},
    )  # fmt: skip


def wan(n: Numbers) -> Scene:
    """w_{ij} leads from node i to node j, S before, x behind the function g; o is the output, y the target, e the loss."""
    from_to = {layer: matrix.T.copy() for layer, matrix in n.weights.items()}
    return Scene(
        given={"w": from_to, "b": n.biases, "y": n.target, "d": dict(enumerate(n.widths)), "L": LAST},
        rules={"o": lambda g: g.x[LAST], "e": lambda g: half_square(g.o, g.y)},
        layers={
            "W": lambda g, l: g.w[l],
            "S": lambda g, l: g.x[l - 1] @ g.W[l] + g.b[l],
            "x": lambda g, l: n.sample if l == 0 else logistic(g.S[l]),
            "delta": slopes("e", "S"),
        },
        functions={"g": logistic},
        ranges={"l": range(2, LAST)},
    )  # fmt: skip


def bunescu(n: Numbers) -> Scene:
    """The input is layer 1; W and b of layer l lead from layer l to layer l + 1; n_l is the last layer."""
    return Scene(
        given={
            "W": n.weights, "b": n.biases, "x": n.sample, "y": n.target, "n_l": LAST + 1,
            "s": dict(enumerate(n.widths, start=1)),
        },
        rules={"J": lambda g: half_square(g.a[LAST + 1], g.y)},
        layers={
            "z": lambda g, l: g.W[l - 1] @ g.a[l - 1] + g.b[l - 1],
            "a": lambda g, l: g.x if l == 1 else logistic(g.z[l]),
            "delta": slopes("J", "z"),
        },
        functions={"f": logistic},
        ranges={"l": range(3, LAST + 1)},
    )  # fmt: skip


IN_THE_LETTERS_OF = {"cui": cui, "wan": wan, "bunescu": bunescu}
