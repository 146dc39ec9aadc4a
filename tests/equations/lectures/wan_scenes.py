r"""What the letters of the notes by Malik and Wan mean: S before and x after the activation function g, o the output, y the target.

w_ij leads from node i to node j, the source first; there are no biases, and the input is layer 0.
"""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import ACTIVATIONS, relu, sigma, slopes

chapter = Chapter(
    "wan",
    symbols=[
        "L", "O", "e", "f", "i", "j", "k", "n", "o", "v", "w", "y", "z", r"\Delta w", r"\eta", r"\mathcal L", "w_new", "w_old", "Error",
    ],
    layered=["S", "x", "w", "d", r"\delta"],
    functions=["g"],
    applied=["e", r"\mathcal L", "f"],
)  # fmt: skip


@chapter.scene("one layer")
def one_layer(draw: Draw) -> Scene:
    """At least two nodes; their number is not that of the inputs."""
    inputs, nodes, g = draw.size(), draw.size(), draw.pick(*ACTIVATIONS)
    return Scene(
        given={"x": draw.vector(inputs), "w": draw.matrix(inputs, nodes), "n": inputs},
        rules={"S": lambda s: np.sum(s.w.T * s.x, axis=1), "v": lambda s: g(s.S)},
        functions={"g": g},
    )


@chapter.scene("logistic")
def logistic(draw: Draw) -> Scene:
    """e is Euler's number in this formula of the notes, the error in all others."""
    return Scene(given={"z": draw.number_near(0.0, 3.0, -3.0), "e": np.e}, functions={"g": sigma})


@chapter.scene("relu")
def rectifier(draw: Draw) -> Scene:
    return Scene(given={"z": draw.number_near(0.0, 3.0, -3.0)}, functions={"g": relu})


@chapter.scene("two layers")
def two_layers(draw: Draw) -> Scene:
    inputs, hidden, outputs, g = draw.size(), draw.size(), draw.size(), draw.pick(*ACTIVATIONS)
    weights = {1: draw.matrix(inputs, hidden), 2: draw.matrix(hidden, outputs)}
    return Scene(
        given={"x": draw.vector(inputs)},
        layers={"w": lambda s, layer: weights[layer]},
        rules={"O": lambda s: g(np.einsum("jo,j->o", weights[2], g(np.einsum("ij,i->j", weights[1], s.x))))},
        functions={"g": g},
    )


def feed_forward(draw: Draw, *, layers) -> Scene:
    """e is the sum of the squared errors of the outputs, halved."""
    last = draw.pick(2, 3)
    widths = [draw.size() for _ in range(last + 1)]
    weights = {layer: 0.8 * draw.matrix(widths[layer - 1], widths[layer]) for layer in range(1, last + 1)}
    g, x, y = draw.pick(*ACTIVATIONS), draw.vector(widths[0]), draw.vector(widths[-1])
    return Scene(
        given={"w": weights, "d": dict(enumerate(widths)), "y": y, "L": last},
        layers={
            "x": lambda s, layer: x if layer == 0 else g(s.S[layer]),
            "S": lambda s, layer: np.sum(s.w[layer] * s.x[layer - 1][:, None], axis=0),
            "delta": lambda s, layer: slopes(s, "S", layer, "e"),
        },
        rules={
            "Error": lambda s: np.square(s.x[last] - y) / 2,
            "e": lambda s: np.dot(s.x[last] - y, s.x[last] - y) / 2,
        },
        functions={"g": g},
        ranges={"l": layers(last)},
    )


@chapter.scene("network")
def network(draw: Draw) -> Scene:
    return feed_forward(draw, layers=lambda last: range(1, last + 1))


@chapter.scene("layers above the first")
def above_the_first(draw: Draw) -> Scene:
    return feed_forward(draw, layers=lambda last: range(2, last + 1))


@chapter.scene("rectified output")
def rectified_output(draw: Draw) -> Scene:
    """No pre-activation is 0, where the notes take the slope 1 and this book 0."""
    return Scene(given={"S": {2: draw.vector(draw.size())}, "L": 2}, functions={"g": relu})


@chapter.scene("binary labels")
def binary_labels(draw: Draw) -> Scene:
    n = draw.size()
    y, o = draw.rng.integers(0, 2, size=n), draw.rng.uniform(0.05, 0.95, size=n)
    return Scene(given={"y": y, "o": o, "mathcal_L": -np.log(np.prod(np.where(y == 1, o, 1 - o)))})


@chapter.scene("descent")
def descent(draw: Draw) -> Scene:
    """A step down the slope of a bowl whose gradient is known."""
    n = draw.size()
    centre, old, eta = draw.vector(n), draw.vector(n), draw.pick(0.1, 0.5, 1.5)
    return Scene(
        given={"w_old": old, "w_new": np.zeros(n), "eta": eta},
        rules={
            "w": lambda s: 1.0 * s.w_old,
            "mathcal_L": lambda s: np.sum((s.w - centre) ** 2) / 2 + np.sum((s.w - centre) ** 4),
        },
        after={"w_new": lambda s: old - eta * ((old - centre) + 4 * (old - centre) ** 3)},
    )


@chapter.scene("one weight moved")
def one_weight_moved(draw: Draw) -> Scene:
    """One output; the weight from j to k is moved by its entry of Delta w, the only one that is not 0."""
    inputs, nodes, g = draw.size(), draw.size(), draw.pick(sigma, np.tanh)
    weights, x, after, y = draw.matrix(inputs, nodes), draw.vector(inputs), draw.vector(nodes), draw.rng.normal()
    j, k = draw.rng.integers(1, inputs + 1), draw.rng.integers(1, nodes + 1)

    def outputs(w):
        return np.reshape(g(np.dot(after, g(np.sum(w * x[:, None], axis=0)))), 1)

    def steps(s):
        table = np.full((inputs, nodes), 1.7)
        table[j - 1, k - 1] = s.h
        return table

    def moved(s):
        table = np.array(s.w)
        table[j - 1, k - 1] += s.h
        return outputs(table)

    return Scene(
        given={"w": weights, "h": 1e-3, "i": 1, "j": j, "k": k},
        rules={
            "Delta_w": steps,
            "o": lambda s: outputs(s.w),
            "o_prime": moved,
            "mathcal_L": lambda s: np.sum((s.o - y) ** 2) / 2,
        },
        functions={"mathcal_L": lambda o: (o - y) ** 2 / 2},
        small=("h", 1),
    )


@chapter.scene("two paths")
def two_paths(draw: Draw) -> Scene:
    """f(x) = x^2 z with x = 2y and z = sin y: each can be disturbed by itself."""
    return Scene(
        given={"y": draw.number_near(0.0, 1.0, -2.0)},
        rules={
            "x": lambda s: s.y + s.y,
            "z": lambda s: np.cos(s.y - np.pi / 2),
            "f": lambda s: s.x * s.z * s.x,
        },
    )
