r"""What Taura's letters mean: y the output of a stage or a network, t the target or the true class, L the loss of a data set D.

Samples, components, pixels and channels count from 0; a gradient is a row.
"""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import sigma

chapter = Chapter(
    "taura",
    symbols=[*"DHKLWbnptwxy", "D'", r"\Delta f", r"\Delta w", r"\Delta x", r"\ell", r"\eta"],
    layered=["p"],
    functions=["f", "err", "NLL", "softmax", "relu", "ReLU", "Linear", "Convolution", "maxpool", "sign"],
    indices=["p", "q"],
    applied=["L"],
)


def square(y, t):
    return (y - t) ** 2


def softmax(x):
    return np.exp(x) / np.sum(np.exp(x))


def nll(y, t):
    return -np.log(y[int(np.real(t))])


@chapter.scene("polynomial")
def polynomial(draw: Draw) -> Scene:
    w = draw.vector(3)
    return Scene(
        given={"x": draw.number_near(0.0, 1.0), "w": w},
        functions={"f": lambda x, w: np.polyval(w[::-1], x)},
        first={"w": 0},
    )


@chapter.scene("error")
def error(draw: Draw) -> Scene:
    y, t = draw.rng.normal(), draw.rng.normal()
    return Scene(given={"y": y, "t": t}, functions={"err": lambda y, t: abs(y - t) * abs(t - y)})


def regression(draw: Draw, *, batch: bool) -> Scene:
    """A step is so short that the loss falls along it and its error is of the order of its square."""
    n = draw.size(3)
    x, t, direction, eta = draw.vector(n), draw.vector(n), draw.vector(3), 1e-4
    whole, part = frozenset(range(n)), frozenset(range(0, n, 2))

    def loss(w, data):
        return sum((np.polyval(w[::-1], x[i]) - t[i]) ** 2 for i in data)

    def after(s):
        rows = [2 * (np.polyval(s.w[::-1], x[i]) - t[i]) * x[i] ** np.arange(3) for i in (part if batch else whole)]
        return s.w - s.eta * np.sum(rows, axis=0)

    return Scene(
        given={"x": x, "t": t, "w": draw.vector(3), "D": whole, "D_prime": part, "eta": eta},
        rules={"L": lambda s: loss(s.w, whole), "Delta_w": lambda s: s.eta * direction},
        functions={"f": lambda x, w: w[0] + x * (w[1] + x * w[2]), "err": square, "L": loss},
        small=("eta", 2),
        after={"w": after},
        first={"x": 0, "t": 0, "w": 0},
    )


chapter.scene("regression")(lambda draw: regression(draw, batch=False))
chapter.scene("mini-batch")(lambda draw: regression(draw, batch=True))


@chapter.scene("stages")
def stages(draw: Draw) -> Scene:
    """At least three stages, each with weights of its own."""
    n = draw.pick(3, 4, 5)
    widths = [draw.size() for _ in range(n + 1)]
    w = {k: draw.matrix(widths[k], widths[k - 1]) for k in range(1, n + 1)}
    x = {0: draw.vector(widths[0])}
    for k in range(1, n):
        x[k] = sigma(np.einsum("ij,j->i", w[k], x[k - 1]))
    y, t = np.einsum("ij,j->i", w[n], x[n - 1]), draw.vector(widths[n])
    return Scene(
        given={"n": n, "w": w, "x": x, "y": y, "t": t, "ell": np.sum((y - t) ** 2)},
        functions={
            "f": lambda w, x, k: np.dot(w, x) if k == n else sigma(np.dot(w, x)),
            "err": lambda y, t: np.linalg.norm(y - t) ** 2,
        },
    )


@chapter.scene("gradient")
def gradient(draw: Draw) -> Scene:
    n = draw.size()
    direction, slope = draw.vector(n), draw.vector(n)

    def f(x):
        return np.sum(np.sin(x) * slope) + np.sum(x) ** 2 / 4

    return Scene(
        given={"n": n, "x": draw.vector(n), "h": 1e-3},
        rules={
            "f": lambda s: f(s.x),
            "Delta_x": lambda s: s.h * direction,
            "Delta_f": lambda s: f(s.x + s.Delta_x) - f(s.x),
        },
        functions={"f": f},
        small=("h", 2),
        first={"x": 0, "Delta_x": 0, "this": 0},
    )


def correlate(w, x):
    """The inner products of a filter with every place of an image where it fits."""
    k, (height, width) = w.shape[0], x.shape
    return np.array(
        [[np.sum(w * x[i : i + k, j : j + k]) for j in range(width - k + 1)] for i in range(height - k + 1)]
    )


def pooled(x):
    """The largest of every patch of 2 x 2, as one vector."""
    height, width = x.shape[0] // 2 * 2, x.shape[1] // 2 * 2
    patches = x[:height, :width].reshape(height // 2, 2, width // 2, 2)
    return patches.max(axis=(1, 3)).ravel()


@chapter.scene("digits")
def digits(draw: Draw) -> Scene:
    samples, classes = draw.size(), draw.size(3)
    x = {i: draw.matrix(7, 5) for i in range(samples)}
    w = {0: draw.matrix(2, 2), 1: draw.matrix(classes, 6)}
    t = draw.rng.integers(0, classes, size=samples)
    outputs = [softmax(w[1] @ pooled(np.maximum(correlate(w[0], x[i]), 0))) for i in range(samples)]
    return Scene(
        given={
            "x": x, "t": t, "W": w, "D": frozenset(range(samples)),
            "L": -np.log(np.prod([y[c] for y, c in zip(outputs, t, strict=True)])),
        },
        functions={
            "Convolution": correlate, "ReLU": lambda x: x * (x > 0), "maxpool": pooled, "softmax": softmax, "NLL": nll,
            "f": lambda x, first, second: softmax(second @ pooled(np.maximum(correlate(first, x), 0))),
        },
        ranges={"i": range(samples)},
        first={"t": 0},
    )  # fmt: skip


@chapter.scene("convolution")
def convolution(draw: Draw) -> Scene:
    samples, inputs, outputs, k = draw.pick((2, 3, 2, 2), (1, 2, 3, 2), (3, 1, 2, 1))
    height, width = draw.pick((4, 3), (3, 5))
    rows, columns = height - k + 1, width - k + 1
    curve = draw.rng.normal(size=(samples, outputs, rows, columns))

    def layer(s):
        views = np.array([[s.x[..., a : a + rows, b : b + columns] for b in range(k)] for a in range(k)])
        return np.einsum("ocab,abscij->soij", s.w, views) + s.b[:, None, None]

    return Scene(
        given={
            "x": draw.rng.normal(size=(samples, inputs, height, width)), "w": draw.rng.normal(size=(outputs, inputs, k, k)),
            "b": draw.vector(outputs), "H": height, "W": width, "K": k,
        },
        rules={"y": layer, "L": lambda s: np.sum(curve * s.y + s.y**3 / 3)},
        ranges={"i": range(rows), "j": range(columns)},
        first=dict.fromkeys(("x", "w", "b", "y"), 0),
    )  # fmt: skip


@chapter.scene("linear")
def linear(draw: Draw) -> Scene:
    inputs, outputs = draw.size(), draw.size()
    curve, b = draw.vector(outputs), draw.vector(outputs)
    return Scene(
        given={"x": draw.vector(inputs), "W": draw.matrix(outputs, inputs), "b": b},
        rules={"y": lambda s: np.sum(s.W * s.x, axis=1) + s.b, "L": lambda s: np.sum(curve * s.y + s.y**3 / 3)},
        functions={"Linear": lambda w, x: np.array([np.dot(row, x) for row in w]) + b},
    )


@chapter.scene("relu of one number")
def relu_of_one_number(draw: Draw) -> Scene:
    return Scene(given={"x": draw.number_near(0.0, 2.0, -2.0)}, functions={"relu": lambda x: (x + abs(x)) / 2})


@chapter.scene("relu")
def relu_of_a_vector(draw: Draw) -> Scene:
    """No component is 0, where Taura's two slides differ."""
    n = draw.size()
    curve = draw.vector(n)
    return Scene(
        given={"n": n, "x": draw.vector(n)},
        rules={
            "y": lambda s: np.where(np.real(s.x) > 0, s.x, 0 * s.x),
            "L": lambda s: np.sum(curve * s.y + s.y**3 / 3 + s.y**2),
        },
        functions={"sign": np.sign, "relu": lambda x: (x + abs(x)) / 2, "ReLU": lambda x: (x + abs(x)) / 2},
        first={"x": 0, "y": 0},
    )


def softmax_and(draw: Draw, then) -> Scene:
    n = draw.size()
    rules = {"y": lambda s: then(softmax(s.x))}
    return Scene(given={"n": n, "x": draw.vector(n)}, rules=rules, functions={"softmax": softmax}, first={"x": 0})


chapter.scene("softmax")(lambda draw: softmax_and(draw, lambda y: 1.0 * y))
chapter.scene("log softmax")(lambda draw: softmax_and(draw, np.log))


@chapter.scene("negative log-likelihood")
def negative_log_likelihood(draw: Draw) -> Scene:
    n = draw.size()
    return Scene(given={"x": draw.distribution(n), "t": draw.rng.integers(n)}, functions={"NLL": nll}, first={"x": 0})


@chapter.scene("NLL of softmax")
def nll_of_softmax(draw: Draw) -> Scene:
    """y is the value of NLL here, and L any function of it; softmax of one number is 1."""
    n = draw.size()
    t = draw.rng.integers(n)
    return Scene(
        given={"n": n, "x": draw.vector(n), "t": t},
        rules={"y": lambda s: np.log(np.sum(np.exp(s.x - s.x[t]))), "L": lambda s: s.y**2 + s.y},
        functions={"softmax": softmax, "NLL": nll},
        first={"x": 0, "this": 0},
    )


@chapter.scene("likelihood")
def likelihood(draw: Draw) -> Scene:
    samples, n = draw.size(), draw.size()
    p = {k: draw.distribution(n) for k in range(samples)}
    return Scene(
        given={"t": draw.rng.integers(1, n + 1, size=samples)},
        layers={"p": lambda s, k: p[k]},
        first={"t": 0},
    )
