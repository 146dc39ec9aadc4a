r"""What Cui's letters mean: a before and z after the activation function h, y the output, \bar y the target.

The input layer is number 0, a weight w_ij leads to unit i of the layer that it carries.
"""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import ACTIVATIONS, any_loss, relu, sigma, slopes, softmax

chapter = Chapter(
    "cui",
    symbols=[
        "x",
        "y",
        "n",
        "N",
        "p",
        "q",
        r"\mathcal C",
        r"\mathcal E",
        r"\mathcal L",
        r"\bar y",
        r"\tilde k",
        r"\delta",
    ],
    layered=["x", r"\delta"],
    functions=["F", "D_KL", r"\phi"],
    applied=[r"\mathcal L"],
)


def softsign(a):
    return a / (1 + np.sqrt(a * a))


def feed_forward(draw: Draw, *, bias: bool, inner: bool, output=None) -> Scene:
    """One network; l runs through the layers that have a next one, or through all."""
    last = draw.pick(2, 3)
    widths = [draw.size() for _ in range(last + 1)]
    weights = {layer: 0.8 * draw.matrix(widths[layer], widths[layer - 1]) for layer in range(1, last + 1)}
    shifts = {layer: 0.5 * draw.vector(widths[layer]) * bias for layer in range(1, last + 1)}
    h, x, target = draw.pick(*ACTIVATIONS), draw.vector(widths[0]), draw.vector(widths[-1])
    given = {"w": weights, "x": x, "L": last} | ({"b": shifts} if bias else {})

    def before(g, layer):
        total = np.sum(g.w[layer] * g.z[layer - 1], axis=1)
        return total + g.b[layer] if bias else total

    return Scene(
        given=given,
        layers={
            "a": before,
            "z": lambda g, layer: 1.0 * g.x if layer == 0 else h(g.a[layer]),
            "delta": lambda g, layer: slopes(g, "a", layer, "mathcal_L"),
        },
        rules={"mathcal_L": lambda g: any_loss(g.z[last], target)},
        functions={"h": h},
        ranges={"l": range(1, last if inner else last + 1)},
    )


chapter.scene("network with biases")(lambda draw: feed_forward(draw, bias=True, inner=False))
chapter.scene("network")(lambda draw: feed_forward(draw, bias=False, inner=False))
chapter.scene("hidden layers")(lambda draw: feed_forward(draw, bias=False, inner=True))


@chapter.scene("classifier")
def classifier(draw: Draw) -> Scene:
    """A softmax layer under cross-entropy; the errors are those of the first of several samples."""
    samples, classes, hidden = draw.size(), draw.size(), draw.size()
    weights, targets = draw.matrix(classes, hidden), np.array([draw.distribution(classes) for _ in range(samples)])
    others = np.array([draw.distribution(classes) for _ in range(samples - 1)])
    return Scene(
        given={"w": {2: weights}, "z": {1: draw.vector(hidden)}, "bar_y": targets, "L": 2},
        layers={
            "a": lambda g, layer: np.sum(g.w[layer] * g.z[layer - 1], axis=1),
            "delta": lambda g, layer: slopes(g, "a", layer, "mathcal_L"),
        },
        rules={
            "y": lambda g: np.vstack([softmax(g.a[2]), others]),
            "mathcal_L": lambda g: -np.sum(np.log(g.y**targets)),
        },
    )


def one_unit(draw: Draw, h) -> Scene:
    return Scene(given={"a": draw.number_near(0.0, -1.5, 2.5, -4.0)}, functions={"h": h})


chapter.scene("sigmoid")(lambda draw: one_unit(draw, sigma))
chapter.scene("tanh")(lambda draw: one_unit(draw, lambda a: 2 * sigma(2 * a) - 1))
chapter.scene("relu")(lambda draw: one_unit(draw, relu))


@chapter.scene("largest")
def largest(draw: Draw) -> Scene:
    """Equal numbers attain the upper bound, one that is far above the others the lower."""
    n = draw.size()
    x = draw.pick(np.full(n, 1.5), np.r_[60.0, np.zeros(n - 1)], draw.vector(n))
    return Scene(given={"x": x, "n": n})


@chapter.scene("regression")
def regression(draw: Draw) -> Scene:
    n, k = draw.size(), draw.size()
    return Scene(
        given={"y": draw.matrix(n, k), "bar_y": draw.matrix(n, k)},
        rules={"mathcal_L": lambda g: np.einsum("nk,nk->", g.y - g.bar_y, g.y - g.bar_y) / 2},
    )


@chapter.scene("output vectors")
def output_vectors(draw: Draw) -> Scene:
    n, k = draw.size(), draw.size()
    y, t = draw.matrix(n, k), draw.matrix(n, k)
    return Scene(
        given={
            "y": dict(enumerate(y, start=1)),
            "bar_y": dict(enumerate(t, start=1)),
            "mathcal_L": np.trace((y - t) @ (y - t).T) / 2,
        },
        ranges={"n": range(1, n + 1)},
    )


def divergence(p, q):
    return np.log(np.prod((p / q) ** p))


@chapter.scene("two distributions")
def two_distributions(draw: Draw) -> Scene:
    k = draw.size()
    return Scene(given={"p": draw.distribution(k), "q": draw.distribution(k)}, functions={"D_KL": divergence})


@chapter.scene("targets")
def targets_as_distributions(draw: Draw) -> Scene:
    n, k = draw.size(), draw.size()
    y, t = ([draw.distribution(k) for _ in range(n)] for _ in range(2))
    return Scene(
        given={
            "y": dict(enumerate(y, start=1)), "bar_y": dict(enumerate(t, start=1)), "K": k,
            "mathcal_C": np.log(np.prod([each**each for each in t])),
            "mathcal_L": -np.log(np.prod([a**b for a, b in zip(y, t, strict=True)])),
        },
        functions={"D_KL": divergence},
        ranges={"n": range(1, n + 1), "k": range(1, k + 1)},
    )  # fmt: skip


@chapter.scene("labels")
def labels(draw: Draw) -> Scene:
    n, k = draw.size(), draw.size()
    classes = draw.rng.integers(1, k + 1, size=n)
    y = np.array([draw.distribution(k) for _ in range(n)])
    chosen = [row[c - 1] for row, c in zip(y, classes, strict=True)]
    return Scene(
        given={"y": y, "bar_y": np.eye(k)[classes - 1], "tilde_k": classes, "mathcal_L": -np.log(np.prod(chosen))}
    )


@chapter.scene("cross-entropy of softmax")
def cross_entropy_of_softmax(draw: Draw) -> Scene:
    n, k = draw.size(), draw.size()
    return Scene(
        given={
            "a": draw.matrix(n, k),
            "bar_y": np.array([draw.distribution(k) for _ in range(n)]),
            "delta": np.eye(k),
        },
        rules={
            "y": lambda g: softmax(g.a),
            "mathcal_E": lambda g: -np.log(np.prod(g.y**g.bar_y, axis=1)),
            "mathcal_L": lambda g: sum(g.mathcal_E),
        },
    )


def row_of_the_table(draw: Draw, *choices) -> Scene:
    """x is what the nonlinearity makes of a; the loss rises with x in one scene and falls in the next."""
    h, slope = draw.pick(*choices), draw.pick(1.3, -0.8)
    return Scene(
        given={"a": draw.pick(0.0, 0.0, 0.0, -0.7, -2.0, 1.2, -0.3, 3.0)},
        rules={"x": lambda g: h(g.a), "mathcal_L": lambda g: slope * g.x + 0.1 * slope * g.x**2},
    )


chapter.scene("sigmoid row")(lambda draw: row_of_the_table(draw, sigma))
chapter.scene("tanh row")(lambda draw: row_of_the_table(draw, np.tanh))
chapter.scene("softsign row")(lambda draw: row_of_the_table(draw, softsign))
chapter.scene("the whole table")(lambda draw: row_of_the_table(draw, sigma, np.tanh, softsign))


@chapter.scene("gradient check")
def gradient_check(draw: Draw) -> Scene:
    """One weight w_ij is moved; the loss as a function of it alone."""
    rows, columns = draw.size(), draw.size()
    weights, x, t = draw.matrix(rows, columns), draw.vector(columns), draw.vector(rows)
    i, j = draw.rng.integers(1, rows + 1), draw.rng.integers(1, columns + 1)

    def loss(w):
        return any_loss(np.tanh(np.sum(w * x, axis=1)), t)

    def loss_of_one(value):
        moved = weights.astype(type(value))
        moved[i - 1, j - 1] = value
        return loss(moved)

    return Scene(
        given={"w": weights, "epsilon": 0.02, "i": i, "j": j},
        rules={"mathcal_L": lambda g: loss(g.w)},
        functions={"mathcal_L": lambda value: loss_of_one(np.asarray(value)[()])},
        small=("epsilon", 2),
    )


@chapter.scene("jacobian")
def jacobian(draw: Draw) -> Scene:
    """a and w are those of the first layer, of which the outputs are any function."""
    inputs, units, outputs = draw.size(), draw.size(), draw.size()
    after = draw.matrix(outputs, units)
    return Scene(
        given={"w": draw.matrix(units, inputs), "x": draw.vector(inputs)},
        rules={
            "a": lambda g: np.sum(g.w * g.x, axis=1),
            "y": lambda g: np.tanh(np.sum(after * sigma(g.a), axis=1)),
        },
    )


@chapter.scene("approximation")
def approximation(draw: Draw) -> Scene:
    terms, inputs = draw.size(), draw.size()
    w, a, b = draw.matrix(terms, inputs), draw.vector(terms), draw.vector(terms)
    return Scene(
        given={"N": terms, "w": dict(enumerate(w, start=1)), "a": a, "b": b, "x": draw.vector(inputs)},
        functions={"phi": sigma, "F": lambda x: sum(a[i] * sigma(np.dot(w[i], x) + b[i]) for i in range(terms))},
    )
