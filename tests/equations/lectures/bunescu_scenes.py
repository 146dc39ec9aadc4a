r"""What Bunescu's letters mean: z before and a after the activation function f, y the target, J the cost.

Layers of units count from 1, the input, to n_l; W^{(l)} leads from layer l to layer l + 1.
"""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import ACTIVATIONS, relu, sigma, slopes, softmax

chapter = Chapter(
    "bunescu",
    symbols=[*"FJKNafghklmnswxyz", "g_1", "g_2", "n_l", r"\alpha", r"\lambda", r"\hat t"],
    layered=["W", "a", "b", "x", "y", "z", r"\delta"],
    functions=["h_W,b", "ln", "softmax", r"\sigma"],
    applied=["F", "J", "f", "g", "g_1", "g_2", "h", r"\hat t"],
)


def draw_weights(draw: Draw, widths, bias: bool = True):
    """W and b for every layer but the last, numbered by the layer that they leave."""
    numbers = range(1, len(widths))
    weights = {layer: 0.8 * draw.matrix(widths[layer], widths[layer - 1]) for layer in numbers}
    return weights, {layer: 0.5 * draw.vector(widths[layer]) * bias for layer in numbers}


def feed_forward(weights, biases, f, x):
    for layer in sorted(weights):
        x = f(np.einsum("ij,j->i", weights[layer], x) + biases[layer])
    return x


def network(draw: Draw, widths, layers, count: int = 0) -> Scene:
    """One example, or `count` examples as columns; there delta is that of each example, and J the mean."""
    n_l, f = len(widths), draw.pick(*ACTIVATIONS)
    weights, biases = draw_weights(draw, widths)
    shape = (count,) if count else ()
    x, y = draw.rng.normal(size=(widths[0], *shape)), draw.rng.normal(size=(widths[-1], *shape))

    def before(s, layer):
        shifted = s.b[layer - 1][:, None] if count else s.b[layer - 1]
        return np.tensordot(s.W[layer - 1], s.a[layer - 1], 1) + shifted

    return Scene(
        given={
            "W": weights, "b": biases, "x": x, "y": y, "n_l": n_l, "n": widths[0], "m": count, "s": np.array(widths),
        },
        layers={
            "a": lambda s, layer: 1.0 * s.x if layer == 1 else f(s.z[layer]),
            "z": before,
            "delta": lambda s, layer: max(count, 1) * slopes(s, "z", layer, "J"),
        },
        rules={"J": lambda s: np.sum((s.a[n_l] - y) ** 2) / (2 * max(count, 1))},
        functions={"f": f, "h_W,b": lambda x: feed_forward(weights, biases, f, x)},
        ranges={"l": layers(n_l)},
    )  # fmt: skip


def some_widths(draw: Draw):
    return [draw.size() for _ in range(draw.pick(4, 3) if draw.number else 4)]


@chapter.scene("network")
def whole_network(draw: Draw) -> Scene:
    """l runs through the layers that have a next one."""
    return network(draw, some_widths(draw), lambda n_l: range(1, n_l))


@chapter.scene("hidden layers")
def hidden_layers(draw: Draw) -> Scene:
    """l runs through the layers between the input and the output."""
    return network(draw, some_widths(draw), lambda n_l: range(2, n_l))


@chapter.scene("examples as columns")
def examples_as_columns(draw: Draw) -> Scene:
    return network(draw, some_widths(draw), lambda n_l: range(2, n_l), count=draw.size())


@chapter.scene("three, three, one")
def drawn_network(draw: Draw) -> Scene:
    return network(draw, [3, 3, 1], lambda n_l: range(1, n_l))


@chapter.scene("data set")
def data_set(draw: Draw) -> Scene:
    """J of the weights alone is the regularised mean, J of an example too is its squared error."""
    widths, count, strength, f = some_widths(draw), draw.size(), draw.pick(0.1, 2.0), draw.pick(*ACTIVATIONS)
    weights, biases = draw_weights(draw, widths)
    n_l = len(widths)
    examples = [(draw.vector(widths[0]), draw.vector(widths[-1])) for _ in range(count)]

    def cost(w, b, x=None, y=None):
        tables = {layer: w[layer] for layer in weights}, {layer: b[layer] for layer in weights}
        if x is not None:
            return np.sum((feed_forward(*tables, f, x) - y) ** 2) / 2
        errors = [np.sum((feed_forward(*tables, f, x) - y) ** 2) for x, y in examples]
        return np.mean(errors) / 2 + strength * sum(np.sum(w[layer] * w[layer]) for layer in weights) / 2

    return Scene(
        given={
            "W": weights, "b": biases, "m": count, "n_l": n_l, "s": np.array(widths), "lambda": strength,
            "x": {k: x for k, (x, _) in enumerate(examples, start=1)},
            "y": {k: y for k, (_, y) in enumerate(examples, start=1)},
        },
        functions={"J": cost},
        ranges={"l": range(1, n_l)},
    )  # fmt: skip


@chapter.scene("softmax layer")
def softmax_layer(draw: Draw) -> Scene:
    """Layer n_l feeds the softmax layer n_l + 1, whose weights W^{(n_l)} have no biases."""
    widths, f = some_widths(draw), draw.pick(*ACTIVATIONS)
    n_l = len(widths) - 1
    weights, biases = draw_weights(draw, widths)
    biases[n_l] = np.zeros(widths[-1])
    y = draw.one_hot(widths[-1])
    return Scene(
        given={"W": weights, "b": biases, "x": draw.vector(widths[0]), "y": y, "n_l": n_l, "K": widths[-1]},
        layers={
            "a": lambda s, layer: 1.0 * s.x if layer == 1 else (softmax if layer > n_l else f)(s.z[layer]),
            "z": lambda s, layer: np.sum(s.W[layer - 1] * s.a[layer - 1], axis=1) + s.b[layer - 1],
            "delta": lambda s, layer: slopes(s, "z", layer, "J"),
        },
        rules={"J": lambda s: -np.log(np.prod(s.a[n_l + 1] ** y))},
        functions={"f": f, "softmax": softmax},
        ranges={"l": range(2, n_l)},
    )


@chapter.scene("order of the layers")
def order_of_the_layers(draw: Draw) -> Scene:
    """l is the order in which every error finds that of the next layer, from the softmax layer n_l + 1 down."""
    n_l = draw.pick(5, 6, 8)
    known, order = {n_l + 1}, []
    while len(order) < n_l - 1:
        ready = [layer for layer in range(2, n_l + 1) if layer + 1 in known and layer not in known]
        order += ready
        known |= {*ready}
    return Scene(given={"n_l": n_l, "l": np.array(order)})


def one_number(draw: Draw, letter: str, function, name: str) -> Scene:
    value = draw.number_near(0.0, 1.5, -1.5)
    return Scene(given={letter: value, "alpha": draw.pick(0.01, 0.2)}, functions={name: function})


@chapter.scene("unit step")
def unit_step(draw: Draw) -> Scene:
    return one_number(draw, "z", lambda z: np.heaviside(np.real(z), 1.0), "f")


@chapter.scene("logistic")
def logistic(draw: Draw) -> Scene:
    return one_number(draw, "z", sigma, "f")


@chapter.scene("relu")
def rectifier(draw: Draw) -> Scene:
    return one_number(draw, "z", relu, "f")


@chapter.scene("rectifier")
def rectifier_of_a(draw: Draw) -> Scene:
    return one_number(draw, "a", relu, "g")


@chapter.scene("absolute value")
def absolute_value(draw: Draw) -> Scene:
    return one_number(draw, "a", lambda a: np.sqrt(a * a), "g")


@chapter.scene("softplus")
def softplus(draw: Draw) -> Scene:
    return one_number(draw, "a", lambda a: a / 2 + np.log(2 * np.cosh(a / 2)), "g")


@chapter.scene("leaky relu")
def leaky_relu(draw: Draw) -> Scene:
    slope = draw.pick(0.01, 0.2)
    return one_number(draw, "a", lambda a: a if a > 0 else slope * a, "g")


@chapter.scene("maxout")
def maxout(draw: Draw) -> Scene:
    k = draw.size()
    return Scene(given={"a": draw.vector(k), "k": k}, functions={"g": lambda *pieces: np.sort(pieces)[-1]})


@chapter.scene("decision")
def decision(draw: Draw) -> Scene:
    """The class that the logistic unit finds more probable than the other."""
    n = draw.size()
    w, x = draw.vector(n), draw.vector(n)
    return Scene(given={"w": w, "x": x, "hat_t": float(sigma(np.sum(w * x)) > 0.5)})


@chapter.scene("approximation")
def approximation(draw: Draw) -> Scene:
    terms, inputs = draw.size(), draw.size()
    w, alpha, b = draw.matrix(terms, inputs), draw.vector(terms), draw.vector(terms)
    return Scene(
        given={"N": terms, "w": dict(enumerate(w, start=1)), "alpha": alpha, "b": b, "x": draw.vector(inputs)},
        functions={"sigma": sigma, "F": lambda x: sum(alpha[i] * sigma(np.dot(w[i], x) + b[i]) for i in range(terms))},
    )


@chapter.scene("three functions")
def three_functions(draw: Draw) -> Scene:
    return Scene(
        given={"x": draw.rng.normal()},
        rules={"h": lambda s: np.sin(s.x), "g": lambda s: s.h**2 + s.h, "f": lambda s: np.exp(s.g)},
    )


@chapter.scene("one inner function")
def one_inner_function(draw: Draw) -> Scene:
    return Scene(
        given={"x": draw.rng.normal()},
        rules={"g": lambda s: s.x * (s.x * s.x + 2)},
        functions={"f": lambda g: (2 * g - 1) * (g - 1)},
    )


@chapter.scene("several inner functions")
def several_inner_functions(draw: Draw) -> Scene:
    n = draw.size()
    curve = draw.vector(n)
    return Scene(
        given={"x": draw.rng.normal(), "n": n},
        rules={"g": lambda s: np.sin(s.x * curve), "f": lambda s: np.sum(s.g * s.g * curve) + np.prod(s.g)},
    )


@chapter.scene("two inner functions")
def two_inner_functions(draw: Draw) -> Scene:
    return Scene(
        given={"x": draw.rng.normal()},
        rules={"g_1": lambda s: s.x + s.x + s.x, "g_2": lambda s: s.x * (s.x + 2)},
        functions={"f": lambda u, v: u * (2 * u - 3 * v) + 1},
    )
